"""What a diary holds beside pain and factors, as CSV: remembered flare-ups, shoes, answers.

Flare-ups: `first_day,last_day`, and `side,sites,entered,note,source`. Shoes:
`shoe,start_m,limit_m`, and `entered`. Answers to the warning signs: `time,warning_answer`, and
`zone,source`. All are read as `factors_csv.read_factors_csv` reads.
"""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary_words import parse_pain_sites, parse_side
from flarelag.model.moments import parse_iso, refuse_future
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer
from flarelag.sources.csv_table import not_negative, read_table, write_table
from flarelag.sources.diary_csv import BadRow, DiaryFile, local_iso, row_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem

FLARE_COLUMNS: Final = ("id", "first_day", "last_day", "side", "sites", "entered", "note", "source")
SHOE_COLUMNS: Final = ("id", "shoe", "start_m", "limit_m", "entered")
WARNING_COLUMNS: Final = ("id", "time", "zone", "warning_answer", "source")


def read_flares_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return the remembered flare-ups of a table."""
    del zone  # they are days

    def row(fields: Mapping[str, str]) -> DiaryItem:
        return _flare(fields, file=file, now=now)

    needed = ("first_day", "last_day")
    return read_items(data, needed, FLARE_COLUMNS, "a table of flare-ups", row, file)


def read_shoes_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return what a table says of shoes."""
    del zone  # when it was entered names its own

    def row(fields: Mapping[str, str]) -> DiaryItem:
        if not fields["shoe"]:
            raise DiaryError("there is no shoe", field="shoe")
        return ShoeSettings(
            name=fields["shoe"],
            entered_utc=_entered(fields["entered"], now),
            start_m=not_negative("start_m", fields["start_m"]),
            limit_m=not_negative("limit_m", fields["limit_m"]),
        )

    return read_items(data, ("shoe",), SHOE_COLUMNS, "a table of shoes", row, file)


def read_warnings_csv(data: bytes, *, file: str, zone: str, now: datetime) -> DiaryFile:
    """Return what a table says of answers to the warning signs."""

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
    return read_items(data, needed, WARNING_COLUMNS, "a table of answers", row, file)


BY_COLUMN: Final = {
    "first_day": read_flares_csv,
    "shoe": read_shoes_csv,
    "warning_answer": read_warnings_csv,
}
"""Who reads a table that has a column."""


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


def read_items(
    data: bytes,
    needed: Sequence[str],
    columns: Sequence[str],
    what: str,
    row: Callable[[Mapping[str, str]], DiaryItem],
    file: str,
) -> DiaryFile:
    """Return what the rows of a table say, and those that say nothing."""
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
