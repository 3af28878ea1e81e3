"""What is said of doses, and when nothing is said at all. Never "safe", "tolerated" or "can"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.effects.tolerance import FEWEST_OF_A_STEP, N_STEPS, Tolerance, ToleranceState

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.warning_answers import WarningGuard

AFTER_FLARE: Final = timedelta(weeks=6)
CAVEAT: Final = (
    "This says nothing about the disc or nerve; agree increases with your physiotherapist."
)
_SECONDS: Final = "_s"


@dataclass(frozen=True, slots=True)
class ToleranceTold:
    """What is said of doses.

    Parameters
    ----------
    words : str
        It, or why nothing is.
    hidden : bool
        After a warning sign, or too near to a flare-up.
    found : Tolerance or None
        The dose-response; null while it is hidden, and where nothing was fitted.
    """

    words: str
    hidden: bool
    found: Tolerance | None


def hidden_because(
    guard: WarningGuard, onset: datetime | None, *, ongoing: bool, now: datetime
) -> str:
    """Return why nothing is said of doses; empty where it may be.

    Parameters
    ----------
    guard : WarningGuard
        What she said to the warning signs.
    onset : datetime or None
        Of the latest flare-up.
    ongoing : bool
        Whether, as far as the diary tells, it still lasts.
    now : datetime
        Aware.
    """
    if guard.hidden:
        return guard.why
    if onset is None:
        return ""
    if ongoing:
        return "Hidden during a flare-up: what held before it need not hold now."
    if now - onset < AFTER_FLARE:
        until = (onset + AFTER_FLARE).date()
        return (
            f"Hidden until {until.day} {until:%b %Y}, six weeks after the latest flare-up began: "
            "what held before it need not hold now."
        )
    return ""


def dose_words(dose: float, name: str) -> str:
    """Return a dose, rounded down: "25 s"."""
    return f"{int(dose)} s" if name.endswith(_SECONDS) else f"{dose:.3g} ({name})"


def tolerance_words(told: Tolerance) -> str:
    """Return what may be said of doses, in words."""
    if told.state is ToleranceState.TOO_FEW:
        each = FEWEST_OF_A_STEP
        return (
            f"Not enough yet to compare doses: it takes {each} runs without hard seconds and "
            f"{each * N_STEPS} with some, each with an entry 6-24 h later; so far there are "
            f"{told.n_without} and {len(told.doses)}."
        )
    if told.state is ToleranceState.NARROW:
        return (
            "The hard sessions logged are too much alike to compare doses. That is no reason to "
            "change them."
        )
    if told.state is ToleranceState.LIMIT and told.limit is not None:
        upto = dose_words(told.limit, told.dose_name)
        return (
            f"Within what you logged, sessions up to {upto} were not followed by clearly higher "
            f"pain; those of the longest third were. {CAVEAT}"
        )
    greatest = dose_words(told.doses[-1], told.dose_name)
    if told.state is ToleranceState.NO_RISE:
        return (
            f"Within what you logged, up to {greatest}, no dose was followed by clearly higher "
            f"pain, so no limit shows in it. {CAVEAT}"
        )
    if told.state is ToleranceState.FROM_THE_FIRST:
        first = dose_words(told.steps[0].to_dose, told.dose_name)
        return (
            f"Within what you logged, sessions up to {first}, the lowest third, were followed by "
            f"clearly higher pain already. {CAVEAT}"
        )
    return f"Cannot tell yet from which dose on pain is clearly higher, up to {greatest}. {CAVEAT}"
