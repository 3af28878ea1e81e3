"""A slice of the evaluation of experiments, on its own seeds."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import evaluate_experiments
from experiments_evaluation.drawn_pairs import PAIRS, false_positives, powers
from experiments_evaluation.trials import (
    DISTURBED,
    HELPING,
    NULL,
    TUNING_SEEDS,
    Trial,
    trial_run,
    trials_summary,
)
from flarelag.experiments.result import Verdict


def at_most(found: dict[str, Any], bound: float) -> bool:
    """Whether a share is within a bound, as far as chance lets one say."""
    error = (bound * (1 - bound) / found["n"]) ** 0.5
    return bool(found["value"] <= bound + 3 * error)


def near(found: dict[str, Any], expected: float) -> bool:
    error = (expected * (1 - expected) / found["n"]) ** 0.5
    return bool(abs(found["value"] - expected) <= 3.5 * error)


def test_the_test_errs_no_more_often_than_it_says_also_with_looks_that_are_paid_for():
    found = false_positives(300)
    assert set(found) == {str(n) for n in PAIRS}
    for cell in found.values():
        assert all(at_most(cell[name], 0.05) for name in ("normal", "skewed", "looked_twice"))
    assert any(not at_most(cell["looked_unpaid"], 0.05) for cell in found.values())


def test_power_is_that_of_r_and_intervals_hold_the_truth():
    for row in powers(300):
        assert near(row["t"], row["expected"])
        assert near(row["covered"], 0.95)
        assert row["exact"]["value"] <= row["expected"] + 0.1


def test_useless_measures_are_seldom_found_useful_whatever_people_do():
    trials = (NULL[0], *DISTURBED[:1])
    runs = [trial_run(trial, number) for trial in trials for number in range(12)]
    said = trials_summary(runs)
    assert [row["trial"] for row in said] == [trial.name for trial in trials]
    assert all(at_most(row["useful"], 0.05) and at_most(row["claimed"], 0.05) for row in said)
    assert said[0]["swapped_sessions"]["value"] == 0
    assert said[1]["swapped_sessions"]["value"] > 3
    assert said[1]["complete_pairs"]["value"] < 18


def test_what_helps_is_found_and_its_size_told():
    strong = Trial(person="clean", effect=-3.0, pairs=8)
    runs = [trial_run(strong, number, TUNING_SEEDS) for number in range(4)]
    assert all(run.verdict in {Verdict.LOWER, Verdict.TOO_FEW} for run in runs)
    assert sum(run.verdict is Verdict.LOWER for run in runs) >= 3
    assert runs[0].mean == pytest.approx(-3.0, abs=1.2)
    assert {trial.effect for trial in HELPING} == {-1.0, -2.0}


def test_it_prints_one_object(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr("evaluate_experiments.TRIALS", NULL[:1])
        monkeypatch.setattr("evaluate_experiments.TRIALS_A_RUN", 1)
        monkeypatch.setattr("evaluate_experiments.DRAWS_A_RUN", 10)
        found = evaluate_experiments.experiments(2, pool)
    assert set(found) == {"false_positives", "power", "people"}
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    with pytest.raises(SystemExit):
        evaluate_experiments.main(["--help"])
    assert "--only" in capsys.readouterr().out
