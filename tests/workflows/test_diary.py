"""Keeping the diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import DiaryError, UnreadableFileError
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.in_words import entry_in_words
from flarelag.model.pain_words import PainWords, understand_pain
from flarelag.model.warning_signs import (
    WARNING_SIGNS,
    WARNING_SOURCE,
    warning_causes,
    warning_signs_text,
)
from flarelag.store.library import Library
from flarelag.workflows.diary import save_entry
from flarelag.workflows.diary_files import import_diary, read_diary

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""Half past midnight on the 24th in Zurich."""
PLAIN = DiaryEntry(time_utc=NOW, entered_utc=NOW, zone="Europe/Zurich", utc_offset_s=3600, score=3)


def words(score: str = "3", **others: object) -> PainWords:
    return replace(PainWords(score=score, zone="Europe/Zurich"), **others)  # type: ignore[arg-type]


def test_what_was_understood_is_what_is_stored(tmp_path: Path):
    entry = understand_pain(words("6", sites=["hip"], side="left", note=" x "), now=NOW).entry
    with Library.open(tmp_path) as library:
        saved = save_entry(library, entry).entry
        assert library.diary.entries() == [saved]
    assert saved == replace(entry, id=1)
    assert saved.note == " x "


@given(note=st.text())
def test_any_note_is_understood_as_it_is_unless_blank(note: str):
    entry = understand_pain(words(note=note), now=NOW).entry
    assert entry.note == (note if note.strip() else None)


def test_no_site_and_no_note_are_unknown():
    entry = understand_pain(words(note="  "), now=NOW).entry
    assert (entry.sites, entry.note) == ((), None)


def test_repeated_words_count_once():
    entry = understand_pain(words(sites=["hip", "Hip"], qualities=["ache", "ache"]), now=NOW).entry
    assert entry.sites == (PainSite(BodySite.HIP),)
    assert entry.qualities == (Quality.ACHE,)


@pytest.mark.parametrize(
    ("ago_h", "said"),
    [(0, "today 00:30"), (1, "yesterday 23:30"), (25, "2026-11-22 23:30"), (24, "yesterday 00:30")],
)
def test_the_day_in_words_is_the_day_in_the_entrys_zone(ago_h: int, said: str):
    entry = replace(PLAIN, time_utc=NOW - timedelta(hours=ago_h))
    assert entry_in_words(entry, now=NOW) == f"3/10, {said}"


def test_an_entry_in_words():
    entry = replace(
        PLAIN,
        sites=(PainSite(BodySite.BUTTOCK, Side.LEFT), PainSite(BodySite.CALF_OUTER, Side.LEFT)),
        qualities=(Quality.ACHE, Quality.NUMB),
    )
    assert entry_in_words(entry, now=NOW) == (
        "3/10 left buttock and left outer calf (ache, numb), today 00:30"
    )


def test_a_file_is_stored_once(tmp_path: Path):
    path = tmp_path / "diary.csv"
    path.write_text("time,score,site\n2026-11-20 10:00,3,hip\n2026-11-20,4,\n2026-11-20,44,\n")
    with Library.open(tmp_path / "library") as library:
        first = import_diary(library, read_diary(path, zone="Europe/Zurich", now=NOW), now=NOW)
        later = NOW + timedelta(days=3)
        second = import_diary(library, read_diary(path, zone="Europe/Zurich", now=later), now=later)
        stored = library.diary.entries()
    assert (first.n_added, first.n_known, len(first.bad_rows)) == (2, 0, 1)
    assert (second.n_added, second.n_known) == (0, 2)
    assert [entry.score for entry in stored] == [4, 3]
    assert {entry.source for entry in stored} == {"diary.csv"}


def test_the_same_words_from_the_command_line_and_a_file_are_one_entry(tmp_path: Path):
    path = tmp_path / "diary.csv"
    path.write_text("time,score,sites\n2026-11-20 10:00,3,left:hip\n")
    spoken = words(at="2026-11-20 10:00", sites=["hip"], side="left")
    with Library.open(tmp_path / "library") as library:
        save_entry(library, understand_pain(spoken, now=NOW).entry)
        imported = import_diary(library, read_diary(path, zone="Europe/Zurich", now=NOW), now=NOW)
    assert (imported.n_added, imported.n_known) == (0, 1)


def test_a_folder_is_no_diary(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="nor another diary") as caught:
        read_diary(tmp_path, zone="UTC", now=NOW)
    assert caught.value.file == str(tmp_path)


def test_an_unknown_zone_is_refused_before_reading(tmp_path: Path):
    with pytest.raises(DiaryError, match="not a zone's name"):
        read_diary(tmp_path / "none.csv", zone="Nowhere", now=NOW)


LEFT_AND_RIGHT = (PainSite(BodySite.HIP, Side.LEFT), PainSite(BodySite.FOOT, Side.RIGHT))


@pytest.mark.parametrize(
    ("entry", "causes"),
    [
        (replace(PLAIN, score=6, qualities=(Quality.SHARP, Quality.BURNING)), ()),
        (replace(PLAIN, score=7), ("4 points above the entry before",)),
        (replace(PLAIN, qualities=(Quality.ACHE, Quality.NUMB)), ("numb",)),
        (replace(PLAIN, qualities=(Quality.WEAK, Quality.NUMB)), ("numb", "weak")),
        (replace(PLAIN, sites=(PainSite(BodySite.FOOT, Side.LEFT),)), ()),
        (replace(PLAIN, sites=(PainSite(BodySite.FOOT, Side.BOTH),)), ("both sides",)),
        (replace(PLAIN, sites=LEFT_AND_RIGHT), ("both sides",)),
    ],
)
def test_what_calls_for_the_warning_signs(entry: DiaryEntry, causes: tuple[str, ...]):
    assert warning_causes(entry, PLAIN) == causes


def test_a_jump_from_an_entry_of_the_same_minute_is_one(tmp_path: Path):
    with Library.open(tmp_path / "library") as library:
        causes = [
            save_entry(library, understand_pain(words(score, at="yesterday 21:30"), now=NOW).entry)
            for score in ("2", "6")
        ]
    assert [each.warning_causes for each in causes] == [(), ("4 points above the entry before",)]


def test_the_first_entry_is_no_jump():
    assert warning_causes(replace(PLAIN, score=10), None) == ()


def test_the_warning_signs_name_every_sign_under_its_step():
    lines = warning_signs_text().splitlines()
    assert len(WARNING_SIGNS) == 3
    for group in WARNING_SIGNS:
        place = lines.index(f"{group.title}:")
        signs = [f"  - {sign}" for sign in group.signs]
        assert lines[place + 1 : place + 1 + len(signs)] == signs
    assert lines[-1] == WARNING_SOURCE
