"""`flarelag efforts`, and what `activities show` and `inspect` tell of each effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_efforts_of_one_activity_and_of_all(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    (effort,) = one_json(run("efforts", "--json"))["efforts"]
    assert effort["activity_id"] == 1
    assert effort["start_utc"].startswith("2026-11-20T17:0")
    assert one_json(run("efforts", "1", "--json"))["efforts"] == [effort]
    (shown,) = one_json(run("activities", "show", "1", "--json"))["activities"]
    assert shown["efforts"] == [
        {key: value for key, value in effort.items() if key not in {"activity_id", "start_utc"}}
    ]
    header, row = run("efforts").stdout.splitlines()
    assert header.split()[:3] == ["id", "activity", "of"]
    assert row.startswith(" 1  2026-11-20 18:00")


def test_an_effort_tells_steps_load_and_its_edges(run: Run, one_json: OneJson, gpx: Path):
    (activity,) = one_json(run("inspect", gpx, "--best-100m", "7", "--json"))["activities"]
    (effort,) = activity["efforts"]
    assert effort["steps_n"] == pytest.approx(20 * 210 / 60, rel=0.15)
    assert effort["steps_measured"] is False
    assert effort["peak_force_method"] == "speed"
    assert 2.4 < effort["peak_force_bw"] < 3.2
    load = effort["load_index"]
    assert list(load) == ["1", "2", "4", "6.6", "10"]
    assert list(load.values()) == sorted(load.values())
    assert effort["start_error_s"] > 0
    assert effort["end_error_s"] > 0
    assert effort["rest_before_s"] is None
    assert effort["heart_rate_mean_bpm"] is None
    assert effort["grade_percent"] is None
    assert effort["detected"] is None
    doses = activity["doses"]
    assert doses["steps_n"] > 1500
    assert doses["easy_step_equivalents"] == doses["load_index"]["2"]
    assert doses["session_rpe"] is None
    assert doses["longest_run_ratio"] is None
    assert activity["data_quality"]["grade"] == "fair"
    assert any("positions" in reason for reason in activity["data_quality"]["reasons"])
    assert activity["force_line"] == "mean of women and men"


def test_declared_efforts_show_what_detection_found_too(
    run: Run, one_json: OneJson, sample_data: Path
):
    file = sample_data / "loose" / "sprints.fit"
    (activity,) = one_json(run("inspect", file, "--best-100m", "7", "--json"))["activities"]
    declared = [effort for effort in activity["efforts"] if effort["source"] == "lap"]
    assert declared
    for effort in declared:
        assert abs(effort["detected"]["start_s"] - effort["start_s"]) < 6
    assert [effort["rest_before_s"] is None for effort in activity["efforts"]] == [
        number == 0 for number in range(len(activity["efforts"]))
    ]


def test_no_efforts_is_said(run: Run, one_json: OneJson, library_root: Path):
    run("pain", "3")
    assert library_root.exists()
    assert run("efforts").stdout == "no efforts found\n"
    assert one_json(run("efforts", "--json"))["efforts"] == []
    assert run("efforts", "9").exit_code == 1
