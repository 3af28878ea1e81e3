"""`flarelag experiment plan`: what an experiment takes, and fixing it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.grouped import grouped
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json
from flarelag.errors import UsageError, quoted
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.experiments.experiment import Experiment
    from flarelag.experiments.measures import Measure
    from flarelag.workflows.experiment_plans import Proposal

EXAMPLES = examples(
    "flarelag experiment plan dynamic_stretching",
    "flarelag experiment plan ice --pairs 12 --start",
    "flarelag experiment plan riding --smallest 1.5 --start",
    'flarelag experiment plan "heat pad" --when after --no-added-load',
    "flarelag experiment plan",
)


_ASK = (
    "Ask before each session: flarelag experiment next. A session counts only where what is due "
    "had been told before it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is to be tried, and how surely it is to be known."""

    measure: Annotated[
        str | None,
        typer.Argument(
            metavar="MEASURE",
            help="dynamic_stretching (before hard sessions), ice (after them), riding (instead of "
            "an easy run), or a measure of your own; left out: the plan there is.",
        ),
    ] = None
    pairs: Annotated[int, typer.Option(metavar="N", help="How many pairs, from 6 to 40.")] = 18
    smallest: Annotated[
        float,
        typer.Option(
            metavar="POINTS", min=0.5, max=5, help="The smallest difference worth finding."
        ),
    ] = 1.0
    when: Annotated[
        str,
        typer.Option(metavar="WHEN", help="When your own measure is taken: before, during, after."),
    ] = "before"
    no_added_load: Annotated[
        bool,
        typer.Option(
            "--no-added-load", help="Your own measure makes no session longer, faster or heavier."
        ),
    ] = False


@grouped
def plan(
    ctx: typer.Context,
    *,
    trial: Trial,
    library: LibraryOption = None,
    start: Annotated[
        bool, typer.Option("--start", help="Fix the plan now; it cannot be changed afterwards.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what an experiment takes and until when. With --start, it is fixed."""
    from flarelag.cli.experiment_json import experiment_json, proposal_json
    from flarelag.store.library import Library
    from flarelag.workflows.experiment_plans import propose
    from flarelag.workflows.experiment_plans import start as begin

    now = datetime.now(UTC)
    if trial.measure is None:
        if start:
            raise UsageError("say what to try, such as: flarelag experiment plan ice --start")
        _show_latest(ctx, library, now, as_json=as_json)
        return
    measure = _measure(trial.measure, trial.when, no_added_load=trial.no_added_load)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        proposal = propose(opened, measure, n_pairs=trial.pairs, smallest=trial.smallest, now=now)
        begun = begin(opened, proposal, now=now) if start else None
    if as_json:
        started = experiment_json(begun) if begun else None
        say_json({"proposal": proposal_json(proposal), "started": started})
        return
    say(_proposal_text(proposal))
    say(f"{_started_text(begun)}\n{_ASK}" if begun else _start_hint(proposal))


def _measure(text: str, when: str, *, no_added_load: bool) -> "Measure":
    from flarelag.experiments.measures import Timing, offered_measure, own_measure

    if found := offered_measure(text):
        return found
    try:
        timing = Timing(when.strip().lower())
    except ValueError as error:
        raise UsageError(f"--when {quoted(when)} is none of before, during, after") from error
    return own_measure(text, timing, adds_no_load=no_added_load)


def _show_latest(ctx: typer.Context, library: str | None, now: datetime, *, as_json: bool) -> None:
    from flarelag.cli.experiment_json import standing_json
    from flarelag.store.library import Library
    from flarelag.workflows.experiments import told_now

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        found = told_now(opened, now)
    if as_json:
        say_json({"experiment": standing_json(found)})
        return
    from flarelag.experiments.words import next_words, plan_words

    say(_started_text(found.experiment))
    say(plan_words(found.experiment.plan))
    n_out = found.allocation.n_too_soon, found.allocation.n_untold
    say(
        f"{len(found.allocation.slots)} of {found.experiment.plan.n_slots} sessions so far; left "
        f"out: {n_out[0]} too soon after another, {n_out[1]} before their order was told"
    )
    say(next_words(found, now))


def _proposal_text(proposal: "Proposal") -> str:
    from flarelag.experiments.words import plan_words

    plan = proposal.plan
    spread = f"{proposal.sd:.1f} points" + (
        f", as your last {proposal.n_past_pairs} pairs of such sessions had it"
        if proposal.n_past_pairs
        else ", as is usual"
    )
    points = "point" if plan.smallest == 1 else "points"
    lines = [
        plan_words(plan),
        (
            f"It finds a difference of {plan.smallest:g} {points} in {100 * proposal.power:.0f} of "
            f"100 cases (pairs differing with a standard deviation of {spread}); 80 of 100 take "
            f"{proposal.n_needed} pairs."
        ),
        (
            f"With {plan.n_pairs} pairs p can be {proposal.least_p:.2g} at the least. It takes "
            f"{plan.n_slots} sessions: {_ready_text(proposal)}."
        ),
        (
            "It stops at pain of 6 or more, when pain reaches one step further down the leg than "
            "in the last four weeks, or at any warning sign. It is no treatment: ask your "
            "physiotherapist whether the sessions themselves are right for you."
        ),
    ]
    if proposal.n_days_above:
        lines.append(
            f"In the last eight weeks pain was 6 or more on {counted(proposal.n_days_above, 'day')}"
            ": each would have stopped it. It may be the wrong time for an experiment."
        )
    if plan.hard_from_s is None and plan.measure.sessions == "hard":
        lines.append(
            "No run of yours has sprints or fast stretches yet: say which sessions count with "
            "flarelag experiment log as-due --session ID."
        )
    return "\n".join(lines)


def _ready_text(proposal: "Proposal") -> str:
    from flarelag.model.moments import moment_at

    if not (proposal.per_week and proposal.ready_utc):
        return "it cannot be told when: no such session in the last eight weeks"
    day = moment_at(proposal.ready_utc, proposal.plan.zone).local
    return f"at your {proposal.per_week:.1f} sessions a week, until about {day:%d %b %Y}"


def _start_hint(proposal: "Proposal") -> str:
    if proposal.not_now:
        return "It cannot start now: " + "; ".join(proposal.not_now) + "."
    return "Nothing is fixed yet. To fix it, say the same with --start."


def _started_text(begun: "Experiment") -> str:
    from flarelag.experiments.result_words import ALTERED
    from flarelag.model.moments import moment_at

    plan = begun.plan
    day = moment_at(plan.started_utc, plan.zone).local
    text = (
        f"Experiment {begun.id}: {plan.measure.words}, fixed on {day:%Y-%m-%d %H:%M}.\n"
        f"SHA-256 of its plan: {begun.sha256}"
    )
    return text if begun.intact else f"{text}\n{ALTERED}"
