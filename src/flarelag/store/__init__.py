"""The user's library: SQLite, Arrow streams and originals behind one door.

`library` is the door, and what it holds in groups has doors of its own: `imports`, `diary.diary`,
`inbox`, `strava.tables`, `forecasts`, `experiments`. Behind them stand modules of free functions.

What is imported goes through `activities` (and `movement`), is settled in `recordings` and ends as
`results` say; `stored_activities` reads it back, `undoing` takes an import out again. `database`
opens the SQLite file, `encoding` says how the model's values stand in its columns; `files` writes
what lies beside it, `expected` says which that is.
"""
