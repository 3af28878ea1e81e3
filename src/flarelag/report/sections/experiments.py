"""What experiments found, or that one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import Arm
from flarelag.experiments.words import plan_words
from flarelag.model.moments import moment_at
from flarelag.report import charts
from flarelag.report.embed import figure
from flarelag.report.local_time import day_words
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.words import number, signed, typeset

if TYPE_CHECKING:
    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.outcomes import Pair
    from flarelag.experiments.pairing import Slot
    from flarelag.experiments.result import Result, ToldExperiment
    from flarelag.report.embed import Figure
    from flarelag.report.report import Report


def experiments(report: Report) -> list[dict[str, Any]]:
    """Return each experiment, the latest first; empty without one, and while they are hidden."""
    return [_told(each) for each in report.experiments]


def _told(each: ToldExperiment) -> dict[str, Any]:
    standing, result = each.standing, each.result
    experiment = standing.experiment
    plan = experiment.plan
    day = day_words(moment_at(plan.started_utc, plan.zone).local)
    measure = plan.measure.words
    return {
        "title": say(
            "experiments.name",
            measure=measure[0].upper() + measure[1:],
            kind=plan.measure.sessions.words,
            day=day,
        ),
        "told": result is not None,
        "words": typeset(result.headline) if result else _waiting(standing),
        "chart": _chart(experiment.id, result) if result and result.estimate else None,
        "remarks": [typeset(remark) for remark in result.remarks] if result else [],
        "fixed": say(
            "experiments.fixed",
            day=day,
            pairs=plan_words(plan).rstrip("."),
            sha256=experiment.sha256,
        ),
    }


def _waiting(standing: Standing) -> str:
    if standing.phase is Phase.FOLLOWING_UP:
        return say("experiments.following")
    n, planned = standing.n_closed_pairs, standing.experiment.plan.n_pairs
    return say("experiments.running", n=n, planned=planned)


def _chart(number_of: int, result: Result) -> Figure:
    caption = say("experiments.caption", n=result.n_complete, planned=result.n_planned)
    return figure(
        f"experiment-{number_of}",
        charts.pair_differences(result),
        caption,
        table=_table(result),
    )


def _table(result: Result) -> Table:
    names = ("pair", "order", "done", "with", "without", "difference")
    heads = tuple(say(f"experiments.column_{name}") for name in names)
    return Table(say("experiments.table"), heads, tuple(_row(each) for each in result.pairs))


def _row(pair: Pair) -> tuple[str, ...]:
    after = {
        slot.due: outcome.mean
        for slot, outcome in zip(pair.slots, pair.outcomes, strict=True)
        if outcome is not None
    }
    return (
        number(pair.number + 1),
        str(pair.slots[0].due),
        ", ".join(dict.fromkeys(map(_done, pair.slots))),
        number(after.get(Arm.WITH), 1),
        number(after.get(Arm.WITHOUT), 1),
        signed(pair.difference),
    )


def _done(slot: Slot) -> str:
    if slot.session is None:
        return say("experiments.missed")
    what = say(f"experiments.{slot.done or 'unknown'}")
    return say("experiments.inferred", what=what) if slot.known_by == "inferred" else what
