"""What a diary holds, as a person says it: one line each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import site_in_words
from flarelag.model.factor_words import hours_in_words, name_in_words
from flarelag.model.factors import Factor, Scale
from flarelag.model.moments import Moment, moment_at, zone_named
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import SAID, WarningAnswer

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.diary import Pin
    from flarelag.model.diary_history import DiaryItem


def entry_in_words(entry: DiaryEntry, *, now: datetime) -> str:
    """Return what an entry says: "6/10 left buttock, today 14:10"."""
    places = " and ".join(site_in_words(place) for place in entry.sites)
    what = f"{entry.score}/10 {places}".rstrip()
    if entry.qualities:
        what = f"{what} ({', '.join(entry.qualities)})"
    moment = Moment(time_utc=entry.time_utc, zone=entry.zone, utc_offset_s=entry.utc_offset_s)
    where = f" ({pin_in_words(entry.pin)})" if entry.pin else ""
    return f"{what}, {time_in_words(moment, entry.time_end_utc, now=now)}{where}"


def time_in_words(moment: Moment, end_utc: datetime | None, *, now: datetime) -> str:
    """Return an instant or a stretch as a person says it: "between yesterday 21:00 and 07:00"."""
    start = _clock_in_words(moment, now=now)
    if end_utc is None:
        return start
    end = moment_at(end_utc, moment.zone)
    same_day = end.local.date() == moment.local.date()
    until = f"{end.local:%H:%M}" if same_day else _clock_in_words(end, now=now)
    return f"between {start} and {until}"


def pin_in_words(pin: Pin) -> str:
    """Return a moment of an activity: "activity 12 at 21:40, lap 8, slowing"."""
    minutes, seconds = divmod(round(pin.offset_s), 60)
    hours, rest = divmod(minutes, 60)
    clock = f"{hours}:{rest:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    lap = f", lap {pin.lap}" if pin.lap is not None else ""
    phase = f", {pin.phase.replace('_', ' ')}" if pin.phase else ""
    return f"activity {pin.activity_id} at {clock}{lap}{phase}"


def _clock_in_words(moment: Moment, *, now: datetime) -> str:
    today = now.astimezone(zone_named(moment.zone)).date()
    days_ago = (today - moment.local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days_ago, f"{moment.local:%Y-%m-%d}")
    return f"{day} {moment.local:%H:%M}"


def factor_in_words(factor: Factor, *, now: datetime) -> str:
    """Return what was logged: "sitting 6 h, between today 00:00 and 15:10"."""
    moment = Moment(time_utc=factor.time_utc, zone=factor.zone, utc_offset_s=factor.utc_offset_s)
    what = f"{name_in_words(factor.name)} {amount_in_words(factor)}".rstrip()
    return f"{what}, {time_in_words(moment, factor.end_utc, now=now)}"


def amount_in_words(factor: Factor) -> str:
    """Return how much it was: "6 h", "400 mg", "no"; empty for a plain yes."""
    if factor.scale is Scale.HOURS:
        return hours_in_words(factor.amount)
    if factor.scale is Scale.NUMBER:
        return f"{factor.amount:g}"
    return factor.detail or ("" if factor.amount else "no")


def flare_in_words(flare: RememberedFlare) -> str:
    """Return a flare-up: "2023-05-14 to 2023-06-20 (38 days), left buttock"."""
    days = f"{flare.n_days} {'day' if flare.n_days == 1 else 'days'}"
    span = f"{flare.first_day}"
    if flare.last_day != flare.first_day:
        span = f"{flare.first_day} to {flare.last_day}"
    places = [site_in_words(replace(place, side=place.side or flare.side)) for place in flare.sites]
    where = " and ".join(places) or (str(flare.side) if flare.side else "")
    return ", ".join(part for part in (f"{span} ({days})", where) if part)


def shoes_in_words(shoes: ShoeSettings) -> str:
    """Return what was said of shoes: "Pegasus: 120 km before, limit 700 km"."""
    start = "" if shoes.start_m is None else f"{shoes.start_m / 1000:.0f} km before, "
    limit = "no limit" if shoes.limit_m is None else f"limit {shoes.limit_m / 1000:.0f} km"
    return f"{shoes.name}: {start}{limit}"


def warning_in_words(said: WarningAnswer, *, now: datetime) -> str:
    """Return an answer to the warning signs: '"I have one of the warning signs", today 14:10'."""
    return f'"{SAID[said.answer]}", {time_in_words(said.moment, None, now=now)}'


def item_in_words(item: DiaryItem, *, now: datetime) -> str:
    """Return anything that a diary holds, with its note."""
    match item:
        case DiaryEntry():
            said = entry_in_words(item, now=now)
        case Factor():
            said = factor_in_words(item, now=now)
        case RememberedFlare():
            said = f"flare-up {flare_in_words(item)}"
        case ShoeSettings():
            return shoes_in_words(item)
        case WarningAnswer():
            return warning_in_words(item, now=now)
    marks = [] if not isinstance(item, DiaryEntry) else _marks(item)
    note = [f'"{item.note}"'] if item.note else []
    return "; ".join([said, *marks, *note])


def _marks(entry: DiaryEntry) -> list[str]:
    return [name for name, holds in (("flare-up", entry.flare), ("woke", entry.woke)) if holds]
