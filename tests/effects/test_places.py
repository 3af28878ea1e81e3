"""Left and right are different stories: one heals by itself, the other starts after hard runs."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from flarelag.effects.places import by_place
from flarelag.effects.result import Outcome, Verdict
from flarelag.effects.scores import reach_scores, scores_of
from flarelag.model.body import BodySite, Side
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.pain import PainModel
from flarelag.simulation.year import YearOptions, exposures_frame, scores_frame, simulate_year


def test_each_side_and_site_gets_its_own_answer():
    weeks = 30
    options = YearOptions(
        calendar=Calendar(first_day=date(2025, 1, 6), weeks=weeks),
        pain=PainModel(delayed_peak=2.0),
    )
    year = simulate_year(options, np.random.default_rng(3))
    right = scores_frame(year.entries).filter(pl.col("site") != "calf_outer")
    right = right.with_columns(side=pl.lit("right"))
    left = right.with_columns(
        score=pl.Series(np.round(np.linspace(5, 1, right.height)).astype(int)), side=pl.lit("left")
    )
    diary = pl.concat([left, right])
    found = by_place(exposures_frame(year), diary, rng=np.random.default_rng(1))
    answers = {(each.site, each.side, each.outcome): each for each in found}
    of_right = answers[BodySite.BUTTOCK, Side.RIGHT, Outcome.PAIN]
    assert of_right.result.verdict is Verdict.CLEAR
    assert of_right.p_adjusted == pytest.approx(0.005 * len(found) / 2, rel=1.0)
    healed = answers[None, Side.LEFT, Outcome.PAIN].result.verdict
    assert healed not in {Verdict.CLEAR, Verdict.LIKELY}
    assert (None, Side.LEFT, Outcome.REACH) in answers


def test_reach_says_how_far_down_each_leg_it_goes():
    rows = [
        (0, 4, "buttock", "left"),
        (0, 4, "calf_outer", "left"),
        (1, 0, None, None),
        (2, 3, "foot", "right"),
        (3, 2, None, None),
        (4, 2, "buttock", None),
    ]
    base = pl.datetime(2025, 1, 6, time_zone="UTC", time_unit="us")
    diary = pl.DataFrame(
        rows, schema=["day", "score", "site", "side"], orient="row", infer_schema_length=None
    ).select(
        (base + pl.duration(days=pl.col("day"))).alias("time"),
        pl.lit(60, dtype=pl.Int32).alias("utc_offset_min"),
        "score",
        "site",
        "side",
    )
    reach = reach_scores(diary)
    assert reach.select("score", "side").rows() == [(4, "left"), (0, None), (5, "right"), (1, None)]
    assert scores_of(reach, side=Side.LEFT)["score"].to_list() == [4, 0]
