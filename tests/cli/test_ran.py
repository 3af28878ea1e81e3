"""`flarelag ran`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_a_session_is_logged_listed_and_taken_back(run: Run):
    logged = run("ran", "6x200", "--ended", "1 h ago", "--minutes", "50")
    assert logged.stdout.startswith("logged: 6x200, ended ")
    assert logged.stdout.endswith("; activity 1 until its recording is imported\n")
    assert "0:50:00" in run("activities").stdout
    assert "note: logged by hand\n" in run("activities", "show", "1").stdout
    assert run("ran", "--undo").stdout == "taken back: 6x200\n"
    assert "no activities" in run("activities").stdout


def test_as_json_it_says_what_was_understood(run: Run, one_json: OneJson):
    session = one_json(run("ran", "6x200 + 4x30s", "--ended", "2 h ago", "--json"))["session"]
    assert session.pop("ended_utc").endswith("Z")
    assert session == {
        "activity_id": 1,
        "words": "6x200 + 4x30s",
        "sets": [
            {"repetitions": 6, "distance_m": 200.0, "duration_s": None},
            {"repetitions": 4, "distance_m": None, "duration_s": 30.0},
        ],
        "ambiguous": False,
        "merge_reason": None,
    }
    assert one_json(run("ran", "--undo", "--json"))["removed"] == "6x200 + 4x30s"


def test_a_recording_that_is_there_already_is_named(run: Run, gpx: str):
    run("import", gpx)
    logged = run("ran", "strides", "--ended", "2026-11-20 18:30")
    assert "; activity 1, recorded already (logged with an end 20 min apart)" in logged.stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 2, "say what you ran"),
        (("6x200", "--undo"), 2, "not both"),
        (("6x200", "--minutes", "an hour"), 2, "whole number of minutes"),
        (("6x200", "--minutes", "0"), 1, "no length of a run"),
        (("6x200", "--ended", "2999-01-01 10:00"), 1, "still to come"),
    ],
)
def test_what_cannot_be_right_is_one_sentence(
    run: Run, words: tuple[str, ...], code: int, sentence: str
):
    refused = run("ran", *words)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert sentence in refused.stderr
