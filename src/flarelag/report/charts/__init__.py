"""The page's charts, to be used from a notebook, too: a result or a frame in, a chart out.

`around_sessions`, `lag_curve` and `forest` draw what the analysis says, `pair_differences` what an
experiment does, `dose_steps` which doses were followed by what, `expected_pain` a forecast;
`time_line`, `reach`, `entry_times` and `hours_of_day` the diary; `volume`, `session_trace`,
`hardest_slowing` and `session_plot` the activities.
"""

from flarelag.report.charts.diary import entry_times, hours_of_day, reach
from flarelag.report.charts.effects import around_sessions, forest, lag_curve
from flarelag.report.charts.experiments import pair_differences
from flarelag.report.charts.outlook import dose_steps, expected_pain
from flarelag.report.charts.session_plot import session_plot
from flarelag.report.charts.speed import hardest_slowing, session_trace
from flarelag.report.charts.time_line import time_line
from flarelag.report.charts.volume import volume

__all__ = [
    "around_sessions",
    "dose_steps",
    "entry_times",
    "expected_pain",
    "forest",
    "hardest_slowing",
    "hours_of_day",
    "lag_curve",
    "pair_differences",
    "reach",
    "session_plot",
    "session_trace",
    "time_line",
    "volume",
]
