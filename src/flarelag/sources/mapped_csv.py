"""Any table, once a person has said which of its columns is what: sheets, forms, other apps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, UnreadableFileError, UsageError, quoted
from flarelag.sources.csv_table import Row, Table, read_table
from flarelag.sources.diary_csv import COLUMNS, NEEDED, SHORT_COLUMNS, DiaryFile, entries_of
from flarelag.sources.loose_times import day_stands_first, iso_clock, iso_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

CLOCK: Final = "clock"
"""A column of clock times of its own, beside one of dates."""
MAPPED: Final = (
    *("time", CLOCK, "time_end", "entered", "zone", "score", "sites", "site", "side"),
    *("quality", "flare", "woke", "note"),
)
"""What a column can be said to be."""
_TIMES: Final = ("time", "time_end", "entered")
_FORMS: Final = "timestamp"
"""What forms call the time at which they were sent: that is when the entry was written, too."""


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Return which column of a table is what: `time=Timestamp` says that `Timestamp` is the time.

    Raises
    ------
    UsageError
        Not such a pair, an unknown word before the `=`, the same twice, or no time or score.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        name = name.strip().lower()
        if not equals or name not in MAPPED or not column.strip():
            raise UsageError(
                f"--map takes WHAT=COLUMN, such as score=Pain, not {quoted(pair)}; WHAT is one of "
                f"{', '.join(MAPPED)}"
            )
        if name in mapping:
            raise UsageError(f"--map names a column for {name} twice")
        mapping[name] = column.strip().lower()
    for name in NEEDED:
        if name not in mapping:
            raise UsageError(f"--map must name the column of the {name}: --map {name}=COLUMN")
    return mapping


def read_mapped_csv(
    data: bytes,
    *,
    file: str,
    zone: str,
    now: datetime,
    mapping: Mapping[str, str],
    day_first: bool | None = None,
) -> DiaryFile:
    """Return the entries of a table whose columns a person has named.

    Parameters
    ----------
    data, file, zone, now
        As in `diary_csv.read_diary_csv`.
    mapping : mapping of str to str
        As `parse_mapping` returns it.
    day_first : bool or None
        Whether dates with slashes have the day first; null: the whole column tells, or they are
        refused row by row.

    Raises
    ------
    UnreadableFileError
        Not text, or without a column that the mapping names.
    """
    columns = list(dict.fromkeys(mapping.values()))
    table = read_table(data, needed=columns, known=columns, what="this mapping", file=file)
    if len(set(mapping.values())) < len(mapping):
        raise UnreadableFileError("one column cannot be two things", file=file)
    rows = list(table.rows)
    if day_first is None:
        day_first = day_stands_first(_column(rows, table, mapping["time"]))

    def fields_of(row: Row) -> dict[str, str]:
        return _own_fields(row.fields(table), mapping, day_first=day_first)

    return entries_of(
        rows,
        fields_of,
        ignored_columns=[name for name in table.names if name not in columns],
        file=file,
        zone=zone,
        now=now,
    )


def _column(rows: Iterable[Row], table: Table, name: str) -> list[str]:
    n = table.names.index(name)
    cells = (row.cells for row in rows if isinstance(row.cells, list))
    return [each[n] for each in cells if n < len(each)]


def _own_fields(
    fields: Mapping[str, str], mapping: Mapping[str, str], *, day_first: bool | None
) -> dict[str, str]:
    """Return a row as flarelag's own table would have it."""
    own = dict.fromkeys((*COLUMNS, *SHORT_COLUMNS, CLOCK), "")
    own |= {name: fields[column] for name, column in mapping.items()}
    for name in _TIMES:
        if own[name].strip():
            own[name] = iso_time(own[name], day_first=day_first)
    clock = own.pop(CLOCK).strip()
    if clock:
        if len(own["time"]) != len("2026-11-23"):
            raise DiaryError(f"{quoted(own['time'])} is no day", field="time", value=own["time"])
        own["time"] = f"{own['time']}T{iso_clock(clock)}"
    if "entered" not in mapping and mapping["time"] == _FORMS:
        own["entered"] = own["time"]
    for name in ("sites", "quality"):
        own[name] = own[name].replace(";", "|").replace(",", "|")
    return own
