"""From the pairs of an experiment to what was found."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.measures import Arm
from flarelag.experiments.paired import paired_t, sign_flip_p
from flarelag.experiments.plan import FEWEST_PAIRS, LEVEL
from flarelag.experiments.result import Adherence, Result, Verdict
from flarelag.experiments.result_words import headline, with_remarks
from flarelag.experiments.stopping import StopRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.outcomes import Pair
    from flarelag.experiments.paired import PairedT

NO_MEANING: Final = 0.5
"""A mean difference whose whole interval is nearer to 0 than this means nothing, in points."""


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
        headline=headline(now, verdict, estimate, p_adjusted, len(differences)),
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
    return with_remarks(bare, now, differences)


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
