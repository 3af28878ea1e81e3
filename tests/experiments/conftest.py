"""A plan with a known order, sessions every four days, and a diary around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.experiments.events import Told
from flarelag.experiments.experiment import Experiment
from flarelag.experiments.measures import OFFERED
from flarelag.experiments.pairing import Session
from flarelag.experiments.plan import Plan
from flarelag.model.body import BodySite, PainSite, Reach, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flarelag.experiments.events import Event
    from flarelag.model.body import Quality

    MakeEntry = Callable[..., DiaryEntry]
    MakeSession = Callable[..., Session]
    MakeExperiment = Callable[..., Experiment]

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
ORDERS = (True, False, True, False, True, False)
LEFT_BUTTOCK = PainSite(BodySite.BUTTOCK, Side.LEFT)
PLAN = Plan(
    measure=OFFERED["ice"],
    orders=ORDERS,
    seed=7,
    started_utc=START,
    zone="UTC",
    hard_dose="hard_s",
    hard_from_s=60.0,
    reach=Reach(left=1),
)


@pytest.fixture
def plan() -> Plan:
    return PLAN


@pytest.fixture
def session() -> MakeSession:
    """Return a way to make a hard session of an hour that ends some hours after the start."""

    def make(end_h: float, **changes: object) -> Session:
        end = START + timedelta(hours=end_h)
        made = Session(start_utc=end - timedelta(hours=1), end_utc=end, hard=True, dose_s=120.0)
        return replace(made, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def ride(session: MakeSession) -> MakeSession:
    return lambda end_h: session(end_h, sport=Sport.RIDE, hard=False, dose_s=None)


@pytest.fixture
def entry() -> MakeEntry:
    """Return a way to make an entry some hours after the start, in the left buttock."""

    def make(
        at_h: float,
        score: int = 2,
        sites: Sequence[PainSite] = (LEFT_BUTTOCK,),
        qualities: Sequence[Quality] = (),
        *,
        late_h: float = 0.0,
        **more: object,
    ) -> DiaryEntry:
        at = START + timedelta(hours=at_h)
        made = DiaryEntry(
            time_utc=at,
            entered_utc=at + timedelta(hours=late_h),
            zone="UTC",
            utc_offset_s=0,
            score=score,
            sites=tuple(sites),
            qualities=tuple(qualities),
        )
        return replace(made, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def all_told() -> tuple[Told, ...]:
    """Return that each pair's order was told at the start."""
    return tuple(Told(START, pair) for pair in range(len(ORDERS)))


@pytest.fixture
def experiment(plan: Plan, all_told: tuple[Told, ...]) -> MakeExperiment:
    """Return a way to make an experiment of which all was told at the start."""

    def make(*events: Event, **changes: object) -> Experiment:
        changed = replace(plan, **changes)  # type: ignore[arg-type]
        return Experiment(
            id=1, plan=changed, sha256="0" * 64, intact=True, events=(*all_told, *events)
        )

    return make
