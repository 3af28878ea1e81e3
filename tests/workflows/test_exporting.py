"""The library as tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from tests.lived_experiment import Lived

from flarelag.model.activity import Activity
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows.experiment_log import stop_experiment
from flarelag.workflows.export_columns import COLUMNS, columns_text
from flarelag.workflows.exporting import ExportFormat, export_library, tables_of
from flarelag.workflows.warning_answers import answer_signs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime(2026, 6, 1, 16, tzinfo=UTC)
NOW = datetime(2026, 6, 9, 16, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        opened.add_activities(
            [
                NewActivity(
                    activity=Activity(
                        sport=Sport.RUN, start_utc=START, duration_s=1800.0, zone="Europe/Zurich"
                    ),
                    source="file",
                    origin=Origin("a.fit"),
                    parser_version=1,
                )
            ]
        )
        opened.diary.add_entries(
            [
                DiaryEntry(
                    time_utc=START + timedelta(hours=9),
                    entered_utc=START + timedelta(hours=9),
                    zone="Europe/Zurich",
                    utc_offset_s=7200,
                    score=4,
                    sites=(
                        PainSite(BodySite.BUTTOCK, Side.LEFT),
                        PainSite(BodySite.FOOT, Side.LEFT),
                    ),
                    note='a "note", with\na line',
                )
            ]
        )
        yield opened


def test_every_column_is_documented_and_every_documented_column_is_there(library: Library):
    tables = tables_of(library, now=NOW)
    assert {name: frame.columns for name, frame in tables.items()} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }
    text = columns_text()
    assert all(f"| `{column}` |" in text for columns in COLUMNS.values() for column in columns)


def test_what_is_unknown_is_empty_and_a_site_has_its_row(library: Library):
    tables = tables_of(library, now=NOW)
    assert tables["activities"].row(0, named=True)["distance_m"] is None
    assert tables["diary"]["site"].to_list() == ["buttock", "foot"]
    assert tables["diary"]["time_local"][0] == datetime(2026, 6, 2, 3)  # noqa: DTZ001 - wall time
    assert tables["results"]["verdict"].unique().to_list() == ["insufficient"]


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_tables_read_back_as_they_were(library: Library, tmp_path: Path, kind: ExportFormat):
    written = export_library(library, tmp_path / "tables", kind, now=NOW)
    assert [each.path.name for each in written] == [f"{name}.{kind}" for name in COLUMNS]
    path = tmp_path / "tables" / f"diary.{kind}"
    if kind is ExportFormat.JSON:
        rows = json.loads(path.read_text(encoding="utf-8"))["diary"]
        assert rows[0]["time_utc"] == "2026-06-02T01:00:00Z"
    elif kind is ExportFormat.CSV:
        rows = pl.read_csv(path).to_dicts()
        assert rows[0]["time_utc"] == "2026-06-02T01:00:00Z"
    else:
        rows = pl.read_parquet(path).to_dicts()
        assert rows[0]["time_utc"] == START + timedelta(hours=9)
    assert [row["note"] for row in rows] == ['a "note", with\na line'] * 2
    assert (tmp_path / "tables" / "COLUMNS.md").is_file()


def test_of_experiments_nothing_found_is_exported_before_their_end(tmp_path: Path):
    with Library.open(tmp_path / "tried") as opened:
        lived = Lived(opened)
        lived.weeks_before()
        lived.started()
        now = lived.through(5, helps=2)
        running = tables_of(opened, now=now)
        stop_experiment(opened, now=now)
        stopped = tables_of(opened, now=now)
        answer_signs(opened, SignsAnswer.HAVE, now=now, zone="UTC")
        hidden = tables_of(opened, now=now)
    assert running["experiments"]["phase"].to_list() == ["running"]
    assert running["experiments"]["mean"].to_list() == [None]
    assert running["experiment_sessions"]["mean_after"].null_count() == 5
    assert stopped["experiments"]["verdict"].to_list() == ["too_few"]
    assert stopped["experiments"]["stopped_by"].to_list() == ["person"]
    assert stopped["experiment_sessions"]["mean_after"].null_count() == 0
    assert hidden["experiments"].is_empty()
    assert hidden["experiment_sessions"].is_empty()
