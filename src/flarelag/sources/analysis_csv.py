"""Sessions, diary and factors as three small tables, for an analysis without a library.

Sessions have `end,sport,dose` and any further `dose_<name>`, the diary `time,score[,site,side]`,
factors `time,name,value[,end]`. Times are ISO 8601 with an offset, or clock times in a named zone.
An answer must not rest on half a table, so one bad row refuses the file; each is named by its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from flarelag.errors import DiaryError, InputError, quoted
from flarelag.model.diary_words import parse_pain_sites, parse_score
from flarelag.model.frames import DiaryScores, Exposures, Factors
from flarelag.model.moments import is_date, parse_iso
from flarelag.sources.csv_table import not_negative, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from flarelag.model.body import PainSite
    from flarelag.sources.csv_table import Table

    Fields = dict[str, str]
    Value = datetime | int | float | str | None

FURTHER = "dose_"
SPORTS = ("run", "ride", "other")
_SHOWN_BAD_ROWS = 3


def read_sessions_csv(data: bytes, *, file: str, zone: str | None) -> pl.DataFrame:
    """Return sessions: columns of `Exposures`, and any further `dose_<name>`.

    Parameters
    ----------
    data : bytes
        The table. A dose that is left empty is unknown.
    file : str
        The file's name, for messages.
    zone : str or None
        Where times without an offset are meant; null: they are refused.

    Raises
    ------
    InputError
        Not such a table, or rows that cannot be used.
    """
    needed = ("end", "sport", "dose")
    table = read_table(data, needed=needed, known=needed, what="a table of sessions", file=file)
    further = sorted({name for name in table.names if name.startswith(FURTHER)})

    def row(fields: Fields) -> list[tuple[Value, ...]]:
        end, offset_min = _instant("end", fields["end"], zone)
        doses = [not_negative(name, fields.get(name, "")) for name in ("dose", *further)]
        return [(end, offset_min, _sport(fields["sport"]), *doses)]

    schema = {**Exposures.create_empty().schema, **dict.fromkeys(further, pl.Float64())}
    return _frame(table, row, schema, file)


def read_scores_csv(data: bytes, *, file: str, zone: str | None) -> pl.DataFrame:
    """Return pain scores: columns of `DiaryScores`, one row for each site of an entry.

    Parameters
    ----------
    data, file, zone
        As in `read_sessions_csv`.
    """
    needed, known = ("time", "score"), ("time", "score", "site", "side")
    table = read_table(data, needed=needed, known=known, what="a diary", file=file)

    def row(fields: Fields) -> list[tuple[Value, ...]]:
        when = _instant("time", fields["time"], zone)
        score = parse_score(fields["score"])
        parts = [part for part in fields["site"].split("|") if part.strip()]
        places = parse_pain_sites(parts, fields["side"].strip())
        return [
            (*when, score, place.site.value if place else None, _side(place))
            for place in places or (None,)
        ]

    return _frame(table, row, DiaryScores.create_empty().schema, file)


def read_factors_csv(data: bytes, *, file: str, zone: str | None) -> pl.DataFrame:
    """Return factors: columns of `Factors`.

    Parameters
    ----------
    data, file, zone
        As in `read_sessions_csv`.
    """
    needed, known = ("time", "name", "value"), ("time", "name", "value", "end")
    table = read_table(data, needed=needed, known=known, what="a table of factors", file=file)

    def row(fields: Fields) -> list[tuple[Value, ...]]:
        name, value = fields["name"].strip(), not_negative("value", fields["value"])
        if not name or value is None:
            raise DiaryError(f"there is no {'value' if name else 'name'}")
        end = _instant("end", fields["end"], zone)[0] if fields["end"].strip() else None
        return [(*_instant("time", fields["time"], zone), name, value, end, False)]

    return _frame(table, row, Factors.create_empty().schema, file)


def _frame(
    table: Table,
    row: Callable[[Fields], Sequence[tuple[Value, ...]]],
    schema: dict[str, pl.DataType] | pl.Schema,
    file: str,
) -> pl.DataFrame:
    rows: list[tuple[Value, ...]] = []
    bad: list[str] = []
    for each in table.rows:
        try:
            rows += row(each.fields(table))
        except DiaryError as error:
            bad.append(f"line {each.line}: {error.reason}")
    if bad:
        raise InputError(_named(bad), file=file)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _named(bad: Iterable[str]) -> str:
    reasons = list(bad)
    shown, more = reasons[:_SHOWN_BAD_ROWS], len(reasons) - _SHOWN_BAD_ROWS
    tail = [f"and {more} more bad {'row' if more == 1 else 'rows'}"] if more > 0 else []
    return "; ".join([*shown, *tail])


def _instant(name: str, text: str, zone: str | None) -> tuple[datetime, int]:
    """Return an instant in UTC, and the offset of its clock in minutes."""
    if not text.strip():
        raise DiaryError(f"there is no {name}", field=name)
    if is_date(text.strip()):
        raise DiaryError(f"{name} {quoted(text)} is a date without a clock time", field=name)
    moment = parse_iso(text.strip(), zone=zone)
    return moment.time_utc, moment.utc_offset_s // 60


def _side(place: PainSite | None) -> str | None:
    return place.side.value if place and place.side else None


def _sport(text: str) -> str:
    sport = text.strip().lower()
    if sport not in SPORTS:
        raise DiaryError(f"sport {quoted(text)} is none of {', '.join(SPORTS)}", field="sport")
    return sport
