"""A plan is fixed: the same text, the same hash, the same order on every machine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError
from flarelag.experiments.measures import OFFERED, Arm, Measure, PairedSessions, Timing
from flarelag.experiments.plan import Plan, draw_orders, plan_json, plan_of, plan_sha256
from flarelag.model.body import Reach

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = st.none() | st.integers(0, 5)
PLANS = st.builds(
    Plan,
    measure=st.sampled_from(list(OFFERED.values()))
    | st.builds(
        Measure,
        name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
        timing=st.sampled_from(Timing),
        sessions=st.sampled_from(PairedSessions),
        own=st.just(value=True),
    ),
    orders=st.lists(st.booleans(), min_size=6, max_size=40).map(tuple),
    seed=st.integers(0, 2**53),
    started_utc=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    zone=st.sampled_from(["UTC", "Europe/Zurich", "+02:00"]),
    hard_dose=st.sampled_from(["hard_s", "effort_s"]),
    hard_from_s=st.none() | st.floats(0, 1000),
    reach=st.builds(Reach, LEVELS, LEVELS, LEVELS),
    smallest=st.floats(0.5, 5),
)


@given(PLANS)
def test_a_plan_comes_back_from_its_json_as_it_was(plan: Plan):
    text = plan_json(plan)
    assert text.isascii()
    assert plan_of(text) == plan
    assert plan_json(plan_of(text)) == text


def test_the_hash_is_that_of_the_text_and_any_change_shows(plan: Plan):
    text = plan_json(plan)
    assert plan_sha256(text) == plan_sha256(plan_json(plan))
    other = replace(plan, orders=(not plan.orders[0], *plan.orders[1:]))
    assert plan_sha256(plan_json(other)) != plan_sha256(text)


def test_the_text_says_what_will_be_done_with_the_numbers(plan: Plan):
    said = json.loads(plan_json(plan))
    assert said["stop_score"] == 6
    assert "sign-flip" in said["analysis"]
    assert (said["from_h"], said["to_h"], said["least_gap_h"]) == (6, 24, 72)


def test_a_seed_draws_the_same_order_for_ever():
    drawn = (True, False, False, False, True, True, False, False)
    assert draw_orders(8, Random(2026)) == drawn  # noqa: S311 - a coin, not a secret


def test_each_pair_is_a_fair_coin():
    drawn = [draw_orders(20, Random(seed)) for seed in range(400)]  # noqa: S311 - a coin
    n = sum(map(sum, drawn))
    assert abs(n - 4000) < 4 * 2000**0.5


def test_both_sessions_of_a_pair_differ(plan: Plan):
    arms = [plan.arm(slot) for slot in range(plan.n_slots)]
    assert arms[:4] == [Arm.WITH, Arm.WITHOUT, Arm.WITHOUT, Arm.WITH]
    assert all(arms[n] is arms[n + 1].other for n in range(0, plan.n_slots, 2))


@pytest.mark.parametrize(("n", "why"), [(5, "fewest"), (0, "fewest"), (-3, "fewest"), (41, "most")])
def test_too_few_and_too_many_pairs_are_refused(n: int, why: str):
    with pytest.raises(FlarelagError, match=why):
        draw_orders(n, Random(1))  # noqa: S311 - a coin


def without(name: str) -> Callable[[dict[str, object]], dict[str, object]]:
    return lambda said: {key: value for key, value in said.items() if key != name}


@pytest.mark.parametrize(
    "damage",
    [
        without("orders"),
        without("measure"),
        without("started"),
        lambda said: said | {"orders": [1, 0, 1, 0, 1, 0]},
        lambda said: said | {"orders": [True] * 5},
        lambda said: said | {"seed": "x"},
        lambda said: said | {"reach": {"left": 9}},
    ],
)
def test_what_is_no_plan_is_refused_in_plain_words(
    plan: Plan, damage: Callable[[dict[str, object]], dict[str, object]]
):
    with pytest.raises(FlarelagError):
        plan_of(json.dumps(damage(json.loads(plan_json(plan)))))


@pytest.mark.parametrize("text", ["", "[]", "3", "{"])
def test_what_is_no_json_object_is_no_plan(text: str):
    with pytest.raises(FlarelagError, match="no JSON"):
        plan_of(text)
