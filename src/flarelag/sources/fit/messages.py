"""Messages read one by one: the few that speak of a whole activity, such as its sessions and laps.

Their numbers are those of `columns.table`, with null where there is none; for a handful of
messages this is far less work.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from flarelag.sources.fit.columns import (
    BASE_TYPES,
    BEYOND,
    in_file_order,
    of_message,
    readable_as,
    width,
)
from flarelag.sources.fit.profile import field_spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.sources.fit.layout import FieldPlace, Layout
    from flarelag.sources.fit.profile import FieldSpec

    Row = dict[str, float | None]

_STRUCT_CODES = {
    "u1": "B",
    "i1": "b",
    "u2": "H",
    "i2": "h",
    "u4": "I",
    "i4": "i",
    "u8": "Q",
    "i8": "q",
    "f4": "f",
    "f8": "d",
}


class Messages:
    """The messages of one kind, in the order of the file.

    Parameters
    ----------
    kind : str
        Name in the profile: `session`, `lap`.
    places : sequence of (Layout, int)
        Each message's layout and the byte at which it starts.
    """

    __slots__ = ("_kind", "_places")

    def __init__(self, kind: str, places: Sequence[tuple[Layout, int]]) -> None:
        self._kind = kind
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def first(self, n: int) -> Messages:
        """Return the first `n` messages."""
        return self if len(self) <= n else Messages(self._kind, self._places[:n])

    @property
    def starts(self) -> list[int]:
        """Bytes at which they start."""
        return [start for _, start in self._places]

    def rows(self, fields: Sequence[str]) -> list[Row]:
        """Return the messages' numbers by field: scaled, null where there is none.

        Parameters
        ----------
        fields : sequence of str
            Names in the profile.
        """
        readings: dict[Layout, list[tuple[str, _Number]]] = {}
        found = []
        for layout, start in self._places:
            if layout not in readings:
                readings[layout] = self._readings(layout, fields)
            row: Row = dict.fromkeys(fields)
            for name, number in readings[layout]:
                row[name] = number.of(layout.data, start)
            found.append(row)
        return found

    def _readings(self, layout: Layout, fields: Sequence[str]) -> list[tuple[str, _Number]]:
        here = layout.fields
        found = []
        for name in fields:
            spec = field_spec(self._kind, name)
            place = here.get(spec.number)
            base_type = readable_as(place, spec.base_type) if place else None
            if place and base_type is not None:
                found.append((name, _number(layout, place, base_type, spec)))
        return found

    def texts(self, field: str) -> list[str | None]:
        """Return a text field of each message; null where it is empty."""
        number = field_spec(self._kind, field).number
        return [
            _text(layout.data, start, layout.fields.get(number)) for layout, start in self._places
        ]


def messages(layouts: Sequence[Layout], kind: str) -> Messages:
    """Return the messages of one kind, by its name in the profile.

    Parameters
    ----------
    layouts : sequence of Layout
        What the walk found.
    kind : str
        Name in the profile.
    """
    chosen = of_message(layouts, kind)
    if len(chosen) == 1:
        return Messages(kind, [(chosen[0], start) for start in chosen[0].starts.tolist()])
    starts, placed = in_file_order(chosen)
    of_start = {start: layout for layout, _ in placed for start in layout.starts.tolist()}
    return Messages(kind, [(of_start[start], start) for start in starts.tolist()])


class _Number(NamedTuple):
    """How to read a number: as `columns.raw` and `columns.scaled` do for all messages at once."""

    packed: struct.Struct
    offsets: range
    invalid: int | None
    scale: float
    offset: float

    def of(self, data: bytes, start: int) -> float | None:
        for offset in self.offsets:
            (value,) = self.packed.unpack_from(data, start + offset)
            if value != self.invalid and abs(value) < BEYOND:
                return float(value / self.scale - self.offset)
        return None


def _number(layout: Layout, place: FieldPlace, base_type: int, spec: FieldSpec) -> _Number:
    code, invalid = BASE_TYPES[base_type]
    packed = _struct((">" if layout.big_endian else "<") + _STRUCT_CODES[code])
    offsets = range(place.offset, place.offset + place.size, width(base_type))
    return _Number(packed, offsets, invalid, spec.scale, spec.offset)


@cache
def _struct(code: str) -> struct.Struct:
    return struct.Struct(code)


def _text(data: bytes, start: int, place: FieldPlace | None) -> str | None:
    if place is None:
        return None
    begin = start + place.offset
    text = data[begin : begin + place.size].split(b"\0", 1)[0].decode("utf-8", errors="replace")
    return text.strip() or None
