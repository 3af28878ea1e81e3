"""The evaluation of the delayed-effect model: its baselines against R, and a slice of itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from effects_evaluation.baselines import newey_west
from effects_evaluation.cells import Cell, all_cells
from effects_evaluation.checks import cpu_s
from effects_evaluation.runs import Run, run_all, run_one
from effects_evaluation.summary import summary, table
from evaluate_effects import main
from flarelag.simulation.people import PEOPLE

# All it runs has tests of its own: traced by coverage, it takes twice as long and adds nothing.
pytestmark = pytest.mark.no_cover

ORACLE = Path(__file__).parent / "effects" / "oracle"
NULL, PLANTED = Cell("hostile", 16, 0.0, 16), Cell("hostile", 16, 2.0, 10)


@pytest.fixture(scope="module")
def runs() -> dict[Cell, list[Run]]:
    """Return a slice of the evaluation's own seeds."""
    return {cell: [run_one(cell, i) for i in range(cell.runs)] for cell in (NULL, PLANTED)}


def test_newey_west_agrees_with_sandwich():
    """R 4.2.2: `sandwich::NeweyWest(lm, lag = 8, prewhite = FALSE, adjust = FALSE)`, to 1e-10."""
    frame = pl.read_csv(ORACLE / "ougls_input.csv")
    expected = pl.read_csv(ORACLE / "hac_nw8_hc3.csv")
    x = np.column_stack([np.ones(frame.height), frame.drop("t", "y").to_numpy()])
    coefficients, errors = newey_west(x, frame["y"].to_numpy().astype(float), 8)
    assert coefficients == pytest.approx(expected["coef"].to_numpy(), abs=1e-10)
    assert errors == pytest.approx(expected["se_nw8"].to_numpy(), abs=1e-10)


def test_a_hostile_person_without_an_effect_is_not_told_of_one(runs: dict[Cell, list[Run]]):
    """16 people: 3 false claims or more would come once in 25 times at a true rate of 5 %."""
    said = summary(NULL, runs[NULL])
    assert said["fp_clear"] == 0
    assert round(16 * rate(said["fp_likely"])) <= 2
    assert round(16 * rate(said["fp_two_sided"])) <= 2
    assert rate(said["coverage"]) >= 0.85
    assert said["power_clear"] is None


def test_a_hostile_person_with_an_effect_is_told_and_when(runs: dict[Cell, list[Run]]):
    said = summary(PLANTED, runs[PLANTED])
    assert rate(said["power_likely"]) >= 0.9
    assert rate(said["lag_mae_h"]) <= 3.5
    assert said["fp_clear"] is None


def rate(value: object) -> float:
    assert isinstance(value, float)
    return value


def test_simpler_methods_see_what_is_plain_to_see():
    clean = [run_one(Cell("clean", 16, 2.0, 6), i) for i in range(6)]
    assert np.mean([run.ols_hac for run in clean]) >= 0.8
    assert np.mean([run.next_day for run in clean]) >= 0.3


def test_simpler_methods_see_what_is_not_there(runs: dict[Cell, list[Run]]):
    """Where she sprints on good days only, at a nominal 5 %."""
    assert np.mean([run.next_day or run.ols_hac for run in runs[NULL]]) >= 0.25


def test_runs_that_are_kept_are_not_done_again(tmp_path: Path):
    kept, seen = tmp_path / "runs.jsonl", list[int]()
    few = Cell("clean", 16, 1.0, 2)
    first = run_all([few], kept, jobs=1, on_progress=lambda done, _: seen.append(done))
    assert seen == [1, 2]
    again = run_all([few], kept, jobs=1, on_progress=lambda done, _: seen.append(done))
    assert seen == [1, 2]
    assert again == first
    assert len(kept.read_text().splitlines()) == 2


def test_the_cells_are_those_that_the_targets_speak_of():
    cells = all_cells(lambda full: full)
    assert len({(cell.name, cell.n, cell.effect) for cell in cells}) == len(cells)
    assert {cell.runs for cell in cells if cell.effect == 0} == {1000}
    assert {cell.n for cell in cells if cell.name == "hostile"} == {8, 16, 32, 64}
    assert {cell.name for cell in cells} == set(PEOPLE)
    assert next(cell.peak_lag_h for cell in cells if cell.name == "box") is None


def test_it_prints_one_object(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    weeks = {"cpu_s_year": cpu_s(17), "cpu_s_ten_years": cpu_s(34)}  # ten years take a minute
    monkeypatch.setattr("evaluate_effects.cpu_time", lambda: weeks)
    keep = ["--keep", str(tmp_path / "runs.jsonl")]
    main(["--json", "--cell", "sparse", "--runs", "1", "--jobs", "1", *keep])
    facts = json.loads(capsys.readouterr().out)
    assert [cell["cell"] for cell in facts["cells"]] == ["sparse", "sparse"]
    assert facts["another_simulator"] == []
    assert set(facts["attribution"]) >= {"auc", "brier", "slope"}
    assert 0 <= facts["sides"]["left_blamed"] <= 1
    assert 0 <= facts["useless_measures"]["called"] <= 1
    assert facts["oracle"]["max_abs"] < 1e-10
    assert facts["oracle"]["hac_max_abs"] < 1e-10
    assert facts["time"] == weeks
    assert 0 < weeks["cpu_s_year"] < 10
    assert "sparse | 16 | 0.0 | 1 |" in table(facts["cells"])
