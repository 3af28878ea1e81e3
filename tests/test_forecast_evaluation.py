"""A slice of the evaluation of tolerance and forecast; the whole of it is a script."""

from __future__ import annotations

import numpy as np
import pytest

from experiments_evaluation.dosed import TRUTHS, dosed_person
from experiments_evaluation.forecasts import forecast_run, forecast_summary
from experiments_evaluation.measured import mean_of, ratio_of
from experiments_evaluation.tolerances import tolerance_run, tolerance_summary


def test_doses_are_judged_against_the_truth():
    runs = [tolerance_run(truth, 0) for truth in TRUTHS]
    told = tolerance_summary(runs)
    assert set(told) == set(TRUTHS)
    assert told["flat_none"]["named_a_limit"]["value"] == 0.0
    assert told["step"]["states"] == {"limit": 1}
    assert runs[2].limit is not None
    assert runs[2].true_limit is not None
    assert runs[2].true_limit <= 70.0
    assert all(abs(error) < 0.7 for run in runs for error in run.errors)


def test_forecasts_are_judged_by_hours():
    run = forecast_run("clean", 1.0, 0, weeks=12)
    told = forecast_summary([run])["clean, peak 1"]
    assert told["forecasts"] > 15
    assert told["0-72 h"]["better_baseline"] in {"usual", "persistence"}
    assert 0.8 < told["0-72 h"]["coverage"]["value"] <= 1.0
    assert forecast_summary([]) == {}


def test_figures_carry_their_error():
    assert mean_of([]) == {"value": None, "error": None, "n": 0}
    assert mean_of([2.0]) == {"value": 2.0, "error": None, "n": 1}
    found = ratio_of([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    assert found["value"] == pytest.approx(0.5)
    assert found["error"] == pytest.approx(0.0)


def test_the_planted_rise_is_the_truth():
    person = dosed_person("linear", 4, [1, 2])
    rise = person.rise(np.array([0.0, 100.0, 200.0]))
    assert rise[0] == 0
    assert rise[2] == pytest.approx(2 * rise[1])
