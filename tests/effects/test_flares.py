"""Flare-ups by the declared rule, and by tap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.effects.flare_result import FoundBy
from flarelag.effects.flares import APART_H, find_flares, thresholds


def entries(*pairs: tuple[float, int]) -> tuple[np.ndarray, np.ndarray]:
    t_h, score = zip(*pairs, strict=True)
    return np.array(t_h, dtype=float), np.array(score, dtype=float)


QUIET = ((0.0, 2), (8.0, 2), (16.0, 3), (24.0, 2))


def test_the_threshold_is_two_above_the_median_of_three_days_rounded_up():
    t_h, score = entries((0, 2), (8, 3), (16, 2), (24, 5), (100, 1))
    assert thresholds(t_h, score)[:3].tolist() == [np.inf] * 3
    assert thresholds(t_h, score)[3] == 4
    assert np.isinf(thresholds(t_h, score)[4])  # one entry in the 72 h before
    halves = entries((0, 2), (8, 3), (16, 2), (20, 3), (24, 5))
    assert thresholds(*halves)[4] == 5  # 2.5 + 2, rounded up


def test_a_rise_of_two_is_a_flare_with_onset_peak_and_length():
    (flare,) = find_flares(*entries(*QUIET, (32, 4), (40, 6), (48, 3), (56, 2)))
    assert (flare.onset_h, flare.score, flare.peak, flare.peak_h) == (32, 4, 6, 40)
    assert (flare.length_h, flare.usual, flare.threshold) == (16, 2, 4)
    assert flare.found_by is FoundBy.RULE
    assert (flare.entry, flare.last_entry) == (4, 5)


def test_a_rise_that_is_over_within_two_hours_is_none():
    assert find_flares(*entries(*QUIET, (32, 5), (33, 2), (40, 2))) == ()
    assert len(find_flares(*entries(*QUIET, (32, 5), (33, 4), (40, 2)))) == 1
    assert len(find_flares(*entries(*QUIET, (32, 5), (35, 2), (40, 2)))) == 1  # nobody looked


def test_only_the_first_within_a_day_counts():
    found = find_flares(*entries(*QUIET, (32, 6), (40, 2), (48, 6), (60, 2), (68, 7), (90, 2)))
    assert [flare.onset_h for flare in found] == [32, 68]


def test_where_the_diary_falls_silent_nobody_knows_the_length():
    (last,) = find_flares(*entries(*QUIET, (32, 5), (40, 5)))
    assert last.length_h is None
    (gap,) = find_flares(*entries(*QUIET, (32, 5), (40, 5), (100, 2)))
    assert gap.length_h is None
    assert gap.last_entry == 5


def test_a_tap_counts_by_itself_or_beside_the_rule():
    t_h, score = entries(*QUIET, (32, 3), (40, 3), (48, 2))
    (own,) = find_flares(t_h, score, np.array([32.0]))
    assert own.found_by is FoundBy.TAP
    assert (own.threshold, own.usual) == (3, 2)  # its own score, below the rule's
    t_h, score = entries(*QUIET, (32, 5), (40, 3), (48, 2))
    (both,) = find_flares(t_h, score, np.array([40.5, 41.0]))
    assert both.found_by is FoundBy.BOTH
    assert both.onset_h == 32


def test_a_tap_with_little_before_it_is_listed_but_cannot_be_assessed():
    (own,) = find_flares(*entries((0, 2), (8, 6), (16, 2)), np.array([8.0]))
    assert (own.threshold, own.usual) == (None, None)
    assert own.length_h == 8
    assert find_flares(*entries((0, 2), (8, 6)), np.array([-5.0])) == ()


@given(
    st.lists(st.tuples(st.floats(0.01, 60), st.integers(0, 10)), min_size=1, max_size=60),
    st.lists(st.floats(0, 500), max_size=5),
)
def test_flares_lie_a_day_apart_and_hold_their_own_numbers(
    steps: list[tuple[float, int]], taps: list[float]
):
    t_h = np.cumsum([step for step, _ in steps])
    score = np.array([float(value) for _, value in steps])
    found = find_flares(t_h, score, np.array(taps))
    onsets = [flare.onset_h for flare in found]
    assert onsets == sorted(onsets)
    assert all(b - a >= APART_H for a, b in pairwise(onsets))
    for flare in found:
        assert flare.peak >= flare.score
        assert flare.entry <= flare.last_entry
        assert flare.onset_h <= flare.peak_h <= t_h[flare.last_entry]
        assert flare.length_h is None or flare.length_h > 0
        if flare.threshold is not None:
            assert flare.score >= flare.threshold
    assert pytest.approx(found[0].onset_h) == t_h[found[0].entry] if found else True
