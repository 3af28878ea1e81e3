"""Gzip, with a bound on what comes out and a thought for what was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from isal import isal_zlib

from flarelag.errors import UnreadableFileError
from flarelag.sources.limits import LARGEST_FILE, refuse_growth

MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + isal_zlib.MAX_WBITS
_DAMAGED = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance
_CHUNK = 1 << 16
_LARGEST_STEP = 1 << 24


@dataclass(frozen=True, slots=True)
class Gunzipped:
    """What a gzip file held.

    Parameters
    ----------
    data : bytes
        The decompressed bytes; as many as could be had.
    complete : bool
        Whether the file was whole and its checksum right.
    n_left : int
        Bytes that follow the gzip data and are none.
    """

    data: bytes
    complete: bool
    n_left: int = 0


def gunzip(data: bytes) -> Gunzipped:
    """Decompress one gzip file, which may be cut off.

    Parameters
    ----------
    data : bytes
        The file; several gzip members in a row are one file, as `gzip` has it.

    Raises
    ------
    UnreadableFileError
        When nothing at all can be decompressed.
    UnsafeInputError
        When it grows beyond what an activity can be.
    """
    parts: list[bytes] = []
    rest = data
    complete = True
    total = 0
    while complete and rest.startswith(MAGIC):
        rest, complete = _member(rest, len(data), total, parts)
        total = sum(map(len, parts))
    if not total:
        raise UnreadableFileError(
            "this is a gzip file with nothing inside"
            if complete
            else "this is a gzip file, cut off or "
            "damaged before anything could be read: download it again",
            offset=len(data) - len(rest),
        )
    return Gunzipped(b"".join(parts), complete, len(rest))


def _member(data: bytes, packed: int, total: int, parts: list[bytes]) -> tuple[bytes, bool]:
    """Decompress one member into `parts`; return what follows it and whether it was whole."""
    inflater = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
    for start in range(0, len(data), _CHUNK):
        waiting = data[start : start + _CHUNK]
        while waiting and not inflater.eof:
            try:
                part = inflater.decompress(waiting, _LARGEST_STEP)
            except _DAMAGED:
                return b"", False
            parts.append(part)
            total += len(part)
            refuse_growth(packed, min(total, LARGEST_FILE + 1))
            waiting = inflater.unconsumed_tail
        if inflater.eof:
            return inflater.unused_data + data[start + _CHUNK :], True
    return b"", False
