"""How forecasts are scored, and when they are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from flarelag.effects.forecast import LEAD_H, Forecast
from flarelag.effects.forecast_record import FEWEST_FORECASTS, ForecastState, record_of
from flarelag.effects.forecast_scores import Answered, Rival, Scored, band, below, crps, scored
from flarelag.effects.forecast_words import expected_hours, forecast_shown, record_words
from flarelag.effects.rivals import Curve
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, WarningGuard

END = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
GUARD = WarningGuard()


def curve(mean: float, sd: float = 1.0) -> Curve:
    return Curve(np.full(len(LEAD_H), mean), np.full(len(LEAD_H), sd))


def forecast(mean: float = 4.0) -> Forecast:
    return Forecast(
        end=END,
        utc_offset_min=60,
        hard=True,
        n_entries=100,
        last_h=2.0,
        expected=curve(mean),
        without_sessions=curve(3.0),
        persistence=curve(2.0, 2.0),
        usual=curve(2.5),
    )


def test_the_score_is_the_sum_over_whole_points():
    one = Curve(np.array([3.2, 0.4]), np.array([1.1, 0.7]))
    cumulative = np.column_stack([below(one), np.ones(2)])
    share = np.diff(cumulative, prepend=0.0, axis=1)
    points = np.arange(11)
    for said in range(11):
        first = (share * np.abs(points - said)).sum(axis=1)
        apart = np.abs(points[:, None] - points[None, :])
        second = np.einsum("ij,jk,ik->i", share, apart, share)
        np.testing.assert_allclose(crps(one, np.full(2, float(said))), first - second / 2)


def test_a_certain_forecast_that_is_off_by_two_points_scores_two():
    sure = Curve(np.array([4.0]), np.array([1e-6]))
    assert crps(sure, np.array([4.0]))[0] == pytest.approx(0.0)
    assert crps(sure, np.array([6.0]))[0] == pytest.approx(2.0)


def test_the_band_holds_nine_of_ten_and_stays_on_the_scale():
    low, high = band(Curve(np.array([5.0, 0.0, 10.0]), np.array([1.5, 1.0, 3.0])))
    assert (low.tolist(), high.tolist()) == ([3, 0, 5], [7, 2, 10])


def test_only_the_72_h_after_a_session_count():
    lead_h = np.array([-1.0, 0.0, 5.0, 72.0, 73.0])
    (told,) = scored([Answered(forecast(), 100.0, lead_h, np.full(5, 4.0))])
    assert told.lead_h.tolist() == [5.0, 72.0]
    assert told.inside.all()
    assert told.hard
    assert scored([]) == []


def test_each_entry_is_read_from_its_own_forecast_between_its_hours():
    rising = replace(forecast(), expected=Curve(LEAD_H / 12, np.full(len(LEAD_H), 1e-6)))
    one = Answered(rising, 0.0, np.array([12.0, 31.0]), np.array([1.0, 3.0]))
    none = Answered(forecast(), 50.0, np.empty(0), np.empty(0))
    other = Answered(forecast(5.0), 60.0, np.array([3.0]), np.array([5.0]))
    found = scored([one, none, other])
    assert [len(each.lead_h) for each in found] == [2, 0, 1]
    assert found[0].own == pytest.approx([0.0, 0.0], abs=1e-6)
    alone = scored([other])[0]
    assert found[2].own == alone.own
    assert found[2].rivals == alone.rivals


def weeks(
    n: int, *, own: float, rivals: dict[Rival, float] | None = None, hard: bool = True
) -> list[Scored]:
    """Three forecasts a week, each with entries 5 and 30 h later, scores wobbling a little."""
    worse = dict.fromkeys(Rival, 1.0) | (rivals or {})
    rng = np.random.default_rng(1)
    return [
        Scored(
            end_h=168.0 * week + 50.0 * day,
            hard=hard,
            lead_h=np.array([5.0, 30.0]),
            own=own + rng.normal(0, 0.1, 2),
            rivals={rival: np.full(2, score) for rival, score in worse.items()},
            inside=np.array([True, False]),
        )
        for week in range(n)
        for day in range(3)
    ]


def test_nothing_answered_is_no_record():
    nobody = Scored(0.0, False, np.empty(0), np.empty(0), {}, np.empty(0, dtype=bool))  # noqa: FBT003
    for none in ([], [nobody]):
        record = record_of(none)
        assert (record.n_forecasts, record.state) == (0, ForecastState.COLLECTING)
        assert not record_words(record)


def test_it_is_shown_once_it_is_better_than_all_three_for_long_enough():
    record = record_of(weeks(12, own=0.7))
    assert record.state is ForecastState.SHOWN
    assert (record.n_forecasts, record.n_hard, record.n_weeks, record.n_entries) == (36, 36, 12, 72)
    assert record.whole is not None
    assert record.whole.inside == 0.5
    assert [(each.from_h, each.n) for each in record.leads] == [(0.0, 36), (24.0, 36)]
    assert record.gains[Rival.USUAL].low > 0.2


@pytest.mark.parametrize("rival", Rival)
def test_one_rival_that_is_as_good_keeps_it_hidden(rival: Rival):
    record = record_of(weeks(12, own=0.7, rivals={rival: 0.7}))
    assert record.state is ForecastState.NOT_BETTER


def test_too_few_forecasts_weeks_or_hard_sessions_keep_it_hidden():
    assert record_of(weeks(7, own=0.5)).state is ForecastState.COLLECTING
    assert record_of(weeks(12, own=0.5)[: FEWEST_FORECASTS - 1]).state is ForecastState.COLLECTING
    easy = record_of(weeks(12, own=0.5, hard=False))
    assert easy.state is ForecastState.COLLECTING
    assert Rival.WITHOUT_SESSIONS not in easy.gains


def test_what_overlaps_within_a_week_is_not_counted_twice():
    """Copies of each forecast in the same week add nothing to what is sure."""
    some = weeks(12, own=0.7)
    once, thrice = record_of(some), record_of([each for each in some for _ in range(3)])
    for rival in Rival:
        assert thrice.gains[rival].low == pytest.approx(once.gains[rival].low)


def test_what_is_shown_says_when_where_and_how_it_did():
    shown = forecast_shown(record_of(weeks(12, own=0.7)), forecast(), GUARD)
    assert "hard session that ended on Fri 20 Nov at 18:30" in shown.words
    assert "36 forecasts of 12 weeks against 72 entries" in shown.record_words
    assert "better than carrying the last entry on" in shown.record_words
    assert len(shown.hours) == len(LEAD_H)
    first = shown.hours[0]
    assert first.mean == pytest.approx(4.0, abs=0.01)
    assert (first.low, first.high) == (2, 6)
    assert first.local.hour == 18


def test_without_a_session_that_still_runs_only_the_record_is_shown():
    shown = forecast_shown(record_of(weeks(12, own=0.7)), None, GUARD)
    assert shown.words == "No session ended in the last 72 hours."
    assert shown.record_words
    assert not shown.hours


def test_what_is_not_shown_says_why_without_a_number_of_pain():
    few = forecast_shown(record_of(weeks(3, own=0.5)), forecast(), GUARD)
    assert "9 of 20 forecasts, in 3 of 8 weeks, 9 of 8 after hard sessions" in few.words
    level = record_of(weeks(12, own=0.7, rivals={Rival.USUAL: 0.7}))
    worse = forecast_shown(level, forecast(), GUARD)
    assert "not clearly better than the usual level at that hour, so it is not shown" in worse.words
    without = replace(level, gains={})
    assert "carrying the last entry on or the usual" in forecast_shown(without, None, GUARD).words
    for each in (few, worse):
        assert not each.hours
        assert not each.record_words


def test_after_a_warning_sign_nothing_is_shown():
    had = WarningAnswer(answer=SignsAnswer.HAVE, time_utc=END, zone="UTC", utc_offset_s=0)
    shown = forecast_shown(record_of(weeks(12, own=0.7)), forecast(), WarningGuard(had))
    assert shown.hidden
    assert "you said that you have one of the warning signs" in shown.words
    assert not shown.hours


def test_pain_is_expected_on_the_scale_however_sure_the_model_is():
    for each in expected_hours(forecast(mean=14.0)):
        assert each.mean <= 10
        assert each.high == 10
