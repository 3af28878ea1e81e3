"""The door through which frames come in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from flarelag.effects.inputs import checked_diary, checked_dose, checked_exposures
from flarelag.errors import InputError

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
RUN: dict[str, Any] = {"end": [NOON], "utc_offset_min": [60], "sport": ["run"], "dose": [30]}
SCORE: dict[str, Any] = {"time": [NOON], "utc_offset_min": [60], "score": [4]}


def test_whole_numbers_and_further_columns_are_taken():
    checked = checked_exposures(pl.DataFrame({**RUN, "dose_load": [3.0], "name": ["x"]}))
    assert checked.columns == ["end", "utc_offset_min", "sport", "dose"]
    assert checked["dose"].to_list() == [30.0]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"dose": [-1.0]}, "dose"),
        ({"dose": [float("nan")]}, "dose"),
        ({"dose": [float("inf")]}, "dose"),
        ({"dose": ["much"]}, "dose"),
        ({"sport": ["Run"]}, "sport"),
        ({"end": [None]}, "end"),
        ({"end": ["yesterday"]}, "datetime"),
    ],
)
def test_activities_that_cannot_be_are_refused_in_one_line(changed: dict[str, Any], word: str):
    with pytest.raises(InputError, match=word) as caught:
        checked_exposures(pl.DataFrame({**RUN, **changed}))
    assert "\n" not in caught.value.reason


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="'dose'"):
        checked_exposures(pl.DataFrame(RUN).drop("dose"))


def test_a_further_dose_is_held_to_the_same():
    frame = pl.DataFrame({**RUN, "dose_effort_s": [-5.0]})
    with pytest.raises(InputError, match=r"^dose_effort_s: "):
        checked_dose(frame, "dose_effort_s")
    assert checked_dose(frame.with_columns(dose_effort_s=7), "dose_effort_s").to_list() == [7.0]


def test_site_and_side_may_be_absent():
    checked = checked_diary(pl.DataFrame(SCORE))
    assert checked.select("score", "site", "side").rows() == [(4, None, None)]


@pytest.mark.parametrize("score", [11, -1, 3.5, float("nan"), None, "four"])
def test_scores_that_cannot_be_are_refused(score: object):
    with pytest.raises(InputError, match="diary") as caught:
        checked_diary(pl.DataFrame({**SCORE, "score": [score]}))
    assert "\n" not in caught.value.reason


def test_a_whole_score_written_as_a_fraction_is_taken():
    assert checked_diary(pl.DataFrame({**SCORE, "score": [4.0]}))["score"].to_list() == [4]
