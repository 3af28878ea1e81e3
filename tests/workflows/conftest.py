"""Small recordings to import, and the content of a library in a form that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.lived_experiment import Lived

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flarelag.store.library import Library

    Tcx = Callable[..., bytes]
    Content = Callable[[Library], dict[object, object]]

EASY = [2.8 + 0.05 * (second % 5) for second in range(240)]
SPRINT = [2.8] * 90 + [7.0] * 30 + [1.2] * 60 + [2.8] * 90


def _tcx(speeds: Sequence[float], start: datetime, sport: str = "Running") -> bytes:
    points = []
    distance_m = 0.0
    for second, speed in enumerate(speeds):
        distance_m += speed
        points.append(
            f"<Trackpoint><Time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</Time>"
            f"<Position><LatitudeDegrees>{47.37 + distance_m / 111_000:.7f}</LatitudeDegrees>"
            "<LongitudeDegrees>8.54</LongitudeDegrees></Position>"
            f"<DistanceMeters>{distance_m:.2f}</DistanceMeters>"
            f"<Extensions><x:TPX><x:Speed>{speed:.3f}</x:Speed></x:TPX></Extensions></Trackpoint>"
        )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        'TrainingCenterDatabase/v2" xmlns:x="http://www.garmin.com/xmlschemas/'
        f'ActivityExtension/v2"><Activities><Activity Sport="{sport}">'
        f"<Id>{start:%Y-%m-%dT%H:%M:%SZ}</Id><Lap StartTime='{start:%Y-%m-%dT%H:%M:%SZ}'>"
        f"<TotalTimeSeconds>{len(speeds)}</TotalTimeSeconds><Track>{''.join(points)}</Track></Lap>"
        "</Activity></Activities></TrainingCenterDatabase>"
    ).encode()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def easy() -> Callable[[int], bytes]:
    """Return an easy run on a given day."""
    return lambda day: _tcx(EASY, datetime(2026, 1, 1, 7, tzinfo=UTC) + timedelta(days=day))


@pytest.fixture
def sprints() -> Callable[[int], bytes]:
    """Return a run with 200 m at 7 m/s on a given day."""
    return lambda day: _tcx(SPRINT, datetime(2026, 1, 1, 17, tzinfo=UTC) + timedelta(days=day))


@pytest.fixture
def ride() -> Callable[[int], bytes]:
    """Return a short ride on a given day."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    return lambda day: _tcx([7.5] * 120, start + timedelta(days=day), sport="Biking")


@pytest.fixture
def content() -> Content:
    """Return what a library holds, without its numbers and the order it came in."""

    def of(library: Library) -> dict[object, object]:
        return {
            (each.sha256, each.part, each.activity.start_utc): (
                each.activity,
                each.classification,
                library.packed_records(each.id),
            )
            for each in library.activities()
        }

    return of


@pytest.fixture
def lived(library: Library) -> Lived:
    """Return a library in which four weeks were lived."""
    lived = Lived(library)
    lived.weeks_before()
    return lived
