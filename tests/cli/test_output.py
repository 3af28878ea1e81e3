"""What commands print."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from flarelag.cli.output import instant, say_json, table

if TYPE_CHECKING:
    import pytest


def test_json_has_utc_with_z_and_null_for_nan(capsys: pytest.CaptureFixture[str]):
    zurich = timezone(timedelta(hours=1))
    moment = datetime(2026, 11, 23, 8, 40, tzinfo=zurich)
    say_json({"a": [float("nan"), 1.5, (moment, None)], "b": {"c": float("inf")}, "d": "ü"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.isascii()
    assert json.loads(out) == {
        "schema_version": 1,
        "a": [None, 1.5, ["2026-11-23T07:40:00Z", None]],
        "b": {"c": None},
        "d": "ü",
    }


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_reads_back(moment: datetime):
    assert datetime.fromisoformat(instant(moment)) == moment


def test_a_table_aligns_numbers_to_the_right_and_shows_null_as_a_dash():
    assert table(("sport", "km"), [("run", 6.2), ("ride", None), ("swim", "12.0")]) == (
        "sport    km\nrun     6.2\nride      -\nswim   12.0"
    )


def test_a_table_keeps_each_row_on_one_line():
    assert table(("note",), [("two\nlines\x1b",)]).splitlines() == ["note", "two lines"]


def test_a_table_without_rows_is_its_header():
    assert table(("a", "bb"), []) == "a  bb"
