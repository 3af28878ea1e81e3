"""From records to efforts, braking and doses, relative to the runner's own best 100 m.

`activity` is the door. `speed` makes the speed that all is judged by. `detect` finds efforts in it:
those above a `threshold` as `segments`, `short` bursts, each with its `boundaries`, less what is
only `downhill` or another `gait`; `declared` takes those that laps and workouts name. `measure`
says how fast each was, how it ended (`braking`) and how sure that is (`confidence`), `details` what
was beside it; `doses` and `load` sum them up. `rides` have rules of their own.

The best 100 m: `observed` in one activity, put together by `history` and `profile`, and `expected`
while an import is still reading. `rules` holds every number.
"""
