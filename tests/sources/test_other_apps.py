"""Bearable's and Daylio's exports."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import UnreadableFileError
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorSource
from flarelag.sources.other_apps import NRS_REMARK, read_bearable_csv, read_daylio_csv

if TYPE_CHECKING:
    from flarelag.sources.diary_csv import DiaryFile

NOW = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)
OLD = "date,weekday,time of day,category,rating/amount,detail,notes\n"
NEW = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
DAYLIO = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"


def bearable(text: str) -> DiaryFile:
    return read_bearable_csv(
        text.encode(), file="bearable.csv", zone="Europe/Zurich", now=NOW, known=KNOWN_NAMES
    )


def daylio(text: str) -> DiaryFile:
    return read_daylio_csv(
        text.encode(), file="daylio.csv", zone="Europe/Zurich", now=NOW, known=KNOWN_NAMES
    )


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [
        OLD + '20th Nov 2026,Friday,{},Symptom,2,Lower back pain (Moderate),"sat all day"\n',
        NEW + '20th Nov 2026,2026-11-20,Friday,{},Symptom,2.0,Lower back pain,"sat all day"\n',
    ],
)
@pytest.mark.parametrize(
    ("part", "start", "end"),
    [
        ("am", utc(20, 5), utc(20, 11)),
        ("Mid", utc(20, 10), utc(20, 17)),
        ("pm", utc(20, 11), utc(20, 23)),
        ("pre", utc(19, 23), utc(20, 8)),
        ("all day", utc(19, 23), utc(20, 23)),
        ("", utc(19, 23), utc(20, 23)),
        ("21:10", utc(20, 20, 10), None),
        ("9:10 PM", utc(20, 20, 10), None),
    ],
)
def test_both_layouts_of_bearable_and_its_parts_of_the_day(
    row: str, part: str, start: datetime, end: datetime | None
):
    file = bearable(row.format(part))
    (entry,) = file.entries
    assert (entry.time_utc, entry.time_end_utc) == (start, end)
    assert (entry.score, [str(place) for place in entry.sites]) == (5, ["lower_back"])
    assert str(entry.note).startswith("Bearable: Lower back pain")
    assert str(entry.note).endswith("of 4; sat all day")
    assert not entry.recalled
    assert file.remarks == (NRS_REMARK,)


def test_bearable_s_other_readings_are_factors_or_counted_by_name():
    file = bearable(
        OLD + "20th Nov 2026,Fri,am,Symptom,4,Sciatica (left leg),\n"
        "20th Nov 2026,Fri,am,Symptom,3,Left outer calf burning pain,\n"
        "20th Nov 2026,Fri,am,Symptom,3,Headache,\n"
        "20th Nov 2026,Fri,am,Symptom,1,Headache,\n"
        "20th Nov 2026,Fri,am,Symptom,2,Numbness in foot,\n"
        "20th Nov 2026,Fri,pm,Medication,1,Ibuprofen (400mg),\n"
        "20th Nov 2026,Fri,all day,Lifestyle,,Stress (A lot) | Massage (None) | Coffee (Little),\n"
        "20th Nov 2026,Fri,21:00,Mood,7,,\n"
    )
    assert [(e.score, [str(p) for p in e.sites], list(e.qualities)) for e in file.entries] == [
        (10, [], []),
        (8, ["left:calf_outer"], ["burning"]),
    ]
    factors = [each for each in file.others if isinstance(each, Factor)]
    assert [(each.name, each.amount) for each in factors] == [
        ("painkiller", 1.0),
        ("stress", 1.0),
        ("massage", 0.0),
    ]
    assert {each.source for each in factors} == {FactorSource.IMPORT}
    assert file.unused == ("Symptom: Headache (2)", "Symptom: Numbness in foot (1)", "Mood (1)")


def test_bearable_s_bad_rows_are_listed_by_line_and_good_ones_kept():
    file = bearable(
        OLD + "20th Nov 2026,Fri,am,Symptom,7,Back pain,\n"
        "some day,Fri,am,Symptom,2,Back pain,\n"
        "20th Nov 2026,Fri,dusk,Symptom,2,Back pain,\n"
        "30th Nov 2026,Fri,am,Symptom,2,Back pain,\n"
        "20th Nov 2026,Fri,pm,Symptom,0,Back pain,\n"
    )
    assert [entry.score for entry in file.entries] == [0]
    assert [row.line for row in file.bad_rows] == [2, 3, 4, 5]
    for row, words in zip(
        file.bad_rows, ['"7" is not 0', "no day", "no clock time", "still to come"], strict=True
    ):
        assert words in row.reason


def test_daylio_s_notes_scales_and_activities():
    file = daylio(
        DAYLIO
        + "2026-11-20,November 20,Friday,21:10,meh,work | yoga | Stress,,,#pain 6 left glute\n"
        "2026-11-21,November 21,Saturday,9:05 AM,good,work,Pain: 4 | Sleep: 7,,fine\n"
        "2026-11-22,November 22,Sunday,10:00,good,,,#pain 12,\n"
    )
    first, second = file.entries
    assert (first.score, str(first.sites[0]), first.time_utc) == (
        6,
        "left:buttock",
        utc(20, 20, 10),
    )
    assert (second.score, second.time_utc, second.note) == (4, utc(21, 8, 5), "fine")
    assert [each.name for each in file.others if isinstance(each, Factor)] == ["yoga", "stress"]
    assert file.unused == ("work (2)",)
    assert [(row.line, "0 to 10" in row.reason) for row in file.bad_rows] == [(4, True)]


@given(st.text())
def test_any_rows_are_read_or_refused(text: str):
    with suppress(UnreadableFileError):
        bearable(OLD + text)
    with suppress(UnreadableFileError):
        daylio(DAYLIO + text)
