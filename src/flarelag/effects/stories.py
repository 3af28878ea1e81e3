"""Flare-ups as a person reads them: when, where, how long, and what came before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from flarelag.effects.factors import WINDOW_H
from flarelag.effects.flare_result import Came, FlareStory, Preceding
from flarelag.effects.flare_words import flare_words
from flarelag.model.body import BodySite, PainSite, Side, reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.flare_result import Attribution, Flare
    from flarelag.effects.seen import Material

PRECEDING_H = 72.0
HOUR_US: Final = 3_600_000_000


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
    hurting = _Hurting.of(diary)
    logged = _Logged.of(material.factors) if material.factors is not None else None
    return tuple(
        _story(*both, material, hurting, logged) for both in zip(flares, attributed, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Hurting:
    """Where it hurt, row by row in order of time: diaries are long, and flare-ups are many."""

    times: list[datetime]
    places: list[PainSite]

    @classmethod
    def of(cls, diary: pl.DataFrame) -> _Hurting:
        known = [site.value for site in BodySite]
        rows = diary.filter(pl.col("site").is_in(known) & (pl.col("score") > 0)).sort("time")
        sides = (Side(side) if side else None for side in rows["side"])
        sites = (BodySite(site) for site in rows["site"])
        return cls(rows["time"].to_list(), list(map(PainSite, sites, sides)))

    def between(self, first: datetime, last: datetime) -> list[PainSite]:
        low, high = bisect_left(self.times, first), bisect_right(self.times, last)
        return sorted(set(self.places[low:high]), key=str)


@dataclass(frozen=True, slots=True, eq=False)
class _Logged:
    """Factors of some amount, in microseconds since 1970."""

    begin_us: NDArray[np.int64]
    end_us: NDArray[np.int64]
    names: list[str]
    amounts: list[float]

    @classmethod
    def of(cls, factors: pl.DataFrame) -> _Logged:
        rows = factors.filter(pl.col("value") > 0)
        begin = rows["time"].dt.epoch("us")
        end = rows["end"].dt.epoch("us").fill_null(begin)
        return cls(
            begin.to_numpy(), end.to_numpy(), rows["name"].to_list(), rows["value"].to_list()
        )

    def before(self, onset_us: int) -> list[Preceding]:
        since = onset_us - WINDOW_H * HOUR_US
        near = np.flatnonzero((self.begin_us <= onset_us) & (self.end_us > since))
        hours = np.maximum((onset_us - self.end_us[near]) / HOUR_US, 0.0)
        return [
            Preceding(Came.FACTOR, self.names[i], before_h, self.amounts[i])
            for i, before_h in zip(near.tolist(), hours.tolist(), strict=True)
        ]


def _story(
    flare: Flare,
    attribution: Attribution | None,
    material: Material,
    hurting: _Hurting,
    logged: _Logged | None,
) -> FlareStory:
    scores = material.scores
    onset, last = scores["time"][flare.entry], scores["time"][flare.last_entry]
    onset_us = int(scores["time"].dt.epoch("us")[flare.entry])
    places = hurting.between(onset, last)
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
                    logged.before(onset_us) if logged else (),
                ),
                key=lambda each: each.hours_before,
            )
        ),
        attribution=attribution,
        words="",
    )
    return replace(story, words=flare_words(story))


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
