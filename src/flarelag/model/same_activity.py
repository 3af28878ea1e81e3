"""Whether two recordings are of the same activity, and which of them says more.

A watch and a bike computer, a FIT file and the GPX that a service made of it: the same hour must
not count twice. The decision is pure and the same whatever the order the recordings came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

START_WITHIN_S: Final = 60.0
"""Two devices are started one after the other, within a minute."""
LISTED_WITHIN_S: Final = 5.0
"""A list of activities gives a recording's own start, whatever it means by its duration."""
DURATION_FRACTION: Final = 0.05
DURATION_S: Final = 30.0
"""Durations may differ by a twentieth, and by half a minute whatever their length."""
DISTANCE_FRACTION: Final = 0.10
DISTANCE_M: Final = 100.0
"""Distances may differ by a tenth (footpods, smoothed tracks), and by 100 m whatever they are."""
OVERLAP: Final = 0.5
"""They must overlap for half of the longer: a false start is no second recording."""
REMEMBERED_END_WITHIN_S: Final = 90 * 60.0
"""Who logs a session before its file is there remembers its end by no more than this. Ours."""
_ON_FOOT: Final = "on foot"


class RecordingFormat(StrEnum):
    """What a recording was read from, the one that says most first."""

    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    API = "api"


class Relation(StrEnum):
    """What two recordings are to each other."""

    SAME = "the same activity"
    DAMAGED_COPY = "a damaged copy of the same activity"
    DIFFERENT = "different activities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What the decision looks at.

    Parameters
    ----------
    identity : str
        Tells it from every other, whatever came first: no two recordings share it.
    start_utc : datetime
        Aware.
    sports : frozenset of Sport
        What its own file and the exports it was met in call it; a later correction adds one.
    duration_s, distance_m : float or None
        As in `Activity`.
    file : str or None
        Its original's SHA-256, or the list it stands in: two sessions of one are never the same.
    format : RecordingFormat or None
        Null for an entry without bytes.
    strava_ids : frozenset of int
        What Strava numbers it: one number is one activity, wherever it was cropped.
    n_channels, n_records : int
        How many columns of its records hold anything, and how many records there are.
    salvaged : bool
        Read from a damaged file.
    remembered : bool
        Logged by the person herself, to be told by its end: when it began may be anybody's guess.
    """

    identity: str
    start_utc: datetime
    sports: frozenset[Sport]
    duration_s: float | None = None
    distance_m: float | None = None
    file: str | None = None
    format: RecordingFormat | None = None
    strava_ids: frozenset[int] = frozenset()
    n_channels: int = 0
    n_records: int = 0
    salvaged: bool = False
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision and its reason.

    Parameters
    ----------
    relation : Relation
        The decision.
    reason : str
        Why, in words a user understands.
    """

    relation: Relation
    reason: str


@dataclass(slots=True)
class SameActivity:
    """Recordings of one activity.

    Parameters
    ----------
    chosen : Recording
        The richest: it stands for the activity.
    others : list of tuple of Recording and str
        The rest, richest first, each with the reason why it is the same activity.
    """

    chosen: Recording
    others: list[tuple[Recording, str]]

    @property
    def recordings(self) -> list[Recording]:
        """All of them, the chosen one first."""
        return [self.chosen, *(each for each, _ in self.others)]


def judge(one: Recording, other: Recording) -> Judgement:
    """Say whether two recordings are of the same activity, and why.

    Parameters
    ----------
    one, other : Recording
        In any order: the answer is the same.
    """
    if one.remembered != other.remembered:
        return _judge_remembered(one, other)
    apart_s = abs((one.start_utc - other.start_utc).total_seconds())
    contradiction = _contradiction(one, other, apart_s)
    if why := _surely_same(one, other, apart_s, contradiction):
        return Judgement(Relation.SAME, why)
    if contradiction:
        return _different(contradiction)
    if one.duration_s is None or other.duration_s is None:
        return _different("a duration is unknown")
    shorter, longer = sorted((one, other), key=lambda each: (_length(each), each.identity))
    if not _alike(one.distance_m, other.distance_m, DISTANCE_M, DISTANCE_FRACTION):
        relation = Relation.DIFFERENT
        why = f"{_km(shorter)} and {_km(longer)} km are too far apart"
    elif not _alike(one.duration_s, other.duration_s, DURATION_S, DURATION_FRACTION):
        relation = Relation.DIFFERENT
        why = f"{_minutes(shorter)} and {_minutes(longer)} min are too far apart"
    elif _overlap_s(one, other) < OVERLAP * _length(longer):
        relation, why = Relation.DIFFERENT, "they hardly overlap"
    else:
        relation = Relation.SAME
        why = f"start {apart_s:.0f} s and duration {_length(longer) - _length(shorter):.0f} s apart"
    if relation is Relation.DIFFERENT and _cut_from(shorter, longer):
        return Judgement(Relation.DAMAGED_COPY, f"damaged, and started {apart_s:.0f} s apart")
    return Judgement(relation, why)


def ends_apart_s(one: Recording, other: Recording) -> float:
    """Return how far apart two recordings end, in seconds; an unknown duration counts as none."""
    starts_apart_s = (one.start_utc - other.start_utc).total_seconds()
    return abs(starts_apart_s + _length(one) - _length(other))


def richness(recording: Recording) -> tuple[object, ...]:
    """Return a key that sorts the recording that says most first; never equal for two.

    Whole before damaged, then FIT, TCX, GPX, API, nothing; then more channels, more records. What
    is only remembered comes last of all.
    """
    formats = list(RecordingFormat)
    rank = len(formats) if recording.format is None else formats.index(recording.format)
    return (
        recording.remembered,
        rank == len(formats),
        recording.salvaged,
        rank,
        -recording.n_channels,
        -recording.n_records,
        recording.identity,
    )


def same_activities(
    recordings: Iterable[Recording],
    kept_apart: Callable[[Recording, Recording], bool] = lambda _one, _other: False,
) -> list[SameActivity]:
    """Return recordings by activity: the same whatever the order they are given in.

    From the richest down, each joins the richest activity whose chosen recording it matches, or
    stands for its own. Each is compared with the chosen one only, so that a chain of small
    differences cannot join what is far apart.

    Parameters
    ----------
    recordings : iterable of Recording
        In any order.
    kept_apart : callable
        Whether the user has said that two are not the same.
    """
    found: list[SameActivity] = []
    for each in sorted(recordings, key=richness):
        # Of the runs of a day, the one that ended nearest is the one that is remembered.
        by_end = sorted(found, key=lambda activity: ends_apart_s(activity.chosen, each))
        for activity in by_end if each.remembered else found:
            judgement = judge(activity.chosen, each)
            if judgement.relation is Relation.DIFFERENT:
                continue
            if any(_never_one(other, each, kept_apart) for other in activity.recordings):
                continue
            activity.others.append((each, judgement.reason))
            break
        else:
            found.append(SameActivity(each, []))
    return found


def _judge_remembered(one: Recording, other: Recording) -> Judgement:
    apart_s = ends_apart_s(one, other)
    if not _same_family(one.sports, other.sports):
        return _different("their sports differ")
    if apart_s > REMEMBERED_END_WITHIN_S:
        return _different(f"they end {apart_s / 60:,.0f} min apart")
    return Judgement(Relation.SAME, f"logged with an end {apart_s / 60:.0f} min apart")


def _never_one(
    one: Recording, other: Recording, kept_apart: Callable[[Recording, Recording], bool]
) -> bool:
    return (one.file is not None and one.file == other.file) or kept_apart(one, other)


def _contradiction(one: Recording, other: Recording, apart_s: float) -> str | None:
    """Return what settles that two are not the same, whatever their lengths; null for nothing."""
    if one.file is not None and one.file == other.file:
        return "one file holds both"
    if apart_s > START_WITHIN_S:
        return f"they start {apart_s:,.0f} s apart"
    return None if _same_family(one.sports, other.sports) else "their sports differ"


def _surely_same(
    one: Recording, other: Recording, apart_s: float, contradiction: str | None
) -> str | None:
    """Return what settles that two are the same, whatever their lengths; null for nothing."""
    if one.strava_ids & other.strava_ids and one.file != other.file:
        return "Strava gives both one number"
    listed = (one.format is None) != (other.format is None) and apart_s <= LISTED_WITHIN_S
    return f"listed with a start {apart_s:.0f} s apart" if listed and not contradiction else None


def _different(reason: str) -> Judgement:
    return Judgement(Relation.DIFFERENT, reason)


def _same_family(some: frozenset[Sport], others: frozenset[Sport]) -> bool:
    """Return whether two may be the same sport; `OTHER` may be any."""
    if Sport.OTHER in some | others:
        return True
    return bool({_family(sport) for sport in some} & {_family(sport) for sport in others})


def _family(sport: Sport) -> str:
    return _ON_FOOT if sport.on_foot else sport


def _alike(one: float | None, other: float | None, at_least: float, fraction: float) -> bool:
    """Return whether two amounts agree; an unknown one, or none at all, contradicts nothing."""
    if not one or not other:
        return True
    return abs(one - other) <= max(at_least, fraction * max(one, other))


def _cut_from(shorter: Recording, longer: Recording) -> bool:
    """Return whether the shorter is what is left of a damaged file of the longer."""
    if not shorter.salvaged:
        return False
    distances = shorter.distance_m, longer.distance_m
    return None in distances or (distances[0] or 0) <= (distances[1] or 0) + DISTANCE_M


def _overlap_s(one: Recording, other: Recording) -> float:
    later = max(one.start_utc, other.start_utc)
    ends_s = [(each.start_utc - later).total_seconds() + _length(each) for each in (one, other)]
    return min(ends_s)


def _length(recording: Recording) -> float:
    return recording.duration_s or 0.0


def _minutes(recording: Recording) -> str:
    return f"{_length(recording) / 60:.0f}"


def _km(recording: Recording) -> str:
    return f"{(recording.distance_m or 0) / 1000:.1f}"
