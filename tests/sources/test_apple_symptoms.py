"""Pain out of an export of Apple Health."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, UnsafeInputError
from flarelag.model.diary_json import item_key
from flarelag.sources import apple_symptoms
from flarelag.sources.apple_symptoms import RATED, WARNS, read_health_symptoms
from flarelag.sources.diary_csv import write_entries_csv

if TYPE_CHECKING:
    from flarelag.sources.diary_csv import DiaryFile

HERE = Path(__file__).parent / "apple_health"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT = "2025-10-20 21:10:00 +0200"
PAIN = (
    '<Record type="HKCategoryTypeIdentifierLowerBackPain" creationDate="{written}"'
    ' startDate="{start}" endDate="{end}" value="{value}"/>'
)
AN_ENTRY = {"start": AT, "end": AT, "written": AT, "value": "2"}


def read(data: bytes) -> DiaryFile:
    return read_health_symptoms(io.BytesIO(data), name="export.zip", zone="Europe/Madrid", now=NOW)


def pain(start: str = AT, end: str = "", written: str = AT, value: str = "2") -> DiaryFile:
    record = PAIN.format(start=start, end=end or start, written=written, value=value)
    return read(f"<HealthData>{record}</HealthData>".encode())


def test_an_export_gives_the_diary_beside_it():
    found = read((HERE / "exportación.xml").read_bytes())
    assert write_entries_csv(found.entries) == (HERE / "exportación.diary.csv").read_bytes()
    assert found.unused == ("headache (1)", "pelvic pain (1)")
    assert found.remarks == (
        RATED,
        "left out, as missing is not zero: 1 record of pain without its severity",
    )
    still_to_come, no_severity = (row.reason for row in found.bad_rows)
    assert still_to_come.startswith('lower back pain of "2075-10-30 08:00:00 +0100": time')
    assert 'severity "NaN" is none of' in no_severity


@pytest.mark.parametrize(
    ("value", "score"),
    [
        *(("NotPresent", 0), ("Mild", 2), ("Moderate", 5), ("Severe", 8)),
        *(("1", 0), ("2", 2), ("3", 5), ("4", 8)),
    ],
)
def test_severities_by_name_and_by_number_are_guessed_alike(value: str, score: int):
    name = value if value.isdecimal() else f"HKCategoryValueSeverity{value}"
    found = pain(value=name)
    assert [each.score for each in found.entries] == [score]
    assert found.remarks == (RATED,)


@pytest.mark.parametrize("value", ["", "0", "HKCategoryValueSeverityUnspecified"])
def test_a_severity_that_is_not_stated_is_no_zero(value: str):
    found = pain(value=value)
    assert (found.entries, found.bad_rows) == ((), ())
    assert "1 record of pain without its severity" in found.remarks[0]


@pytest.mark.parametrize("value", ["5", "-1", "2.0", "²", "nan", "HKCategoryValueSeverityAwful"])
def test_any_other_severity_is_a_bad_row(value: str):
    (row,) = pain(value=value).bad_rows
    assert ": severity " in row.reason


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2075-01-01 00:00:00 +0100", "", "still to come"),
        (AT, "2075-01-01 00:00:00 +0100", "still to come"),
        (AT, "2025-10-20 21:00:00 +0200", "ends before it begins"),
        ("1066-10-14 09:00:00 +0000", "", "is not a year"),
        ("2025-10-20 21:10:00 +2300", "", "is not a zone"),
        ("2025-10-20 21:10:00", "", 'startDate "2025-10-20 21:10:00" is no time'),
        (AT, "yesterday", 'endDate "yesterday" is no time'),
        ("9" * 5000, "", '..." is no time'),
    ],
)
def test_an_impossible_time_is_a_bad_row_in_a_sentence(start: str, end: str, reason: str):
    (row,) = pain(start, end).bad_rows
    assert reason in row.reason
    assert len(row.reason) < 300


@pytest.mark.parametrize(
    ("end", "hours"),
    [("2025-10-20 21:10:59 +0200", None), ("2025-10-20 23:10:00 +0200", 2.0)],
)
def test_a_record_from_to_keeps_its_stretch(end: str, hours: float | None):
    (entry,) = pain(AT, end).entries
    stretch = entry.time_end_utc and entry.time_end_utc - entry.time_utc
    assert stretch == (None if hours is None else timedelta(hours=hours))


def test_midnight_sharp_is_a_whole_day_also_where_the_clocks_change():
    (entry,) = pain("2025-10-26 00:00:00 +0200").entries
    assert entry.time_end_utc == entry.time_utc + timedelta(hours=25)


def test_a_whole_day_is_the_same_when_the_export_is_made_abroad():
    at_home, abroad = pain("2025-10-24 00:00:00 +0200"), pain("2025-10-23 18:00:00 -0400")
    assert [item_key(each) for each in at_home.entries] == [
        item_key(each) for each in abroad.entries
    ]


@pytest.mark.parametrize(
    ("written", "recalled"),
    [
        ("2025-10-21 09:00:00 +0200", False),
        ("2025-10-22 09:00:00 +0200", True),
        ("2075-01-01 00:00:00 +0100", True),  # not known later than now
        ("1999-01-01 00:00:00 +0100", False),
        ("", False),
    ],
)
def test_what_was_written_down_a_day_later_is_recalled(written: str, *, recalled: bool):
    (entry,) = pain(written=written).entries
    assert entry.recalled is recalled
    assert entry.time_utc <= entry.entered_utc <= NOW


def _record_of(text: str) -> bytes:
    return PAIN.format(start=text, end=text, written=text, value=text).encode()


@pytest.mark.parametrize(("value", "warns"), [("Mild", True), ("NotPresent", False)])
def test_a_warning_sign_among_the_symptoms_comes_first(value: str, *, warns: bool):
    record = PAIN.replace("LowerBackPain", "BladderIncontinence").replace("{value}", "{{value}}")
    severity = f"HKCategoryValueSeverity{value}"
    data = record.format(start=AT, end=AT, written=AT).format(value=severity)
    found = read(f"<HealthData>{data}{PAIN.format(**AN_ENTRY)}</HealthData>".encode())
    assert found.remarks == ((WARNS, RATED) if warns else (RATED,))
    assert found.unused == ("bladder incontinence (1)",)


def test_what_grows_with_a_hostile_export_is_bounded(monkeypatch: pytest.MonkeyPatch):
    odd = '<Record type="HKCategoryTypeIdentifier{}" value="HKCategoryValueSeverityMild"/>'
    names = ["\u202eevil", "x" * 99, *("A" + "b" * n for n in range(5))]
    monkeypatch.setattr(apple_symptoms, "_MOST_KINDS", 3)
    data = "".join(map(odd.format, names))
    found = read(f"<HealthData>{data}</HealthData>".encode())
    assert found.unused == ("other symptoms (5)", "a (1)", "ab (1)")
    monkeypatch.setattr(apple_symptoms, "_MOST_RECORDS", 2)
    many = PAIN.format(**AN_ENTRY) + PAIN.format(**AN_ENTRY | {"value": "9"}) * 2
    with pytest.raises(UnsafeInputError, match="more than 2 records"):
        read(f"<HealthData>{many}</HealthData>".encode())


@given(st.binary(max_size=200) | st.text(max_size=60).map(_record_of))
def test_any_bytes_are_read_or_refused(data: bytes):
    with suppress(FlarelagError):  # any other error fails the test
        assert read(b"<HealthData>" + data + b"</HealthData>").entries == ()
