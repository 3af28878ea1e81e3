"""How much one input may grow while it is unpacked, before it is refused as a bomb."""

from __future__ import annotations

from flarelag.errors import UnsafeInputError

MEBIBYTE = 1 << 20
LARGEST_FILE = 512 * MEBIBYTE
"""No recording comes near this: a week at one record a second is some 40 MiB of FIT."""
LARGEST_INNER_ARCHIVE = 2048 * MEBIBYTE
"""A compressed archive inside another takes so much room on the disk for as long as it is read."""
LARGEST_XML = 128 * MEBIBYTE
"""An XML tree takes up to 15 times its text in memory."""
HARMLESS = 64 * MEBIBYTE
"""Below this any ratio is accepted: a long treadmill run packs well."""
LARGEST_RATIO = 200
"""Real GPX packs 10 to 30 times; deflate's limit, which bombs approach, is 1032."""

MOST_MEMBERS = 200_000
"""Ten years of exports hold some ten thousand files; each takes half a kilobyte of memory."""
MOST_ELEMENTS = 6_000_000
"""Real XML of `LARGEST_XML` has some four million."""
MOST_LAPS = 50_000
"""Laps, or stretches of a track, in one file: a hundred hours with one every 7 s."""
MOST_LISTED = 50_000
"""Activities in one table: twenty years with seven a day. Each costs some milliseconds."""
MOST_RECORDINGS = 10_000
"""Activities or tracks in one file: a lifetime of them. Each costs some milliseconds."""


def refuse_growth(packed_bytes: int, unpacked_bytes: int) -> None:
    """Refuse what unpacks to more than an activity can be.

    Parameters
    ----------
    packed_bytes, unpacked_bytes : int
        Size before and after unpacking (or as the archive declares it).

    Raises
    ------
    UnsafeInputError
        Over `LARGEST_FILE`, or over `HARMLESS` at more than `LARGEST_RATIO` times its packed size.
    """
    if unpacked_bytes > LARGEST_FILE:
        raise UnsafeInputError(
            f"refused: it unpacks to more than {LARGEST_FILE // MEBIBYTE} MiB, "
            "far more than any activity"
        )
    refuse_ratio(packed_bytes, unpacked_bytes)


def refuse_ratio(packed_bytes: int, unpacked_bytes: int) -> None:
    """Refuse what unpacks to implausibly many times its packed size, whatever its size.

    Parameters
    ----------
    packed_bytes, unpacked_bytes : int
        Size before and after unpacking.

    Raises
    ------
    UnsafeInputError
        Over `HARMLESS` bytes at more than `LARGEST_RATIO` times the packed size.
    """
    if is_bomb(packed_bytes, unpacked_bytes):
        raise UnsafeInputError(
            f"refused: it unpacks to more than {LARGEST_RATIO} times its size, "
            "as decompression bombs do"
        )


def is_bomb(packed_bytes: int, unpacked_bytes: int) -> bool:
    """Return whether something unpacks to implausibly many times its packed size.

    Parameters
    ----------
    packed_bytes, unpacked_bytes : int
        Size before and after unpacking.
    """
    return unpacked_bytes > max(HARMLESS, LARGEST_RATIO * packed_bytes)


def refuse_many(recordings: int, laps: int) -> None:
    """Refuse a file with more activities or tracks, or more parts of them, than a lifetime holds.

    Parameters
    ----------
    recordings, laps : int
        How many there are.

    Raises
    ------
    UnsafeInputError
        Over `MOST_RECORDINGS` or `MOST_LAPS`.
    """
    if recordings > MOST_RECORDINGS:
        raise UnsafeInputError(f"refused: {recordings:,} recordings in one file")
    if laps > MOST_LAPS:
        raise UnsafeInputError(f"refused: {laps:,} laps in one file")
