"""FIT files, read column by column; `read_fit` is the door.

`framing` finds the FIT files inside the bytes, `scan` walks their message headers (`salvage` where
they are damaged) and notes each `layout`, `columns` gathers fields, `samples`, `heart_rate` and
`structure` give them their meaning, `contents` holds a file's messages, `activity` puts its
sessions together, and `monitoring` the hours of a watch that records all day.

Where this reader gives up, `second_try` asks fitparse: of 6,000 damaged corpus files that brought
one more, as this reader goes on after damage where fitparse stops.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.errors import NotAnActivityError, UnreadableFileError
from flarelag.model.movement import combined
from flarelag.model.parsed import ParsedFile
from flarelag.model.same_activity import RecordingFormat
from flarelag.sources.fit.activity import activities
from flarelag.sources.fit.contents import Contents
from flarelag.sources.fit.framing import find_header, has_lost_magic, segments
from flarelag.sources.fit.heart_rate import beats
from flarelag.sources.fit.monitoring import hours_of_movement
from flarelag.sources.fit.profile import file_kind, is_monitoring, is_never_an_activity
from flarelag.sources.fit.salvage import scan_segment
from flarelag.sources.fit.second_try import read_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.movement import HourOfMovement
    from flarelag.model.parsed import ParsedActivity

__all__ = ["looks_like_fit", "read_again", "read_fit"]

_HELD_AGAIN = "its file holds it more than once: it counts once"


def looks_like_fit(data: bytes) -> bool:
    """Return whether the bytes hold a FIT file, whole or damaged.

    Parameters
    ----------
    data : bytes
        The whole file, decompressed.
    """
    return find_header(data, 0) is not None or has_lost_magic(data)


def read_fit(data: bytes) -> ParsedFile:
    """Return what a FIT file holds, in order; damaged files as far as they can be read.

    Parameters
    ----------
    data : bytes
        The whole file, decompressed, of which `looks_like_fit` holds.

    Returns
    -------
    ParsedFile
        Several activities for a multisport or chained file; movement for a monitoring file.

    Raises
    ------
    NotAnActivityError
        The file holds something else: a workout plan, device settings, a course.
    UnreadableFileError
        Nothing in it can be read.
    """
    try:
        return _read(data)
    except UnreadableFileError:
        again = read_again(data)
        if again is None:
            raise
        return again


def _read(data: bytes) -> ParsedFile:
    found: list[ParsedActivity] = []
    movement: list[HourOfMovement] = []
    movement_cut = False
    kinds: list[float | None] = []
    damaged_parts: list[str] = []
    stopped_at = 0
    scans = [(segment, scan_segment(data, segment)) for segment in segments(data)]
    strap = beats(scan.layouts for _, scan in scans)
    for segment, scan in scans:
        stopped_at = scan.stopped_at
        contents = Contents(data, scan, strap)
        held = [] if is_never_an_activity(contents.file_type) else activities(contents)
        found += held
        if is_monitoring(contents.file_type):
            source = contents.device or "watch"
            movement += hours_of_movement(scan.layouts, source)
            movement_cut |= scan.salvaged
        if scan.layouts:
            kinds.append(contents.file_type)
        if scan.salvaged and not held:
            damaged_parts.append(
                f"another part of the file, from byte {segment.start:,}, is damaged"
            )
    if found or movement:
        marked = tuple(_marked(parsed, damaged_parts) for parsed in _each_once(found))
        hours = tuple(combined(movement))
        return ParsedFile(
            format=RecordingFormat.FIT, activities=marked, movement=hours, salvaged=movement_cut
        )
    if kinds:
        raise NotAnActivityError(f"this is {file_kind(_most_telling(kinds))}")
    raise UnreadableFileError("a FIT header with no readable message after it", offset=stopped_at)


def _each_once(found: list[ParsedActivity]) -> list[ParsedActivity]:
    """Leave out what a chained file holds again: the same records from the same start."""
    kept: list[ParsedActivity] = []
    for each in found:
        for n, other in enumerate(kept):
            if _is_again(each, other):
                damage = each.activity.remarks if each.activity.salvaged else ()
                kept[n] = _remarked(_marked(other, damage), _HELD_AGAIN)
                break
        else:
            kept.append(each)
    return kept


def _is_again(one: ParsedActivity, other: ParsedActivity) -> bool:
    alike = all(
        getattr(one.activity, name) == getattr(other.activity, name)
        for name in ("start_utc", "sport", "duration_s", "distance_m")
    )
    return alike and one.records.equals(other.records)


def _marked(parsed: ParsedActivity, damaged_parts: Sequence[str]) -> ParsedActivity:
    """Say of an activity that other parts of its file are damaged."""
    if not damaged_parts:
        return parsed
    marked = _remarked(parsed, *damaged_parts)
    return replace(marked, activity=replace(marked.activity, salvaged=True))


def _remarked(parsed: ParsedActivity, *remarks: str) -> ParsedActivity:
    every = tuple(dict.fromkeys((*parsed.activity.remarks, *remarks)))
    return replace(parsed, activity=replace(parsed.activity, remarks=every))


def _most_telling(kinds: list[float | None]) -> float | None:
    """Return the first type that says what the file is instead of an activity."""
    return next((kind for kind in kinds if is_never_an_activity(kind)), kinds[0])
