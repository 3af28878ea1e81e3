"""Whether a measure was taken, as the diary has it; always marked as inferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.measures import Arm, Timing
from flarelag.model.factor_words import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.experiments.pairing import Session, Slot
    from flarelag.experiments.plan import Plan
    from flarelag.model.factors import Factor

_BEFORE: Final = timedelta(hours=3)
_AFTER: Final = timedelta(hours=6)
_SLACK: Final = timedelta(minutes=30)
"""People round the clock."""


def with_inferred(plan: Plan, slots: Iterable[Slot], factors: Sequence[Factor]) -> tuple[Slot, ...]:
    """Return slots with what the diary tells of them where the person has said nothing.

    Parameters
    ----------
    plan : Plan
        Names the measure.
    slots : iterable of Slot
        As allocated.
    factors : sequence of Factor
        What was logged around these sessions, of any name. On a day of which something is known,
        what was not logged was not done; of other days nothing is inferred.
    """
    return tuple(_inferred(plan, slot, factors) for slot in slots)


def _inferred(plan: Plan, slot: Slot, factors: Sequence[Factor]) -> Slot:
    if slot.session is None or slot.done is not None:
        return slot
    taken = _taken(plan, slot.session, factors)
    if taken is None:
        return slot
    done = Done.AS_DUE if taken is (slot.due is Arm.WITH) else Done.SWAPPED
    return replace(slot, done=done, known_by=KnownBy.INFERRED)


def _taken(plan: Plan, session: Session, factors: Sequence[Factor]) -> bool | None:
    since, until = window(plan.measure.timing, session)
    near = [each for each in factors if _touches(each, since, until)]
    name = name_key(plan.measure.name)
    own = [each for each in near if name_key(each.name) == name]
    if own:
        return any(each.amount > 0 for each in own)
    day = timedelta(hours=12)
    written = (each for each in factors if not each.source.automatic)
    told = any(_touches(each, session.end_utc - day, session.end_utc + day) for each in written)
    return False if told and not plan.measure.own else None


def window(timing: Timing, session: Session) -> tuple[datetime, datetime]:
    """Return between which instants a measure belongs to a session."""
    since = {Timing.BEFORE: session.start_utc - _BEFORE, Timing.AFTER: session.end_utc - _SLACK}
    until = {Timing.BEFORE: session.start_utc + _SLACK, Timing.AFTER: session.end_utc + _AFTER}
    return (
        since.get(timing, session.start_utc - _SLACK),
        until.get(timing, session.end_utc + _SLACK),
    )


def _touches(factor: Factor, since: datetime, until: datetime) -> bool:
    """Return whether it lies, as far as is known, in a stretch of time.

    What was only said of a whole day tells of no hour, and belongs to that day's session.
    """
    return factor.time_utc <= until and (factor.end_utc or factor.time_utc) >= since
