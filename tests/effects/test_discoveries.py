"""False discoveries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from flarelag.effects.discoveries import adjusted


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_p_values_are_adjusted_as_scipy_adjusts_them(p: list[float]) -> None:
    assert adjusted(p) == pytest.approx(false_discovery_control(p).tolist())


def test_nothing_looked_at_needs_no_adjusting() -> None:
    assert adjusted([]) == []
