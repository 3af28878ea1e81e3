"""From results to one self-contained page.

`report` holds all that the page shows, `page` renders it: each of `sections` takes what it needs
from there, as `charts` and `drawings` of `frames`, tables, and words. All words stand in
`templates/en.toml`, and `texts` says them.
"""
