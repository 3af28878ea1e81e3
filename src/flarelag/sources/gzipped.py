"""Gzip, with a bound on what comes out and a thought for what was cut off."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import cast

from isal import isal_zlib

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.sources.limits import LARGEST_FILE, refuse_growth

MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + isal_zlib.MAX_WBITS
_DAMAGED = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance
_FIRST_CHUNK = 1 << 10
"""Small at first: each of many small members takes a piece that reaches far beyond it."""
_CHUNK = 1 << 16
_SMALL = 64
_LARGEST_STEP = 1 << 24
_MOST_MEMBERS = 10_000
"""Programs that compress in blocks of 64 KiB write 8,192 for the largest file that is read."""


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
    at = total = 0
    complete = True
    for _ in range(_MOST_MEMBERS):
        if not complete or not data.startswith(MAGIC, at):
            break
        at, total, complete = _member(data, at, total, parts)
    else:
        raise UnsafeInputError(f"refused: over {_MOST_MEMBERS:,} gzip files in one")
    if not total:
        raise UnreadableFileError(
            "this is a gzip file with nothing inside"
            if complete
            else "this is a gzip file, cut off or "
            "damaged before anything could be read: download it again",
            offset=at,
        )
    return Gunzipped(b"".join(parts), complete, len(data) - at)


def _member(data: bytes, at: int, total: int, parts: list[bytes]) -> tuple[int, int, bool]:
    """Decompress one member into `parts`.

    Returns
    -------
    tuple of int, int, bool
        Where it ends, how much has been decompressed by then, and whether it was whole.
    """
    inflater = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
    begin, before, n_bytes = at, total, _FIRST_CHUNK
    while at < len(data):
        waiting = data[at : at + n_bytes]
        at += len(waiting)
        n_bytes = min(2 * n_bytes, _CHUNK)
        while waiting and not inflater.eof:
            try:
                part = inflater.decompress(waiting, _LARGEST_STEP)
            except _DAMAGED:
                part = _up_to_damage(data[begin:at], total - before)
                parts.append(part)
                return len(data), total + len(part), False
            parts.append(part)
            total += len(part)
            refuse_growth(len(data), min(total, LARGEST_FILE + 1))
            waiting = inflater.unconsumed_tail
        if inflater.eof:
            return at - len(inflater.unused_data), total, True
    return len(data), total, False


def _up_to_damage(data: bytes, n_had: int) -> bytes:
    """Return what is readable beyond the first bytes: of a piece with damage in it nothing comes.

    Parameters
    ----------
    data : bytes
        A member, up to somewhere behind the damage.
    n_had : int
        So much of what it holds is had already.
    """
    inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
    found, n_bytes = bytearray(), 0
    last = max(len(data) - _CHUNK, 0)
    pieces = chain(
        (data[at : min(at + _CHUNK, last)] for at in range(0, last, _CHUNK)),
        (data[at : at + _SMALL] for at in range(last, len(data), _SMALL)),
    )
    with suppress(zlib.error):
        for piece in pieces:
            part = inflater.decompress(piece)
            n_bytes += len(part)
            # What was had before may be large: it is passed over, not gathered.
            found += part[max(0, len(part) - (n_bytes - n_had)) :] if n_bytes > n_had else b""
    return bytes(found)
