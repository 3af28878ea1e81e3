"""Rates of each cell with their Monte Carlo errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from effects_evaluation.cells import Judged
    from effects_evaluation.runs import Run

CLAIMED = {"clear", "likely"}


def summary(cell: Judged, runs: Sequence[Run]) -> dict[str, object]:
    """Return one row of the evaluation.

    Parameters
    ----------
    cell : Judged
        Whose runs these are.
    runs : sequence of Run
        At least one.

    Returns
    -------
    dict
        Rates from 0 to 1, null where a cell has no such rate; `mc_se` holds their Monte Carlo
        errors, `baselines` what simpler methods claim.
    """
    null = cell.effect == 0
    fitted = [run for run in runs if run.low is not None]
    lags = [run.lag_h for run in fitted if run.lag_h is not None]
    rates: dict[str, float | None] = {
        "fp_two_sided": _rate(runs, _excludes_zero) if null else None,
        "fp_clear": _rate(runs, lambda run: run.verdict == "clear") if null else None,
        "fp_likely": _rate(runs, lambda run: run.verdict in CLAIMED) if null else None,
        "coverage": _rate(fitted, lambda run: _holds(run, _truth(cell, run))) if fitted else None,
        "power_likely": None if null else _rate(runs, lambda run: run.verdict in CLAIMED),
        "power_clear": None if null else _rate(runs, lambda run: run.verdict == "clear"),
        "before_fires": _rate(runs, lambda run: bool(run.fires_before)),
    }
    errors = {
        name: None if rate is None else float(np.sqrt(rate * (1 - rate) / len(runs)))
        for name, rate in rates.items()
    }
    off = [run.mean - _truth(cell, run) for run in fitted if run.mean is not None]
    off_h = [abs(lag - cell.peak_lag_h) for lag in lags] if cell.peak_lag_h else []
    return {
        "cell": cell.name,
        "n": cell.n,
        "effect": cell.effect,
        "runs": len(runs),
        **rates,
        "lag_mae_h": float(np.mean(off_h)) if off_h else None,
        "theta_bias": float(np.mean(off)) if off else None,
        "insufficient": _rate(runs, lambda run: run.verdict == "insufficient"),
        "mc_se": errors,
        "baselines": {
            "next_day": _rate(runs, lambda run: run.next_day),
            "ols_hac": _rate(runs, lambda run: run.ols_hac),
        },
    }


def table(cells: Iterable[dict[str, object]]) -> str:
    """Return the cells as a table to read: percentages with their Monte Carlo errors."""
    columns = ("fp_two_sided", "fp_clear", "fp_likely", "coverage", "power_likely", "power_clear")
    head = ["cell", "N", "peak", "runs", *columns, "lag_h", "bias", "next_day", "ols_hac"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for cell in cells:
        errors, simpler = cell["mc_se"], cell["baselines"]
        assert isinstance(errors, dict)  # noqa: S101 - tells the type checker what `summary` made
        assert isinstance(simpler, dict)  # noqa: S101 - the same
        values = [_percent(cell[name], errors[name]) for name in columns]
        rest = [_number(cell["lag_mae_h"]), _number(cell["theta_bias"])]
        plain = [_percent(simpler[name], None) for name in ("next_day", "ols_hac")]
        who = [str(cell[name]) for name in ("cell", "n", "effect", "runs")]
        lines.append("| " + " | ".join([*who, *values, *rest, *plain]) + " |")
    return "\n".join(lines)


def _rate(runs: Sequence[Run], holds: Callable[[Run], bool]) -> float:
    return float(np.mean([holds(run) for run in runs]))


def _truth(cell: Judged, run: Run) -> float:
    theta = cell.theta if run.theta is None else run.theta
    assert theta is not None  # noqa: S101 - whoever has none of her own shares her cell's
    return theta


def _excludes_zero(run: Run) -> bool:
    return run.low is not None and run.high is not None and (run.low > 0 or run.high < 0)


def _holds(run: Run, theta: float) -> bool:
    return run.low is not None and run.high is not None and run.low <= theta <= run.high


def _percent(rate: object, error: object) -> str:
    if not isinstance(rate, float):
        return "-"
    return f"{100 * rate:.1f}" + (f" ± {100 * error:.1f}" if isinstance(error, float) else "")


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "-"
