"""The exact test and the interval against R, and against what must hold of any differences."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.experiments.paired import paired_t, sign_flip_p

ORACLE = Path(__file__).parent / "oracle"
SHARED = Path(__file__).parents[3] / "shared" / "oracle"
DIFFERENCES = st.lists(st.integers(-8, 8).map(lambda n: n / 2), min_size=1, max_size=9)


def blocks() -> list[float]:
    with (ORACLE / "nof1_blocks.csv").open() as file:
        return [float(row["on"]) - float(row["off"]) for row in csv.DictReader(file)]


def expected() -> dict[str, float]:
    with (ORACLE / "nof1_blocks_results.csv").open() as file:
        return {row["quantity"]: float(row["value"]) for row in csv.DictReader(file)}


def test_the_exact_p_is_that_of_r():
    """R 4.2.2: all 2^10 sign flips of the ten differences by `expand.grid(rep(list(c(-1, 1)), 10))`
    and the share whose absolute mean is at least the observed one."""
    assert sign_flip_p(blocks()) == expected()["exact_signflip_p"]


def test_the_interval_is_that_of_r():
    """R 4.2.2: `t.test(on, off, paired = TRUE)`."""
    found, r = paired_t(blocks()), expected()
    assert found is not None
    assert found.mean == pytest.approx(r["mean_diff"], abs=1e-12)
    assert found.t == pytest.approx(r["t"], abs=1e-12)
    assert found.p == pytest.approx(r["t_p"], abs=1e-12)
    assert (found.low, found.high) == pytest.approx((r["t_lo"], r["t_hi"]), abs=1e-9)


def test_the_reference_numbers_are_those_beside_the_checkout():
    if not SHARED.is_dir():
        pytest.skip("the reference numbers are not beside this checkout")
    for own in ORACLE.glob("nof1_*.csv"):
        assert own.read_bytes() == (SHARED / own.name).read_bytes()


@given(DIFFERENCES)
def test_the_exact_p_is_the_share_of_all_ways_the_coins_could_have_fallen(d: list[float]):
    total = abs(sum(d))
    ways = [
        abs(sum(s * x for s, x in zip(signs, d, strict=True)))
        for signs in product((1, -1), repeat=len(d))
    ]
    assert sign_flip_p(d) == pytest.approx(np.mean([way >= total - 1e-9 for way in ways]))


@given(DIFFERENCES)
def test_which_arm_is_called_which_changes_nothing_but_the_sign(d: list[float]):
    other = [-x for x in d]
    assert sign_flip_p(d) == sign_flip_p(other)
    one, two = paired_t(d), paired_t(other)
    if one is None or two is None:
        assert len(d) == 1
        return
    assert (one.mean, one.low, one.high) == pytest.approx((-two.mean, -two.high, -two.low))


def test_the_least_p_is_two_in_all_ways():
    assert sign_flip_p([1.0] * 6) == 2 / 64
    assert sign_flip_p([0.1 * n for n in range(1, 41)]) == pytest.approx(2 / 2**40)


def test_no_difference_at_all_is_no_evidence():
    assert sign_flip_p([0.0] * 6) == 1.0
    found = paired_t([0.0, 0.0])
    assert found is not None
    assert (found.t, found.p) == (0.0, 1.0)


def test_one_pair_has_no_interval_and_equal_ones_have_none_to_speak_of():
    assert paired_t([1.0]) is None
    found = paired_t([1.0, 1.0, 1.0])
    assert found is not None
    assert (found.low, found.high, found.p) == (1.0, 1.0, 0.0)
