from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from flarelag.model.sport import Sport
from flarelag.simulation.pain import (
    Exposure,
    PainModel,
    daily_wave,
    draw_drift,
    kernel,
    mean_rise,
    median_dose,
    response,
)

ONLY_LATER = PainModel(delayed_peak=2.0, run_relief=0, ride_relief=0)


def test_the_kernel_by_hand():
    lag_h = np.array([-1.0, 0.0, 6.0, 12.0, 24.0])
    expected = [0, 0, 0.25 * np.e, 1.0, 4 * np.exp(-2)]
    assert kernel(lag_h, peak_h=12, shape=3) == pytest.approx(expected)


@pytest.mark.parametrize("shape", [2.0, 3.0, 5.0])
@pytest.mark.parametrize("peak_h", [4.0, 12.0, 48.0])
def test_the_kernel_peaks_at_one_and_where_it_says(shape: float, peak_h: float):
    lag_h = np.linspace(0.01, 200, 20_000)
    g = kernel(lag_h, peak_h=peak_h, shape=shape)
    assert g.max() == pytest.approx(1.0, abs=1e-4)
    assert lag_h[g.argmax()] == pytest.approx(peak_h, abs=0.02)


def test_the_mean_rise_is_the_integral_over_6_to_24_h():
    # k = 3, tp = 12: the integral of (l/12)^2 exp(2 - l/6) in closed form.
    def primitive(lag_h: float) -> float:
        x = lag_h / 6
        return -(6 / 4) * math.exp(2 - x) * (x**2 + 2 * x + 2)

    expected = 2.0 * (primitive(24) - primitive(6)) / 18
    assert mean_rise(PainModel(delayed_peak=2.0)) == pytest.approx(expected, rel=1e-5)


def test_a_response_may_be_a_box():
    boxed = PainModel(delayed_peak=2.0, delayed_box_h=(8.0, 30.0), run_relief=0, ride_relief=0)
    assert mean_rise(boxed) == pytest.approx(2 * 16 / 18, rel=1e-3)
    session = Exposure(end_h=0.0, sport=Sport.RUN, dose=100.0)
    rise = response(boxed, np.array([7.9, 8.0, 29.9, 30.0]), [session], per_dose=100.0)
    assert rise.tolist() == [0, 2, 2, 0]


def test_flare_ups_for_no_reason_come_as_often_and_as_high_as_told():
    still = PainModel(short_sd=0.0, long_sd=0.0, spontaneous_rise=3.0, spontaneous_h=10.0)
    flaring = replace(still, spontaneous_per_week=0.5)
    points = draw_drift(flaring, 200 * 168.0, np.random.default_rng(3)).points
    onsets = int((np.diff(points) > 1.5).sum())
    assert onsets == pytest.approx(100, abs=30)
    assert points.min() >= 0
    assert np.mean(points) == pytest.approx(0.5 * 3.0 * 10.0 / 168.0, rel=0.3)
    assert not draw_drift(still, 168.0, np.random.default_rng(3)).points.any()


def test_a_session_of_twice_the_dose_raises_twice_as_much():
    t_h = np.array([12.0])
    once, twice = (
        response(ONLY_LATER, t_h, [Exposure(end_h=0, sport=Sport.RUN, dose=dose)], per_dose=100)
        for dose in (100.0, 200.0)
    )
    assert once == pytest.approx(2.0)
    assert twice == pytest.approx(4.0)


def test_easy_runs_and_rides_relieve_at_once_and_hard_sessions_do_as_told():
    model = PainModel(delayed_peak=0, run_relief=1.2, ride_relief=0.8, hard_rise=3.0)
    t_h = np.array([-1.0, 1e-9, 2.0])
    fading = np.array([0.0, 1.0, np.exp(-1)])
    cases = [
        (Sport.RUN, 0.0, -1.2 * fading),
        (Sport.RIDE, 0.0, -0.8 * fading),
        (Sport.OTHER, 0.0, 0 * fading),
        (Sport.RUN, 100.0, 3.0 * np.array([0.0, 1.0, np.exp(-2 / 3)])),
    ]
    for sport, dose, expected in cases:
        done = [Exposure(end_h=0, sport=sport, dose=dose)]
        assert response(model, t_h, done, per_dose=100) == pytest.approx(expected, abs=1e-6)


def test_without_any_dose_nothing_comes_later():
    done = [Exposure(end_h=0, sport=Sport.RUN, dose=0)]
    assert median_dose(done) is None
    assert response(ONLY_LATER, np.array([12.0]), done, per_dose=None) == pytest.approx(0.0)


def test_the_median_counts_positive_doses_only():
    doses = [0.0, 0.0, 100.0, 150.0, 400.0]
    assert median_dose([Exposure(end_h=0, sport=Sport.RUN, dose=d) for d in doses]) == 150


def test_drift_is_as_wide_as_its_two_parts():
    model = PainModel(short_sd=0.6, long_sd=0.8)
    drift = draw_drift(model, 200_000, np.random.default_rng(1))
    assert drift.points.std() == pytest.approx(1.0, rel=0.1)
    assert abs(drift.points.mean()) < 0.15


def test_the_daily_wave_tops_at_its_hour():
    wave = daily_wave(PainModel(daily_amplitude=0.4, daily_peak_hour=8), np.arange(24.0))
    assert wave.argmax() == 8
    assert wave.max() == pytest.approx(0.4)
