"""Sessions logged before their files are there, and merged with them later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import DiaryError, LibraryError
from flarelag.model.outcome import Outcome
from flarelag.workflows.importing import import_paths
from flarelag.workflows.logged_sessions import LoggedSession, log_session
from flarelag.workflows.maintenance import check_library

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.store.library import Library

    Recording = Callable[[int], bytes]

DAY = datetime(2026, 1, 1, tzinfo=UTC)
RUN_END = DAY + timedelta(hours=17, seconds=269)
"""Of the sprints on day 0."""
EVENING = DAY + timedelta(hours=21)


def logged(library: Library, ended: str, words: str = "6x200", **more: int) -> LoggedSession:
    return log_session(library, words, ended=ended, zone="UTC", now=EVENING, **more)


@pytest.fixture
def recording(tmp_path: Path, sprints: Recording) -> Path:
    path = tmp_path / "sprints.tcx"
    path.write_bytes(sprints(0))
    return path


def test_a_logged_session_is_a_run_whose_end_is_known(library: Library):
    session = logged(library, "18:40")
    (stored,) = library.activities()
    assert session.stored == stored
    assert session.merge_reason is None
    activity = stored.activity
    assert (
        activity.start_utc + timedelta(seconds=activity.duration_s or 0) == session.ended.time_utc
    )
    assert (activity.name, activity.manual, activity.distance_m) == ("6x200", True, None)
    assert "assumed" in activity.remarks[0]
    assert [step.duration_value for step in activity.workout_steps] == [200.0] * 6
    assert "assumed" not in logged(library, "19:40", minutes=50).stored.activity.remarks[0]


def test_its_recording_takes_its_place_and_keeps_its_words(
    library: Library, recording: Path, now: datetime
):
    logged(library, "18:10")
    (result,) = import_paths(library, [recording], now=now, jobs=1).results
    assert result.outcome is Outcome.MERGED
    assert "flarelag ran (logged with an end 66 min apart), and says more" in str(result.reason)
    (stored,) = library.activities()
    assert stored.activity.start_utc == DAY + timedelta(hours=17)
    assert stored.activity.name == "6x200"
    assert stored.activity.n_records == 270
    doses = stored.classification.doses if stored.classification else None
    assert doses is not None
    assert doses.run_min == pytest.approx(4.5)
    (ended,) = library.runs_ended(DAY, EVENING, "UTC")
    assert (ended.end_utc, ended.words, ended.activity_id) == (RUN_END, "6x200", stored.id)
    assert check_library(library) == []


def test_a_session_logged_after_its_recording_came_joins_it(
    library: Library, recording: Path, now: datetime
):
    import_paths(library, [recording], now=now, jobs=1)
    session = logged(library, "17:30")
    assert session.merge_reason == "logged with an end 26 min apart"
    (stored,) = library.activities()
    assert session.stored == stored
    assert stored.activity.n_records == 270


def test_a_remembered_end_may_be_an_hour_and_a_half_off_and_no_more(
    library: Library, recording: Path, now: datetime
):
    import_paths(library, [recording], now=now, jobs=1)
    assert logged(library, "18:34").merge_reason
    assert not logged(library, "18:35", words="other").merge_reason
    assert len(library.activities()) == 2


def test_a_ride_at_that_time_is_not_the_run(
    library: Library, tmp_path: Path, ride: Recording, now: datetime
):
    (tmp_path / "ride.tcx").write_bytes(ride(0))
    import_paths(library, [tmp_path / "ride.tcx"], now=now, jobs=1)
    assert logged(library, "12:00").merge_reason is None
    assert len(library.activities()) == 2


def test_of_two_runs_the_one_that_ended_nearest_is_meant(
    library: Library, tmp_path: Path, recording: Path, easy: Recording, now: datetime
):
    later = easy(0).replace(b"2026-01-01T07:", b"2026-01-01T18:")
    (tmp_path / "later.tcx").write_bytes(later)
    logged(library, "17:50")
    import_paths(library, [recording, tmp_path / "later.tcx"], now=now, jobs=1)
    names = {each.activity.start_utc.hour: each.activity.name for each in library.activities()}
    assert names == {17: None, 18: "6x200"}


def test_two_logged_sessions_are_two(library: Library, recording: Path, now: datetime):
    logged(library, "17:00", words="warm-up")
    logged(library, "17:10", words="6x200")
    import_paths(library, [recording], now=now, jobs=1)
    assert len(library.activities()) == 2


def test_said_again_with_the_same_end_the_new_words_hold(library: Library):
    logged(library, "18:40")
    logged(library, "18:40", words="8x200")
    (stored,) = library.activities()
    assert stored.activity.name == "8x200"


def test_a_logged_session_stands_again_when_the_import_of_its_recording_is_undone(
    library: Library, recording: Path, now: datetime
):
    number = logged(library, "18:10").stored.id
    summary = import_paths(library, [recording], now=now, jobs=1)
    library.imports.undo(summary.import_id)
    (stored,) = library.activities()
    assert (stored.id, stored.activity.name) == (number, "6x200")
    (sighting,) = library.sightings(number)
    assert sighting.merge_reason is None


def test_kept_apart_it_stays_apart(library: Library, recording: Path, now: datetime):
    logged(library, "18:10")
    import_paths(library, [recording], now=now, jobs=1)
    (stored,) = library.activities()
    assert library.unmerge(stored.id) == 1
    assert len(library.activities()) == 2


def test_taken_back_it_leaves_the_recording_as_it_was(
    library: Library, recording: Path, now: datetime
):
    import_paths(library, [recording], now=now, jobs=1)
    before = library.activities()
    logged(library, "18:10")
    assert library.activities() != before
    assert library.forget_logged() == "6x200"
    assert library.activities() == before
    with pytest.raises(LibraryError, match="no session that was logged"):
        library.forget_logged()
    with pytest.raises(LibraryError, match="no session 1 that was logged"):
        library.forget_logged(1)


@pytest.mark.parametrize(
    ("words", "ended", "minutes", "reason"),
    [
        ("  ", "18:40", 60, "say what you ran"),
        ("x" * 201, "18:40", 60, "too long"),
        ("6x200", "22:40", 60, "still to come"),
        ("6x200", "18:40", 0, "no length"),
        ("6x200", "18:40", 1441, "no length"),
    ],
)
def test_what_cannot_be_right_is_refused(
    library: Library, words: str, ended: str, minutes: int, reason: str
):
    with pytest.raises(DiaryError, match=reason):
        logged(library, ended, words=words, minutes=minutes)
    assert not library.activities()
