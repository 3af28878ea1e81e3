"""Which sessions were hard, and how a session is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from flarelag.effects.exposures import DEFAULT_DOSE, FALLBACK_DOSE, FEWEST_RUNS_WITH_DOSE, HARD_FROM
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.effects.result import EffectResult
    from flarelag.model.stored import StoredActivity


class SessionKind(StrEnum):
    """The kinds of session that the page tells apart, in words a reader understands."""

    SPRINTS = "hard run with sprints"
    HARD = "hard run without sprints"
    RUN_SPRINTS = "other run with sprints"
    RUN = "other run"
    RIDE = "ride"
    OTHER = "other sport"

    @property
    def hard(self) -> bool:
        """Whether it is a hard session."""
        return self in {SessionKind.SPRINTS, SessionKind.HARD}

    @property
    def run(self) -> bool:
        """Whether it is a run."""
        return self not in {SessionKind.RIDE, SessionKind.OTHER}


class AroundKind(StrEnum):
    """The kinds of session around which pain is shown."""

    HARD = "hard session"
    EASY = "easy run"
    RIDE = "ride"


@dataclass(frozen=True, slots=True)
class UsualDose:
    """The dose that tells hard sessions from others.

    Parameters
    ----------
    name : str
        `hard_s` or `effort_s`.
    per_dose : float or None
        Seconds that make scaled dose 1; null where no run has a dose.
    """

    name: str
    per_dose: float | None

    def of(self, stored: StoredActivity) -> float | None:
        """Return a session's dose in seconds; null where it is unknown."""
        if stored.classification is None:
            return None
        doses = stored.classification.doses
        return doses.hard_s if self.name == DEFAULT_DOSE else doses.effort_s

    def makes_hard(self, stored: StoredActivity) -> bool:
        """Return whether a session is a hard one: a run with scaled dose >= .5."""
        dose = self.of(stored)
        if stored.activity.sport is not Sport.RUN or dose is None or not self.per_dose:
            return False
        return dose / self.per_dose >= HARD_FROM

    def kind(self, stored: StoredActivity) -> SessionKind:
        """Return how a session is drawn."""
        if stored.activity.sport is Sport.RIDE:
            return SessionKind.RIDE
        if stored.activity.sport is not Sport.RUN:
            return SessionKind.OTHER
        sprints = bool(stored.classification and stored.classification.doses.sprint_s)
        if self.makes_hard(stored):
            return SessionKind.SPRINTS if sprints else SessionKind.HARD
        return SessionKind.RUN_SPRINTS if sprints else SessionKind.RUN


def usual_dose(activities: Sequence[StoredActivity], result: EffectResult) -> UsualDose:
    """Return the dose that the analysis used; before there is one, by the same rule over all runs.

    Parameters
    ----------
    activities : sequence of StoredActivity
        All activities.
    result : EffectResult
        Without a diary it knows no dose.
    """
    if result.per_dose is not None:
        return UsualDose(result.dose_name, result.per_dose)
    return usual_dose_of_runs(activities)


def usual_dose_of_runs(activities: Sequence[StoredActivity]) -> UsualDose:
    """Return the dose that tells hard sessions from others, by all runs, whatever the diary has."""
    default = _positive_doses(activities, DEFAULT_DOSE)
    fallback = _positive_doses(activities, FALLBACK_DOSE)
    if len(default) >= min(FEWEST_RUNS_WITH_DOSE, len(fallback)):
        return UsualDose(DEFAULT_DOSE, median(default) if default else None)
    return UsualDose(FALLBACK_DOSE, median(fallback))


def _positive_doses(activities: Sequence[StoredActivity], name: str) -> list[float]:
    dose = UsualDose(name, None)
    runs = (stored for stored in activities if stored.activity.sport is Sport.RUN)
    return [value for stored in runs if (value := dose.of(stored))]


def hard_sessions(
    activities: Iterable[StoredActivity], dose: UsualDose
) -> tuple[StoredActivity, ...]:
    """Return the hard sessions in order of time."""
    hard = (stored for stored in activities if dose.makes_hard(stored))
    return tuple(sorted(hard, key=lambda stored: stored.activity.start_utc))
