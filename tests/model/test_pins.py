"""Pain pinned to a moment of an activity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flarelag.errors import DiaryError
from flarelag.model.activity import Activity, Lap
from flarelag.model.diary import Phase
from flarelag.model.interval import Interval
from flarelag.model.outcome import Origin
from flarelag.model.pins import pin_to
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity

START = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
NOW = START + timedelta(hours=30)


def stored(**given: object) -> StoredActivity:
    laps = tuple(Lap(interval=Interval(n * 300.0, n * 300.0 + 40.0)) for n in range(8))
    run = Activity(
        sport=Sport.RUN, start_utc=START, duration_s=2400.0, zone="Europe/Zurich", laps=laps
    )
    activity = replace(run, **given)  # type: ignore[arg-type]
    return StoredActivity(id=12, activity=activity, source="file", origin=Origin("a.fit"))


@pytest.mark.parametrize(
    ("at", "lap", "phase", "offset_s"),
    [
        ("21:40", None, None, 1300.0),
        ("1:02:10", None, Phase.AFTER, 3730.0),
        ("90:00", None, None, 5400.0),
        ("2026-11-20 18:20", None, None, 1200.0),
        (None, 8, None, 2140.0),
        (None, 8, Phase.SLOWING, 2140.0),
        (None, 8, Phase.FULL_SPEED, 2120.0),
        (None, 8, Phase.ACCELERATING, 2100.0),
        (None, None, Phase.AFTER, 2400.0),
        ("0:30", 1, Phase.AFTER, 40.0),
    ],
)
def test_the_moment_is_counted_from_the_start(
    at: str | None, lap: int | None, phase: Phase | None, offset_s: float
):
    pin = pin_to(stored(), at=at, lap=lap, phase=phase, now=NOW)
    assert (pin.activity_id, pin.activity_start_utc, pin.lap, pin.phase) == (12, START, lap, phase)
    assert pin.offset_s == offset_s


@pytest.mark.parametrize(
    ("at", "lap", "phase", "said"),
    [
        (None, None, None, "say where in the activity"),
        (None, None, Phase.SLOWING, "say where in the activity"),
        (None, 9, None, "there is no lap 9: the activity has laps 1 to 8"),
        (None, 0, None, "there is no lap 0"),
        ("2026-11-20 17:59", None, None, "before the activity began"),
        ("1500:00", None, None, "more than a day after its end"),
        ("soon", None, None, "is not understood"),
    ],
)
def test_moments_that_are_none(at: str | None, lap: int | None, phase: Phase | None, said: str):
    with pytest.raises(DiaryError, match=said):
        pin_to(stored(), at=at, lap=lap, phase=phase, now=NOW)


def test_a_moment_still_to_come_is_refused():
    with pytest.raises(DiaryError, match="still to come"):
        pin_to(stored(), at="30:00", lap=None, phase=None, now=START + timedelta(minutes=20))


def test_an_activity_without_laps_says_so():
    with pytest.raises(DiaryError, match="has no laps"):
        pin_to(stored(laps=()), at=None, lap=1, phase=None, now=NOW)
