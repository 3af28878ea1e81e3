"""The plan of an experiment: fixed at its start, dated, and hashed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import ExperimentError
from flarelag.experiments.measures import Arm, Measure, PairedSessions, Timing
from flarelag.model.body import Reach
from flarelag.model.plain_values import Values, iso

if TYPE_CHECKING:
    from random import Random

FORMAT: Final = 1
FEWEST_PAIRS: Final = 6
"""With fewer, no outcome at all can reach a p of .05: the least is 2 / 2^n."""
MOST_PAIRS: Final = 40
STOP_SCORE: Final = 6
LEVEL: Final = 0.05
ANALYSIS: Final = (
    "as due (intention to treat): mean over pairs of the difference, with less without, of each "
    "session's mean score 6-24 h after its end less before_weight times the last score in the "
    "24 h before its start; exact two-sided sign-flip test at 0.05; paired t interval, 95 %"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is fixed before the first session.

    Parameters
    ----------
    measure : Measure
        What is tried.
    orders : tuple of bool
        For each pair, whether its first session is the one with the measure.
    seed : int
        What drew them.
    started_utc : datetime
        When the plan was fixed.
    zone : str
        Where days are lived.
    hard_dose : str
        The dose that makes a session a hard one.
    hard_from_s : float or None
        Seconds of it from which a run is one; null where no run had any: she says which are.
    reach : Reach
        How far down each leg pain went in the four weeks before; the rule of stopping goes by it.
    smallest : float
        The smallest difference worth finding, in points.
    least_gap_h : float
        Hours from one session's end to the next one's, at least.
    from_h, to_h : float
        Hours after a session's end in which pain is looked at.
    before_h : float
        So many hours before a session's start its entry before is looked for.
    before_weight : float
        How much of the entry before is taken off.
    """

    measure: Measure
    orders: tuple[bool, ...]
    seed: int
    started_utc: datetime
    zone: str
    hard_dose: str
    hard_from_s: float | None
    reach: Reach = field(default=Reach())
    smallest: float = 1.0
    least_gap_h: float = 72.0
    from_h: float = 6.0
    to_h: float = 24.0
    before_h: float = 24.0
    before_weight: float = 0.3

    @property
    def n_pairs(self) -> int:
        """How many pairs are planned."""
        return len(self.orders)

    @property
    def n_slots(self) -> int:
        """How many sessions are planned."""
        return 2 * len(self.orders)

    def arm(self, slot: int) -> Arm:
        """Return what a session is due to be, counted from 0 over all pairs."""
        first = Arm.WITH if self.orders[slot // 2] else Arm.WITHOUT
        return first.other if slot % 2 else first

    @property
    def least_gap(self) -> timedelta:
        """From one session's end to the next one's, at least."""
        return timedelta(hours=self.least_gap_h)


def draw_orders(n_pairs: int, rng: Random) -> tuple[bool, ...]:
    """Return which pairs begin with the measure: a fair coin for each, as the exact test asks.

    Parameters
    ----------
    n_pairs : int
        From 6 to 40.
    rng : Random
        Source of chance; the same seed draws the same on every machine.

    Raises
    ------
    ExperimentError
        When there are too few pairs to find anything, or more than anybody keeps up.
    """
    if n_pairs < FEWEST_PAIRS:
        raise ExperimentError(
            f"{n_pairs} pairs cannot settle anything: with all differences on one side p is "
            f"{2 / 2 ** max(n_pairs, 0):.2g} at the least; {FEWEST_PAIRS} pairs are the fewest"
        )
    if n_pairs > MOST_PAIRS:
        raise ExperimentError(f"{MOST_PAIRS} pairs are the most")
    return tuple(rng.random() < 0.5 for _ in range(n_pairs))  # noqa: PLR2004 - a fair coin


def plan_json(plan: Plan) -> str:
    """Return the plan as canonical JSON: keys in order, no spaces, ASCII only."""
    return json.dumps(
        _plain(plan), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def plan_sha256(text: str) -> str:
    """Return the SHA-256 of a plan's canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(text: str) -> Plan:
    """Return the plan that its JSON says.

    Raises
    ------
    DiaryError
        A value cannot be right.
    ExperimentError
        It is no plan.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExperimentError("the plan is no JSON") from error
    if not isinstance(content, dict):
        raise ExperimentError("the plan is no JSON object")
    values = Values(content)
    measure, reach = (values.inner(name) or Values({}) for name in ("measure", "reach"))
    return Plan(
        measure=Measure(
            name=measure.text("name"),
            timing=measure.word("timing", Timing),
            sessions=measure.word("sessions", PairedSessions),
            own=measure.flag("own"),
        ),
        orders=_orders(content.get("orders")),
        seed=values.whole("seed", 0, 2**63),
        started_utc=values.instant("started"),
        zone=values.text("zone"),
        hard_dose=values.text("hard_dose"),
        hard_from_s=values.number("hard_from_s", 0, 1e6) if values.has("hard_from_s") else None,
        reach=Reach(*(_level(reach, side) for side in ("left", "right", "unsided"))),
        smallest=values.number("smallest", 0.1, 10),
        least_gap_h=values.number("least_gap_h", 0, 1000),
        from_h=values.number("from_h", 0, 72),
        to_h=values.number("to_h", 0, 72),
        before_h=values.number("before_h", 0, 72),
        before_weight=values.number("before_weight", 0, 1),
    )


def _plain(plan: Plan) -> dict[str, Any]:
    measure, reach = plan.measure, plan.reach
    return {
        "format": FORMAT,
        "measure": {
            "name": measure.name,
            "timing": measure.timing,
            "sessions": measure.sessions,
            "own": measure.own,
        },
        "orders": list(plan.orders),
        "seed": plan.seed,
        "started": iso(plan.started_utc),
        "zone": plan.zone,
        "hard_dose": plan.hard_dose,
        "hard_from_s": plan.hard_from_s,
        "reach": {"left": reach.left, "right": reach.right, "unsided": reach.unsided},
        "smallest": plan.smallest,
        "least_gap_h": plan.least_gap_h,
        "from_h": plan.from_h,
        "to_h": plan.to_h,
        "before_h": plan.before_h,
        "before_weight": plan.before_weight,
        "stop_score": STOP_SCORE,
        "analysis": ANALYSIS,
    }


def _orders(found: object) -> tuple[bool, ...]:
    if not isinstance(found, list) or not all(isinstance(each, bool) for each in found):
        raise ExperimentError("the plan says no order of its pairs")
    if not FEWEST_PAIRS <= len(found) <= MOST_PAIRS:
        raise ExperimentError(f"the plan has {len(found)} pairs")
    return tuple(found)


def _level(reach: Values, side: str) -> int | None:
    return reach.whole(side, 0, 5) if reach.has(side) else None
