"""The first entry that crosses a line ends an experiment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.experiments.conftest import LEFT_BUTTOCK, START

from flarelag.experiments.events import Missed, Stopped
from flarelag.experiments.stopping import NEXT_STEPS, StopRule, stop_of, usual_reach
from flarelag.model.body import BodySite, PainSite, Quality, Reach, Side

if TYPE_CHECKING:
    from tests.experiments.conftest import MakeEntry

    from flarelag.experiments.plan import Plan

LEFT_CALF = PainSite(BodySite.CALF_OUTER, Side.LEFT)
RIGHT_BUTTOCK = PainSite(BodySite.BUTTOCK, Side.RIGHT)
THIGH = PainSite(BodySite.BACK_OF_THIGH)


def test_usual_pain_stops_nothing(plan: Plan, entry: MakeEntry):
    assert stop_of(plan, [], []) is None
    assert stop_of(plan, [entry(1), entry(2, 5), entry(3, 4)], [Missed(START)]) is None


def test_pain_of_six_stops_it(plan: Plan, entry: MakeEntry):
    found = stop_of(plan, [entry(1, 3), entry(5, 6), entry(9, 9)], [])
    assert found is not None
    assert (found.rule, found.at_utc) == (StopRule.PAIN, START + timedelta(hours=5))
    assert found.words == "pain was 6 of 10; the line is 6"


def test_pain_before_the_start_does_not(plan: Plan, entry: MakeEntry):
    assert stop_of(plan, [entry(-5, 9), entry(1, 5)], []) is None


@pytest.mark.parametrize(
    ("usual", "site", "stops"),
    [
        (Reach(left=1), LEFT_BUTTOCK, False),
        (Reach(left=1), LEFT_CALF, True),
        (Reach(left=4), LEFT_CALF, False),
        (Reach(left=1), RIGHT_BUTTOCK, True),
        (Reach(), PainSite(BodySite.LOWER_BACK, Side.MIDDLE), False),
        (Reach(left=1), THIGH, True),
        (Reach(left=2), THIGH, False),
        (Reach(unsided=4), LEFT_CALF, False),
        (Reach(left=1), PainSite(BodySite.OTHER), False),
    ],
)
def test_pain_one_step_further_down_the_leg_stops_it(
    plan: Plan, entry: MakeEntry, usual: Reach, site: PainSite, *, stops: bool
):
    found = stop_of(replace(plan, reach=usual), [entry(3, 2, [site])], [])
    assert (found is not None) is stops
    if found is not None:
        assert found.rule is StopRule.REACH
        assert "further than" in found.words


def test_where_nothing_hurts_nothing_reaches_far(plan: Plan, entry: MakeEntry):
    assert stop_of(plan, [entry(3, 0, [LEFT_CALF])], []) is None


@pytest.mark.parametrize("quality", [Quality.NUMB, Quality.WEAK])
def test_what_calls_for_the_warning_signs_stops_it(plan: Plan, entry: MakeEntry, quality: Quality):
    found = stop_of(plan, [entry(3, 1, qualities=[quality])], [])
    assert found is not None
    assert found.rule is StopRule.WARNING
    assert str(quality) in found.words


def test_a_jump_alone_is_no_warning_sign(plan: Plan, entry: MakeEntry):
    assert stop_of(plan, [entry(-3, 0), entry(3, 5)], []) is None


def test_a_warning_sign_that_she_has_stops_it_and_one_from_before_does_not(
    plan: Plan, entry: MakeEntry
):
    found = stop_of(plan, [entry(50, 7)], [], [START + timedelta(hours=40)])
    assert found is not None
    assert (found.rule, found.words) == (
        StopRule.WARNING,
        "you said that you have one of the warning signs",
    )
    assert stop_of(plan, [], [], [START - timedelta(days=1)]) is None


def test_whatever_comes_first_ends_it(plan: Plan, entry: MakeEntry):
    found = stop_of(plan, [entry(50, 7)], [Stopped(START + timedelta(hours=9), "moving")])
    assert found is not None
    assert found.rule is StopRule.PERSON


def test_every_rule_has_kind_next_steps():
    assert set(NEXT_STEPS) == set(StopRule)


def test_the_usual_reach_is_the_furthest_of_the_weeks_before(entry: MakeEntry):
    entries = [entry(1), entry(2, 3, [LEFT_CALF]), entry(3, 2, [THIGH]), entry(4, 0, [])]
    assert usual_reach(entries) == Reach(left=4, right=None, unsided=2)
    assert usual_reach([]) == Reach()
