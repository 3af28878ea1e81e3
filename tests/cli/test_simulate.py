"""`flarelag simulate`: files that `flarelag analyze` takes, and the truth beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

DAY_ONE = ("--first-day", "2025-01-06")


def test_a_simulated_year_can_be_checked(run: Run, one_json: OneJson, tmp_path: Path):
    words = ("simulate", tmp_path / "a", "--weeks", "16", "--peak", "2", "--seed", "7", *DAY_ONE)
    made = one_json(run(*words, "--json"))
    truth = json.loads((tmp_path / "a" / "truth.json").read_text())
    assert truth["theta"] == made["theta"] == pytest.approx(1.68, abs=0.01)
    assert truth["pain"]["delayed_peak"] == 2.0
    tables = (
        "--sessions",
        tmp_path / "a" / "sessions.csv",
        "--diary",
        tmp_path / "a" / "diary.csv",
    )
    factors = ("--factors", tmp_path / "a" / "factors.csv")
    answer = one_json(run("analyze", *tables, *factors, "--json"))
    assert answer["verdict"] == "clear"
    assert answer["theta"]["low"] < truth["theta"] < answer["theta"]["high"]
    assert 0.9 * made["n_entries"] < answer["n_entries"] <= made["n_entries"]  # less vague ones


def test_the_same_seed_gives_the_same_files(run: Run, tmp_path: Path):
    for name in ("a", "b"):
        done = run("simulate", tmp_path / name, "--weeks", "4", "--person", "travel", *DAY_ONE)
        assert "planted: +1.68 points" in done.stdout
    for file in ("sessions.csv", "diary.csv", "factors.csv", "truth.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert "-05:00" in (tmp_path / "a" / "diary.csv").read_text()


def test_everything_that_the_evaluation_varies_can_be_said(run: Run, tmp_path: Path):
    said = {
        "--lag-h": ("8", "pain", "delayed_lag_h"),
        "--shape": ("2", "pain", "delayed_shape"),
        "--at-once": ("3", "pain", "hard_rise"),
        "--at-once-h": ("4", "pain", "hard_rise_h"),
        "--baseline": ("0.5", "pain", "baseline"),
        "--short-sd": ("1.3", "pain", "short_sd"),
        "--long-sd": ("0.2", "pain", "long_sd"),
        "--report-sd": ("1", "pain", "report_sd"),
        "--spontaneous-per-week": ("0.5", "pain", "spontaneous_per_week"),
        "--sitting-rise": ("0.2", "pain", "sitting_rise_per_h"),
        "--skipped": ("0.2", "diary", "skipped"),
        "--extra-when-sore": ("0.03", "diary", "extra_per_point"),
        "--good-days-only": ("2", "calendar", "good_days_only"),
    }
    options = [word for name, (value, *_) in said.items() for word in (name, value)]
    run("simulate", tmp_path, "--weeks", "4", *DAY_ONE, *options)
    truth = json.loads((tmp_path / "truth.json").read_text())
    for value, part, field in said.values():
        assert truth[part][field] == float(value)


def test_a_simulated_library_is_a_library(run: Run, one_json: OneJson, tmp_path: Path):
    words = ("simulate", tmp_path, "--weeks", "2", "--with-library", *DAY_ONE, "--json")
    made = one_json(run(*words))
    answer = one_json(run("--library", made["library"], "analyze", "--json"))
    after_the_last_entry = made["n_sessions"] - answer["n_sessions"]
    assert 0 <= after_the_last_entry <= 1
    assert answer["verdict"] == "insufficient"


def test_what_cannot_be_is_refused(run: Run, tmp_path: Path):
    nobody = run("simulate", tmp_path, "--person", "nobody")
    assert nobody.exit_code == 2
    assert "there is no person 'nobody'" in nobody.stderr
    assert run("simulate", tmp_path, "--first-day", "soon").exit_code == 2
