"""Small pictures drawn without a chart library: many of them fit on a page, scripts or not.

Geometry only, in whole units of each picture's own box; `templates/drawings.html.j2` draws it.
"""
