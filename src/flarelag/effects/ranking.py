"""Triggers and relievers: each thing that was logged, as a delayed exposure of its own.

Never by before-and-after: what is taken because of pain meets pain that falls by itself. Each
exposure has its own columns for having been chosen on good or bad days (`selection.around`), alike
before and after, so that only what is different afterwards counts. A name is given only where the
interval excludes no change and the permutation p survives among all that was looked at
(Benjamini-Hochberg).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from flarelag.effects.controls import shuffled_doses
from flarelag.effects.design import immediate_columns
from flarelag.effects.discoveries import BELIEVED_BELOW, adjusted
from flarelag.effects.kernel import FEW_PEAKS_H, noise_columns, posterior
from flarelag.effects.occasions import Occasions, factor_occasions, session_occasions
from flarelag.effects.result import Estimate
from flarelag.effects.selection import around, just_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from flarelag.effects.answer import Fits
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.seen import Material

_Z = 1.959963984540054
SHUFFLES = 499
"""Enough that the least p survives beside two dozen others."""
CHOSEN_AT_ONCE_H = 1.0
STILL_WIDER = 1.2
"""Times the usual widening: what is taken because of pain is chosen in ways that no model knows."""


class Role(StrEnum):
    """What may be said of something that was logged."""

    TRIGGER = "trigger"
    RELIEVER = "reliever"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One thing, and what follows it.

    Parameters
    ----------
    name : str
        A factor's name, `ride`, or `run`.
    role : Role
        Followed by higher pain, by lower pain, or cannot tell.
    estimate : Estimate
        Mean change over 6-24 h after one usual amount, interval widened.
    per_amount : float
        What one usual amount is: the median of those logged.
    n_days : int
        On how many days.
    p, p_adjusted : float or None
        Two-sided permutation p, and the same among all that was ranked (Benjamini-Hochberg); null
        where every day has the same amount.
    standard_error : float
        Of the mean, in points.
    """

    name: str
    role: Role
    estimate: Estimate
    per_amount: float
    n_days: int
    p: float | None
    p_adjusted: float | None
    standard_error: float


def role_of(estimate: Estimate, p_adjusted: float | None) -> Role:
    """Return the first that holds: both the interval and the p must speak."""
    if p_adjusted is None or p_adjusted > BELIEVED_BELOW:
        return Role.CANNOT_TELL
    if estimate.low > 0:
        return Role.TRIGGER
    return Role.RELIEVER if estimate.high < 0 else Role.CANNOT_TELL


def ranked(material: Material, fits: Fits, rng: np.random.Generator) -> tuple[Ranked, ...]:
    """Return triggers, the surest first, then relievers, then what cannot be told.

    Parameters
    ----------
    material : Material
        What is analysed.
    fits : Fits
        Of its answer.
    rng : Generator
        Shuffles amounts among days.
    """
    occasions = [
        *factor_occasions(material.scores, material.factors),
        *session_occasions(material.sessions),
    ]
    found = [judged(each, material.sessions, fits, rng) for each in occasions]
    return _ordered(_adjusted(found))


def judged(
    occasions: Occasions, sessions: Sessions, fits: Fits, rng: np.random.Generator
) -> Ranked:
    """Return what follows one thing, before it is looked at among the others.

    Parameters
    ----------
    occasions : Occasions
        When it was done, and when it was not.
    sessions : Sessions
        The runs, which are accounted for.
    fits : Fits
        Noise and background.
    rng : Generator
        Shuffles amounts among days.
    """
    seen, entry_h = fits.seen, fits.seen.entry_h
    done = occasions.as_sessions
    own = around(entry_h, occasions.done_h - CHOSEN_AT_ONCE_H).beside(
        just_before(entry_h, occasions.done_h)
    )
    given = fits.background.without(*occasions.covariates)
    for group in fits.perhaps:
        given = given.beside(group)
    if not occasions.is_running:
        given = given.beside(noise_columns(entry_h, sessions))
    model = seen.model(given.beside(own))
    later = posterior(
        model, done, seen.noise, FEW_PEAKS_H, perhaps=(immediate_columns(entry_h, done),)
    )
    estimate = Estimate(*later.theta(seen.widened * STILL_WIDER))
    shuffled = shuffled_doses(model, done, seen.noise, rng, shuffles=SHUFFLES)
    p = shuffled.p if shuffled else None
    return Ranked(
        name=occasions.name,
        role=role_of(estimate, p),
        estimate=estimate,
        per_amount=occasions.per_amount,
        n_days=occasions.n_days,
        p=p,
        p_adjusted=p,
        standard_error=(estimate.high - estimate.low) / (2 * _Z * seen.widened * STILL_WIDER),
    )


def _adjusted(found: Sequence[Ranked]) -> list[Ranked]:
    tested = {each.name: each.p for each in found if each.p is not None}
    by_name = dict(zip(tested, adjusted([*tested.values()]), strict=True))
    return [
        replace(each, p_adjusted=p, role=role_of(each.estimate, p))
        for each in found
        for p in [by_name.get(each.name)]
    ]


def _ordered(found: Sequence[Ranked]) -> tuple[Ranked, ...]:
    roles = list(Role)

    def key(each: Ranked) -> tuple[int, float]:
        surest = -each.estimate.high if each.role is Role.RELIEVER else each.estimate.low
        return roles.index(each.role), -surest

    return tuple(sorted(found, key=key))
