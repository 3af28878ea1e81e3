"""What a diary holds beside pain, as CSV: factors and measures, remembered flare-ups, shoes.

Factors: `time,end,name,value,unit` are enough, and `id,entered,zone,kind,detail,note,source,origin`
come with an export. The unit is `h`, `min`, `yes`, or empty for a number of its own; where it is
absent, the name tells. Flare-ups: `first_day,last_day`, and `side,sites,entered,note,source`.
Shoes: `shoe,start_m,limit_m`, and `entered`. Answers to the warning signs: `time,warning_answer`,
and `zone,source`.
"""

from __future__ import annotations

import math
from datetime import UTC, date
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary_words import parse_pain_sites, parse_side
from flarelag.model.factor_words import name_key, parse_amount, parse_name
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorKind, FactorName, FactorSource, Scale
from flarelag.model.moments import is_date, parse_iso, refuse_future, zone_named
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.stretches import whole_day
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer
from flarelag.sources.csv_table import read_table, write_table
from flarelag.sources.diary_csv import BadRow, DiaryFile, entered_at, local_iso, row_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem
    from flarelag.model.moments import Moment

FACTOR_COLUMNS: Final = (
    *("id", "time", "end", "entered", "zone", "name", "kind", "value", "unit"),
    *("detail", "note", "source", "origin"),
)
FLARE_COLUMNS: Final = ("id", "first_day", "last_day", "side", "sites", "entered", "note", "source")
SHOE_COLUMNS: Final = ("id", "shoe", "start_m", "limit_m", "entered")
WARNING_COLUMNS: Final = ("id", "time", "zone", "warning_answer", "source")
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
    return _read(data, needed, FACTOR_COLUMNS, "a table of factors", row, file)


def read_flares_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return the remembered flare-ups of a table; as `read_factors_csv` otherwise."""
    del zone  # they are days

    def row(fields: Mapping[str, str]) -> DiaryItem:
        return _flare(fields, file=file, now=now)

    needed = ("first_day", "last_day")
    return _read(data, needed, FLARE_COLUMNS, "a table of flare-ups", row, file)


def read_shoes_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return what a table says of shoes; as `read_factors_csv` otherwise."""
    del zone  # when it was entered names its own

    def row(fields: Mapping[str, str]) -> DiaryItem:
        if not fields["shoe"]:
            raise DiaryError("there is no shoe", field="shoe")
        start, limit = fields["start_m"].strip(), fields["limit_m"].strip()
        return ShoeSettings(
            name=fields["shoe"],
            entered_utc=_entered(fields["entered"], now),
            start_m=_number("start_m", start) if start else None,
            limit_m=_number("limit_m", limit) if limit else None,
        )

    return _read(data, ("shoe",), SHOE_COLUMNS, "a table of shoes", row, file)


def read_warnings_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return what a table says of answers to the warning signs; as `read_factors_csv` otherwise."""

    def row(fields: Mapping[str, str]) -> DiaryItem:
        said = fields["warning_answer"].strip()
        if said not in {*SignsAnswer}:
            reason = f"warning_answer {quoted(said)} is neither have nor seen"
            raise DiaryError(reason, field="warning_answer", value=said)
        moment = parse_iso(fields["time"].strip(), zone=fields["zone"].strip() or zone)
        refuse_future(moment, now=now, text=fields["time"])
        return WarningAnswer(
            id=row_id(fields["id"]),
            answer=SignsAnswer(said),
            time_utc=moment.time_utc,
            zone=moment.zone,
            utc_offset_s=moment.utc_offset_s,
            source=fields["source"] or file,
        )

    needed = ("time", "warning_answer")
    return _read(data, needed, WARNING_COLUMNS, "a table of answers", row, file)


BY_COLUMN: Final = {
    "first_day": read_flares_csv,
    "shoe": read_shoes_csv,
    "warning_answer": read_warnings_csv,
}
"""Who reads a table that has a column."""


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


def write_flares_csv(flares: Iterable[RememberedFlare]) -> bytes:
    """Return remembered flare-ups as a table that `read_flares_csv` reads back."""
    return write_table(
        FLARE_COLUMNS,
        (
            (
                each.id,
                each.first_day,
                each.last_day,
                each.side,
                "|".join(map(str, each.sites)),
                each.entered_utc.astimezone(UTC).isoformat(),
                each.note,
                each.source,
            )
            for each in flares
        ),
    )


def write_shoes_csv(shoes: Iterable[ShoeSettings]) -> bytes:
    """Return what was said of shoes as a table that `read_shoes_csv` reads back."""
    rows = (
        (each.id, each.name, each.start_m, each.limit_m, each.entered_utc.isoformat())
        for each in shoes
    )
    return write_table(SHOE_COLUMNS, rows)


def write_warnings_csv(answers: Iterable[WarningAnswer]) -> bytes:
    """Return answers to the warning signs as a table that `read_warnings_csv` reads back."""
    rows = (
        (each.id, local_iso(each.time_utc, each.utc_offset_s), each.zone, each.answer, each.source)
        for each in answers
    )
    return write_table(WARNING_COLUMNS, rows)


def _read(
    data: bytes,
    needed: Sequence[str],
    columns: Sequence[str],
    what: str,
    row: Callable[[Mapping[str, str]], DiaryItem],
    file: str,
) -> DiaryFile:
    table = read_table(data, needed=needed, known=columns, what=what, file=file)
    items: list[DiaryItem] = []
    bad_rows: list[BadRow] = []
    for each in table.rows:
        try:
            items.append(row(each.fields(table)))
        except DiaryError as error:
            bad_rows.append(BadRow(each.line, error.reason))
    return DiaryFile(
        entries=(),
        others=tuple(items),
        bad_rows=tuple(bad_rows),
        ignored_columns=tuple(name for name in table.names if name not in columns),
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


def _flare(fields: Mapping[str, str], *, file: str, now: datetime) -> RememberedFlare:
    first, last = (_day(name, fields[name]) for name in ("first_day", "last_day"))
    if last < first:
        raise DiaryError("this ends before it begins", field="last_day", value=str(last))
    side, sites = fields["side"].strip(), [part for part in fields["sites"].split("|") if part]
    return RememberedFlare(
        id=row_id(fields["id"]),
        first_day=first,
        last_day=last,
        entered_utc=_entered(fields["entered"], now),
        sites=parse_pain_sites(sites, None),
        side=parse_side(side) if side else None,
        note=fields["note"] or None,
        source=fields["source"] or file,
    )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        reason = f"{name} {quoted(text)} is not a day, such as 2026-11-22"
        raise DiaryError(reason, field=name, value=text) from error


def _entered(text: str, now: datetime) -> datetime:
    if not text.strip():
        return now
    entered = parse_iso(text.strip(), zone=None)
    refuse_future(entered, now=now, text=text)
    return entered.time_utc


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise DiaryError(f"{name} {quoted(text)} is not a number, 0 or more", field=name)
    return value
