"""`flarelag flare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_a_remembered_flare_up_is_kept_by_day(run: Run, one_json: OneJson):
    words = ("2023-05-14..2023-06-20", "--side", "left", "--site", "buttock", "--note", "spring")
    assert run("flare", "add", *words).stdout == (
        "saved: flare-up 2023-05-14 to 2023-06-20 (38 days), left buttock, recalled\n"
    )
    (flare,) = one_json(run("flare", "list", "--json"))["flares"]
    flare.pop("entered_utc")
    assert flare == {
        "id": 1,
        "first_day": "2023-05-14",
        "last_day": "2023-06-20",
        "recalled": True,
        "side": "left",
        "sites": [{"site": "buttock", "side": None}],
        "note": "spring",
        "source": "cli",
    }
    header, row = run("flare", "list").stdout.splitlines()
    assert header.split() == ["no", "from", "to", "days", "side", "where", "note"]
    assert row.split() == ["1", "2023-05-14", "2023-06-20", "38", "left", "buttock", "spring"]


def test_it_is_never_a_pain_entry(run: Run, one_json: OneJson):
    run("flare", "add", "2023-05", "--side", "left")
    listed = one_json(run("diary", "list", "--json"))
    assert listed["entries"] == []
    assert [each["last_day"] for each in listed["flares"]] == ["2023-05-31"]


def test_deleted_and_brought_back(run: Run):
    run("flare", "add", "2023-05-14")
    run("pain", "3")
    assert run("flare", "delete", "2").exit_code == 2
    assert run("flare", "delete", "1").stdout.startswith("deleted: flare-up 2023-05-14 (1 day)")
    assert "no flare-up yet" in run("flare", "list").stdout
    assert run("diary", "undo").exit_code == 0
    assert "2023-05-14" in run("flare", "list").stdout


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("2023-06-20..2023-05-14", "ends before it begins"),
        ("2023-02-30", "are not understood"),
        ("spring", "are not understood"),
        ("2999-01-01", "still to come"),
        ("2020-01-01..2999-01-01", "still to come"),
        ("1023-01-01", "not a year"),
    ],
)
def test_days_that_cannot_be_right(run: Run, days: str, said: str):
    result = run("flare", "add", days)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_flare_up_is_corrected(run: Run):
    run("flare", "add", "2023-05-14", "--side", "left")
    result = run("diary", "edit", "1", "--days", "2023-05-14..2023-05-20", "--side", "right")
    assert result.stdout == "saved: flare-up 2023-05-14 to 2023-05-20 (7 days), right\n"
