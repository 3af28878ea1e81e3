"""The columns that stand for choosing to run hard on good days."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.exposures import Sessions
from flarelag.effects.selection import CHOSEN_BEFORE_END_H, FADING_H, selection_columns


def hard_sessions(end_h: np.ndarray) -> Sessions:
    every, none = np.ones(len(end_h), dtype=bool), np.zeros(len(end_h), dtype=bool)
    return Sessions(end_h, np.ones(len(end_h)), every, none, every, every, "hard_s", 30.0, 0)


def test_they_are_sums_that_fade_from_the_chosen_instants():
    rng = np.random.default_rng(5)
    end_h, entry_h = rng.uniform(0, 900, 25), np.sort(rng.uniform(-50, 1000, 80))
    apart_h = np.abs(entry_h[:, None] - (end_h - CHOSEN_BEFORE_END_H)[None, :])
    found = selection_columns(entry_h, hard_sessions(end_h)).x
    for column, tau_h in zip(found.T, FADING_H, strict=True):
        assert column == pytest.approx(np.exp(-apart_h / tau_h).sum(axis=1), rel=1e-12)


def test_they_are_one_at_a_lone_session_and_alike_before_and_after():
    lone = hard_sessions(np.array([100.0 + CHOSEN_BEFORE_END_H]))
    x = selection_columns(np.array([70.0, 100.0, 130.0]), lone).x
    assert x[1] == pytest.approx([1.0, 1.0])
    assert x[0] == pytest.approx(x[2])
    assert not selection_columns(np.array([1.0]), hard_sessions(np.zeros(0))).x.any()
