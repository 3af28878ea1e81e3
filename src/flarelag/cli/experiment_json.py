"""Experiments as JSON. The order of pairs to come stays untold until the end."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.experiments.experiment import Experiment, Standing
    from flarelag.experiments.outcomes import Outcome, Pair
    from flarelag.experiments.pairing import Slot
    from flarelag.experiments.plan import Plan
    from flarelag.experiments.result import Result
    from flarelag.workflows.experiment_plans import Proposal


def proposal_json(proposal: Proposal) -> dict[str, object]:
    """Return what an experiment would take."""
    return {
        "plan": plan_json(proposal.plan, ended=False),
        "sd": proposal.sd,
        "n_past_pairs": proposal.n_past_pairs,
        "n_needed": proposal.n_needed,
        "power": proposal.power,
        "least_p": proposal.least_p,
        "sessions_per_week": proposal.per_week,
        "ready_utc": proposal.ready_utc,
        "n_days_above": proposal.n_days_above,
        "not_now": proposal.not_now,
    }


def plan_json(plan: Plan, *, ended: bool) -> dict[str, object]:
    """Return a plan; how its pairs were drawn only at the end: what is to come stays unknown."""
    return {
        "measure": asdict(plan.measure),
        "n_pairs": plan.n_pairs,
        "started_utc": plan.started_utc,
        "smallest": plan.smallest,
        "hard_dose": plan.hard_dose,
        "hard_from_s": plan.hard_from_s,
        "least_gap_h": plan.least_gap_h,
        "seed": plan.seed if ended else None,
        "with_first": list(plan.orders) if ended else None,
    }


def experiment_json(experiment: Experiment, *, ended: bool = False) -> dict[str, object]:
    """Return what is fixed of an experiment."""
    return {
        "id": experiment.id,
        "plan": plan_json(experiment.plan, ended=ended),
        "sha256": experiment.sha256,
        "intact": experiment.intact,
        "looks": [{"at_utc": each.at_utc, "n_pairs": each.n_pairs} for each in experiment.looks],
    }


def standing_json(standing: Standing) -> dict[str, object]:
    """Return how an experiment stands."""
    due, stop = standing.allocation.due, standing.stop
    return {
        **experiment_json(standing.experiment, ended=standing.ended),
        "phase": standing.phase,
        "n_sessions": len(standing.allocation.slots),
        "n_too_soon": standing.allocation.n_too_soon,
        "n_untold": standing.allocation.n_untold,
        "due": None
        if due is None or standing.ended
        else {
            "pair": due.slot // 2 + 1,
            "session": due.slot % 2 + 1,
            "arm": due.arm,
            "words": standing.experiment.plan.measure.arm_words(due.arm),
            "from_utc": due.from_utc,
        },
        "stop": None
        if stop is None or not standing.ended
        else {"rule": stop.rule, "at_utc": stop.at_utc, "words": stop.words},
        "ended_utc": standing.ended_utc,
    }


def result_json(result: Result) -> dict[str, object]:
    """Return what was found."""
    return {
        "verdict": result.verdict,
        "headline": result.headline,
        "early": result.early,
        "n_planned": result.n_planned,
        "n_begun": result.n_begun,
        "n_complete": result.n_complete,
        "estimate": asdict(result.estimate) if result.estimate else None,
        "p": result.p,
        "p_adjusted": result.p_adjusted,
        "n_looks": result.n_looks,
        "per_protocol": asdict(result.per_protocol) if result.per_protocol else None,
        "n_per_protocol": result.n_per_protocol,
        "adherence": asdict(result.adherence),
        "dose_with_s": result.dose_with_s,
        "dose_without_s": result.dose_without_s,
        "remarks": result.remarks,
        "pairs": [_pair(each) for each in result.pairs],
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "pair": pair.number + 1,
        "difference": pair.difference,
        "sessions": [
            _slot(slot, outcome) for slot, outcome in zip(pair.slots, pair.outcomes, strict=True)
        ],
    }


def _slot(slot: Slot, outcome: Outcome | None) -> dict[str, object]:
    held = slot.session
    return {
        "due": slot.due,
        "done": "missed" if held is None else slot.done,
        "known_by": slot.known_by,
        "activity_id": held.activity_id if held else None,
        "start_utc": held.start_utc if held else None,
        "end_utc": held.end_utc if held else None,
        "before": outcome.before if outcome else None,
        "mean_after": outcome.mean if outcome else None,
        "n_entries": outcome.n_entries if outcome else None,
    }
