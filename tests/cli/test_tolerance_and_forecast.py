"""`flarelag tolerance` and `flarelag forecast`, as a person and as a program read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.dosed_library import live

from flarelag.cli.forecast import forecast_json, forecast_text
from flarelag.cli.tolerance import tolerance_text
from flarelag.effects.forecast import LEAD_H, Forecast
from flarelag.effects.forecast_record import record_of
from flarelag.effects.forecast_scores import Rival, Scored
from flarelag.effects.forecast_words import forecast_shown
from flarelag.effects.result import Estimate
from flarelag.effects.rivals import Curve
from flarelag.effects.tolerance import DoseStep, Tolerance, ToleranceState
from flarelag.effects.tolerance_words import ToleranceTold
from flarelag.model.warning_answers import WarningGuard
from flarelag.store.library import Library
from flarelag.workflows.forecasting import ForecastTold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def won() -> ForecastTold:
    """A record that beats all three, and a forecast that still runs."""
    curve = Curve(np.full(len(LEAD_H), 4.0), np.full(len(LEAD_H), 1.0))
    latest = Forecast(
        end=datetime(2026, 11, 20, 17, 30, tzinfo=UTC),
        utc_offset_min=60,
        hard=True,
        n_entries=100,
        last_h=2.0,
        expected=curve,
        without_sessions=curve,
        persistence=curve,
        usual=curve,
    )
    rng = np.random.default_rng(1)
    scored = [
        Scored(
            end_h=60.0 * n,
            hard=True,
            lead_h=np.array([10.0, 30.0]),
            own=0.6 + rng.normal(0, 0.05, 2),
            rivals={rival: np.ones(2) for rival in Rival},
            inside=np.ones(2, dtype=bool),
        )
        for n in range(40)
    ]
    return ForecastTold(record_of(scored), 40, 1, latest, latest.end)


@pytest.fixture
def lived(run: Run, library_root: Path) -> Run:
    with Library.open(library_root) as library:
        live(library, "step", until=datetime.now(UTC), weeks=20)
    return run


def test_forecasts_are_made_and_scored_whether_shown_or_not(lived: Run, one_json: OneJson):
    told = one_json(lived("forecast", "--json"))
    assert told["state"] in {"shown", "not_better"}
    assert (told["forecast"] is not None) == (told["state"] == "shown")
    assert told["record"]["n_made"] > 50
    whole = told["record"]["whole"]
    assert whole["crps"] < whole["crps_of"]["persistence"]
    assert 0.85 < whole["inside"] <= 1
    assert ("The forecasts' record: " in lived("forecast").stdout) == (told["state"] == "shown")


def test_a_forecast_is_shown_with_its_record():
    told = won()
    shown = forecast_shown(told.record, told.latest, WarningGuard())
    text = forecast_text(told, shown)
    assert "Pain to expect after the hard session that ended on Fri 20 Nov at 18:30" in text
    assert "It is no limit and no advice." in text
    assert ["Sat", "06:30", "12", "4.0", "2-6"] in [line.split() for line in text.splitlines()]
    assert "1 of 40 forecasts were made before the entries came" in text
    content = forecast_json(told, shown)
    forecast = content["forecast"]
    assert isinstance(forecast, dict)
    assert [each["lead_h"] for each in forecast["hours"]][:3] == [0.0, 2.0, 4.0]
    assert all(0 <= each["low"] <= each["high"] <= 10 for each in forecast["hours"])


def test_steps_of_doses_are_a_table():
    steps = (DoseStep(20, 45.9, 8, Estimate(0.04, 0, 0.3), 0.0),)
    found = Tolerance(state=ToleranceState.CANNOT_TELL, limit=None, dose_name="hard_s", steps=steps)
    text = tolerance_text(ToleranceTold("Words.", hidden=False, found=found))
    assert text.startswith("Words.")
    assert "20 s to 45 s" in text
    assert "(0.0 to 0.3)" in text


def test_doses_are_said_or_hidden_in_one_object(lived: Run, one_json: OneJson):
    told = one_json(lived("tolerance", "--json"))
    assert set(told) >= {"hidden", "words", "state", "limit", "steps", "doses"}
    assert told["words"] == lived("tolerance").stdout.split("\n\n")[0].strip()


def test_after_a_yes_both_show_the_signs_and_nothing_else(lived: Run, one_json: OneJson):
    lived("warning-signs", "--yes")
    for command in ("tolerance", "forecast"):
        text = lived(command).stdout
        assert text.startswith("Go to an emergency department now:")
        assert text.count("you said that you have one of the warning signs") == 1
        assert "expected" not in text
        told = one_json(lived(command, "--json"))
        assert told["hidden"] is True
        assert not told.get("steps")
        assert told.get("forecast") is None


def test_with_nothing_logged_both_say_what_is_missing(run: Run, library_root: Path):
    with Library.open(library_root):
        pass
    assert "0 of 20 forecasts" in run("forecast").stdout
    assert "Not enough yet" in run("tolerance").stdout
