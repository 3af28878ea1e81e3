"""A small slice of `scripts/evaluate_classifier.py`, with its tuning seeds: nothing gets worse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from classifier_evaluation import scores
from classifier_evaluation.methods import METHODS, Answer, Found
from classifier_evaluation.scores import estimate, tally
from classifier_evaluation.simulated import (
    EVALUATION_SEEDS,
    RECORDERS,
    TUNING_SEEDS,
    simulated_cases,
)
from classifier_evaluation.sprint_free import sprint_free_years
from classifier_evaluation.table import readable
from evaluate_classifier import Material, evaluate
from flarelag.model.interval import Interval

if TYPE_CHECKING:
    from classifier_evaluation.cases import Case

# All it runs has tests of its own: traced by coverage, it takes twice as long and adds nothing.
pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Case]]:
    return {name: list(simulated_cases(way, TUNING_SEEDS[:2])) for name, way in RECORDERS.items()}


def _tallies(cases: list[Case], off_by: float = 1.0, method: str = "flarelag"):
    return [
        tally(case, METHODS[method](case.parsed, (case.best_100m_m_s or 0) * off_by))
        for case in cases
    ]


def test_evaluation_never_sees_the_seeds_that_rules_are_tuned_on():
    assert not set(TUNING_SEEDS) & set(EVALUATION_SEEDS)


@pytest.mark.parametrize(
    ("recorder", "least_f1", "most_s"),
    [("device", 0.99, 0.9), ("smart", 0.99, 1.7), ("positions", 0.97, 1.6)],
)
def test_efforts_are_found_where_they_are(
    cases: dict[str, list[Case]], recorder: str, least_f1: float, most_s: float
):
    tallies = _tallies(cases[recorder])
    assert (scores.f1(tallies) or 0) >= least_f1
    assert (scores.boundary_mae_s(tallies) or 99) <= most_s


def test_positions_of_smart_recordings_still_show_them(cases: dict[str, list[Case]]):
    assert (scores.f1(_tallies(cases["positions_smart"])) or 0) >= 0.96


@pytest.mark.parametrize("off_by", [0.8, 0.9, 1.1, 1.2])
def test_a_wrong_best_100m_costs_little(cases: dict[str, list[Case]], off_by: float):
    assert (scores.f1(_tallies(cases["device"], off_by)) or 0) >= 0.96


def test_braking_and_the_best_100m_are_measured(cases: dict[str, list[Case]]):
    device, positions = _tallies(cases["device"]), _tallies(cases["positions"])
    assert (scores.braking_f1(device) or 0) >= 0.95
    assert (scores.braking_f1(positions) or 0) >= 0.80
    assert scores.energy_ratio(device) == pytest.approx(1.0, abs=0.05)
    assert (scores.best_error(device) or 1) <= 0.02
    assert (scores.best_error(positions) or 1) <= 0.03


def test_two_years_without_a_sprint_give_none():
    found = sprint_free_years(METHODS["flarelag"], TUNING_SEEDS[0], every_weeks=13)
    assert sum(t.sprints_n for t in found) == 0
    assert (scores.f1(found) or 0) >= 0.98


def test_figures_and_table_hold_every_part(cases: dict[str, list[Case]]):
    small = {name: some[:2] for name, some in cases.items()}
    labelled = [replace(cases["device"][1], best_100m_m_s=None)]
    steady = [replace(cases["device"][6], truth=())]
    results = evaluate(
        Material(simulated=small, labelled=labelled, undeclared=steady, seed=1_000, quick=True)
    )
    assert set(results["baselines"]) == {"fixed_threshold", "hysteresis"}
    for figures in (results, *results["baselines"].values()):
        assert {"f1", "f1_iou75", "boundary_mae_s"} <= set(figures["real"])
        assert {"false_per_h", "false_sprint_per_h"} <= set(figures["steady"])
        assert set(figures["braking"]) == {"f1_device", "f1_positions", "energy_ratio"}
        assert set(figures["best_100m"]) == {"error_device", "error_positions"}
        assert {"f1_loss_10", "sprint_free_years_false_sprint"} <= set(figures["robust"])
        for figure in (figures["real"]["f1"], figures["robust"]["f1_loss_20"]):
            assert set(figure) == {"value", "low", "high"}
    assert "real.f1_iou75" in readable(results)


def test_scores_count_what_they_say(cases: dict[str, list[Case]]):
    case = next(c for c in cases["device"] if c.name == "sprints")
    first, *others = case.truth
    right = [Found(interval=t.interval, sprint=True, energy_j_kg=t.energy_j_kg) for t in others]
    late = Interval(first.interval.start_s + 1, first.interval.end_s + 1)
    stray = Found(interval=Interval(0, 9), sprint=True, energy_j_kg=None, confidence=0.6)
    found = (
        stray,
        Found(interval=late, sprint=False, energy_j_kg=None),
        *right,
    )
    score = tally(case, Answer(found=found, best_100m_m_s=1.1 * (case.own_best_m_s or 0)), hours=2)
    n = len(case.truth)
    assert (score.truth_n, score.found_n, score.hits_n) == (n, n + 1, n)
    assert scores.precision([score]) == pytest.approx(n / (n + 1))
    assert scores.recall([score]) == 1.0
    assert scores.boundary_mae_s([score]) == pytest.approx(1 / n)
    assert scores.braking_f1([score]) == pytest.approx(2 * (n - 1) / (2 * n - 1))
    assert scores.best_error([score]) == pytest.approx(0.1)
    assert scores.found_per_h([score]) == pytest.approx((n + 1) / 2)
    assert scores.calibration([score])[0] == {
        "from": 0.5,
        "to": 0.6,
        "n": 1,
        "confidence": 0.6,
        "precision": 0.0,
    }
    assert estimate([], scores.f1) == {"value": None, "low": None, "high": None}
