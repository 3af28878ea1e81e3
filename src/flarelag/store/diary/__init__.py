"""The diary in SQLite: what it holds, and every change of it.

Each change is one durable transaction, and is kept beside what it changed: what an item said before
and after. Nothing is lost by an edit, a deletion or an undo; only forgetting removes anything.

`diary` is the door. `items` are rows of what the diary says, `reading` finds them; `changes` are
rows of its history, `writing` makes them, `known` tells what need not be written again, and
`undoing` takes them back; `whole` restores and forgets the whole diary.
"""
