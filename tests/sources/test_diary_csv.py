"""Diaries as CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import UnreadableFileError
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry
from flarelag.sources.diary_csv import BadRow, DiaryFile, read_diary_csv

NOW = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)


def read(text: str | bytes, zone: str = "Europe/Zurich") -> DiaryFile:
    data = text if isinstance(text, bytes) else text.encode()
    return read_diary_csv(data, file="diary.csv", zone=zone, now=NOW)


def test_every_column():
    table = (
        "id,time,time_end,entered,zone,score,sites,quality,flare,woke,note\n"
        "7,2026-11-20T21:10-05:00,2026-11-20T22:00-05:00,2026-11-21T08:00-05:00,America/New_York,"
        '6,left:buttock|left:calf_outer,ache|numb,yes,0,"ran 200s, hard"\n'
    )
    assert read(table) == DiaryFile(
        entries=(
            DiaryEntry(
                time_utc=datetime(2026, 11, 21, 2, 10, tzinfo=UTC),
                time_end_utc=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
                entered_utc=datetime(2026, 11, 21, 13, 0, tzinfo=UTC),
                zone="America/New_York",
                utc_offset_s=-18000,
                score=6,
                sites=(
                    PainSite(BodySite.BUTTOCK, Side.LEFT),
                    PainSite(BodySite.CALF_OUTER, Side.LEFT),
                ),
                qualities=(Quality.ACHE, Quality.NUMB),
                flare=True,
                woke=False,
                note="ran 200s, hard",
                source="diary.csv",
                id=7,
            ),
        ),
        bad_rows=(),
        ignored_columns=(),
        n_ambiguous=0,
    )


def test_few_columns_in_any_order_with_a_mark_and_semicolons():
    file = read("\ufeffNote; Score;TIME;Side;Site\n;3;2026-11-20 21:10;left;outer calf\n")
    (entry,) = file.entries
    assert entry.time_utc == datetime(2026, 11, 20, 20, 10, tzinfo=UTC)
    assert entry.entered_utc == NOW
    assert entry.recalled
    assert entry.sites == (PainSite(BodySite.CALF_OUTER, Side.LEFT),)
    assert (entry.note, entry.zone) == (None, "Europe/Zurich")


def test_utf_16_with_tabs_as_spreadsheets_save_it():
    file = read("time\tscore\r\n2026-11-20 21:10\t3\r\n".encode("utf-16"))
    assert [entry.score for entry in file.entries] == [3]


def test_bad_rows_are_listed_by_line_and_good_ones_kept():
    file = read(
        "time,score,site,note\n"
        '2026-11-20 10:00,3,hip,"two\nlines"\n'
        "2026-11-20 11:00,11,hip,\n"
        "\n"
        "2026-11-24 11:00,3,hip,\n"
        "soon,3,hip,\n"
        ",3,hip,\n"
        "2026-03-29 02:30,3,hip,\n"
        "2026-11-20 12:00,4,nose,\n"
        "2026-11-20 13:00,5,hip,,more\n"
        "2026-11-20 14:00,6\n"
    )
    assert [entry.score for entry in file.entries] == [3, 6]
    assert [row.line for row in file.bad_rows] == [4, 6, 7, 8, 9, 10, 11]
    reasons = [row.reason for row in file.bad_rows]
    for reason, words in zip(
        reasons,
        ["0 to 10", "still to come", "ISO 8601", "no time", "never showed", '"nose"', "5 fields"],
        strict=True,
    ):
        assert words in reason


def test_a_date_alone_keeps_the_whole_day():
    early, today = read("time,score\n2026-11-20,3\n2026-11-23,4\n").entries
    assert early.time_utc == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert early.time_end_utc == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert today.time_end_utc == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def test_a_day_whose_midnight_the_clocks_skip():
    (entry,) = read("time,score\n2026-09-06,3\n", zone="America/Santiago").entries
    assert entry.time_utc == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
    assert entry.time_end_utc == datetime(2026, 9, 7, 3, 0, tzinfo=UTC)


def test_a_clock_time_that_occurs_twice_is_counted():
    file = read("time,score\n2026-10-25 02:30,3\n2026-10-25T02:30+01:00,3\n")
    assert [entry.utc_offset_s for entry in file.entries] == [7200, 3600]
    assert file.n_ambiguous == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-11-20T10:00,2026-11-20T09:00,,,,", "ends before it begins"),
        ("2026-11-20T10:00,,2026-11-20T09:00,,,", "before the time it speaks of"),
        ("2026-11-20T10:00,,2026-12-20T09:00,,,", "still to come"),
        ("2026-11-20T10:00,,,Mars/Olympus,,", "not a zone's name"),
        ("2026-11-20T10:00,,,,maybe,", "neither yes nor no"),
        ("2026-11-20T10:00,,,,,sore", 'quality "sore" is not known'),
        ("2026-11-20T10:00+23:00,,,,,", "not a zone's name"),
        ("0001-01-01T00:00+10:00,,,,,", "not a year"),
    ],
)
def test_rows_that_cannot_be_right(row: str, words: str):
    file = read(f"time,time_end,entered,zone,flare,quality,score\n{row},3\n")
    assert not file.entries
    assert words in file.bad_rows[0].reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"time,score\n2026,\xe9\n", r"not UTF-8 text \(byte 16\)"),
        (b"date,mood\n1,2\n", 'no column time; .*found: "date", "mood"'),
        (b"time,score,TIME\n", "column time is there twice"),
        (b"PK\x03\x04\x00\x00", "no column time"),
        (b"x" * 200_000, "no table"),
    ],
)
def test_what_is_no_diary_is_one_sentence(data: bytes, words: str):
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read(data)
    assert caught.value.file == "diary.csv"


def test_an_overlong_field_spoils_its_row_only():
    file = read(f"time,score,note\n2026-11-20 10:00,3,{'x' * 200_000}\n2026-11-20 11:00,4,\n")
    assert [entry.score for entry in file.entries] == [4]
    assert [row.line for row in file.bad_rows] == [2]


def test_unknown_columns_are_named():
    assert read("time,score,mood\n2026-11-20 10:00,3,fine\n").ignored_columns == ("mood",)


@given(note=st.text(), delimiter=st.sampled_from(",;\t"))
def test_any_text_in_a_note_survives(note: str, delimiter: str):
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerows([["time", "note", "score"], ["2026-11-20 10:00", note, "3"]])
    (entry,) = read(table.getvalue()).entries
    assert (entry.note or "") == note


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text(alphabet='time,score;"\n0123: -|').map(str.encode)
)
def test_any_bytes_are_a_diary_or_one_sentence(data: bytes):
    for table in (data, b"time,score,sites,zone\n" + data):
        try:
            file = read(table)
        except UnreadableFileError as error:
            assert error.reason.isprintable()  # noqa: PT017 - either outcome is right
        else:
            assert all(
                isinstance(row, BadRow) and row.reason.isprintable() for row in file.bad_rows
            )
