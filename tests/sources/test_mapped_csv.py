"""Tables whose columns a person has named."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import UnreadableFileError, UsageError
from flarelag.sources.mapped_csv import parse_mapping, read_mapped_csv

if TYPE_CHECKING:
    from flarelag.sources.diary_csv import DiaryFile

NOW = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)


def read(text: str, *pairs: str, day_first: bool | None = None) -> DiaryFile:
    return read_mapped_csv(
        text.encode(),
        file="form.csv",
        zone="Europe/Zurich",
        now=NOW,
        mapping=parse_mapping(pairs),
        day_first=day_first,
    )


def test_a_form_s_timestamp_is_when_it_was_written_too():
    file = read(
        "Timestamp,How bad?,Where,Comment,Mood\n"
        '11/20/2026 21:10:05,6,"left buttock, left calf",drove,fine\n',
        *("time=Timestamp", "score=How bad?", "sites=where", "note=Comment"),
    )
    (entry,) = file.entries
    assert entry.time_utc == datetime(2026, 11, 20, 20, 10, 5, tzinfo=UTC)
    assert (entry.entered_utc, entry.recalled) == (entry.time_utc, False)
    assert [str(place) for place in entry.sites] == ["left:buttock", "left:calf_outer"]
    assert (entry.score, entry.note) == (6, "drove")
    assert file.ignored_columns == ("mood",)


def test_a_date_and_a_clock_in_columns_of_their_own():
    file = read(
        "Tag;Uhrzeit;Schmerz\n20.11.2026;21:10;4\n21.11.2026;;2\nspäter;21:10;3\n",
        *("time=Tag", "clock=Uhrzeit", "score=Schmerz"),
    )
    exact, vague = file.entries
    assert exact.time_utc == datetime(2026, 11, 20, 20, 10, tzinfo=UTC)
    assert vague.time_end_utc == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert [row.line for row in file.bad_rows] == [4]


def test_slashes_that_may_be_two_days_are_refused_unless_it_is_said():
    text = "when,pain\n3/4/2026 10:00,5\n2026-04-05 10:00,5\n"
    file = read(text, "time=when", "score=pain")
    assert [row.line for row in file.bad_rows] == [2]
    assert "--dates day-first" in file.bad_rows[0].reason
    said = read(text, "time=when", "score=pain", day_first=True)
    assert [entry.time_utc.month for entry in said.entries] == [4, 4]


def test_bad_rows_are_listed_by_line_and_good_ones_kept():
    file = read(
        'when,pain,note\n2026-11-20 10:00,6,"a\nb"\n2026-11-20 11:00,9.5,\n2026-11-20 12:00,3,,x\n',
        *("time=when", "score=pain", "note=note"),
    )
    assert [entry.note for entry in file.entries] == ["a\nb"]
    assert [row.line for row in file.bad_rows] == [4, 5]


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (["time"], "takes WHAT=COLUMN"),
        (["when=x"], "WHAT is one of time, clock"),
        (["time= "], "takes WHAT=COLUMN"),
        (["time=a", "time=b"], "twice"),
        (["time=a"], "column of the score"),
        (["score=a"], "column of the time"),
    ],
)
def test_a_mapping_that_says_nothing_is_refused(pairs: list[str], reason: str):
    with pytest.raises(UsageError, match=reason):
        parse_mapping(pairs)


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (["time=when", "score=missing"], 'no column missing; .*found: "when", "pain"'),
        (["time=when", "score=when"], "two things"),
    ],
)
def test_a_mapping_that_does_not_fit_the_table_is_one_sentence(pairs: list[str], reason: str):
    with pytest.raises(UnreadableFileError, match=reason):
        read("when,pain\n2026-11-20 10:00,5\n", *pairs)


@given(st.text())
def test_any_table_is_read_or_refused(text: str):
    with suppress(UnreadableFileError):
        read(f"when,pain\n{text}", "time=when", "score=pain")
