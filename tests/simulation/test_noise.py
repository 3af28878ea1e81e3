from __future__ import annotations

import numpy as np
import pytest

from flarelag.simulation.noise import ornstein_uhlenbeck


def test_a_path_has_the_spread_and_the_memory_that_were_asked_for():
    path = ornstein_uhlenbeck(np.random.default_rng(1), 200_000, step=1.0, tau=20.0, sd=2.0)
    assert path.std() == pytest.approx(2.0, rel=0.05)
    assert np.corrcoef(path[:-20], path[20:])[0, 1] == pytest.approx(np.exp(-1), abs=0.03)


def test_the_first_value_is_as_spread_as_any():
    rng = np.random.default_rng(2)
    firsts = [ornstein_uhlenbeck(rng, 1, step=1.0, tau=50.0, sd=3.0)[0] for _ in range(4000)]
    assert np.std(firsts) == pytest.approx(3.0, rel=0.05)
