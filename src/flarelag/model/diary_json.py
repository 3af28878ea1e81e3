"""What a diary holds as plain objects for JSON, and back: the history and the JSON export.

Instants are ISO 8601 in UTC with Z, days ISO 8601, places `left:buttock`. Reading takes nothing on
trust: an object from outside that cannot be right raises `DiaryError`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flarelag.errors import DiaryError
from flarelag.model.body import PainSite, Quality, Side
from flarelag.model.diary import GREATEST_SCORE, LEAST_SCORE, DiaryEntry, Phase, Pin
from flarelag.model.diary_history import DiaryItem, ItemKind, kind_of
from flarelag.model.diary_words import parse_pain_sites
from flarelag.model.factors import Factor, FactorKind, FactorSource, Scale
from flarelag.model.plain_values import Values, as_word, iso
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GREATEST_OFFSET_S = 18 * 3600
Plain = dict[str, Any]


def plain(item: DiaryItem) -> Plain:
    """Return an item as a plain object, without its number."""
    match item:
        case DiaryEntry():
            return _plain_entry(item)
        case Factor():
            return _plain_factor(item)
        case RememberedFlare():
            return {
                "first_day": item.first_day.isoformat(),
                "last_day": item.last_day.isoformat(),
                "entered": iso(item.entered_utc),
                "sites": [str(place) for place in item.sites],
                "side": item.side,
                "note": item.note,
                "source": item.source,
            }
        case ShoeSettings():
            return {
                "name": item.name,
                "entered": iso(item.entered_utc),
                "start_m": item.start_m,
                "limit_m": item.limit_m,
            }
        case WarningAnswer():
            return {
                "answer": item.answer,
                "time": iso(item.time_utc),
                "zone": item.zone,
                "utc_offset_s": item.utc_offset_s,
                "source": item.source,
            }


def from_plain(kind: ItemKind, values: Mapping[str, Any], number: int | None = None) -> DiaryItem:
    """Return the item that a plain object means.

    Parameters
    ----------
    kind : ItemKind
        What it is.
    values : mapping
        As `plain` returns it; what may be absent is as if nobody had said it.
    number : int or None
        The library's number for it.

    Raises
    ------
    DiaryError
        It cannot be right.
    """
    return _READERS[kind](Values(values), number)


def item_key(item: DiaryItem) -> tuple[object, ...]:
    """Return what makes two items the same: all they say, whenever and from wherever entered."""
    said = plain(item)
    for name in ("entered", "source", "origin", "zone", "utc_offset_s"):
        said.pop(name, None)
    if pin := said.get("pin"):
        said["pin"] = tuple(value for name, value in pin.items() if name != "activity_id")
    for name in ("sites", "qualities"):
        if name in said:
            said[name] = tuple(sorted(said[name]))
    return (kind_of(item), *said.values())


def _plain_entry(entry: DiaryEntry) -> Plain:
    pin = entry.pin
    return {
        "time": iso(entry.time_utc),
        "time_end": iso(entry.time_end_utc),
        "entered": iso(entry.entered_utc),
        "zone": entry.zone,
        "utc_offset_s": entry.utc_offset_s,
        "score": entry.score,
        "sites": [str(place) for place in entry.sites],
        "qualities": list(entry.qualities),
        "flare": entry.flare,
        "woke": entry.woke,
        "note": entry.note,
        "source": entry.source,
        "pin": {
            "activity_id": pin.activity_id,
            "activity_start": iso(pin.activity_start_utc),
            "offset_s": pin.offset_s,
            "lap": pin.lap,
            "phase": pin.phase,
        }
        if pin
        else None,
    }


def _plain_factor(factor: Factor) -> Plain:
    return {
        "name": factor.name,
        "kind": factor.kind,
        "scale": factor.scale,
        "amount": factor.amount,
        "time": iso(factor.time_utc),
        "time_end": iso(factor.end_utc),
        "entered": iso(factor.entered_utc),
        "zone": factor.zone,
        "utc_offset_s": factor.utc_offset_s,
        "detail": factor.detail,
        "note": factor.note,
        "source": factor.source,
        "origin": factor.origin,
    }


def _sites(values: Values) -> tuple[PainSite, ...]:
    texts = values.texts("sites")
    return parse_pain_sites(texts) if texts else ()


def _entry(values: Values, number: int | None) -> DiaryEntry:
    qualities = values.texts("qualities")
    pin = values.inner("pin")
    start, end = _stretch(values)
    return DiaryEntry(
        id=number,
        time_utc=start,
        time_end_utc=end,
        entered_utc=values.instant("entered"),
        zone=values.text("zone"),
        utc_offset_s=values.whole("utc_offset_s", -_GREATEST_OFFSET_S, _GREATEST_OFFSET_S),
        score=values.whole("score", LEAST_SCORE, GREATEST_SCORE),
        sites=_sites(values),
        qualities=tuple(as_word("quality", each, Quality) for each in qualities),
        flare=values.flag("flare"),
        woke=values.flag("woke"),
        note=values.text_or_none("note"),
        source=values.text("source"),
        pin=_pin(pin) if pin else None,
    )


def _pin(values: Values) -> Pin:
    return Pin(
        activity_id=values.whole("activity_id", 0, 2**62),
        activity_start_utc=values.instant("activity_start"),
        offset_s=values.number("offset_s", 0, 1e8),
        lap=values.whole("lap", 1, 1_000_000) if values.has("lap") else None,
        phase=values.word("phase", Phase) if values.has("phase") else None,
    )


def _factor(values: Values, number: int | None) -> Factor:
    start, end = _stretch(values)
    return Factor(
        id=number,
        name=values.text("name"),
        kind=values.word("kind", FactorKind),
        scale=values.word("scale", Scale),
        amount=values.number("amount", 0, 1e9),
        time_utc=start,
        end_utc=end,
        entered_utc=values.instant("entered"),
        zone=values.text("zone"),
        utc_offset_s=values.whole("utc_offset_s", -_GREATEST_OFFSET_S, _GREATEST_OFFSET_S),
        detail=values.text_or_none("detail"),
        note=values.text_or_none("note"),
        source=values.word("source", FactorSource),
        origin=values.text_or_none("origin"),
    )


def _stretch(values: Values) -> tuple[datetime, datetime | None]:
    start, end = values.instant("time"), values.instant_or_none("time_end")
    if end is not None and end < start:
        raise DiaryError("this ends before it begins", field="time_end", value=str(end))
    return start, end


def _flare(values: Values, number: int | None) -> RememberedFlare:
    first, last = values.day("first_day"), values.day("last_day")
    if last < first:
        raise DiaryError("this ends before it begins", field="last_day", value=str(last))
    return RememberedFlare(
        id=number,
        first_day=first,
        last_day=last,
        entered_utc=values.instant("entered"),
        sites=_sites(values),
        side=values.word("side", Side) if values.has("side") else None,
        note=values.text_or_none("note"),
        source=values.text("source"),
    )


def _shoes(values: Values, number: int | None) -> ShoeSettings:
    return ShoeSettings(
        id=number,
        name=values.text("name"),
        entered_utc=values.instant("entered"),
        start_m=values.number("start_m", 0, 1e9) if values.has("start_m") else None,
        limit_m=values.number("limit_m", 0, 1e9) if values.has("limit_m") else None,
    )


def _warning(values: Values, number: int | None) -> WarningAnswer:
    return WarningAnswer(
        id=number,
        answer=values.word("answer", SignsAnswer),
        time_utc=values.instant("time"),
        zone=values.text("zone"),
        utc_offset_s=values.whole("utc_offset_s", -_GREATEST_OFFSET_S, _GREATEST_OFFSET_S),
        source=values.text("source"),
    )


_READERS: dict[ItemKind, Callable[[Values, int | None], DiaryItem]] = {
    ItemKind.ENTRY: _entry,
    ItemKind.FACTOR: _factor,
    ItemKind.FLARE: _flare,
    ItemKind.SHOES: _shoes,
    ItemKind.WARNING: _warning,
}
