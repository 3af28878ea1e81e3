"""What the diary tells of measures near a session, always marked as inferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.experiments.conftest import START

from flarelag.experiments.adherence import with_inferred
from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.measures import OFFERED, Arm, Measure, Timing
from flarelag.experiments.pairing import Slot
from flarelag.model.factors import Factor, FactorKind, FactorSource, Scale

if TYPE_CHECKING:
    from tests.experiments.conftest import MakeSession

    from flarelag.experiments.plan import Plan

END_H = 100.0


def factor(
    name: str,
    at_h: float,
    amount: float = 1.0,
    *,
    to_h: float | None = None,
    source: FactorSource = FactorSource.TYPED,
) -> Factor:
    at = START + timedelta(hours=at_h)
    return Factor(
        name=name,
        kind=FactorKind.MEASURE,
        scale=Scale.YES,
        amount=amount,
        time_utc=at,
        end_utc=None if to_h is None else START + timedelta(hours=to_h),
        entered_utc=at,
        zone="UTC",
        utc_offset_s=0,
        source=source,
    )


def slot(session: MakeSession, due: Arm, done: Done | None = None) -> Slot:
    held = session(END_H)
    return Slot(number=0, due=due, session=held, closed_utc=held.end_utc, done=done)


@pytest.mark.parametrize(
    ("due", "logged", "done"),
    [
        (Arm.WITH, [factor("ice", END_H + 1)], Done.AS_DUE),
        (Arm.WITHOUT, [factor("ice", END_H + 1)], Done.SWAPPED),
        (Arm.WITH, [factor("ice", END_H + 1, 0.0)], Done.SWAPPED),
        (Arm.WITHOUT, [factor("ice", END_H + 1, 0.0)], Done.AS_DUE),
        (Arm.WITHOUT, [factor("stress", END_H - 5)], Done.AS_DUE),
        (Arm.WITH, [factor("ice", END_H + 9)], Done.SWAPPED),
        (Arm.WITH, [factor("ice", END_H - 10, to_h=END_H + 14)], Done.AS_DUE),
        (Arm.WITH, [factor("sitting", END_H - 5, source=FactorSource.WATCH)], None),
        (Arm.WITH, [factor("stress", END_H - 30)], None),
        (Arm.WITH, [], None),
    ],
)
def test_ice_soon_after_a_session_belongs_to_it(
    plan: Plan, session: MakeSession, due: Arm, logged: list[Factor], done: Done | None
):
    (found,) = with_inferred(plan, [slot(session, due)], logged)
    assert found.done is done
    assert found.known_by is (None if done is None else KnownBy.INFERRED)


def test_stretching_belongs_before(plan: Plan, session: MakeSession):
    stretching = replace(plan, measure=OFFERED["dynamic_stretching"])
    before, after = factor("dynamic_stretching", END_H - 2), factor("dynamic_stretching", END_H + 2)
    (found,) = with_inferred(stretching, [slot(session, Arm.WITH)], [before])
    assert found.done is Done.AS_DUE
    (found,) = with_inferred(stretching, [slot(session, Arm.WITH)], [after])
    assert found.done is Done.SWAPPED


def test_of_her_own_measure_only_its_own_name_tells(plan: Plan, session: MakeSession):
    own = replace(plan, measure=Measure(name="Heat pad", timing=Timing.DURING, own=True))
    (found,) = with_inferred(own, [slot(session, Arm.WITH)], [factor("stress", END_H)])
    assert found.done is None
    (found,) = with_inferred(own, [slot(session, Arm.WITH)], [factor("heat_pad", END_H - 0.5)])
    assert found.done is Done.AS_DUE


def test_what_she_said_and_what_she_missed_stay_as_they_are(plan: Plan, session: MakeSession):
    said = slot(session, Arm.WITH, Done.SWAPPED)
    missed = Slot(number=1, due=Arm.WITH, session=None, closed_utc=START)
    ice = [factor("ice", END_H + 1)]
    assert with_inferred(plan, [said, missed], ice) == (said, missed)
