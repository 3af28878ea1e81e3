"""Forecasts are made once, kept as they were made, and judged by what was logged later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.dosed_library import live

from flarelag.effects.forecast import FORECAST_VERSION
from flarelag.effects.forecast_record import ForecastState
from flarelag.model.diary import DiaryEntry
from flarelag.store.library import Library
from flarelag.workflows.backup import back_up, restore
from flarelag.workflows.forecasting import (
    forecast_frames,
    forecasts_told,
    library_forecasts,
    make_forecasts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        live(opened, "step", until=NOW, weeks=12)
        yield opened


def test_each_session_gets_one_forecast_and_it_stays_as_it_was_made(library: Library):
    told = library_forecasts(library, now=NOW)
    before = library.forecasts.all(FORECAST_VERSION)
    assert told.n_made == len(before) > 20
    assert library_forecasts(library, now=NOW + timedelta(hours=1)).n_made == len(before)
    assert library.forecasts.all(FORECAST_VERSION) == before
    assert all(each.known_utc <= each.made_utc == NOW for each in before)
    library.forecasts.add([before[0]])
    assert library.forecasts.all(FORECAST_VERSION) == before
    assert library.forecasts.all(FORECAST_VERSION + 1) == []


def test_the_latest_come_first_and_the_rest_when_there_is_time(library: Library):
    frames = forecast_frames(library.activities(), library.diary.entries())
    steps: list[tuple[int, int]] = []
    assert make_forecasts(library, frames, now=NOW, most=3) == 3
    newest = max(library.forecasts.ends(FORECAST_VERSION))
    assert newest == NOW - timedelta(hours=4)
    assert make_forecasts(library, frames, now=NOW, since=newest) == 0
    done = make_forecasts(library, frames, now=NOW, on_progress=lambda *step: steps.append(step))
    assert steps[-1] == (done, done)
    assert len(steps) > 1


def test_a_session_that_has_not_ended_yet_gets_none(library: Library):
    frames = forecast_frames(library.activities(), library.diary.entries())
    early = NOW - timedelta(days=1)
    make_forecasts(library, frames, now=early)
    assert max(library.forecasts.ends(FORECAST_VERSION)) <= early


def test_what_is_logged_later_scores_it_but_does_not_change_it(library: Library):
    told = library_forecasts(library, now=NOW)
    assert told.latest is not None
    assert told.made_utc == NOW
    assert told.n_ahead == 0
    expected = told.latest.expected.mean.tolist()
    library.diary.add_entries(
        [
            DiaryEntry(
                time_utc=NOW + timedelta(hours=hours),
                entered_utc=NOW + timedelta(hours=hours),
                zone="UTC",
                utc_offset_s=0,
                score=9,
            )
            for hours in (2, 12, 24)
        ]
    )
    later = library_forecasts(library, now=NOW + timedelta(hours=30))
    assert later.record.n_entries > told.record.n_entries
    assert later.n_ahead == 1
    assert later.latest is not None
    assert later.latest.expected.mean.tolist() == expected
    assert library_forecasts(library, now=NOW + timedelta(hours=80)).latest is None


def test_what_was_remembered_or_vague_is_left_out(library: Library):
    time_utc = NOW - timedelta(hours=30)
    remembered = DiaryEntry(time_utc=time_utc, entered_utc=NOW, zone="UTC", utc_offset_s=0, score=9)
    library.diary.add_entries([remembered, replace(remembered, time_end_utc=NOW)])
    frames = forecast_frames(library.activities(), library.diary.entries())
    assert time_utc not in set(frames.diary["time"])


def test_an_empty_library_has_no_record(tmp_path: Path):
    with Library.open(tmp_path / "empty") as empty:
        told = library_forecasts(empty, now=NOW)
        assert (told.n_made, told.latest) == (0, None)
        assert told.record.state is ForecastState.COLLECTING


def test_forgetting_the_diary_forgets_what_was_expected_of_it(library: Library):
    library_forecasts(library, now=NOW)
    library.diary.forget()
    assert library.forecasts.all(FORECAST_VERSION) == []


def test_forecasts_are_in_a_backup(library: Library, tmp_path: Path):
    library_forecasts(library, now=NOW)
    back_up(library, tmp_path / "backup.zip", now=NOW)
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    with Library.open(tmp_path / "restored") as restored:
        made = restored.forecasts.all(FORECAST_VERSION)
        assert made == library.forecasts.all(FORECAST_VERSION)
        frames = forecast_frames(restored.activities(), restored.diary.entries())
        assert forecasts_told(restored, frames, now=NOW).n_made == len(made)
