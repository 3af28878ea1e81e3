"""The only place where the layers meet: importing, classifying, diary, analysis, reporting.

A recording's way: `importing` lists what there is to read, `import_run` hands it out and stores
what comes back, `pool` and `executors` say where the work is done; `reading` makes of one file's
bytes what the library stores, and `endings` decides how each input ends. `classifying` then judges
again, by `judging`, what is `out_of_date`.

Its way to a chart: `analysis_frames` gathers what the model sees, `analysis` asks it, `reporting`
puts together what the page shows, `session_traces` each session's speed.
"""
