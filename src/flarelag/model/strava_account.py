"""What a Strava account lists, and what of it must be asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

RECENT: Final = timedelta(days=7)
"""Notes and exertion are written in the days after a run, and lists do not show that: details of
activities as young as this are asked for at every sync."""
_SHAPE: Final = ("start_date", "elapsed_time", "distance")
_LABEL: Final = ("name", "sport_type", "type", "visibility", "trainer", "manual", "private")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedActivity:
    """One entry of the account's list.

    Parameters
    ----------
    strava_id : int
        Strava's number.
    start_utc : datetime
        Aware.
    summary : str
        What tells that it has changed, as `summary_of` returns it.
    visibility : str or None
        Strava's word: `everyone`, `followers_only`, `only_me`.
    """

    strava_id: int
    start_utc: datetime
    summary: str
    visibility: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gear:
    """A pair of shoes or a bike.

    Parameters
    ----------
    id : str
        Strava's name for it.
    name, brand, model : str or None
        As the person wrote them.
    distance_m : float or None
        How far it has gone.
    retired : bool
        Whether it is out of use.
    """

    id: str
    name: str | None = None
    brand: str | None = None
    model: str | None = None
    distance_m: float | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPlace:
    """Where the sync stands.

    Parameters
    ----------
    round : int
        Which sync it is, counted from 1; one that is resumed keeps its number.
    started_utc, finished_utc : datetime or None
        When it began, and when it was through; null while it is under way.
    whole : bool
        Whether all details are asked for again.
    next_page : int or None
        The page of the list to ask for; null once an empty one has come.
    athlete_id : int or None
        Whose account it is.
    """

    round: int
    started_utc: datetime | None
    finished_utc: datetime | None = None
    whole: bool = False
    next_page: int | None = None
    athlete_id: int | None = None

    @property
    def under_way(self) -> bool:
        """Whether a sync has begun and is not through."""
        return self.started_utc is not None and self.finished_utc is None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownActivity:
    """What is known of one of the account's activities.

    Parameters
    ----------
    listed : ListedActivity
        Its entry in the list, as last seen.
    listed_round : int
        The sync that saw it last.
    fetched : str or None
        Its summary when its details came; null before.
    fetched_round : int
        The sync in which they came.
    detail, streams : str or None
        Answers that wait to be read, JSON.
    wants_streams : bool
        Whether streams are still to be asked for, to go with the details that wait.
    with_streams : bool
        Whether its streams were asked for, ever.
    activity_id : int or None
        The library's number of the recording made of it.
    alone : bool
        That recording stands for its activity, for want of a richer one.
    manual : bool
        It was entered by hand: there is nothing to stream.
    purged : bool
        Its streams were here, and were removed again.
    gone : bool
        It is no longer in the account, or no longer visible.
    problem : str or None
        Why nothing could be made of it.
    fetched_utc : datetime or None
        When the oldest part of what the library has of it came.
    """

    listed: ListedActivity
    listed_round: int
    fetched: str | None = None
    fetched_round: int = 0
    detail: str | None = None
    streams: str | None = None
    wants_streams: bool = False
    with_streams: bool = False
    activity_id: int | None = None
    alone: bool = False
    manual: bool = False
    purged: bool = False
    gone: bool = False
    problem: str | None = None
    fetched_utc: datetime | None = None


def summary_of(entry: Mapping[str, object]) -> str:
    """Return what of a list's entry tells that it has changed, as JSON.

    Parameters
    ----------
    entry : mapping
        As Strava has it.
    """
    content = {
        "shape": [entry.get(name) for name in _SHAPE],
        "label": [entry.get(name) for name in _LABEL],
        "gear": entry.get("gear_id"),
    }
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def detail_needed(known: KnownActivity, place: SyncPlace) -> bool:
    """Say whether an activity's details must be asked for in this sync.

    Parameters
    ----------
    known : KnownActivity
        The activity.
    place : SyncPlace
        The sync.
    """
    if known.listed_round != place.round or known.fetched_round == place.round:
        return False
    if known.fetched != known.listed.summary:
        return True
    if known.problem is None and known.activity_id is None:
        return True  # it was taken out of the library
    if known.alone and not (known.with_streams or known.manual):
        return True  # the richer recording that stood for it was
    return place.whole or _recent(known, place)


def streams_needed(known: KnownActivity, *, manual: bool, richer: bool) -> bool:
    """Say whether an activity's streams must be asked for, once its details have come.

    Parameters
    ----------
    known : KnownActivity
        The activity, as it was before.
    manual : bool
        It was entered by hand.
    richer : bool
        The library has a recording of it that says more.
    """
    if manual or richer:
        return False
    if not known.with_streams or known.activity_id is None:
        return True
    return shape_of(known.fetched) != shape_of(known.listed.summary)


def shape_of(summary: str | None) -> object:
    """Return the part of a summary that changes only where the recording does."""
    return None if summary is None else json.loads(summary)["shape"]


def _recent(known: KnownActivity, place: SyncPlace) -> bool:
    began = place.started_utc
    return began is not None and known.listed.start_utc >= began - RECENT
