"""Sessions, diary and factors as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import InputError
from flarelag.sources.analysis_csv import read_factors_csv, read_scores_csv, read_sessions_csv

if TYPE_CHECKING:
    import polars as pl

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def sessions(text: str, zone: str | None = None) -> pl.DataFrame:
    return read_sessions_csv(text.encode(), file="s.csv", zone=zone)


def scores(text: str, zone: str | None = None) -> pl.DataFrame:
    return read_scores_csv(text.encode(), file="d.csv", zone=zone)


def factors(text: str, zone: str | None = None) -> pl.DataFrame:
    return read_factors_csv(text.encode(), file="f.csv", zone=zone)


def test_sessions_with_further_doses_in_any_order_of_columns():
    frame = sessions(
        "dose_minutes,Sport,end,dose\n45,run,2026-03-29T14:00+02:00,30\n,Ride,2026-03-29T12:00Z,\n"
    )
    assert frame.columns == ["end", "utc_offset_min", "sport", "dose", "dose_minutes"]
    assert frame.rows() == [(NOON, 120, "run", 30.0, 45.0), (NOON, 0, "ride", None, None)]


def test_a_row_may_be_shorter_than_the_header():
    assert sessions("end,sport,dose,dose_x\n2026-03-29T12:00Z,run,3\n").row(0)[-1] is None


def test_scores_have_a_row_for_each_site():
    frame = scores(
        "time,score,site,side\n2026-03-29T12:00Z,6,buttock|outer calf,left\n2026-03-29T12:00Z,0,,\n"
    )
    assert frame.rows() == [
        (NOON, 0, 6, "buttock", "left"),
        (NOON, 0, 6, "calf_outer", "left"),
        (NOON, 0, 0, None, None),
    ]


def test_site_and_side_may_be_left_out():
    assert scores("score;time\n3;2026-03-29T12:00Z\n").rows() == [(NOON, 0, 3, None, None)]


def test_factors_with_and_without_an_end():
    frame = factors(
        "time,name,value,end\n"
        "2026-03-29T12:00Z,sitting,4,2026-03-29T16:00+00:00\n"
        "2026-03-29T12:00Z,painkiller,1,\n"
    )
    end = datetime(2026, 3, 29, 16, tzinfo=UTC)
    assert frame.rows() == [
        (NOON, 0, "sitting", 4.0, end, False),
        (NOON, 0, "painkiller", 1.0, None, False),
    ]


def test_a_clock_time_needs_a_zone_and_gets_that_days_offset():
    table = "time,score\n2026-03-28T12:00,3\n2026-03-29T14:00,4\n"
    with pytest.raises(InputError, match=r"line 2: time .* has no offset.*; line 3: "):
        scores(table)
    assert scores(table, "Europe/Berlin")["utc_offset_min"].to_list() == [60, 120]
    assert scores(table, "Europe/Berlin")["time"][1] == NOON


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-03-29T12:00Z,hop,3", 'line 2: sport "hop" is none of run, ride, other'),
        ("2026-03-29T12:00Z,run,-3", 'line 2: dose "-3" is not a number, 0 or more'),
        ("2026-03-29T12:00Z,run,nan", "line 2: dose"),
        ("2026-03-29T12:00Z,run,inf", "line 2: dose"),
        ("2026-03-29,run,3", "line 2: end .* is a date without a clock time"),
        (",run,3", "line 2: there is no end"),
        ("soon,run,3", 'line 2: time "soon" is not ISO 8601'),
        ("2026-03-29T12:00Z,run,3,9", "line 2: this row has 4 fields"),
    ],
)
def test_a_bad_session_is_named_by_its_line(row: str, said: str):
    with pytest.raises(InputError, match=said):
        sessions(f"end,sport,dose\n{row}\n")


def test_many_bad_rows_are_counted_after_the_first_three():
    with pytest.raises(InputError) as raised:
        scores("time,score\n" + "2026-03-29T12:00Z,11\n" * 6)
    assert raised.value.reason.count("line ") == 3
    assert raised.value.reason.endswith("; and 3 more bad rows")
    assert raised.value.file == "d.csv"


@pytest.mark.parametrize("row", ["2026-03-29T12:00Z,,1", "2026-03-29T12:00Z,cold,"])
def test_a_factor_needs_a_name_and_a_value(row: str):
    with pytest.raises(InputError, match="line 2: there is no"):
        factors(f"time,name,value\n{row}\n")


def test_an_absent_column_is_named():
    with pytest.raises(InputError, match="there is no column dose; a table of sessions needs end"):
        sessions("end,sport\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_an_input_error(data: bytes):
    for reader, header in (
        (read_sessions_csv, b"end,sport,dose\n"),
        (read_scores_csv, b"time,score,site,side\n"),
        (read_factors_csv, b"time,name,value,end\n"),
    ):
        for content in (data, header + data):
            try:
                reader(content, file="x.csv", zone=None)
            except InputError as error:
                assert "\n" not in error.reason  # noqa: PT017 - most bytes are refused, none must be
