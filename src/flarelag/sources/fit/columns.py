"""Gather one kind of message into columns: one vectorised read a field and layout.

Sentinels become NaN before any arithmetic; NaN means "not there" inside this package and becomes
null at its door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.sources.fit.layout import TIMESTAMP_FIELD
from flarelag.sources.fit.profile import FieldSpec, field_spec, message_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import FieldPlace, Layout

# FIT base type number -> numpy code and the raw value that stands for "invalid".
BASE_TYPES: dict[int, tuple[str, int | None]] = {
    0: ("u1", 0xFF),  # enum
    1: ("i1", 0x7F),
    2: ("u1", 0xFF),
    3: ("i2", 0x7FFF),
    4: ("u2", 0xFFFF),
    5: ("i4", 0x7FFFFFFF),
    6: ("u4", 0xFFFFFFFF),
    8: ("f4", None),
    9: ("f8", None),
    10: ("u1", 0),  # the "z" types: zero is invalid
    11: ("u2", 0),
    12: ("u4", 0),
    13: ("u1", 0xFF),  # byte
    14: ("i8", 0x7FFFFFFFFFFFFFFF),
    15: ("u8", 0xFFFFFFFFFFFFFFFF),
    16: ("u8", 0),
}
UINT32 = 6
BYTE = 13
_TYPE_NUMBER = 0x1F
_NEVER_SET = 0x60
# No field that is read here is wider than 32 bits in the profile: a number beyond is none, as are
# NaN and infinity.
_WIDE = frozenset({"f4", "f8", "i8", "u8"})
BEYOND = 2.0**32
_ONE_NAN = np.float64(np.nan).tobytes()


@dataclass(frozen=True, slots=True)
class Table:
    """The messages of one kind, in the order of the file.

    Parameters
    ----------
    starts : ndarray of int64, shape (n,)
        Byte at which each message starts.
    columns : dict of str to ndarray of float64, shape (n,)
        Scaled values by field name; NaN where there is none.
    """

    starts: NDArray[np.int64]
    columns: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self.columns[name]

    def where(self, kept: NDArray[np.bool_]) -> Table:
        """Return the messages for which `kept` is true."""
        if kept.all():
            return self
        return Table(self.starts[kept], {k: v[kept] for k, v in self.columns.items()})

    def first(self, n: int) -> Table:
        """Return the first `n` messages."""
        return Table(self.starts[:n], {k: v[:n] for k, v in self.columns.items()})

    def rows(self) -> list[dict[str, float | None]]:
        """Return the messages one by one, with null where there is no value."""
        if not len(self):
            return []
        lists = [
            [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - NaN
            for column in self.columns.values()
        ]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*lists, strict=True)]


def of_message(layouts: Sequence[Layout], message: str) -> list[Layout]:
    """Return the layouts of one kind of message, by its name in the profile."""
    number = message_number(message)
    return [layout for layout in layouts if layout.number == number]


def table(layouts: Sequence[Layout], message: str, fields: Sequence[str]) -> Table:
    """Return one kind of message as columns.

    Parameters
    ----------
    layouts : sequence of Layout
        What the walk found.
    message : str
        Name in the profile: `record`, `lap`.
    fields : sequence of str
        Names of the fields wanted.
    """
    starts, placed = in_file_order(of_message(layouts, message))
    columns = dict.fromkeys(fields, _absent(len(starts)))
    for layout, rows in placed:
        here = layout.fields
        for name in fields:
            spec = field_spec(message, name)
            if (place := here.get(spec.number)) is None:
                continue
            values = scaled(layout, place, spec)
            if len(placed) == 1:
                columns[name] = values
                continue
            if is_unset(columns[name]):
                columns[name] = np.full(len(starts), np.nan)
            columns[name][rows] = values
    return Table(starts, columns)


def _absent(n: int) -> NDArray[np.float64]:
    """Return a column that costs no memory: one NaN, seen n times."""
    return np.ndarray((n,), np.float64, _ONE_NAN, strides=(0,))


def is_unset(column: NDArray[np.float64]) -> bool:
    """Return whether a column is one of `table` that no layout has the field of."""
    return not column.size or column.strides[0] == 0


def is_absent(column: NDArray[np.float64]) -> bool:
    """Return whether a column is NaN throughout."""
    return is_unset(column) or bool(np.isnan(column).all())


Rows = slice | np.ndarray[tuple[int], np.dtype[np.int64]]


def in_file_order(layouts: Sequence[Layout]) -> tuple[NDArray[np.int64], list[tuple[Layout, Rows]]]:
    """Return all starts in file order, and each layout with its rows in that order."""
    if not layouts:
        return np.empty(0, dtype=np.int64), []
    parts = [layout.starts for layout in layouts]
    if len(parts) == 1:
        return parts[0], [(layouts[0], slice(None))]
    together = np.concatenate(parts)
    order = np.argsort(together, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return together[order], list(zip(layouts, _split(rank, parts), strict=True))


def _split(rank: NDArray[np.int64], parts: list[NDArray[np.int64]]) -> Iterator[Rows]:
    begin = 0
    for part in parts:
        yield rank[begin : begin + len(part)]
        begin += len(part)


def scaled(layout: Layout, place: FieldPlace, spec: FieldSpec) -> NDArray[np.float64]:
    """Return a field's values over a layout's messages: `raw / scale - offset`, NaN if invalid."""
    base_type = readable_as(place, spec.base_type)
    if base_type is None:
        return np.full(len(layout), np.nan)
    values = raw(layout, place, base_type)
    if spec.scale != 1.0:
        values /= spec.scale
    if spec.offset:
        values -= spec.offset
    return values


def full_stamps(layout: Layout) -> NDArray[np.float64] | None:
    """Return each message's time stamp, NaN if invalid; None where the layout has no whole one."""
    place = layout.fields.get(TIMESTAMP_FIELD)
    if place is None or place.size != width(UINT32):
        return None
    return raw(layout, place, UINT32)


def readable_as(place: FieldPlace, expected: int) -> int | None:
    """Return the base type to read a field with; None where no number can be made of it.

    Parameters
    ----------
    place : FieldPlace
        The field as the file defines it.
    expected : int
        Base type of the profile: some writers call a number plain bytes.
    """
    declared = type_number(place.base_type)
    if declared == BYTE and expected in BASE_TYPES and place.size == width(expected):
        return expected
    if declared in BASE_TYPES and declared != BYTE and place.size % width(declared) == 0:
        return declared if place.size else None
    return None


def type_number(base_type: int) -> int:
    """Return FIT's number of a base type; -1 for a byte that is none.

    Bit 7 only repeats that the type has a byte order, and some writers leave it out.
    """
    return -1 if base_type & _NEVER_SET else base_type & _TYPE_NUMBER


def width(base_type: int) -> int:
    """Return the bytes of one value of a numeric base type."""
    return int(BASE_TYPES[base_type][0][1])


def raw(layout: Layout, place: FieldPlace, base_type: int) -> NDArray[np.float64]:
    """Return a field's unscaled values, NaN if invalid; of an array, its first valid element."""
    step = width(base_type)
    values = _element(layout, place.offset, base_type)
    for offset in range(place.offset + step, place.offset + place.size, step):
        missing = np.isnan(values)
        if not missing.any():
            break
        values[missing] = _element(layout, offset, base_type)[missing]
    return values


def _element(layout: Layout, offset: int, base_type: int) -> NDArray[np.float64]:
    code, invalid = BASE_TYPES[base_type]
    found = layout.values(offset, (">" if layout.big_endian else "<") + code)
    if invalid is None:
        with np.errstate(invalid="ignore"):  # a signalling NaN is but another NaN
            values = found.astype(np.float64)
    else:
        values = found.astype(np.float64)
        values[found == invalid] = np.nan
    if code in _WIDE:
        values[~(np.abs(values) < BEYOND)] = np.nan
    return values
