"""What one definition message says: which fields a kind of message has, where, and how wide.

The messages themselves are read at these places, a column at a time, by `Layout.values`. Source:
FIT protocol description, Garmin.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

TIMESTAMP_FIELD = 253
# A developer field's base type stands in its description, not here.
NO_TYPE = 0xFF
# Bytes of a definition: header, reserved, byte order, number (2), count; then three a field.
COUNT_AT = 5
FIELD_BYTES = 3


class FieldPlace(NamedTuple):
    """Where one field stands inside a message, counted from the message's header byte."""

    offset: int
    size: int
    base_type: int


class Places(NamedTuple):
    """Where the fields of one layout stand: native ones, and those of apps and pods."""

    native: dict[int, FieldPlace]
    developer: dict[tuple[int, int], FieldPlace]


class Layout:
    """What one definition message says, and where its messages are.

    Parameters
    ----------
    data : bytes
        The whole file.
    defined_at, after : int
        Where the (first) definition begins and ends.
    """

    __slots__ = (
        "_block",
        "_gathered",
        "_listed",
        "_starts",
        "data",
        "defined_at",
        "number",
        "size",
    )

    def __init__(self, data: bytes, defined_at: int, after: int) -> None:
        self.data = data
        self._starts = array("q")
        self._gathered: NDArray[np.int64] | None = None
        self._block: NDArray[np.void] | None = None
        self._listed = data[defined_at + COUNT_AT : after]
        self.defined_at = defined_at
        order: Literal["big", "little"] = "big" if self.big_endian else "little"
        self.number = int.from_bytes(data[defined_at + 3 : defined_at + 5], order)
        """Global message number."""
        self.size = _message_size(self._listed)
        """Bytes of a message, header byte included."""

    @property
    def big_endian(self) -> bool:
        """Byte order of its numbers."""
        return self.data[self.defined_at + 2] == 1

    @property
    def fields(self) -> dict[int, FieldPlace]:
        """Its fields by number; the first where a number occurs twice."""
        return _places(self._listed).native

    @property
    def developer_fields(self) -> dict[tuple[int, int], FieldPlace]:
        """Its developer fields by (developer data index, field number)."""
        return _places(self._listed).developer

    @property
    def starts(self) -> NDArray[np.int64]:
        """Bytes at which its messages start, ascending."""
        if self._gathered is None or len(self._gathered) != len(self._starts):
            # A copy: a view of the array would forbid it to grow, and the walk may go on.
            self._gathered = np.array(self._starts, dtype=np.int64)
            self._block = None
        return self._gathered

    def values(self, offset: int, code: str) -> NDArray[Any]:
        """Return what stands at one place of each message, without copying.

        Parameters
        ----------
        offset : int
            Counted from the header byte.
        code : str
            numpy code with byte order: `<u4`.

        Returns
        -------
        ndarray, shape (n_messages,)
        """
        starts = self.starts
        if self._block is None:  # the messages side by side: each field is then found fast
            self._block = value_view(self.data, 0, f"V{self.size}")[starts]
        return np.ndarray(starts.shape, code, self._block, offset, (self.size,))

    @property
    def note(self) -> Callable[[int], None]:
        """Take down where one more message starts."""
        return self._starts.append

    def note_run(self, position: int, n: int) -> None:
        """Take down `n` messages, one right after the other."""
        run = np.arange(position, position + n * self.size, self.size, dtype=np.int64)
        self._starts.frombytes(run.tobytes())

    @property
    def last(self) -> int:
        """Byte at which its last message starts."""
        return self._starts[-1]

    def forget_last(self) -> int:
        """Drop the last message, and return where it started."""
        self._gathered = None
        return self._starts.pop()

    def forget_from(self, position: int) -> None:
        """Drop the messages that start at or after a byte."""
        kept = int(np.searchsorted(self.starts, position))
        self._gathered = None
        del self._starts[kept:]

    def __len__(self) -> int:
        return len(self._starts)


def _message_size(listed: bytes) -> int:
    """Return the bytes of a message, header byte included, from its list of fields."""
    n_native = 1 + FIELD_BYTES * listed[0]
    return 1 + sum(listed[2:n_native:FIELD_BYTES]) + sum(listed[n_native + 2 :: FIELD_BYTES])


# One watch defines its messages alike in all of its files.
@lru_cache(maxsize=128)
def _places(listed: bytes) -> Places:
    """Return where fields stand, from a definition's list of them.

    Parameters
    ----------
    listed : bytes
        How many fields, and three bytes for each; then the same for developer fields, if any.
    """
    places = Places({}, {})
    offset = 1
    n_native = 1 + FIELD_BYTES * listed[0]
    for at in range(1, n_native, FIELD_BYTES):
        number, size, base_type = listed[at : at + FIELD_BYTES]
        places.native.setdefault(number, FieldPlace(offset, size, base_type))
        offset += size
    for at in range(n_native + 1, len(listed), FIELD_BYTES):
        number, size, index = listed[at : at + FIELD_BYTES]
        places.developer.setdefault((index, number), FieldPlace(offset, size, NO_TYPE))
        offset += size
    return places


def value_view(data: bytes, offset: int, code: str) -> NDArray[Any]:
    """Return the value that would start at each byte of `data[offset:]`, without copying.

    Parameters
    ----------
    data : bytes
        The whole file.
    offset : int
        Added to every index.
    code : str
        numpy code with byte order: `<u4`.
    """
    dtype = np.dtype(code)
    length = max(len(data) - offset - dtype.itemsize + 1, 0)
    return np.ndarray((length,), dtype, data, offset if length else 0, (1,))
