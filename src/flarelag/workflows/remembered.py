"""Flare-ups that a person remembers: days of the past, marked recalled, never used for hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flarelag.errors import DiaryError
from flarelag.model.day_ranges import parse_days
from flarelag.model.diary_words import parse_pain_sites, parse_side
from flarelag.model.moments import zone_named
from flarelag.model.notes import kept_note
from flarelag.model.remembered import RememberedFlare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.store.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareWords:
    """A remembered flare-up as a person wrote it; in a correction, null leaves things as they are.

    Parameters
    ----------
    days : str or None
        As in `model.day_ranges.parse_days`.
    side : str or None
        Which side it was on.
    sites : sequence of str or None
        Where it hurt.
    note : str or None
        Free text.
    """

    days: str | None = None
    side: str | None = None
    sites: Sequence[str] | None = None
    note: str | None = None


def understand_flare(words: FlareWords, *, now: datetime, zone: str) -> RememberedFlare:
    """Return the flare-up that a person's words mean.

    Raises
    ------
    DiaryError
        Something in the words cannot be right.
    """
    if words.days is None:
        raise DiaryError("say on which days, such as 2023-05-14..2023-06-20", field="days")
    today = now.astimezone(zone_named(zone)).date()
    first, last = parse_days(words.days, today=today)
    bare = RememberedFlare(first_day=first, last_day=last, entered_utc=now)
    return corrected_flare(bare, replace(words, days=None), now=now, zone=zone)


def corrected_flare(
    flare: RememberedFlare, words: FlareWords, *, now: datetime, zone: str
) -> RememberedFlare:
    """Return a flare-up as a person corrects it; when it was entered stays as it was.

    Raises
    ------
    DiaryError
        Something in the words cannot be right.
    """
    changed = flare
    if words.days is not None:
        today = now.astimezone(zone_named(zone)).date()
        first, last = parse_days(words.days, today=today)
        changed = replace(changed, first_day=first, last_day=last)
    if words.side is not None:
        changed = replace(changed, side=parse_side(words.side))
    if words.sites is not None:
        changed = replace(changed, sites=parse_pain_sites(words.sites, None))
    if words.note is not None:
        changed = replace(changed, note=kept_note(words.note))
    return changed


def save_flare(
    library: Library, flare: RememberedFlare, *, request_id: str | None = None
) -> RememberedFlare:
    """Store a remembered flare-up, and wait until the disk has it."""
    written = library.diary.add([flare], at_utc=flare.entered_utc, request_id=request_id)
    return replace(flare, id=written.ids[0])
