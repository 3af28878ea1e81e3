"""A simulated year as the delayed-effect model takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from flarelag.model.frames import DiaryScores, Exposures
from flarelag.model.sport import Sport
from flarelag.simulation.sitting import SITTING_FROM, SITTING_TO

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy

    from flarelag.model.diary import DiaryEntry
    from flarelag.simulation.year import SimulatedYear


def exposures_frame(year: SimulatedYear) -> dy.DataFrame[Exposures]:
    """Return the exposures as the delayed-effect model takes them.

    Parameters
    ----------
    year : SimulatedYear
        Any.
    """
    calendar = year.options.calendar
    ends = [calendar.start_utc + timedelta(hours=e.end_h) for e in year.exposures]
    names = [
        e.sport.value if e.sport in {Sport.RUN, Sport.RIDE} else "other" for e in year.exposures
    ]
    offsets = [calendar.offset_at(end) for end in ends]
    frame = pl.DataFrame(
        {
            "end": ends,
            "utc_offset_min": [int(offset.total_seconds() // 60) for offset in offsets],
            "sport": names,
            "dose": [e.dose for e in year.exposures],
        }
    )
    return Exposures.validate(frame, cast=True)


def scores_frame(entries: Sequence[DiaryEntry]) -> dy.DataFrame[DiaryScores]:
    """Return the diary as the delayed-effect model takes it: one row for each site of an entry.

    Entries that speak of a stretch of the day, not of an instant, are left out.

    Parameters
    ----------
    entries : sequence of DiaryEntry
        A diary.
    """
    rows = [
        (
            entry.time_utc,
            entry.utc_offset_s // 60,
            entry.score,
            place.site.value if place else None,
            place.side.value if place and place.side else None,
        )
        for entry in entries
        if entry.time_end_utc is None
        for place in entry.sites or (None,)
    ]
    frame = pl.DataFrame(rows, schema=DiaryScores.column_names(), orient="row")
    return DiaryScores.validate(frame, cast=True)


def sitting_frame(year: SimulatedYear) -> pl.DataFrame:
    """Return the hours sat as the delayed-effect model takes factors: one stretch a day.

    Parameters
    ----------
    year : SimulatedYear
        Any.
    """
    calendar = year.options.calendar
    days = range(len(year.sitting_h))
    start, end = (
        [calendar.instant(day, hour) for day in days] for hour in (SITTING_FROM, SITTING_TO)
    )
    return pl.DataFrame(
        {
            "time": start,
            "utc_offset_min": [
                int(calendar.offset_at(time).total_seconds() // 60) for time in start
            ],
            "name": "sitting",
            "value": year.sitting_h,
            "end": end,
        }
    )
