"""People of another simulator: what is planted in them, and a slice of what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from effects_evaluation.another import StatesCell, entries_h, states_cells
from effects_evaluation.runs import run_one
from effects_evaluation.states import RUN_AT_H, WEEK_H, Lives, StatePerson, draw_person, live
from effects_evaluation.summary import summary

PERSON = StatePerson(
    level=(1.0, 3.0, 5.5),
    dwell_h=(90.0, 36.0, 30.0),
    sprints_up_to=2.0,
    heaping=0.3,
    moves_up_per_h=0.1,
)
NULL, PLANTED = StatesCell(16, 0.0, 8), StatesCell(16, 1.0, 5)


@pytest.fixture(scope="module")
def lives() -> Lives:
    return live(PERSON, 10, 40, np.random.default_rng(1))


def test_without_a_response_both_worlds_are_one():
    unmoved = replace(PERSON, moves_up_per_h=0.0)
    same = live(unmoved, 4, 5, np.random.default_rng(2))
    assert same.dose_s.any()
    assert (same.score == same.score_without).all()
    assert same.mean_rise() == 0


def test_worlds_part_six_hours_after_a_session_and_not_before(lives: Lives):
    end, life = np.nonzero(lives.dose_s)
    more = lives.score - lives.score_without
    for after in range(1, 6):
        assert (more[end + after, life] == 0).all()
    assert more[end + 24, life].mean() > 0.5
    assert lives.mean_rise() > 0.5


def test_a_response_only_ever_adds_to_states_so_more_of_it_rises_further(lives: Lives):
    stronger = live(replace(PERSON, moves_up_per_h=0.3), 10, 40, np.random.default_rng(1))
    assert stronger.mean_rise() > lives.mean_rise() + 0.5


def test_the_ceiling_leaves_less_to_rise_for_who_is_in_a_flare_up_anyway(lives: Lives):
    always = replace(PERSON, dwell_h=(2.0, 2.0, 500.0), sprints_up_to=10.0)
    sore = live(always, 10, 40, np.random.default_rng(1))
    assert sore.mean_rise() < lives.mean_rise() / 3


def test_she_sprints_once_a_week_at_most_on_her_days_and_when_pain_is_low(lives: Lives):
    end, life = np.nonzero(lives.dose_s)
    assert set(end % 24) == {RUN_AT_H}
    assert set(end // 24 % 7) <= {1, 3, 5}
    weeks = end // WEEK_H * lives.dose_s.shape[1] + life
    assert len(np.unique(weeks)) == len(weeks)
    stiffness = 0.5
    assert lives.pain[end, life].max() <= PERSON.sprints_up_to + stiffness


def test_pain_rises_faster_than_it_falls(lives: Lives):
    change = np.diff(lives.pain, axis=0)
    assert np.quantile(change, 0.999) > -1.5 * np.quantile(change, 0.001)


def test_who_rounds_much_writes_few_numbers():
    def rounded(heaping: float) -> float:
        score = live(replace(PERSON, heaping=heaping), 4, 5, np.random.default_rng(3)).score
        return float(np.isin(score, [0, 2, 5, 8]).mean())

    assert rounded(1.0) == 1.0
    assert rounded(0.0) < 0.7


def test_people_differ_in_where_their_pain_lies():
    people = [draw_person(0.0, np.random.default_rng(i)) for i in range(50)]
    rest = [person.level[0] for person in people]
    assert min(rest) < 0.5
    assert max(rest) > 1.7
    assert all(person.level == tuple(sorted(person.level)) for person in people)


def test_a_case_is_hers_alone_and_ends_soon_after_her_last_session():
    case, again = PLANTED.case(3), PLANTED.case(3)
    assert case.exposures.equals(again.exposures)
    assert case.diary.equals(again.diary)
    assert case.theta == again.theta
    assert not case.diary.equals(PLANTED.case(4).diary)
    hard = case.exposures.filter(case.exposures["dose"] > 0)
    assert hard.height <= 16
    assert (case.diary["time"][-1] - hard["end"][-1]).days <= 5
    assert set(case.exposures["sport"]) == {"run", "ride"}
    assert case.theta is not None
    assert 0.5 < case.theta < 1.5


def test_she_writes_more_when_it_hurts():
    def entries(pain: float) -> int:
        return len(entries_h(np.full(8 * WEEK_H, pain), np.random.default_rng(4)))

    assert entries(5.0) > 1.2 * entries(0.2)
    assert entries(9.0) < entries(5.0)


def test_without_an_effect_she_is_not_told_of_one():
    """8 people: 2 or more told of a rise would come once in 17 times at a true rate of 5 %."""
    said = summary(NULL, [run_one(NULL, i) for i in range(NULL.runs)])
    assert rate(said["fp_likely"]) <= 1 / 8
    assert rate(said["coverage"]) >= 0.75
    baselines = said["baselines"]
    assert isinstance(baselines, dict)
    assert baselines["ols_hac"] >= 0.4


def test_with_an_effect_she_is_told_and_the_interval_holds_her_own_truth():
    said = summary(PLANTED, [run_one(PLANTED, i) for i in range(PLANTED.runs)])
    assert rate(said["power_likely"]) >= 0.5
    assert rate(said["coverage"]) >= 0.75
    assert abs(rate(said["theta_bias"])) < 0.4


def test_the_cells_are_sixteen_and_thirty_two_sessions_with_and_without():
    cells = states_cells(lambda full: full)
    assert {(cell.n, cell.effect) for cell in cells} == {(16, 0), (16, 1), (32, 0), (32, 1)}
    assert {cell.runs for cell in cells if not cell.effect} == {300}
    assert all(cell.theta is None for cell in cells)


def rate(value: object) -> float:
    assert isinstance(value, float)
    return value
