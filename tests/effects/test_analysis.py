"""The answer as a whole: planted effects are found, absent ones are not claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from flarelag.effects import analyze as analyze_with
from flarelag.effects.design import BIN_EDGES_H
from flarelag.effects.kernel import response, window_mean
from flarelag.effects.result import AtOnce, EffectResult, Estimate, Verdict
from flarelag.errors import InputError

if TYPE_CHECKING:
    from tests.effects.conftest import Runner

CLAIMS = {Verdict.CLEAR, Verdict.LIKELY}


def analyze(*frames: pl.DataFrame, per_dose: float | None = None) -> EffectResult:
    return analyze_with(*frames, per_dose=per_dose, rng=np.random.default_rng(0)).result


def excludes_zero(estimate: Estimate | None) -> bool:
    return estimate is not None and (estimate.low > 0 or estimate.high < 0)


def holds(estimate: Estimate | None, truth: float) -> bool:
    return estimate is not None and estimate.low <= truth <= estimate.high


@pytest.fixture(scope="module")
def null_answers(runner: type[Runner]) -> list[EffectResult]:
    return [analyze(*runner(seed=100 + i).frames()) for i in range(40)]


@pytest.fixture(scope="module")
def planted_answers(runner: type[Runner]) -> list[EffectResult]:
    """+2 at 12 h, 26 hard sessions in half a year."""
    return [analyze(*runner(seed=300 + i, peak=2.0).frames()) for i in range(20)]


def test_no_effect_is_not_claimed(null_answers: list[EffectResult]):
    """At most 5 % of 40 runners; the bounds over hundreds are the evaluation's business."""
    assert sum(answer.verdict in CLAIMS for answer in null_answers) <= 2
    assert sum(excludes_zero(answer.theta) for answer in null_answers) <= 2


def test_bins_of_no_effect_exclude_zero_about_as_rarely_as_they_say(
    null_answers: list[EffectResult],
):
    bins = [one.estimate for answer in null_answers for one in answer.bins]
    assert np.mean([excludes_zero(estimate) for estimate in bins]) < 0.09


def test_a_planted_effect_is_found(planted_answers: list[EffectResult]):
    truth = 2 * window_mean(12.0, 3)
    assert sum(answer.verdict in CLAIMS for answer in planted_answers) >= 19
    assert sum(holds(answer.theta, truth) for answer in planted_answers) >= 18
    lags = [answer.lag_h.median for answer in planted_answers if answer.lag_h]
    assert np.median(lags) == pytest.approx(12.0, abs=2.0)


def test_a_planted_effect_is_found_in_the_bins(planted_answers: list[EffectResult]):
    """Bins from 6 to 24 h: within .25 points of the planted curve, on average over runners."""
    for number, (low, high) in enumerate(pairwise(BIN_EDGES_H)):
        if not 6 <= low < 24:
            continue
        truth = 2 * response(np.linspace(low, high, 99), 12.0, 3).mean()
        found = [one.estimate.mean for a in planted_answers if (one := a.bins[number]).estimate]
        assert np.mean(found) == pytest.approx(truth, abs=0.25), (low, high)


def test_pain_that_is_gone_within_hours_is_no_delayed_effect(runner: type[Runner]):
    answers = [analyze(*runner(seed=500 + i, hard=16, flare=3.0).frames()) for i in range(15)]
    assert sum(answer.verdict in CLAIMS for answer in answers) <= 1
    assert sum(answer.at_once in {AtOnce.ROSE, AtOnce.BOTH} for answer in answers) >= 12


def test_relief_after_easy_runs_is_told_apart(null_answers: list[EffectResult]):
    relief = [answer.relief.mean for answer in null_answers if answer.relief]
    assert np.mean(relief) == pytest.approx(-1.0, abs=0.2)
    assert all(answer.ride_relief is None for answer in null_answers)


def test_shifting_all_times_by_weeks_changes_nothing(runner: type[Runner]):
    exposures, diary = runner(seed=1, peak=1.0).frames()
    by = timedelta(weeks=7)
    later = analyze(
        exposures.with_columns(pl.col("end") + by), diary.with_columns(pl.col("time") + by)
    )
    assert later == analyze(exposures, diary)


def test_the_order_of_rows_changes_nothing(runner: type[Runner]):
    exposures, diary = runner(seed=1, peak=1.0).frames()
    mixed = analyze(exposures.sample(fraction=1, shuffle=True, seed=2), diary.reverse())
    straight = analyze(exposures, diary)
    assert mixed.headline == straight.headline
    assert mixed.theta is not None
    assert straight.theta is not None
    assert mixed.theta.mean == pytest.approx(straight.theta.mean, abs=1e-4)


def test_a_shift_of_all_scores_changes_nothing_but_the_level(runner: type[Runner]):
    exposures, diary = runner(seed=2, peak=1.0).frames()
    middle = diary.with_columns(pl.col("score").clip(0, 9))
    low, high = (
        analyze(exposures, middle),
        analyze(exposures, middle.with_columns(pl.col("score") + 1)),
    )
    assert low.theta is not None
    assert high.theta is not None
    assert high.theta.mean == pytest.approx(low.theta.mean, abs=1e-4)
    assert high.bins[3].estimate is not None
    assert low.bins[3].estimate is not None
    assert high.bins[3].estimate.mean == pytest.approx(low.bins[3].estimate.mean, abs=1e-4)


def test_entries_far_from_any_session_move_the_answer_little(runner: type[Runner]):
    exposures, diary = runner(seed=3, peak=1.0).frames()
    quiet = diary.with_columns(pl.col("time") + timedelta(weeks=40))
    one, other = analyze(exposures, diary), analyze(exposures, pl.concat([diary, quiet]))
    assert one.theta is not None
    assert other.theta is not None
    assert other.theta.mean == pytest.approx(one.theta.mean, abs=0.15)


def test_the_greatest_score_of_an_instant_counts(runner: type[Runner]):
    exposures, diary = runner(seed=4).frames()
    lesser = diary.with_columns(score=pl.lit(0, dtype=pl.Int64))
    assert analyze(exposures, pl.concat([lesser, diary])) == analyze(exposures, diary)


def test_too_little_says_what_is_missing_and_nothing_else(runner: type[Runner]):
    exposures, diary = runner(seed=5, days=40, hard=5, peak=3.0).frames()
    answer = analyze(exposures, diary)
    assert answer.verdict is Verdict.INSUFFICIENT
    assert answer.missing.hard_sessions == 3
    assert answer.missing.more_days is not None
    assert 7 < answer.missing.more_days < 60
    assert (answer.theta, answer.immediate, answer.relief, answer.p_harm) == (None,) * 4
    assert all(one.estimate is None for one in answer.bins)
    assert any(one.n_entries for one in answer.bins)
    assert answer.at_once_words == ""
    assert answer.preliminary


def test_a_diary_of_mornings_after_the_run_is_told_which_entry_to_add():
    first = datetime(2025, 1, 1, 7, tzinfo=UTC)  # 8:00 in Zurich, half an hour after her runs
    days = [first + timedelta(days=n) for n in range(120)]
    diary = pl.DataFrame({"time": days, "score": [n % 4 for n in range(120)], "utc_offset_min": 60})
    runs = pl.DataFrame(
        {
            "end": [day - timedelta(minutes=30) for day in days[2::6]],
            "sport": "run",
            "dose": 60.0,
            "utc_offset_min": 60,
        }
    )
    answer = analyze(runs, diary)
    assert answer.verdict is Verdict.INSUFFICIENT
    assert answer.headline.startswith("Not enough yet: entries in the hours after hard sessions")
    assert answer.advice == (
        "Add an entry 3-12 h after each hard session: 20 of 20 have none there. After one that "
        "ends about 07:30, that is between 10:30 and 19:30 the same day."
    )
    evenings = diary.with_columns(pl.col("time") + timedelta(hours=10))
    followed_up = analyze(runs, pl.concat([diary, evenings]))
    assert followed_up.advice == ""
    assert followed_up.missing.covered_fraction == 1.0


def test_an_empty_diary_and_no_activities(runner: type[Runner]):
    exposures, diary = runner(seed=6).frames()
    for some in (exposures, exposures.clear()):
        answer = analyze(some, diary.clear())
        assert answer.verdict is Verdict.INSUFFICIENT
        assert (answer.missing.hard_sessions, answer.missing.entries) == (8, 100)
    nothing_done = analyze(exposures.clear(), diary)
    assert (nothing_done.missing.hard_sessions, nothing_done.missing.entries) == (8, 0)
    assert nothing_done.per_dose is None


def test_a_diary_of_no_pain_at_all_is_no_rise(runner: type[Runner]):
    exposures, diary = runner(seed=7).frames()
    answer = analyze(exposures, diary.with_columns(score=pl.lit(0)))
    assert answer.verdict is Verdict.NONE
    assert answer.theta is not None
    assert answer.theta.high < 0.2


def test_entries_at_one_hour_of_the_day_only(runner: type[Runner]):
    """The harmonics cannot be told from the intercept then; the answer stands all the same."""
    exposures, diary = runner(seed=8, peak=2.0).frames()
    hour = pl.col("time").dt.truncate("1d") + timedelta(hours=9)
    answer = analyze(exposures, diary.with_columns(time=hour))
    assert answer.bins[0].estimate is None
    assert answer.immediate is None
    assert answer.at_once_words.startswith("No entry falls into")
    assert answer.verdict in {*CLAIMS, Verdict.CANNOT_TELL}


def test_what_one_dose_is_may_be_declared(runner: type[Runner]):
    exposures, diary = runner(seed=9, peak=2.0).frames()
    usual, doubled = analyze(exposures, diary), analyze(exposures, diary, per_dose=60.0)
    assert doubled.per_dose == 60.0
    assert doubled.n_hard_sessions < usual.n_hard_sessions
    assert doubled.theta is not None
    assert usual.theta is not None
    assert doubled.theta.mean > 1.4 * usual.theta.mean


def test_input_that_cannot_be_is_refused(runner: type[Runner]):
    exposures, diary = runner(seed=9).frames()
    with pytest.raises(InputError, match="score"):
        analyze(exposures, diary.with_columns(score=pl.lit(11)))
    with pytest.raises(InputError, match="sport"):
        analyze(exposures.with_columns(sport=pl.lit("hop")), diary.clear())
