"""What an experiment found, in numbers and in words, with all that went otherwise than planned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import Arm, Timing
from flarelag.experiments.paired import paired_t, sign_flip_p
from flarelag.experiments.plan import FEWEST_PAIRS, LEVEL
from flarelag.experiments.power import pairs_needed
from flarelag.experiments.stopping import StopRule
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.outcomes import Pair
    from flarelag.experiments.paired import PairedT

NO_MEANING: Final = 0.5
"""A mean difference whose whole interval is nearer to 0 than this means nothing, in points."""
_MORE_LOAD: Final = 1.2
"""Sessions with the measure that did so much more than those without were not alike."""
BLINDING: Final = (
    "You knew which session was which, and nothing could have hidden it: expecting a measure to "
    "help can by itself lower the number that one writes down."
)


class Verdict(StrEnum):
    """What can be said, in the order in which the rules are tried."""

    TOO_FEW = "too_few"
    ENDED_BY_HAND = "ended_by_hand"
    LOWER = "lower"
    HIGHER = "higher"
    NONE = "none"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """What the sessions really were.

    Parameters
    ----------
    as_due, swapped, unknown : int
        Sessions.
    inferred : int
        Of the first two, those that are known from the diary only.
    missed : int
        Sessions that were given up.
    missed_with : int
        Of these, the ones that were due with the measure.
    """

    as_due: int
    swapped: int
    unknown: int
    inferred: int
    missed: int
    missed_with: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found.

    Parameters
    ----------
    verdict : Verdict
        The first rule that holds.
    headline : str
        The same in words, with its uncertainty.
    n_planned, n_begun, n_complete : int
        Pairs.
    estimate : PairedT or None
        Mean difference, with less without, as due; null below two complete pairs.
    p : float or None
        Of the exact sign-flip test.
    p_adjusted : float or None
        The same times one more than the looks before the end.
    n_looks : int
        Looks before the end.
    per_protocol : PairedT or None
        Over the pairs whose two sessions are known to have been as due.
    n_per_protocol : int
        How many those are.
    adherence : Adherence
        What the sessions really were.
    dose_with_s, dose_without_s : float or None
        Mean dose of the sessions that were due with and without.
    early : bool
        Looked at before the end.
    remarks : tuple of str
        What a reader must know, one sentence each.
    pairs : tuple of Pair
        Those that have begun.
    """

    verdict: Verdict
    headline: str
    n_planned: int
    n_begun: int
    n_complete: int
    estimate: PairedT | None
    p: float | None
    p_adjusted: float | None
    n_looks: int
    per_protocol: PairedT | None
    n_per_protocol: int
    adherence: Adherence
    dose_with_s: float | None
    dose_without_s: float | None
    early: bool
    remarks: tuple[str, ...] = field(default=())
    pairs: tuple[Pair, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldExperiment:
    """An experiment with what may be told of it.

    Parameters
    ----------
    standing : Standing
        How it stands; what each session was, as far as is known.
    result : Result or None
        What was found; null where it has not ended and was not looked at.
    """

    standing: Standing
    result: Result | None


def result_of(now: Standing, pairs: Sequence[Pair]) -> Result:
    """Return what the pairs say.

    Parameters
    ----------
    now : Standing
        How the experiment stands, what was done known as far as it is.
    pairs : sequence of Pair
        Of its slots.
    """
    differences = [each.difference for each in pairs if each.difference is not None]
    strict = [each.difference for each in pairs if _as_due(each) and each.difference is not None]
    n_looks = len(now.experiment.looks)
    estimate = paired_t(differences)
    p = sign_flip_p(differences) if differences else None
    p_adjusted = None if p is None else min(1.0, p * (1 + n_looks))
    verdict = _verdict(now, len(differences), estimate, p_adjusted)
    doses = {arm: _mean_dose(pairs, arm) for arm in Arm}
    bare = Result(
        verdict=verdict,
        headline=_headline(now, verdict, estimate, p_adjusted, len(differences)),
        n_planned=now.experiment.plan.n_pairs,
        n_begun=len(pairs),
        n_complete=len(differences),
        estimate=estimate,
        p=p,
        p_adjusted=p_adjusted,
        n_looks=n_looks,
        per_protocol=paired_t(strict),
        n_per_protocol=len(strict),
        adherence=_adherence(pairs),
        dose_with_s=doses[Arm.WITH],
        dose_without_s=doses[Arm.WITHOUT],
        early=not now.ended,
        pairs=tuple(pairs),
    )
    return _with_remarks(bare, now, differences)


def _verdict(now: Standing, n_complete: int, estimate: PairedT | None, p: float | None) -> Verdict:
    if estimate is None or p is None or n_complete < FEWEST_PAIRS:
        return Verdict.TOO_FEW
    if now.stop is not None and now.stop.rule is StopRule.PERSON:
        return Verdict.ENDED_BY_HAND
    if p <= LEVEL:
        return Verdict.LOWER if estimate.mean < 0 else Verdict.HIGHER
    if estimate.low > -NO_MEANING and estimate.high < NO_MEANING:
        return Verdict.NONE
    return Verdict.CANNOT_TELL


def _headline(
    now: Standing, verdict: Verdict, estimate: PairedT | None, p: float | None, n: int
) -> str:
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


def _with_remarks(result: Result, now: Standing, differences: Sequence[float]) -> Result:

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


def _as_due(pair: Pair) -> bool:
    return len(pair.slots) == len(Arm) and all(s.done is Done.AS_DUE for s in pair.slots)


def _adherence(pairs: Sequence[Pair]) -> Adherence:
    slots = [slot for pair in pairs for slot in pair.slots]
    held = [slot for slot in slots if slot.session is not None]
    missed = [slot for slot in slots if slot.session is None]
    done = Counter(slot.done for slot in held)
    return Adherence(
        as_due=done[Done.AS_DUE],
        swapped=done[Done.SWAPPED],
        unknown=done[None],
        inferred=sum(slot.known_by is KnownBy.INFERRED for slot in held),
        missed=len(missed),
        missed_with=sum(slot.due is Arm.WITH for slot in missed),
    )


def _mean_dose(pairs: Sequence[Pair], arm: Arm) -> float | None:
    doses = [
        slot.session.dose_s
        for pair in pairs
        for slot in pair.slots
        if slot.due is arm and slot.session is not None and slot.session.dose_s is not None
    ]
    return fmean(doses) if doses else None
