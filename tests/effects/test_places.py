"""Left and right are different stories: one heals by itself, the other starts after hard runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.effects.analysis import analyze
from flarelag.effects.places import by_place
from flarelag.effects.result import Outcome, Verdict
from flarelag.effects.scores import reach_scores, scores_of
from flarelag.model.body import BodySite, PainSite, Side, reach_of
from flarelag.model.frames import DiaryScores
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.pain import PainModel
from flarelag.simulation.year import YearOptions, simulate_year


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
    # The buttock is all there is on either side: the same scores, so the same answer, once.
    assert of_right.result is answers[None, Side.RIGHT, Outcome.PAIN].result
    assert of_right.holds
    assert not answers[None, Side.LEFT, Outcome.PAIN].holds
    assert len({id(each.result) for each in found}) < len(found)


def test_a_place_that_all_entries_speak_of_shares_the_answer_of_the_whole():
    options = YearOptions(
        calendar=Calendar(first_day=date(2025, 1, 6), weeks=20), pain=PainModel(delayed_peak=2.0)
    )
    year = simulate_year(options, np.random.default_rng(4))
    diary = scores_frame(year.entries).with_columns(side=pl.lit("left"))
    exposures = exposures_frame(year)
    whole = analyze(exposures, diary, rng=np.random.default_rng(1)).result
    found = by_place(exposures, diary, whole=whole, rng=np.random.default_rng(1))
    anywhere = next(each for each in found if each.site is None and each.outcome is Outcome.PAIN)
    assert anywhere.result is whole
    assert {each.result.per_dose for each in found} == {whole.per_dose}


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


ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.lists(
            st.tuples(st.sampled_from(BodySite), st.one_of(st.none(), st.sampled_from(Side))),
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=8,
)


@given(entries=ENTRIES)
def test_reach_over_all_entries_is_that_of_each_by_itself(
    entries: list[tuple[int, list[tuple[BodySite, Side | None]]]],
):
    rows: list[tuple[object, ...]] = []
    expected: list[tuple[datetime, int, str | None]] = []
    for n, (score, places) in enumerate(entries):
        time = datetime(2025, 1, 6, tzinfo=UTC) + timedelta(days=n)
        rows += [(time, 60, score, site, side) for site, side in places]
        rows += [] if places else [(time, 60, score, None, None)]
        if not score:
            expected.append((time, 0, None))
            continue
        reach = reach_of(PainSite(site, side) for site, side in places)
        told = (("left", reach.left), ("right", reach.right), (None, reach.unsided))
        expected += [(time, far, side) for side, far in told if far is not None]
    diary = pl.DataFrame(rows, schema=DiaryScores.create_empty().schema, orient="row")
    assert reach_scores(diary).select("time", "score", "side").rows() == expected
