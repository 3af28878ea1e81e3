"""What forecasts have to beat."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.rivals import LEAST_SD, persistence, usual_level


def test_the_last_entry_is_carried_forward_as_unsurely_as_it_has_been_so_far():
    rng = np.random.default_rng(1)
    entry_h = np.linspace(0.0, 3192.0, 400)
    score = rng.normal(3, 1, 400)
    found = persistence(entry_h, score, entry_h[-1] + np.array([0.0, 8.0, 72.0]))
    assert (found.mean == score[-1]).all()
    assert found.sd == pytest.approx(np.full(3, np.sqrt(2)), rel=0.1)


def test_carrying_forward_grows_less_sure_where_pain_wanders():
    walk = np.cumsum(np.random.default_rng(2).normal(0, 0.3, 500))
    entry_h = np.linspace(0.0, 2495.0, 500)
    sd = persistence(entry_h, walk, entry_h[-1] + np.array([4.0, 30.0, 70.0])).sd
    assert sd[0] < sd[1] < sd[2]


def test_few_entries_lend_each_other_their_spread():
    entry_h, score = np.array([0.0, 8.0, 16.0]), np.array([2.0, 4.0, 2.0])
    sd = persistence(entry_h, score, np.array([20.0, 60.0])).sd
    assert sd == pytest.approx(np.sqrt(8 / 3))


def test_one_entry_is_carried_forward_all_the_same():
    found = persistence(np.array([0.0]), np.array([4.0]), np.array([1.0]))
    assert (found.mean[0], found.sd[0]) == (4.0, 1.0)


def test_whoever_always_says_the_same_is_not_taken_to_be_certain():
    entry_h = np.linspace(0.0, 792.0, 100)
    assert persistence(entry_h, np.full(100, 2.0), entry_h[-1:]).sd[0] == LEAST_SD
    assert usual_level(entry_h % 24, np.full(100, 2.0), np.array([8.0])).sd[0] == LEAST_SD


def test_the_usual_level_is_that_of_the_hour_round_midnight_too():
    hour = np.tile([23.5, 12.0], 40)
    score = np.tile([6.0, 2.0], 40)
    found = usual_level(hour, score, np.array([0.5, 12.5, 18.0]))
    assert found.mean == pytest.approx([6.0, 2.0, 4.0])
