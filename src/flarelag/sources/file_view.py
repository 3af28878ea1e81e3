"""Stretches of an open file that behave as files of their own."""

from __future__ import annotations

import io
import os
import threading
import weakref
from bisect import bisect, insort
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class SharedFile:
    """An open file that several views read from; closed with the last of them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        weakref.finalize(self, file.close)

    def read(self, position: int, n_bytes: int) -> bytes:
        """Return the bytes at a position; fewer at the end of the file."""
        with self._lock:
            self._file.seek(position)
            return self._file.read(n_bytes)


class FileView(io.RawIOBase):
    """A stretch of a file that behaves as a file of its own."""

    def __init__(self, shared: SharedFile, start: int, length: int) -> None:
        self._shared, self._start, self._length = shared, start, length
        self._position = 0
        self._mended: list[tuple[int, int]] = []

    def mend(self, position: int, byte: int) -> None:
        """Let a byte read as another from now on, without touching the file."""
        insort(self._mended, (position, byte))

    def part(self, start: int, length: int) -> FileView:
        """Return a stretch of this stretch."""
        inside = max(min(length, self._length - start), 0)
        return FileView(self._shared, self._start + start, inside)

    def readable(self) -> bool:
        """Return true."""
        return True

    def seekable(self) -> bool:
        """Return true."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position of the stretch; return it."""
        origins = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}
        position = origins[whence] + offset
        if position < 0:
            raise OSError(22, "a position before the beginning")
        self._position = position
        return position

    def tell(self) -> int:
        """Return the position in the stretch."""
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        """Return bytes; room is made for as many as there are, whatever a damaged file asks for."""
        left = max(self._length - self._position, 0)
        return super().read(left if size < 0 else min(size, left)) or b""

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer; return how many bytes there were."""
        room = memoryview(buffer).cast("B")
        wanted = max(min(len(room), self._length - self._position), 0)
        data = self._shared.read(self._start + self._position, wanted)
        room[: len(data)] = data
        end = self._position + len(data)
        first, last = bisect(self._mended, (self._position, -1)), bisect(self._mended, (end, -1))
        for position, byte in self._mended[first:last]:
            room[position - self._position] = byte
        self._position = end
        return len(data)
