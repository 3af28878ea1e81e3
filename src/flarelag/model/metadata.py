"""What is said of a recording beside it: name, notes, gear, exertion, sport, Strava's number."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from flarelag.model.carried import carried

if TYPE_CHECKING:
    from flarelag.model.activity import Activity, Weather
    from flarelag.model.sport import Sport


@carried
@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a recording or an export says of an activity; null where it says nothing.

    Parameters
    ----------
    name, description, private_note, gear : str or None
        As the person wrote them.
    perceived_exertion : float or None
        0 to 10.
    weather : Weather or None
        As an export has it.
    strava_id : int or None
        Strava's own number for it.
    sport : Sport or None
        What it was; null where the word used is not one of ours.
    """

    name: str | None = None
    description: str | None = None
    private_note: str | None = None
    gear: str | None = None
    perceived_exertion: float | None = None
    weather: Weather | None = None
    strava_id: int | None = None
    sport: Sport | None = None


FIELDS = tuple(each.name for each in fields(Metadata))
_values = attrgetter(*FIELDS)


def metadata_of(activity: Activity) -> Metadata:
    """Return what an activity says of itself."""
    return Metadata(**dict(zip(FIELDS, _values(activity), strict=True)))


def overlaid(newer: Metadata, older: Metadata) -> Metadata:
    """Return the newer words, and the older ones where the newer say nothing."""
    said = zip(FIELDS, _values(newer), strict=True)
    return replace(older, **{name: value for name, value in said if value not in {None, ""}})


def with_metadata(activity: Activity, metadata: Metadata) -> Activity:
    """Return the activity with what an export says of it, which the person has edited last.

    Parameters
    ----------
    activity : Activity
        As its recording has it.
    metadata : Metadata
        What is null in it leaves the activity as it is.
    """
    told = overlaid(metadata, metadata_of(activity))
    return replace(activity, **dict(zip(FIELDS, _values(told), strict=True)))
