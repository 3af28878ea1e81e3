"""Factors and measures as CSV.

`time,end,name,value,unit` are enough, and `id,entered,zone,kind,detail,note,source,origin` come
with an export. The unit is `h`, `min`, `yes`, or empty for a number of its own; where it is absent,
the name tells.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.factor_words import name_key, parse_amount, parse_name
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorKind, FactorName, FactorSource, Scale
from flarelag.model.moments import is_date, parse_iso, refuse_future, zone_named
from flarelag.model.stretches import whole_day
from flarelag.sources.csv_table import write_table
from flarelag.sources.diary_csv import DiaryFile, entered_at, local_iso, row_id
from flarelag.sources.diary_parts_csv import read_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem
    from flarelag.model.moments import Moment


FACTOR_COLUMNS: Final = (
    *("id", "time", "end", "entered", "zone", "name", "kind", "value", "unit"),
    *("detail", "note", "source", "origin"),
)
_UNITS: Final = {Scale.HOURS: "h", Scale.YES: "yes", Scale.NUMBER: ""}
_MINUTES_AN_HOUR: Final = 60


def read_factors_csv(
    data: bytes,
    *,
    file: str,
    zone: str,
    now: datetime,
    known: Mapping[str, FactorName] = KNOWN_NAMES,
) -> DiaryFile:
    """Return the factors and measures of a table, and the rows that are none.

    Parameters
    ----------
    data : bytes
        As in `sources.csv_table.read_table`.
    file : str
        The file's name, for messages and as the rows' origin.
    zone : str
        Where clock times are meant when a row names no zone.
    now : datetime
        Aware. Later times are refused.
    known : mapping of str to FactorName
        Names whose unit a row need not say.

    Raises
    ------
    UnreadableFileError
        Not text, or without a column for time, name or value.
    """

    def row(fields: Mapping[str, str]) -> DiaryItem:
        return _factor(fields, file=file, zone=zone, now=now, known=known)

    needed = ("time", "name", "value")
    return read_items(data, needed, FACTOR_COLUMNS, "a table of factors", row, file)


def write_factors_csv(factors: Iterable[Factor]) -> bytes:
    """Return factors and measures as a table that `read_factors_csv` reads back."""
    return write_table(
        FACTOR_COLUMNS,
        (
            (
                each.id,
                local_iso(each.time_utc, each.utc_offset_s),
                local_iso(each.end_utc, each.utc_offset_s) if each.end_utc else None,
                local_iso(each.entered_utc, each.utc_offset_s),
                each.zone,
                each.name,
                each.kind,
                each.amount,
                _UNITS[each.scale],
                each.detail,
                each.note,
                each.source,
                each.origin,
            )
            for each in factors
        ),
    )


def _factor(
    fields: Mapping[str, str],
    *,
    file: str,
    zone: str,
    now: datetime,
    known: Mapping[str, FactorName],
) -> Factor:
    zone = fields["zone"].strip() or zone
    zone_named(zone)
    first, end_utc = _stretch(fields, zone=zone, now=now)
    named = _name(fields, known)
    source = fields["source"].strip()
    if source and source not in {*FactorSource}:
        raise DiaryError(f"source {quoted(source)} is none of {', '.join(FactorSource)}")
    return Factor(
        id=row_id(fields["id"]),
        name=named.name,
        kind=named.kind,
        scale=named.scale,
        amount=_amount(fields, named.scale),
        time_utc=first.time_utc,
        end_utc=end_utc,
        entered_utc=entered_at(fields["entered"], first, zone=zone, now=now),
        zone=first.zone,
        utc_offset_s=first.utc_offset_s,
        detail=fields["detail"] or None,
        note=fields["note"] or None,
        source=FactorSource(source) if source else FactorSource.IMPORT,
        origin=fields["origin"] or (None if source else file),
    )


def _stretch(
    fields: Mapping[str, str], *, zone: str, now: datetime
) -> tuple[Moment, datetime | None]:
    """Return when it began and ended; a day alone is that whole day."""
    text, end_text = fields["time"].strip(), fields["end"].strip()
    if is_date(text):
        first, end_utc = whole_day(date.fromisoformat(text), zone)
    else:
        first, end_utc = parse_iso(text, zone=zone), None
    refuse_future(first, now=now, text=text)
    if end_text:
        last = parse_iso(end_text, zone=zone)
        refuse_future(last, now=now, text=end_text)
        end_utc = last.time_utc
    if end_utc is not None and end_utc < first.time_utc:
        raise DiaryError("this ends before it begins", field="end", value=end_text)
    return first, end_utc


def _name(fields: Mapping[str, str], known: Mapping[str, FactorName]) -> FactorName:
    """Return the name of a row, with its kind and the scale that its unit says."""
    kind_text, unit = fields["kind"].strip(), fields["unit"].strip().lower()
    if kind_text and kind_text not in {*FactorKind}:
        raise DiaryError(f"kind {quoted(kind_text)} is neither factor nor measure", field="kind")
    kind = FactorKind(kind_text) if kind_text else FactorKind.FACTOR
    if kind_text:  # an export's own name, kept letter by letter
        found: FactorName | str = known.get(fields["name"], fields["name"] or name_key(""))
    else:
        found = parse_name(fields["name"], known, new=kind)
    by_unit = {"yes": Scale.YES, "h": Scale.HOURS, "min": Scale.HOURS}
    if isinstance(found, FactorName):
        kind = FactorKind(kind_text) if kind_text else found.kind
        scale = by_unit.get(unit, Scale.NUMBER if kind_text else found.scale)
        return FactorName(name=found.name, kind=kind, scale=scale)
    scale = by_unit.get(unit, Scale.NUMBER)
    return FactorName(name=found, kind=kind, scale=scale)


def _amount(fields: Mapping[str, str], scale: Scale) -> float:
    text = fields["value"].strip()
    try:
        value = float(text)
    except ValueError:
        said, _ = parse_amount(text, scale)
        if said is None:
            raise DiaryError("there is no value", field="value") from None
        return said.amount
    if not (math.isfinite(value) and value >= 0):
        raise DiaryError(f"value {quoted(text)} is not a number, 0 or more", field="value")
    return value / _MINUTES_AN_HOUR if fields["unit"].strip().lower() == "min" else value
