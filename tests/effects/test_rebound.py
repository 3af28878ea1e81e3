"""Relief, then rebound, beside its rate at matched times."""

from __future__ import annotations

import numpy as np

from flarelag.effects.exposures import Sessions
from flarelag.effects.rebound import Rate, rebound


def runs(*end_h: float) -> Sessions:
    n = len(end_h)
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    return Sessions(np.array(end_h), np.ones(n), yes, no, yes, yes, "dose", 1.0, 0)


def diary(days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return entries at 8, 16 and 20 h: always 3."""
    t_h = (np.arange(days)[:, None] * 24 + np.array([8.0, 16.0, 20.0])).ravel()
    return t_h, np.full(len(t_h), 3.0)


def test_a_session_with_relief_and_a_later_rise_is_labelled():
    t_h, score = diary(20)
    score[t_h == 10 * 24 + 20] = 2.0  # an hour after the run's end, 1 below
    score[t_h == 11 * 24 + 8] = 4.0
    found = rebound(t_h, score, runs(10 * 24 + 19.0))
    assert found is not None
    assert found.sessions == Rate(1, 1)
    assert found.matched == Rate(1, 0)


def test_without_relief_or_without_a_rise_there_is_no_label():
    t_h, score = diary(20)
    score[t_h == 11 * 24 + 8] = 8.0
    found = rebound(t_h, score, runs(10 * 24 + 19.0))
    assert found is not None
    assert found.sessions == Rate(1, 0)


def test_a_rebound_without_any_session_shows_in_the_matched_rate():
    t_h, score = diary(40)
    score[(t_h % 24) == 20] = 2.0  # lower every evening
    score[(t_h % 24) == 8] = 4.0  # higher every morning
    found = rebound(t_h, score, runs(20 * 24 + 19.0))
    assert found is not None
    assert found.sessions == found.matched == Rate(1, 1)


def test_where_entries_do_not_tell_nothing_is_said():
    t_h, score = diary(20)
    assert rebound(t_h, score, runs(10 * 24 + 10.0)) is None  # nobody wrote within 2 h
    assert rebound(t_h, score, runs()) is None


def test_no_matched_time_lies_near_a_session():
    t_h, score = diary(20)
    every_day = runs(*(day * 24 + 19.0 for day in range(20)))
    found = rebound(t_h, score, every_day)
    assert found is not None
    assert found.matched == Rate(0, 0)
