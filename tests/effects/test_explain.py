"""What else the entries tell: flare-ups, attribution, triggers and relievers, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from scipy.stats import false_discovery_control

from flarelag.effects.attribution import summarised
from flarelag.effects.explain import Explanation, explain
from flarelag.effects.flare_result import Came
from flarelag.effects.flare_words import flare_words
from flarelag.effects.questions import ALL_RUNS, RUN_OR_RIDE, SPRINTS, times_needed
from flarelag.effects.ranking import Role, role_of
from flarelag.effects.result import Estimate, Verdict
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.pain import PainModel
from flarelag.simulation.sitting import SittingHabit
from flarelag.simulation.year import YearOptions, simulate_year

if TYPE_CHECKING:
    from flarelag.effects.flare_result import FlareStory
    from flarelag.simulation.year import SimulatedYear

START = date(2025, 1, 6)


def simulated(peak: float, weeks: int, seed: int) -> SimulatedYear:
    return simulate_year(
        YearOptions(
            calendar=Calendar(first_day=START, weeks=weeks),
            pain=PainModel(delayed_peak=peak, sitting_rise_per_h=0.3),
            sitting=SittingHabit(sd_h=2.5),
        ),
        np.random.default_rng(seed),
    )


def factors_of(year: SimulatedYear) -> pl.DataFrame:
    """Return sitting as it was, and ice on the mornings after much pain, which does nothing."""
    calendar = year.options.calendar
    start = [calendar.instant(day, 9.0) for day in range(len(year.sitting_h))]
    sitting = pl.DataFrame(
        {
            "time": start,
            "utc_offset_min": 60,
            "name": "sitting",
            "value": year.sitting_h,
            "end": [time + timedelta(hours=8) for time in start],
        }
    )
    hurting = [e.time_utc + timedelta(minutes=20) for e in year.entries if e.score >= 5]
    ice = pl.DataFrame({"time": hurting, "utc_offset_min": 60, "name": "ice", "value": 1.0})
    return pl.concat([sitting, ice], how="diagonal")


@pytest.fixture(scope="module")
def told() -> Explanation:
    year = simulated(2.0, 40, 4)
    taps = pl.Series([year.entries[200].time_utc])
    return explain(
        exposures_frame(year),
        scores_frame(year.entries),
        factors_of(year),
        taps=taps,
        rng=np.random.default_rng(1),
    )


def test_a_clear_pattern_is_lined_up_with_its_flares(told: Explanation):
    assert told.result.verdict is Verdict.CLEAR
    numbers = [each.attribution for each in told.flares if each.attribution]
    assert len(numbers) >= 10
    for each in numbers:
        assert 0 <= each.share.low <= each.share.mean <= each.share.high <= 1
        parts = sum(part.estimate.mean for part in each.parts)
        assert parts + each.unexplained.mean == pytest.approx(each.rise)
        assert {part.name for part in each.parts} == {
            *("runs_later", "runs_at_once", "sitting", "ice")
        }


def test_flares_after_hard_sessions_get_most_of_the_share(told: Explanation):
    def hard_before(story: FlareStory) -> bool:
        return any(
            each.kind is Came.HARD_SESSION and 6 <= each.hours_before <= 20
            for each in story.preceded_by
        )

    with_numbers = [each for each in told.flares if each.attribution]
    after = [s.attribution.share.mean for s in with_numbers if hard_before(s) and s.attribution]
    other = [s.attribution.share.mean for s in with_numbers if not hard_before(s) and s.attribution]
    assert np.mean(after) > np.mean(other) + 0.3


def test_each_flare_says_where_it_was_and_what_came_before(told: Explanation):
    some = next(each for each in told.flares if each.sites)
    assert some.sites[0] == "left:buttock"
    assert some.reach_left in {1, 4}
    assert some.reach_right is None
    assert [each.hours_before for each in some.preceded_by] == sorted(
        each.hours_before for each in some.preceded_by
    )
    assert "pain rose to" in some.words
    assert "caused" not in " ".join(each.words for each in told.flares)
    assert any("(your own tap)" in each.words for each in told.flares) or any(
        each.flare.found_by == "both" for each in told.flares
    )


def test_sitting_is_a_trigger_and_ice_taken_because_of_pain_is_no_reliever(told: Explanation):
    by_name = {each.name: each for each in told.ranking}
    assert by_name["sitting"].role is Role.TRIGGER
    assert by_name["ice"].role is not Role.RELIEVER
    assert by_name["ride"].role is Role.CANNOT_TELL
    assert told.ranking[0].role is Role.TRIGGER
    p = [each.p for each in told.ranking if each.p is not None]
    adjusted = [each.p_adjusted for each in told.ranking if each.p is not None]
    assert adjusted == pytest.approx(false_discovery_control(p))


def test_questions_come_with_the_first_answerable_first(told: Explanation):
    needs = [each.needs_times for each in told.questions if each.needs_times is not None]
    assert needs == sorted(needs)
    by_name = {each.name: each for each in told.questions}
    assert set(by_name) == {SPRINTS, RUN_OR_RIDE, ALL_RUNS, "sitting", "driving"}
    assert by_name["driving"].estimate is None
    assert told.questions[-1].name == "driving"
    assert by_name[SPRINTS].needs_times is not None
    assert by_name[SPRINTS].more_days is None  # there already


def test_what_is_not_there_yet_takes_some_days_more():
    year = simulated(0.0, 14, 2)
    few = explain(exposures_frame(year), scores_frame(year.entries), rng=np.random.default_rng(1))
    later = [each for each in few.questions if each.needs_times and each.needs_times > 1]
    assert later
    assert all(each.more_days and each.more_days > 7 for each in later)
    assert all(each.attribution is None for each in few.flares)


def test_too_little_data_still_lists_flares_but_ranks_nothing():
    year = simulated(2.0, 5, 3)
    few = explain(exposures_frame(year), scores_frame(year.entries), rng=np.random.default_rng(1))
    assert few.result.verdict is Verdict.INSUFFICIENT
    assert few.ranking == ()
    assert few.questions == ()
    assert few.flares
    empty = explain(
        exposures_frame(year),
        scores_frame(year.entries).head(0),
        rng=np.random.default_rng(1),
    )
    assert empty.flares == ()


def test_many_questions_are_corrected_as_r_does():
    """R 4.2.2: `p.adjust(p, "BH")`, exact."""
    known = pl.read_csv(Path(__file__).parent / "oracle" / "padjust.csv")
    assert false_discovery_control(known["p"].to_numpy()) == pytest.approx(
        known["BH"].to_numpy(), abs=1e-14
    )


def test_a_role_asks_for_both_interval_and_p():
    up, down, open_ = Estimate(1, 0.5, 1.5), Estimate(-1, -1.5, -0.5), Estimate(0.3, -0.2, 0.8)
    assert role_of(up, 0.01) is Role.TRIGGER
    assert role_of(down, 0.01) is Role.RELIEVER
    assert role_of(open_, 0.01) is Role.CANNOT_TELL
    assert role_of(up, 0.2) is Role.CANNOT_TELL
    assert role_of(up, None) is Role.CANNOT_TELL


def test_four_times_the_data_halves_the_error():
    assert times_needed(0.4) == pytest.approx(4 * times_needed(0.2))
    assert times_needed(0.4, rise=2.0) == pytest.approx(times_needed(0.2))


def test_a_story_reads_as_a_sentence(told: Explanation):
    story = next(each for each in told.flares if each.attribution and each.flare.length_h)
    assert story.attribution is not None
    assert story.words.count("Before it: ") == 1
    alone = replace(story, preceded_by=(), attribution=None)
    assert flare_words(alone).endswith("Nothing that was logged came before it.")
    none = replace(
        story.attribution,
        parts=tuple(replace(p, estimate=Estimate(0, 0, 0)) for p in story.attribution.parts),
    )
    assert "lines up none of this rise" in flare_words(replace(story, attribution=none))


def test_a_summary_of_draws_keeps_its_order():
    assert summarised(np.ones((3, 1))) == [Estimate(1.0, 1.0, 1.0)]
    (skewed,) = summarised(np.append(np.zeros(999), 1e6)[:, None])
    assert skewed.low <= skewed.mean <= skewed.high
