"""Tables as CSV that people make: any order of columns, comma, semicolon or tab, rows by line."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, UnreadableFileError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Parameters
    ----------
    line : int
        The line of the file on which it starts, counted from 1.
    cells : list of str or csv.Error
        What stands in it, or why it cannot be read.
    """

    line: int
    cells: list[str] | csv.Error

    def fields(self, table: Table) -> dict[str, str]:
        """Return the cells by column; empty where a known column is absent.

        Raises
        ------
        DiaryError
            The row cannot be read, or has more cells than the header names.
        """
        if isinstance(self.cells, csv.Error):
            raise DiaryError(f"this row cannot be read ({self.cells})")
        beyond = self.cells[len(table.names) :]
        if any(cell.strip() for cell in beyond):
            raise DiaryError(
                f"this row has {len(self.cells)} fields, but the header names {len(table.names)}"
            )
        return dict.fromkeys(table.known, "") | dict(zip(table.names, self.cells, strict=False))


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it.

    Parameters
    ----------
    names : list of str
        The columns, in lower case, in the order of the file.
    known : sequence of str
        The columns that a row has an answer for, whether they are there or not.
    rows : iterator of Row
        Blank lines are left out.
    """

    names: list[str]
    known: Sequence[str]
    rows: Iterator[Row]


def read_table(
    data: bytes, *, needed: Sequence[str], known: Sequence[str], what: str, file: str
) -> Table:
    """Return a table whose rows are read as they are asked for.

    Parameters
    ----------
    data : bytes
        UTF-8, or UTF-16 with its mark; separated by comma, semicolon or tab.
    needed, known : sequence of str
        Columns without which it is no such table, and all columns that mean something.
    what : str
        What the table is, for messages: `a diary`.
    file : str
        The file's name, for messages.

    Raises
    ------
    UnreadableFileError
        Not text, or without a column that is needed.
    """
    rows = _rows(_text(data, file))
    names = _header(next(rows, Row(1, [])), file)
    for name in needed:
        if name not in names:
            found = ", ".join(quoted(n) for n in names[:20])
            columns = " and ".join(needed) if len(needed) <= _PAIR else ", ".join(needed)
            reason = f"there is no column {name}; {what} needs {columns}; found: {found}"
            raise UnreadableFileError(reason, file=file)
    for name in known:
        if names.count(name) > 1:
            raise UnreadableFileError(f"the column {name} is there twice", file=file)
    return Table(names, known, rows)


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 that `read_table` reads back, text by text.

    Parameters
    ----------
    header : sequence of str
        The columns.
    rows : iterable of sequence
        As many values as there are columns; null is an empty cell.
    """
    text = io.StringIO(newline="")
    # The line ends of RFC 4180: with "\n" alone, a lone "\r" in a text would stay without quotes.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def not_negative(name: str, text: str) -> float | None:
    """Return the number in a cell, 0 or more; null where nothing stands.

    Raises
    ------
    DiaryError
        It is no such number.
    """
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise DiaryError(f"{name} {quoted(text)} is not a number, 0 or more", field=name)
    return value


def header_of(data: bytes, file: str) -> list[str]:
    """Return the columns of a table, in lower case.

    Raises
    ------
    UnreadableFileError
        Not text.
    """
    return _header(next(_rows(_text(data, file)), Row(1, [])), file)


_PAIR = 2
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def _text(data: bytes, file: str) -> str:
    encoding = "utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"this is not UTF-8 text (byte {error.start}); save it as CSV in UTF-8"
        raise UnreadableFileError(reason, file=file, offset=error.start) from error
    if not text.strip():
        raise UnreadableFileError(f"this file is empty ({len(data)} bytes)", file=file)
    return text


def _rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, error)
            continue
        if any(cell.strip() for cell in cells):
            yield Row(line, cells)


def delimiter_of(text: str) -> str:
    """Return what parts the columns of a table: comma, semicolon or tab."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _header(row: Row, file: str) -> list[str]:
    if isinstance(row.cells, csv.Error):
        raise UnreadableFileError(f"this is no table ({row.cells})", file=file)
    return [name.strip().lower() for name in row.cells]
