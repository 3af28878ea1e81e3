"""A library in which a simulated person has lived: her sessions with their doses, and her diary."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from experiments_evaluation.dosed import dosed_person
from flarelag.classify.rules import RULE_VERSION
from flarelag.model.activity import Activity
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.store.library import Library

HOUR = timedelta(hours=1)


def live(library: Library, truth: str, *, until: datetime, weeks: int = 32) -> None:
    """Fill a library with a person whose last session ended four hours before `until`."""
    made = dosed_person(truth, weeks, [10, 2])
    shift = until - 4 * HOUR - made.exposures["end"].sort()[-1]
    activities, judged = [], []
    for end, sport, dose in made.exposures.select("end", "sport", "dose").rows():
        kind = Sport.RUN if sport == "run" else Sport.RIDE
        start = end + shift - HOUR
        activity = Activity(sport=kind, start_utc=start, duration_s=3600.0, zone="UTC")
        activities.append(
            NewActivity(
                activity=activity,
                source="test",
                origin=Origin(f"{start.isoformat()}.fit"),
                parser_version=1,
            )
        )
        judged.append(
            Classification(
                rule_version=RULE_VERSION,
                speed_source=SpeedSource.DEVICE,
                doses=Doses(hard_s=dose),
            )
        )
    numbers = library.add_activities(activities)
    library.set_classifications(dict(zip(numbers, judged, strict=True)))
    scores = made.diary.select("time", "score").unique("time", keep="first").sort("time")
    library.diary.add_entries(
        [
            DiaryEntry(
                time_utc=time + shift,
                entered_utc=time + shift,
                zone="UTC",
                utc_offset_s=0,
                score=score,
            )
            for time, score in scores.rows()
            if time + shift <= until
        ]
    )
