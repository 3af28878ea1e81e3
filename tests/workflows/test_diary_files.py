"""A diary goes to files and comes back, whatever it says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.workflows.diary_strategies import NOW, diaries

from flarelag.errors import LibraryError, UnreadableFileError, UsageError
from flarelag.model.diary_history import DiaryItem, kind_of
from flarelag.model.diary_json import from_plain, plain
from flarelag.model.factors import Factor
from flarelag.store.library import Library
from flarelag.workflows.diary_files import export_diary, import_diary, read_diary

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
EMPTY_CHANGE = {
    "id": 1,
    "at": "2026-11-20T10:00Z",
    "action": "add",
    "items": [{"id": 1, "kind": "entry"}],
}


def everything(library: Library, *, numbers: bool = True) -> list[DiaryItem]:
    diary = library.diary
    items: list[DiaryItem] = [*diary.entries(), *diary.factors()]
    items += [*diary.flares(), *diary.shoes(), *diary.warning_answers()]
    if numbers:
        return items
    return sorted((replace(item, id=None) for item in items), key=repr)


@given(diary=diaries)
@SETTINGS
def test_csv_comes_back_to_equality(
    tmp_path_factory: pytest.TempPathFactory, diary: list[DiaryItem]
):
    root = tmp_path_factory.mktemp("csv")
    with Library.open(root / "one") as one, Library.open(root / "two") as two:
        one.diary.add(diary, at_utc=NOW)
        for path in export_diary(one, root / "diary.csv", now=NOW):
            read = read_diary(path, zone="Europe/Zurich", now=NOW)
            assert read.bad_rows == ()
            assert read.ignored_columns == ()
            assert import_diary(two, read, now=NOW).n_known == 0
        assert everything(two, numbers=False) == everything(one, numbers=False)
        for path in export_diary(one, root / "diary.csv", now=NOW):
            read = read_diary(path, zone="Europe/Zurich", now=NOW)
            assert import_diary(two, read, now=NOW).n_added == 0


@given(diary=diaries)
@SETTINGS
def test_json_comes_back_to_equality_with_numbers_and_history(
    tmp_path_factory: pytest.TempPathFactory, diary: list[DiaryItem]
):
    assume(diary)
    root = tmp_path_factory.mktemp("json")
    with Library.open(root / "one") as one, Library.open(root / "two") as two:
        first, *_ = one.diary.add(diary, at_utc=NOW).ids
        one.diary.delete([first], at_utc=NOW)
        one.diary.undo(at_utc=NOW + timedelta(hours=1))
        one.diary.delete([first], at_utc=NOW)
        (path,) = export_diary(one, root / "diary.json", now=NOW)
        read = read_diary(path, zone="Europe/Zurich", now=NOW)
        assert import_diary(two, read, now=NOW).bad_rows == ()
        assert everything(two) == everything(one)
        assert two.diary.history() == one.diary.history()
        assert import_diary(two, read, now=NOW).n_added == 0
        two.diary.undo(at_utc=NOW)
        assert two.diary.item(first) == replace(diary[0], id=first)


@given(diary=diaries)
def test_plain_objects_come_back_to_equality(diary: list[DiaryItem]):
    for item in diary:
        assert from_plain(kind_of(item), json.loads(json.dumps(plain(item)))) == item


def test_two_deliberate_entries_alike_stay_two(tmp_path: Path):
    with Library.open(tmp_path / "one") as one, Library.open(tmp_path / "two") as two:
        table = tmp_path / "hand.csv"
        table.write_text("id,time,score\n1,2026-11-20 10:00,3\n2,2026-11-20 10:00,3\n")
        for _ in range(2):
            import_diary(one, read_diary(table, zone="UTC", now=NOW), now=NOW)
        assert len(one.diary.entries()) == 2
        (path,) = export_diary(one, tmp_path / "diary.csv", now=NOW)
        import_diary(two, read_diary(path, zone="UTC", now=NOW), now=NOW)
        assert len(two.diary.entries()) == 2


def test_history_can_be_left_out(tmp_path: Path):
    with Library.open(tmp_path / "one") as one, Library.open(tmp_path / "two") as two:
        table = tmp_path / "hand.csv"
        table.write_text("time,score,note\n2026-11-20 10:00,3,deleted words\n")
        import_diary(one, read_diary(table, zone="UTC", now=NOW), now=NOW)
        one.diary.delete([1], at_utc=NOW)
        (path,) = export_diary(one, tmp_path / "diary.json", now=NOW, history=False)
        assert "deleted words" not in path.read_text()
        import_diary(two, read_diary(path, zone="UTC", now=NOW), now=NOW)
        assert everything(two) == []


def test_a_full_diary_keeps_its_history_when_another_is_imported(tmp_path: Path):
    table = tmp_path / "hand.csv"
    table.write_text("time,score\n2026-11-20 10:00,3\n")
    with Library.open(tmp_path / "one") as one, Library.open(tmp_path / "two") as two:
        import_diary(one, read_diary(table, zone="UTC", now=NOW), now=NOW)
        (path,) = export_diary(one, tmp_path / "diary.json", now=NOW)
        table.write_text("time,score\n2026-11-21 10:00,4\n")
        import_diary(two, read_diary(table, zone="UTC", now=NOW), now=NOW)
        assert import_diary(two, read_diary(path, zone="UTC", now=NOW), now=NOW).n_added == 1
        assert [each.score for each in two.diary.entries()] == [3, 4]
        assert len(two.diary.history()) == 2


def test_what_is_said_of_shoes_takes_the_place_of_what_was_said(tmp_path: Path):
    table = tmp_path / "shoes.csv"
    table.write_text("shoe,start_m,limit_m\nSpikes,1000,\n")
    with Library.open(tmp_path / "library") as library:
        for limit in ("", "5000", "5000"):
            table.write_text(f"shoe,start_m,limit_m\nSpikes,1000,{limit}\n")
            outcome = import_diary(library, read_diary(table, zone="UTC", now=NOW), now=NOW)
        assert (outcome.n_added, outcome.n_known) == (0, 1)
        (shoes,) = library.diary.shoes()
        assert shoes.limit_m == 5000
        assert len(library.diary.history()) == 2


def test_a_diary_is_written_as_csv_or_json(tmp_path: Path):
    with Library.open(tmp_path / "library") as library:
        for name in ("diary", "diary.xlsx"):
            with pytest.raises(UsageError, match="written as"):
                export_diary(library, tmp_path / name, now=NOW)


def test_factors_of_an_analysis_are_read_with_the_units_of_their_names(tmp_path: Path):
    table = tmp_path / "factors.csv"
    table.write_text(
        "time,name,value,end,unit\n"
        "2026-11-20T08:00+01:00,sitting,3.5,2026-11-20T12:00+01:00,\n"
        "2026-11-20,cold,yes,,\n"
        "2026-11-20T08:00+01:00,Sitting,90,,min\n"
        "2026-11-20T08:00+01:00,Standing Desk,2,,h\n"
        "2026-11-20T08:00+01:00,sitting,much,,\n"
        "2026-11-20T08:00+01:00,,1,,\n"
        "2026-11-30T08:00+01:00,cold,1,,\n"
        "2026-11-20T08:00+01:00,cold,-1,,\n"
        "2026-11-20T08:00+01:00,cold,1,2026-11-19T08:00+01:00,\n"
    )
    read = read_diary(table, zone="Europe/Zurich", now=NOW)
    factors = [each for each in read.others if isinstance(each, Factor)]
    said = [(each.name, each.amount, each.scale) for each in factors]
    assert said == [
        ("sitting", 3.5, "hours"),
        ("cold", 1.0, "yes"),
        ("sitting", 1.5, "hours"),
        ("standing_desk", 2.0, "hours"),
    ]
    assert [(row.line, row.reason.split(" ")[0]) for row in read.bad_rows] == [
        *((6, "amount"), (7, '""'), (8, "time"), (9, "value"), (10, "this")),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is no JSON"),
        ("{" * 100_000, "this is no JSON"),
        ("{}", "no diary that flarelag exported"),
        ('{"flarelag_diary": 2}', "a newer flarelag"),
        ('{"flarelag_diary": 1, "entries": {}}', "entries is not a list"),
        ('{"flarelag_diary": 1, "changes": [1]}', "the history in this file cannot be right"),
        ('{"flarelag_diary": 1, "changes": [{"items": 1}]}', "cannot be right"),
        (
            json.dumps({"flarelag_diary": 1, "changes": [EMPTY_CHANGE]}),
            "says nothing of what it changed",
        ),
    ],
)
def test_what_is_no_export_is_one_sentence(tmp_path: Path, text: str, said: str):
    path = tmp_path / "diary.json"
    path.write_text(text)
    with pytest.raises(UnreadableFileError, match=said):
        read_diary(path, zone="UTC", now=NOW)


def test_items_that_cannot_be_right_are_listed_and_the_others_kept(tmp_path: Path):
    good = {
        "id": 4,
        "time": "2026-11-20T10:00:00Z",
        "entered": "2026-11-20T10:00:00Z",
        "zone": "UTC",
        "utc_offset_s": 0,
        "score": 3,
        "note": "\ud800 half a character",
        "source": "cli",
    }
    bad: list[object] = [
        7,
        {**good, "score": 11},
        {**good, "score": True},
        {**good, "score": 2.5},
        {**good, "score": "3"},
        {**good, "id": 2**70},
        {**good, "time": "yesterday"},
        {**good, "time": "0001-01-01T00:00:00Z"},
        {**good, "time_end": "2026-11-19T10:00:00Z"},
        {**good, "sites": "hip"},
        {**good, "qualities": ["odd"]},
        {**good, "flare": "yes"},
        {**good, "pin": 3},
        {**good, "utc_offset_s": 10**9},
        {name: value for name, value in good.items() if name != "zone"},
    ]
    flare = {"first_day": "2026-02-30", "last_day": "2026-03-01", "entered": good["time"]}
    content = {"flarelag_diary": 1, "entries": [good, *bad], "flares": [flare]}
    path = tmp_path / "diary.json"
    path.write_text(json.dumps(content))
    read = read_diary(path, zone="UTC", now=NOW)
    assert [each.id for each in read.entries] == [4]
    assert [row.line for row in read.bad_rows] == [*range(2, 17), 1]
    with Library.open(tmp_path / "library") as library:
        assert import_diary(library, read, now=NOW).n_added == 1
        assert library.diary.entries()[0].note == "? half a character"


def test_a_history_that_does_not_fit_together_is_refused_whole(tmp_path: Path):
    change = {
        "id": 1,
        "at": "2026-11-20T10:00:00Z",
        "action": "undo",
        "undone": False,
        "undoes": 99,
        "items": [],
    }
    path = tmp_path / "diary.json"
    path.write_text(json.dumps({"flarelag_diary": 1, "changes": [change]}))
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(LibraryError, match="refused"):
            import_diary(library, read_diary(path, zone="UTC", now=NOW), now=NOW)
        assert library.diary.empty
