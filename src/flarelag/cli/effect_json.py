"""The answer of an analysis as one JSON object."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.effects.explain import Explanation
    from flarelag.effects.flare_result import FlareStory
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.rebound import Rebound
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
        "advice": result.advice or None,
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


def explanation_json(told: Explanation) -> dict[str, object]:
    """Return the answer with triggers and relievers, questions, and rebounds."""
    return {
        **effect_json(told.result),
        "triggers": [_ranked(each) for each in told.ranking],
        "questions": [
            {**asdict(each), "estimate": _estimate(each.estimate)} for each in told.questions
        ],
        "rebound": _rebound(told.rebound),
    }


def flares_json(told: Explanation) -> dict[str, object]:
    """Return flare-ups with what came before them."""
    return {
        "verdict": told.result.verdict,
        "n_flares": len(told.flares),
        "flares": [_flare(each) for each in told.flares],
    }


def places_json(places: Iterable[PlaceResult]) -> list[dict[str, object]]:
    """Return the answer place by place."""
    return [
        {
            "site": each.site,
            "side": each.side,
            "outcome": each.outcome,
            "p_adjusted": each.p_adjusted,
            **effect_json(each.result),
        }
        for each in places
    ]


def _ranked(each: Ranked) -> dict[str, object]:
    return {
        "name": each.name,
        "role": each.role,
        **asdict(each.estimate),
        "per_amount": each.per_amount,
        "n_days": each.n_days,
        "p": each.p,
        "p_adjusted": each.p_adjusted,
    }


def _rebound(found: Rebound | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {"sessions": asdict(found.sessions), "matched": asdict(found.matched)}


def _flare(story: FlareStory) -> dict[str, object]:
    flare, lined_up = story.flare, story.attribution
    return {
        "onset": story.onset,
        "utc_offset_min": story.utc_offset_min,
        "found_by": flare.found_by,
        "score": flare.score,
        "peak": flare.peak,
        "peak_at": story.peak_at,
        "length_h": flare.length_h,
        "usual": flare.usual,
        "threshold": flare.threshold,
        "sites": story.sites,
        "reach": {"left": story.reach_left, "right": story.reach_right},
        "preceded_by": [asdict(each) for each in story.preceded_by],
        "attribution": None
        if lined_up is None
        else {
            "share": _estimate(lined_up.share),
            "rise": lined_up.rise,
            "parts": [{"name": each.name, **asdict(each.estimate)} for each in lined_up.parts],
            "unexplained": _estimate(lined_up.unexplained),
        },
        "words": story.words,
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
