from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flarelag.signal.quantile import median, percentile

NUMBERS = st.lists(st.floats(0, 20), min_size=1, max_size=40).map(np.array)


@given(NUMBERS)
def test_the_median_is_numpys_own(values: np.ndarray):
    assert median(values) == np.median(values)


@given(NUMBERS, st.sampled_from([0.0, 20.0, 50.0, 80.0, 95.0, 100.0]))
def test_percentiles_are_numpys_own(values: np.ndarray, percent: float):
    assert percentile(values, percent) == np.percentile(values, percent)
