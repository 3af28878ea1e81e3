"""Exact covariance algebra in O(n), against dense matrices."""

from __future__ import annotations

import numpy as np
import pytest

from flarelag.effects.ou import OUCovariance, OUTerm, whitener
from flarelag.errors import InputError

TWO_PARTS = OUCovariance((OUTerm(1.5, 9.0), OUTerm(0.8, 300.0)), 0.4)


def dense(covariance: OUCovariance, t_h: np.ndarray) -> np.ndarray:
    gaps = np.abs(t_h[:, None] - t_h[None, :])
    parts = [term.variance * np.exp(-gaps / term.tau_h) for term in covariance.terms]
    total: np.ndarray = np.sum(parts, axis=0) + covariance.nugget_variance * np.eye(len(t_h))
    return total


def times(seed: int) -> np.ndarray:
    """Return unsorted hours, two of them the same."""
    t_h = np.random.default_rng(seed).uniform(0, 400, 30)
    t_h[7] = t_h[3]
    return t_h


@pytest.mark.parametrize("seed", range(3))
def test_the_determinant_equals_the_dense_one(seed: int):
    t_h = times(seed)
    wanted = np.linalg.slogdet(dense(TWO_PARTS, t_h))[1]
    assert whitener(TWO_PARTS, t_h).log_det == pytest.approx(wanted, abs=1e-10)


def test_whitening_inverts_the_covariance():
    t_h = times(5)
    white = whitener(TWO_PARTS, t_h).whiten(np.eye(30))
    assert white.T @ white == pytest.approx(np.linalg.inv(dense(TWO_PARTS, t_h)), abs=1e-10)


def test_two_scores_at_one_instant_need_a_nugget():
    bare = OUCovariance((OUTerm(1.0, 10.0),), 0.0)
    with pytest.raises(InputError, match="instant"):
        whitener(bare, np.array([0.0, 1.0, 1.0]))
