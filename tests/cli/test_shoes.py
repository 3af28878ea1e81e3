"""`flarelag shoes`, and `flarelag pain` pinned to an activity."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flarelag.model.diary import Phase
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_shoes_of_a_strava_export_and_their_limit(run: Run, one_json: OneJson, sample_data: Path):
    run("import", sample_data / "strava_export.zip")
    shoes = one_json(run("shoes", "--json"))["shoes"]
    assert {each["name"] for each in shoes} == {"Grey ones", "Spikes"}
    assert all(each["distance_m"] > 0 and each["worn"] is None for each in shoes)
    name = shoes[0]["name"]
    assert run("shoes", "set", name, "--start", "100", "--limit", "1").stdout.endswith(": worn\n")
    assert one_json(run("shoes", "--json"))["shoes"][0]["worn"] is True
    assert "worn" in run("shoes").stdout
    assert "no limit" in run("shoes", "set", name, "--no-limit").stdout


def test_what_does_not_fit_is_said(run: Run, gpx: Path):
    run("import", gpx)
    assert "no activity on foot names its shoes" in run("shoes").stdout
    assert run("shoes", "set", "x").exit_code == 2
    assert run("shoes", "set", "x", "--limit", "3", "--no-limit").exit_code == 2
    assert "no activity names shoes" in run("shoes", "set", "x", "--limit", "3").stderr


def test_pain_is_pinned_to_a_moment_of_an_activity(run: Run, library_root: Path, gpx: Path):
    run("import", gpx)
    result = run("pain", "5", "--activity", "1", "--at", "5:10", "--phase", "full speed")
    assert result.stdout == ("saved: 5/10, 2026-11-20 18:05 (activity 1 at 5:10, full speed)\n")
    assert run("pain", "4", "--activity", "1", "--phase", "braking", "--lap", "3").exit_code == 1
    with Library.open(library_root) as library:
        (entry,) = library.diary.entries()
        start = library.activity(1).activity.start_utc
    assert entry.pin is not None
    assert (entry.pin.offset_s, entry.pin.phase) == (310.0, Phase.FULL_SPEED)
    assert entry.time_utc == start + timedelta(seconds=310)
    assert "activity 1 at 5:10, full speed" in run("diary", "list").stdout


def test_a_pin_that_is_none(run: Run, gpx: Path):
    run("import", gpx)
    for words, said, code in (
        (("--lap", "3"), "name it with --activity", 2),
        (("--activity", "x"), "is not a number", 2),
        (("--activity", "9", "--at", "1:00"), "there is no activity 9", 1),
        (("--activity", "1"), "say where in the activity", 1),
        (("--activity", "1", "--at", "1:00", "--phase", "x"), "known are accelerating", 1),
    ):
        result = run("pain", "5", *words)
        assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
