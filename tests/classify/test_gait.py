"""Jogging into a repetition: speeds nearly alike, cadence not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from flarelag.classify.activity import classify_activity
from flarelag.model.parsed import ParsedActivity

MakeActivity = Callable[..., ParsedActivity]

WALKED, JOGGED, RUN = 120, 30, 240
WALK, JOG, REP = 1.4, 3.45, 3.95


def _speeds(rng: np.random.Generator) -> np.ndarray:
    one = np.r_[np.full(WALKED, WALK), np.full(JOGGED, JOG), np.full(RUN, REP)]
    speed = np.concatenate([np.tile(one, 3), np.full(WALKED, WALK)])
    noisy: np.ndarray = speed + rng.normal(0, 0.05, speed.size)
    return noisy


def _cadences(jog: np.ndarray) -> np.ndarray:
    one = np.r_[np.full(WALKED, 112.0), jog, np.full(RUN, 172.0)]
    return np.concatenate([np.tile(one, 3), np.full(WALKED, 112.0)])


def _starts(make_activity: MakeActivity, jog: np.ndarray | None) -> list[float]:
    speed = _speeds(np.random.default_rng(8))
    columns: dict[str, object] = {"t_s": np.arange(speed.size), "speed_m_s": speed}
    if jog is not None:
        columns["cadence_spm"] = pl.Series(_cadences(jog), nan_to_null=True)
    found = classify_activity(make_activity(columns), best_100m_m_s=6.8)
    whole = WALKED + JOGGED + RUN
    return [effort.interval.start_s - i * whole for i, effort in enumerate(found.efforts)]


def test_a_step_of_cadence_ends_the_jog_into_a_repetition(make_activity: MakeActivity):
    starts = _starts(make_activity, np.full(JOGGED, 162.0))
    assert starts == pytest.approx([WALKED + JOGGED] * 3, abs=1.5)


@pytest.mark.parametrize(
    "jog",
    [
        None,
        np.full(JOGGED, np.nan),
        np.full(JOGGED, 170.0),
        np.linspace(150.0, 172.0, JOGGED),
        np.r_[np.full(12, 155.0), np.full(JOGGED - 12, 172.0)],
        np.full(JOGGED, 120.0),
    ],
    ids=["no cadence", "a dropout", "no step", "a climb", "getting up to speed", "walking"],
)
def test_nothing_else_shortens_a_repetition(make_activity: MakeActivity, jog: np.ndarray | None):
    assert _starts(make_activity, jog) == pytest.approx([WALKED] * 3, abs=2.5)


def test_a_repetition_that_is_no_faster_later_begins_where_it_does(make_activity: MakeActivity):
    speed = np.tile(np.repeat([WALK, REP], [WALKED, RUN]), 3)
    speed = speed + np.random.default_rng(9).normal(0, 0.05, speed.size)
    cadence = np.tile(np.repeat([112.0, 160.0, 172.0], [WALKED, 40, RUN - 40]), 3)
    columns = {"t_s": np.arange(speed.size), "speed_m_s": speed, "cadence_spm": cadence}
    found = classify_activity(make_activity(columns), best_100m_m_s=6.8)
    starts = [effort.interval.start_s for effort in found.efforts]
    assert starts == pytest.approx([WALKED + i * (WALKED + RUN) for i in range(3)], abs=2.5)
