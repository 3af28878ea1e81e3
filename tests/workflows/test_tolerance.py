"""What is said of a library's doses, and when it is hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.dosed_library import live

from flarelag.effects.tolerance import ToleranceState
from flarelag.model.diary import DiaryEntry
from flarelag.model.remembered import RememberedFlare
from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.library import Library
from flarelag.workflows.analysis import explain_frames
from flarelag.workflows.analysis_frames import library_frames
from flarelag.workflows.tolerance import library_tolerance, tolerance_told
from flarelag.workflows.warning_answers import answer_signs, guard_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
LATER = NOW + timedelta(weeks=7)
"""Whatever flare-ups the diary holds are more than six weeks ago."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("dosed") / "library") as opened:
        live(opened, "step", until=NOW)
        calm = DiaryEntry(time_utc=NOW, entered_utc=NOW, zone="UTC", utc_offset_s=0, score=0)
        opened.diary.add_entries([calm])
        yield opened


def test_the_limit_of_a_library_is_named(library: Library):
    told = library_tolerance(library, now=LATER)
    assert not told.hidden
    assert told.found is not None
    assert told.found.state is ToleranceState.LIMIT
    assert told.words.startswith("Within what you logged, sessions up to ")


def test_a_remembered_flare_up_hides_it_for_six_weeks(library: Library):
    explanation = explain_frames(library_frames(library))
    guard = guard_of(library)

    def told(first: date, last: date) -> bool:
        flare = RememberedFlare(first_day=first, last_day=last, entered_utc=NOW)
        return tolerance_told(
            explanation, library.diary.entries(), [flare], guard, now=LATER
        ).hidden

    today = LATER.date()
    assert told(today - timedelta(days=20), today - timedelta(days=10))
    assert told(today - timedelta(days=90), today)
    assert not told(today - timedelta(days=90), today - timedelta(days=50))


def test_a_flare_up_in_the_diary_hides_it(library: Library):
    explanation, entries = explain_frames(library_frames(library)), library.diary.entries()
    tap = DiaryEntry(time_utc=NOW, entered_utc=NOW, zone="UTC", utc_offset_s=0, score=9, flare=True)
    guard = guard_of(library)
    near = tolerance_told(explanation, [*entries[:-1], tap], [], guard, now=NOW)
    assert near.hidden
    assert near.found is None


def test_a_yes_to_the_warning_signs_hides_it_until_seen(tmp_path: Path):
    with Library.open(tmp_path / "other") as other:
        live(other, "step", until=NOW, weeks=4)
        answer_signs(other, SignsAnswer.HAVE, now=NOW, zone="UTC")
        assert "warning signs" in library_tolerance(other, now=LATER).words
        answer_signs(other, SignsAnswer.SEEN, now=NOW + timedelta(days=1), zone="UTC")
        assert "warning signs" not in library_tolerance(other, now=LATER).words


def test_too_little_says_what_to_do(tmp_path: Path):
    with Library.open(tmp_path / "empty") as empty:
        told = library_tolerance(empty, now=NOW)
        assert not told.hidden
        assert "flarelag analyze" in told.words
