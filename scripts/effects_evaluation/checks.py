"""Agreement with R, and what an analysis costs."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from effects_evaluation.baselines import HAC_LAGS, newey_west
from flarelag.effects import analyze
from flarelag.effects.gls import Method, Model, fit_known
from flarelag.effects.noise import TauPrior, fit_noise
from flarelag.effects.ou import OUCovariance, OUTerm
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.year import YearOptions, simulate_year

ORACLE = Path(__file__).parents[2] / "tests" / "effects" / "oracle"


def oracle() -> dict[str, float]:
    """Return the greatest difference from R's coefficients: of GLS, and of Newey-West errors.

    `nlme::gls` with `corExp`, its noise fixed (`max_abs`) and estimated by REML
    (`max_abs_estimated`); `sandwich::NeweyWest(lag = 8)` (`hac_max_abs`).
    """
    frame = pl.read_csv(ORACLE / "ougls_input.csv")
    x = np.column_stack([np.ones(frame.height), frame.drop("t", "y").to_numpy()])
    model = Model.without_prior(frame["t"].to_numpy(), frame["y"].to_numpy().astype(float), x)
    fixed = pl.read_csv(ORACLE / "ougls_fixed_tau24_nug0.2_ML.csv")
    sigma2 = float(fixed["sigma"][0]) ** 2
    noise = OUCovariance((OUTerm(0.8 * sigma2, 24.0),), 0.2 * sigma2)
    reml = pl.read_csv(ORACLE / "ougls_REML_coef.csv")
    hac = pl.read_csv(ORACLE / "hac_nw8_hc3.csv")
    found = fit_known(model, noise, Method.ML).coefficients
    estimated = fit_noise(model, [TauPrior(24.0)]).coefficients
    _, errors = newey_west(x, model.y, HAC_LAGS)
    return {
        "max_abs": float(np.abs(found - fixed["coef"].to_numpy()).max()),
        "max_abs_estimated": float(np.abs(estimated - reml["coef"].to_numpy()).max()),
        "hac_max_abs": float(np.abs(errors - hac["se_nw8"].to_numpy()).max()),
    }


def cpu_time() -> dict[str, float]:
    """Return seconds of CPU for a year and for ten years of about 1,100 entries each."""
    return {"cpu_s_year": cpu_s(52), "cpu_s_ten_years": cpu_s(520)}


def cpu_s(weeks: int) -> float:
    """Return the CPU that one analysis of so many weeks takes, imports and first use aside."""
    options = YearOptions(calendar=Calendar(first_day=date(2025, 1, 6), weeks=weeks))
    year = simulate_year(options, np.random.default_rng(1))
    exposures, diary = exposures_frame(year), scores_frame(year.entries)
    analyze(exposures, diary, rng=np.random.default_rng(1))
    begin = time.process_time()
    analyze(exposures, diary, rng=np.random.default_rng(1))
    return time.process_time() - begin
