"""Flare-ups as a person reads them: when, where, how long, and what came before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects.exposures import hours_since
from flarelag.effects.factors import WINDOW_H
from flarelag.effects.flare_result import Came, FlareStory, Preceding
from flarelag.effects.flare_words import flare_words
from flarelag.model.body import BodySite, PainSite, Side, reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.flare_result import Attribution, Flare
    from flarelag.effects.seen import Material

PRECEDING_H = 72.0


def stories(
    flares: Sequence[Flare],
    attributed: Sequence[Attribution | None],
    material: Material,
    diary: pl.DataFrame,
) -> tuple[FlareStory, ...]:
    """Return one for each flare-up, in order of time.

    Parameters
    ----------
    flares : sequence of Flare
        In order of time.
    attributed : sequence of Attribution or None
        One for each.
    material : Material
        What was analysed.
    diary : DataFrame[DiaryScores]
        One row for each site of an entry.
    """
    return tuple(_story(*both, material, diary) for both in zip(flares, attributed, strict=True))


def _story(
    flare: Flare, attribution: Attribution | None, material: Material, diary: pl.DataFrame
) -> FlareStory:
    scores = material.scores
    onset, last = scores["time"][flare.entry], scores["time"][flare.last_entry]
    places = _places(diary, onset, last)
    reach = reach_of(places)
    at = int(np.argmin(np.abs(material.entry_h - flare.peak_h)))
    story = FlareStory(
        flare=flare,
        onset=onset,
        peak_at=scores["time"][at],
        utc_offset_min=scores["utc_offset_min"][flare.entry],
        sites=tuple(str(place) for place in places),
        reach_left=reach.left,
        reach_right=reach.right,
        preceded_by=tuple(
            sorted(
                chain(
                    _sessions_before(material.sessions, flare.onset_h),
                    _factors_before(material.factors, onset),
                ),
                key=lambda each: each.hours_before,
            )
        ),
        attribution=attribution,
        words="",
    )
    return replace(story, words=flare_words(story))


def _places(diary: pl.DataFrame, onset: datetime, last: datetime) -> list[PainSite]:
    during = diary.filter(
        pl.col("time").is_between(onset, last)
        & pl.col("site").is_not_null()
        & (pl.col("score") > 0)
    )
    rows = during.select("site", "side").unique(maintain_order=True).rows()
    known = {site.value for site in BodySite}
    return sorted(
        (
            PainSite(BodySite(site), Side(side) if side else None)
            for site, side in rows
            if site in known
        ),
        key=str,
    )


def _sessions_before(sessions: Sessions, onset_h: float) -> list[Preceding]:
    before_h = onset_h - sessions.end_h
    near = np.flatnonzero((before_h >= 0) & (before_h < PRECEDING_H))
    return [
        Preceding(
            _kind(sessions, i),
            None,
            float(before_h[i]),
            float(sessions.dose[i]) if sessions.hard[i] else None,
        )
        for i in near.tolist()
    ]


def _kind(sessions: Sessions, i: int) -> Came:
    if sessions.hard[i]:
        return Came.HARD_SESSION
    if sessions.run[i]:
        return Came.EASY_RUN
    return Came.RIDE if sessions.ride[i] else Came.OTHER_ACTIVITY


def _factors_before(factors: pl.DataFrame | None, onset: datetime) -> list[Preceding]:
    if factors is None:
        return []
    near = factors.with_columns(over=pl.col("end").fill_null(pl.col("time"))).filter(
        (pl.col("time") <= onset)
        & (pl.col("over") > onset - timedelta(hours=WINDOW_H))
        & (pl.col("value") > 0)
    )
    hours = np.maximum(-hours_since(near["over"], onset), 0.0)
    return [
        Preceding(Came.FACTOR, name, before_h, value)
        for name, value, before_h in zip(near["name"], near["value"], hours.tolist(), strict=True)
    ]
