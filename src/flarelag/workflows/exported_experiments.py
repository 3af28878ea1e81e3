"""Rows of the exported tables on experiments. Before an end nothing is told of what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.experiments.result import ToldExperiment


def experiment_row(told: ToldExperiment) -> tuple[object, ...]:
    """Return one experiment with what was found."""
    standing, result = told.standing, told.result
    experiment, plan = standing.experiment, standing.experiment.plan
    estimate = result.estimate if result else None
    return (
        experiment.id,
        plan.started_utc,
        plan.measure.name,
        plan.measure.timing.value,
        plan.measure.sessions.value,
        plan.n_pairs,
        experiment.sha256,
        experiment.intact,
        standing.phase.value,
        standing.stop.rule.value if standing.stop and standing.ended else None,
        standing.ended_utc,
        len(experiment.looks),
        result.n_complete if result else None,
        estimate.mean if estimate else None,
        estimate.low if estimate else None,
        estimate.high if estimate else None,
        result.p if result else None,
        result.p_adjusted if result else None,
        result.verdict.value if result else None,
        result.headline if result else None,
    )


def experiment_session_rows(told: ToldExperiment) -> Iterable[tuple[object, ...]]:
    """Return each session of an experiment; what followed it only once the experiment ended."""
    number = told.standing.experiment.id
    outcomes = {
        slot.number: outcome
        for pair in (told.result.pairs if told.result else ())
        for slot, outcome in zip(pair.slots, pair.outcomes, strict=True)
    }
    for slot in told.standing.allocation.slots:
        held, outcome = slot.session, outcomes.get(slot.number)
        yield (
            number,
            slot.pair + 1,
            slot.number % 2 + 1,
            slot.due.value,
            "missed" if held is None else slot.done.value if slot.done else None,
            slot.known_by.value if slot.known_by else None,
            held.activity_id if held else None,
            held.start_utc if held else None,
            held.end_utc if held else None,
            outcome.before if outcome else None,
            outcome.mean if outcome else None,
            outcome.n_entries if outcome else None,
        )
