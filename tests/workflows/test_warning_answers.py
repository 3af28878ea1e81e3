"""A yes to the warning signs is kept: through imports, exports and backups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.library import Library
from flarelag.workflows.backup import back_up, restore
from flarelag.workflows.diary_files import export_diary, import_diary, read_diary
from flarelag.workflows.exporting import tables_of
from flarelag.workflows.warning_answers import answer_signs, guard_of

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
HAVE, SEEN = SignsAnswer.HAVE, SignsAnswer.SEEN


def test_it_holds_until_she_says_that_she_has_been_seen(library: Library):
    assert not guard_of(library).hidden
    answer_signs(library, HAVE, now=NOW, zone="Europe/Zurich")
    assert guard_of(library).hidden
    answer_signs(library, SEEN, now=NOW + timedelta(hours=5), zone="Europe/Zurich")
    assert not guard_of(library).hidden


def test_seen_where_no_yes_stands_is_not_kept(library: Library):
    assert answer_signs(library, SEEN, now=NOW, zone="UTC") is None
    assert not library.diary.warning_answers()


@pytest.mark.parametrize("name", ["diary.json", "diary.csv"])
def test_an_import_neither_loses_nor_lifts_a_later_yes(library: Library, tmp_path: Path, name: str):
    with Library.open(tmp_path / "other") as other:
        answer_signs(other, HAVE, now=NOW - timedelta(days=9), zone="UTC")
        answer_signs(other, SEEN, now=NOW - timedelta(days=8), zone="UTC")
        files = export_diary(other, tmp_path / name, now=NOW)
    answer_signs(library, HAVE, now=NOW, zone="UTC")
    for _ in range(2):
        read = read_diary(files[-1], zone="UTC", now=NOW)
        import_diary(library, read, now=NOW)
    assert len(library.diary.warning_answers()) == 3
    assert guard_of(library).hidden


def test_an_answer_from_the_future_lifts_nothing(library: Library, tmp_path: Path):
    with Library.open(tmp_path / "other") as other:
        answer_signs(other, HAVE, now=NOW - timedelta(days=9), zone="UTC")
        answer_signs(other, SEEN, now=NOW + timedelta(days=900), zone="UTC")
        (path,) = export_diary(other, tmp_path / "diary.json", now=NOW)
    came = import_diary(library, read_diary(path, zone="UTC", now=NOW), now=NOW)
    assert [(bad.line, bad.reason) for bad in came.bad_rows] == [
        (2, "in warnings: this answer is still to come")
    ]
    assert guard_of(library).hidden


def test_a_yes_comes_along_to_another_computer(library: Library, tmp_path: Path):
    answer_signs(library, HAVE, now=NOW, zone="Europe/Zurich")
    (path,) = export_diary(library, tmp_path / "diary.json", now=NOW)
    with Library.open(tmp_path / "other") as other:
        import_diary(other, read_diary(path, zone="UTC", now=NOW), now=NOW)
        assert other.diary.warning_answers() == library.diary.warning_answers()
    back_up(library, tmp_path / "backup.zip", now=NOW)
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    with Library.open(tmp_path / "restored") as restored:
        assert guard_of(restored).hidden


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-11-20T10:00Z,maybe", "neither have nor seen"),
        ("2027-11-20T10:00Z,seen", "is still to come"),
        ("soon,seen", "not ISO 8601"),
    ],
)
def test_rows_that_cannot_be_right_are_refused_by_line(tmp_path: Path, row: str, reason: str):
    path = tmp_path / "answers.csv"
    path.write_text(f"time,warning_answer\n{row}\n")
    read = read_diary(path, zone="UTC", now=NOW)
    assert not read.items
    (bad,) = read.bad_rows
    assert bad.line == 2
    assert reason in bad.reason


def test_the_same_request_answers_once(library: Library):
    first = answer_signs(library, HAVE, now=NOW, zone="UTC", request_id="r")
    assert answer_signs(library, HAVE, now=NOW, zone="UTC", request_id="r") == first
    assert len(library.diary.warning_answers()) == 1


def test_it_is_a_table_of_the_export(library: Library):
    answer_signs(library, HAVE, now=NOW, zone="Europe/Zurich")
    (row,) = tables_of(library, now=NOW)["warning_answers"].rows()
    assert row == (NOW, datetime(2026, 11, 23, 13, 5), "have")  # noqa: DTZ001 - wall time
