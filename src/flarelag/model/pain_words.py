"""What a person's words about her pain mean: an entry, or a correction of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary import DiaryEntry, Phase, Pin
from flarelag.model.diary_words import parse_pain_sites, parse_quality, parse_score
from flarelag.model.moments import Moment, moment_at
from flarelag.model.notes import kept_note
from flarelag.model.pins import pin_to
from flarelag.model.stretches import When, parse_when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.stored import StoredActivity


@dataclass(frozen=True, slots=True, kw_only=True)
class PinWords:
    """A moment of an activity as a person named it.

    Parameters
    ----------
    activity : StoredActivity
        Which.
    at : str or None
        As in `model.pins.pin_to`.
    lap : int or None
        A lap, counted from 1.
    phase : str or None
        `accelerating`, `full_speed`, `slowing` or `after`.
    """

    activity: StoredActivity
    at: str | None = None
    lap: int | None = None
    phase: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PainWords:
    """A diary entry as a person wrote it.

    Parameters
    ----------
    score : str
        0 to 10.
    zone : str
        The zone in which `at` is meant.
    at : str
        As in `model.stretches.parse_when`; not read where `pin` names a moment.
    sites, qualities : sequence of str
        Where it hurts and what it feels like.
    side : str or None
        The side of every site that names none itself.
    flare, woke : bool
        As in `DiaryEntry`.
    note : str or None
        Free text.
    pin : PinWords or None
        The moment of an activity that it speaks of.
    source : str
        As in `DiaryEntry`.
    """

    score: str
    zone: str
    at: str = "now"
    sites: Sequence[str] = ()
    side: str | None = None
    qualities: Sequence[str] = ()
    flare: bool = False
    woke: bool = False
    note: str | None = None
    pin: PinWords | None = None
    source: str = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class PainCorrection:
    """What a person wants changed of an entry; null leaves it as it is.

    Parameters
    ----------
    score, at : str or None
        As in `PainWords`.
    sites, qualities : sequence of str or None
        In the place of those that are there; empty: none.
    side : str or None
        The side of every site, given or there, that names none itself.
    flare, woke : bool or None
        As in `DiaryEntry`.
    note : str or None
        Blank: none.
    """

    score: str | None = None
    at: str | None = None
    sites: Sequence[str] | None = None
    side: str | None = None
    qualities: Sequence[str] | None = None
    flare: bool | None = None
    woke: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class UnderstoodPain:
    """What a person's words mean, before it is stored.

    Parameters
    ----------
    entry : DiaryEntry
        The entry.
    ambiguous : bool
        The clock showed its time twice that night; the first occurrence was taken.
    """

    entry: DiaryEntry
    ambiguous: bool


def understand_pain(words: PainWords, *, now: datetime) -> UnderstoodPain:
    """Return the entry that a person's words mean.

    Raises
    ------
    DiaryError
        Something in the words cannot be right.
    """
    score = parse_score(words.score)
    pin = _pin(words.pin, now=now) if words.pin else None
    when = (
        When(_pinned_moment(words.pin.activity, pin, words.zone))
        if words.pin and pin
        else parse_when(words.at, now=now, zone=words.zone)
    )
    entry = DiaryEntry(
        time_utc=when.first.time_utc,
        time_end_utc=when.end_utc,
        entered_utc=now,
        zone=when.first.zone,
        utc_offset_s=when.first.utc_offset_s,
        score=score,
        sites=parse_pain_sites(words.sites, words.side),
        qualities=tuple(dict.fromkeys(parse_quality(word) for word in words.qualities)),
        flare=words.flare,
        woke=words.woke,
        note=kept_note(words.note),
        source=words.source,
        pin=pin,
    )
    return UnderstoodPain(entry, when.first.ambiguous)


def corrected_entry(
    entry: DiaryEntry, correction: PainCorrection, *, now: datetime
) -> UnderstoodPain:
    """Return an entry as a person corrects it; when it was entered stays as it was.

    A new time takes it off the moment of an activity that it was pinned to.

    Raises
    ------
    DiaryError
        Something in the correction cannot be right.
    """
    changed = entry
    ambiguous = False
    if correction.score is not None:
        changed = replace(changed, score=parse_score(correction.score))
    if correction.at is not None:
        when = parse_when(correction.at, now=now, zone=entry.zone)
        ambiguous = when.first.ambiguous
        changed = replace(
            changed,
            time_utc=when.first.time_utc,
            time_end_utc=when.end_utc,
            utc_offset_s=when.first.utc_offset_s,
            entered_utc=max(entry.entered_utc, when.first.time_utc),
            pin=None,
        )
    if correction.sites is not None or correction.side is not None:
        there = [str(place) for place in entry.sites]
        sites = there if correction.sites is None else correction.sites
        if correction.sites is None and correction.side is not None:
            sites = [place.site for place in entry.sites]
        changed = replace(changed, sites=parse_pain_sites(sites, correction.side))
    if correction.qualities is not None:
        qualities = dict.fromkeys(parse_quality(word) for word in correction.qualities)
        changed = replace(changed, qualities=tuple(qualities))
    if correction.note is not None:
        changed = replace(changed, note=kept_note(correction.note))
    return UnderstoodPain(
        replace(
            changed,
            flare=entry.flare if correction.flare is None else correction.flare,
            woke=entry.woke if correction.woke is None else correction.woke,
        ),
        ambiguous,
    )


def _pin(words: PinWords, *, now: datetime) -> Pin:
    return pin_to(
        words.activity,
        at=words.at,
        lap=words.lap,
        phase=_phase(words.phase) if words.phase else None,
        now=now,
    )


def _phase(text: str) -> Phase:
    folded = "_".join(text.lower().replace("-", " ").split())
    try:
        return Phase("slowing" if folded in {"braking", "slowing_down"} else folded)
    except ValueError as error:
        known = ", ".join(Phase)
        reason = f"phase {quoted(text)} is not known; known are {known}"
        raise DiaryError(reason, field="phase", value=text) from error


def _pinned_moment(stored: StoredActivity, pin: Pin, zone: str) -> Moment:
    instant = stored.activity.start_utc + timedelta(seconds=pin.offset_s)
    return moment_at(instant, stored.activity.zone or zone)
