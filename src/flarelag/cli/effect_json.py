"""The answer of an analysis as one JSON object."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.effects.result import EffectResult, Estimate, LagBin


def effect_json(result: EffectResult) -> dict[str, object]:
    """Return the answer; what cannot be told is null."""
    return {
        "n_sessions": result.n_sessions,
        "n_hard_sessions": result.n_hard_sessions,
        "n_entries": result.n_entries,
        "verdict": result.verdict,
        "preliminary": result.preliminary,
        "headline": result.headline,
        "dose": result.dose_name,
        "per_dose": result.per_dose,
        "theta": _estimate(result.theta),
        "immediate": _estimate(result.immediate),
        "at_once": result.at_once,
        "p_harm": result.p_harm,
        "lag_h": asdict(result.lag_h) if result.lag_h else None,
        "bins": [_bin(each) for each in result.bins],
        "controls": {
            "before": _estimate(result.controls.before),
            "shuffled": asdict(result.controls.shuffled) if result.controls.shuffled else None,
            "rides": _estimate(result.controls.rides),
        },
        "relief": _estimate(result.relief),
        "ride_relief": _estimate(result.ride_relief),
        "doses": [asdict(each) for each in result.doses],
        "factors": [
            {"name": each.name, "n_days": each.n_days, **asdict(each.estimate)}
            for each in result.factors
        ],
        "likelihood": result.likelihood,
        "missing": asdict(result.missing),
        "needed_hard_sessions": asdict(result.needed_hard_sessions),
        "remarks": result.remarks,
    }


def _estimate(estimate: Estimate | None) -> dict[str, float] | None:
    return asdict(estimate) if estimate else None


def _bin(one: LagBin) -> dict[str, object]:
    known = one.estimate
    return {
        "from_h": one.from_h,
        "to_h": one.to_h,
        "mean": known.mean if known else None,
        "low": known.low if known else None,
        "high": known.high if known else None,
        "n_entries": one.n_entries,
    }
