"""Activities whose files do not say the sport: nothing is looked for in them until it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flarelag.model.sport import UNSAID, Sport
from flarelag.workflows.importing import import_paths
from flarelag.workflows.read_unit import Unsaid
from flarelag.workflows.rebuilding import rebuild

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from flarelag.store.library import Library

RUNS = Unsaid(sport=Sport.RUN)


@pytest.fixture
def tracks(
    tmp_path: Path, sprints: Callable[[int], bytes], ride: Callable[[int], bytes]
) -> list[Path]:
    """Return a run that says no sport, a ride, and what is none of ours."""
    vague, told, kite = (tmp_path / name for name in ("vague.tcx", "ride.tcx", "kite.tcx"))
    vague.write_bytes(sprints(0).replace(b'Sport="Running"', b'Sport="Other"'))
    told.write_bytes(ride(1))
    kite.write_bytes(sprints(2).replace(b'Sport="Running"', b'Sport="Kitesurfing"'))
    return [vague, told, kite]


def n_efforts_by_sport(library: Library) -> list[tuple[Sport, int]]:
    return [
        (each.activity.sport, len(each.classification.efforts))
        for each in library.activities()
        if each.classification is not None
    ]


def test_it_is_asked_for_and_told_as_they_come(library: Library, tracks: list[Path], now: datetime):
    told = import_paths(library, tracks, now=now, jobs=1, unsaid=RUNS)
    assert n_efforts_by_sport(library) == [(Sport.RUN, 1), (Sport.RIDE, 0), (Sport.OTHER, 0)]
    assert told.hints == ()


def test_it_can_be_told_of_those_that_are_there(
    library: Library, tracks: list[Path], now: datetime
):
    (hint,) = import_paths(library, tracks, now=now, jobs=1).hints
    assert "1 new activity" in hint
    assert "--sport run" in hint
    assert n_efforts_by_sport(library) == [(Sport.OTHER, 0), (Sport.RIDE, 0), (Sport.OTHER, 0)]
    vague, _, kite = library.activities()
    assert UNSAID in vague.activity.remarks
    assert UNSAID not in kite.activity.remarks

    again = import_paths(library, tracks, now=now, jobs=1, unsaid=RUNS)
    assert again.n_new_activities == 0
    assert again.hints == ()
    assert n_efforts_by_sport(library) == [(Sport.RUN, 1), (Sport.RIDE, 0), (Sport.OTHER, 0)]


def test_it_outlives_a_rebuild_and_an_import_without_it(
    library: Library, tracks: list[Path], now: datetime
):
    import_paths(library, tracks, now=now, jobs=1, unsaid=RUNS)
    rebuild(library, now=now, jobs=1)
    import_paths(library, tracks, now=now, jobs=1)
    assert n_efforts_by_sport(library) == [(Sport.RUN, 1), (Sport.RIDE, 0), (Sport.OTHER, 0)]
