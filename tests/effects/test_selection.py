"""The column that stands for choosing to run hard on good days."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.exposures import Sessions
from flarelag.effects.ou import OUCovariance, OUTerm
from flarelag.effects.selection import CHOSEN_BEFORE_END_H, selection_column

NOISE = OUCovariance((OUTerm(0.6, 20.0), OUTerm(0.4, 300.0)), 0.3)


def hard_sessions(end_h: np.ndarray) -> Sessions:
    every, none = np.ones(len(end_h), dtype=bool), np.zeros(len(end_h), dtype=bool)
    return Sessions(end_h, np.ones(len(end_h)), every, none, every, every, "hard_s", 30.0, 0)


def test_it_is_the_sum_of_covariances_with_the_chosen_instants():
    rng = np.random.default_rng(5)
    end_h, entry_h = rng.uniform(0, 900, 25), np.sort(rng.uniform(-50, 1000, 80))
    apart_h = np.abs(entry_h[:, None] - (end_h - CHOSEN_BEFORE_END_H)[None, :])
    direct = sum(part.variance * np.exp(-apart_h / part.tau_h) for part in NOISE.terms)
    column = selection_column(entry_h, hard_sessions(end_h), NOISE)
    assert column.x[:, 0] == pytest.approx(np.sum(direct, axis=1), rel=1e-12)


def test_it_is_one_at_a_lone_session_and_alike_before_and_after():
    lone = hard_sessions(np.array([100.0 + CHOSEN_BEFORE_END_H]))
    column = selection_column(np.array([70.0, 100.0, 130.0]), lone, NOISE).x[:, 0]
    assert column[1] == pytest.approx(1.0)
    assert column[0] == pytest.approx(column[2])
    assert not selection_column(np.array([1.0]), hard_sessions(np.zeros(0)), NOISE).x.any()
