"""Originals: the imported bytes, gzip-compressed, named by the SHA-256 of what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from gzip import BadGzipFile
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_LEVEL: Final = 2  # isal on real FIT files: 12 % larger than zlib's level 6, at 13 x its speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The bytes that activities were read from.

    Parameters
    ----------
    sha256 : str
        Of the decompressed bytes, in hexadecimal: their identity.
    n_bytes : int
        Length of the decompressed bytes.
    packed : bytes or None
        Gzip-compressed, to be kept; null when the user declined.
    """

    sha256: str
    n_bytes: int
    packed: bytes | None = None


def original_of(data: bytes, *, keep: bool, packed: bytes | None = None) -> Original:
    """Return the identity of some bytes and, to be kept, their packed form.

    Parameters
    ----------
    data : bytes
        Decompressed.
    keep : bool
        Whether the packed form is wanted.
    packed : bytes or None
        The gzip file they came from, which need not be made anew.
    """
    return Original(
        sha256=hashlib.sha256(data).hexdigest(),
        n_bytes=len(data),
        packed=(packed or _pack(data)) if keep else None,
    )


def insert_original(connection: sqlite3.Connection, original: Original) -> None:
    """Note an original; one that was declined before and is kept now is kept."""
    connection.execute(
        """
        INSERT INTO originals (sha256, n_bytes, kept) VALUES (?, ?, ?)
        ON CONFLICT (sha256) DO UPDATE SET kept = max(kept, excluded.kept)
        """,
        (original.sha256, original.n_bytes, original.packed is not None),
    )


def unpacked_sha256(path: Path) -> str:
    """Return the SHA-256 of what a kept original holds.

    Raises
    ------
    OSError, EOFError
        When it is no whole gzip file.
    """
    from isal import igzip, isal_zlib  # noqa: PLC0415 - not needed to open a library

    with igzip.open(path) as file:  # type: ignore[no-untyped-call]  # isal is partly typed
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except cast("type[Exception]", isal_zlib.error) as error:  # its stub calls it an instance
            raise BadGzipFile(str(error)) from error


def _pack(data: bytes) -> bytes:
    from isal import igzip  # noqa: PLC0415 - not needed to open a library

    packed: bytes = igzip.compress(data, _LEVEL, mtime=0)
    return packed
