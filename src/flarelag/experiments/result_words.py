"""What an experiment found, in words, with all that went otherwise than planned."""

from __future__ import annotations

from dataclasses import replace
from statistics import stdev
from typing import TYPE_CHECKING, Final

from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import Timing
from flarelag.experiments.plan import FEWEST_PAIRS
from flarelag.experiments.power import pairs_needed
from flarelag.experiments.result import Result, Verdict
from flarelag.experiments.stopping import StopRule
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.paired import PairedT

_MORE_LOAD: Final = 1.2
"""Sessions with the measure that did so much more than those without were not alike."""
BLINDING: Final = (
    "You knew which session was which, and nothing could have hidden it: expecting a measure to "
    "help can by itself lower the number that one writes down."
)


def headline(
    now: Standing, verdict: Verdict, estimate: PairedT | None, p: float | None, n: int
) -> str:
    """Return the finding in one sentence; `n` is how many pairs are complete."""
    measure = now.experiment.plan.measure
    if verdict is Verdict.TOO_FEW or estimate is None or p is None:
        return (
            f"Too few complete pairs to tell: {n}; {FEWEST_PAIRS} are the fewest that could settle "
            "anything."
        )
    instead = measure.timing is Timing.INSTEAD
    kind = f"{measure.sessions.words}s"
    these = f"rides in the place of {kind}" if instead else f"{kind} {_with_words(now)}"
    those = "the runs" if instead else "those without"
    numbers = f"{estimate.mean:+.1f} ({estimate.low:+.1f} to {estimate.high:+.1f})"
    if verdict in {Verdict.LOWER, Verdict.HIGHER}:
        size = (abs(each) for each in (estimate.mean, estimate.low, estimate.high))
        mean, *ends = size
        low, high = sorted(ends)
        crosses = estimate.low < 0 < estimate.high
        span = f"{numbers} points" if crosses else f"by {mean:.1f} ({low:.1f} to {high:.1f}) points"
        return (
            f"Randomised: in your experiment, {these} were followed by {verdict} pain than "
            f"{those}, on average {span}, 6-24 h later; exact p {_p_words(p)}."
        )
    if verdict is Verdict.NONE:
        return (
            f"Randomised: in your experiment, {these} were followed by no meaningful difference "
            f"in pain from {those}: {numbers} points, 6-24 h later."
        )
    ending = "you ended it before its time" if verdict is Verdict.ENDED_BY_HAND else "cannot tell"
    return (
        f"Randomised, but {ending}: after {these} pain was {numbers} points against {those}, "
        "6-24 h later."
    )


def _with_words(now: Standing) -> str:
    measure = now.experiment.plan.measure
    return f"with {measure.words} {measure.timing} them"


def _p_words(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "below 0.001"  # noqa: PLR2004 - three digits


def with_remarks(result: Result, now: Standing, differences: Sequence[float]) -> Result:
    """Return a result with all that a reader must know of it."""
    told = (
        _early_words(result, now),
        _look_words(result),
        _incomplete_words(result),
        _left_out_words(now),
        _swapped_words(result),
        _load_words(result),
        _needed_words(result, now, differences),
        "" if now.experiment.intact else ALTERED,
        BLINDING,
    )
    return replace(result, remarks=tuple(each for each in told if each))


ALTERED: Final = (
    "The plan in the library is not the one that was fixed at the start: its hash differs. What "
    "follows from it cannot be trusted."
)


def _early_words(result: Result, now: Standing) -> str:
    if now.stop is not None and now.stop.rule is StopRule.PERSON:
        return (
            "Ending by hand, with the pain of every session known, can pick the moment at which "
            "chance looks best: the numbers are told, no verdict is."
        )
    if now.stop is not None:
        return (
            f"It stopped after {counted(result.n_complete, 'complete pair')} of "
            f"{result.n_planned} by its own rule: {now.stop.words}."
        )
    if now.phase is Phase.COMPLETE:
        return ""
    return f"It has not ended: {result.n_complete} of {result.n_planned} pairs are complete."


def _look_words(result: Result) -> str:
    if not result.n_looks:
        return ""
    return (
        f"It was looked at {counted(result.n_looks, 'time')} before its end. Each look is one more "
        f"chance to be fooled, so p is multiplied by {1 + result.n_looks}: {result.p:.3f} became "
        f"{result.p_adjusted:.3f}."
        if result.p is not None
        else f"It was looked at {counted(result.n_looks, 'time')} before its end."
    )


def _incomplete_words(result: Result) -> str:
    n_out = result.n_begun - result.n_complete
    if not n_out:
        return ""
    missed = result.adherence
    why = "no entry 6-24 h after a session, or none in the 24 h before it, or one still to come"
    if missed.missed:
        why += (
            f"; {counted(missed.missed, 'session')} given up ({missed.missed_with} due with, "
            f"{missed.missed - missed.missed_with} due without)"
        )
    return f"{counted(n_out, 'pair')} left out as incomplete ({why})."


def _left_out_words(now: Standing) -> str:
    """Return which sessions took no place, and why: nothing of what followed them decided it."""
    plan, found = now.experiment.plan, now.allocation
    reasons = [
        (found.n_too_soon, f"less than {plan.least_gap_h:g} h after the one before"),
        (found.n_untold, "before anybody had asked what was due"),
    ]
    told = [f"{counted(n, 'session')} {why}" for n, why in reasons if n]
    return f"Took no part: {'; '.join(told)}." if told else ""


def _swapped_words(result: Result) -> str:
    told = result.adherence
    n_held = told.as_due + told.swapped + told.unknown
    if not n_held:
        return ""
    if told.unknown == n_held:
        return (
            "What the sessions really were is not known: nothing was said of them. Every session "
            "counts as what it was due to be."
        )
    parts = [f"{told.as_due} of {n_held} sessions were as due"]
    parts += [f"{told.swapped} swapped"] if told.swapped else []
    parts += [f"of {told.unknown} it is not known"] if told.unknown else []
    inferred = f" ({told.inferred} inferred from the diary)" if told.inferred else ""
    main = f"{', '.join(parts)}{inferred}; every session counts as what it was due to be"
    strict = result.per_protocol
    if strict is None or not (told.swapped or told.unknown):
        return f"{main}."
    return (
        f"{main}. Over the {counted(result.n_per_protocol, 'pair')} known to be as due: "
        f"{strict.mean:+.1f} ({strict.low:+.1f} to {strict.high:+.1f})."
    )


def _load_words(result: Result) -> str:
    more, usual = result.dose_with_s, result.dose_without_s
    if not more or not usual:
        return ""
    alike = usual / _MORE_LOAD <= more <= usual * _MORE_LOAD
    return (
        f"Hard seconds of a session, on average: {more:.0f} with, {usual:.0f} without"
        f"{'' if alike else '; the sessions were not alike, which may explain a difference'}."
    )


def _needed_words(result: Result, now: Standing, differences: Sequence[float]) -> str:
    if result.verdict is not Verdict.CANNOT_TELL:
        return ""
    spread, smallest = stdev(differences), now.experiment.plan.smallest
    return (
        f"Your pairs differ with a standard deviation of {spread:.1f} points: about "
        f"{pairs_needed(smallest, spread)} pairs show a difference of {smallest:g} four times in "
        "five."
    )
