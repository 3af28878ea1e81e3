"""Shoes: the gear of activities on foot, how far it has gone, and what the person says of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, LibraryError, quoted
from flarelag.model.shoes import Shoe, ShoeSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

_LONGEST_M: Final = 1e8
_SHOES: Final = "g"
"""With this letter Strava begins its names for shoes; bikes have a b."""


def list_shoes(library: Library, activities: Sequence[StoredActivity] | None = None) -> list[Shoe]:
    """Return every pair of shoes, the one that was worn last first.

    Parameters
    ----------
    library : Library
        Open.
    activities : sequence of StoredActivity or None
        All of its activities, where they are at hand; null: they are read.
    """
    known = library.activities() if activities is None else activities
    told = {
        each.name: each.distance_m
        for each in library.strava.gear()
        if each.id.startswith(_SHOES) and each.name and each.distance_m is not None
    }
    return shoes_of(known, library.diary.shoes(), told)


def shoes_of(
    activities: Sequence[StoredActivity],
    said: Sequence[ShoeSettings],
    told: Mapping[str, float] = MappingProxyType({}),
) -> list[Shoe]:
    """Return every pair of shoes that activities on foot, settings or Strava name.

    Parameters
    ----------
    activities : sequence of StoredActivity
        All of a library.
    said : sequence of ShoeSettings
        What was said of shoes.
    told : mapping of str to float
        How far Strava says that each pair has gone, in metres.
    """
    worn_in: defaultdict[str, list[StoredActivity]] = defaultdict(list)
    for stored in activities:
        if stored.activity.gear and stored.activity.sport.on_foot:
            worn_in[stored.activity.gear].append(stored)
    settings = {each.name: each for each in said}
    shoes = [
        _shoe(name, worn_in.get(name, []), settings.get(name), told.get(name))
        for name in {**worn_in, **settings, **told}
    ]
    never = min((shoe.last_utc for shoe in shoes if shoe.last_utc), default=None)
    return sorted(
        shoes,
        key=lambda shoe: (
            shoe.last_utc is None,
            -(shoe.last_utc - never).total_seconds() if shoe.last_utc and never else 0.0,
            shoe.name,
        ),
    )


def set_shoes(
    library: Library,
    name: str,
    *,
    start_m: float | None = None,
    limit_m: float | None = None,
    no_limit: bool = False,
    now: datetime,
) -> Shoe:
    """Keep what a person says of a pair of shoes; null leaves it as it was.

    Parameters
    ----------
    library : Library
        Open.
    name : str
        As activities name it, or so that only one of them begins like it.
    start_m, limit_m : float or None
        As in `ShoeSettings`.
    no_limit : bool
        Take the limit away.
    now : datetime
        Aware.

    Raises
    ------
    DiaryError
        A distance that no shoe goes.
    LibraryError
        No activity and no setting names such shoes.
    """
    for value in (start_m, limit_m):
        if value is not None and not 0 <= value <= _LONGEST_M:
            raise DiaryError(f"{value / 1000:g} km is no distance for shoes", field="distance")
    shoes = list_shoes(library)
    full_name = _named(name, [shoe.name for shoe in shoes])
    there = {each.name: each for each in library.diary.shoes()}.get(full_name)
    old = there or ShoeSettings(name=full_name, entered_utc=now)
    changed = replace(
        old,
        start_m=old.start_m if start_m is None else start_m,
        limit_m=None if no_limit else old.limit_m if limit_m is None else limit_m,
    )
    if there is None:
        library.diary.add([changed], at_utc=now)
    else:
        library.diary.edit(changed, at_utc=now)
    return next(shoe for shoe in list_shoes(library) if shoe.name == full_name)


def _named(name: str, known: Sequence[str]) -> str:
    """Return the name that is meant: the same, the same but for capitals, or begun like it."""
    folded = name.strip().casefold()
    if name in known:
        return name
    ways = (
        [each for each in known if each.casefold() == folded],
        [each for each in known if each.casefold().startswith(folded)],
    )
    for found in ways:
        if len(found) == 1 and folded:
            return found[0]
    several = f"several shoes begin with {quoted(name)}" if ways[1] and folded else ""
    none = f"no activity names shoes {quoted(name)}"
    raise LibraryError(f"{several or none}; `flarelag shoes` lists them all")


def _shoe(
    name: str,
    activities: Sequence[StoredActivity],
    said: ShoeSettings | None,
    told_m: float | None,
) -> Shoe:
    distances = [each.activity.distance_m for each in activities]
    activities_m = sum(each for each in distances if each is not None)
    start_m = said.start_m if said else None
    starts = [each.activity.start_utc for each in activities]
    return Shoe(
        name=name,
        activities_m=activities_m,
        n_activities=len(activities),
        n_without_distance=distances.count(None),
        start_m=max((told_m or 0.0) - activities_m, 0.0) if start_m is None else start_m,
        limit_m=said.limit_m if said else None,
        first_utc=min(starts, default=None),
        last_utc=max(starts, default=None),
    )
