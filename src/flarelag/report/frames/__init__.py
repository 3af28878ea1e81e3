"""The data behind each chart: one pure frame each. Times are local wall time, without a zone."""

from flarelag.report.frames.diary import (
    daily_pain,
    longest_gap_days,
    pain,
    reach_by_day,
    reach_by_month,
)
from flarelag.report.frames.effects import (
    LONGEST_LABEL,
    around,
    lag_bins,
    place_effects,
    place_name,
    ranking,
    thing_words,
)
from flarelag.report.frames.experiments import pair_differences
from flarelag.report.frames.flares import (
    NOON,
    REMEMBERED_AT,
    flares,
    local_day,
    measures,
    onset_wall_time,
)
from flarelag.report.frames.places import YEARS_FROM_DAYS, hours_by_place, places
from flarelag.report.frames.sessions import sessions, weeks
from flarelag.report.frames.speed import MOST_TRACE_ROWS, efforts, speed
from flarelag.report.frames.time_line import NOT_SAID, daily_by_side, lanes, span
from flarelag.report.frames.volume import sport_words, volume

__all__ = [
    "LONGEST_LABEL",
    "MOST_TRACE_ROWS",
    "NOON",
    "NOT_SAID",
    "REMEMBERED_AT",
    "YEARS_FROM_DAYS",
    "around",
    "daily_by_side",
    "daily_pain",
    "efforts",
    "flares",
    "hours_by_place",
    "lag_bins",
    "lanes",
    "local_day",
    "longest_gap_days",
    "measures",
    "onset_wall_time",
    "pain",
    "pair_differences",
    "place_effects",
    "place_name",
    "places",
    "ranking",
    "reach_by_day",
    "reach_by_month",
    "sessions",
    "span",
    "speed",
    "sport_words",
    "thing_words",
    "volume",
    "weeks",
]
