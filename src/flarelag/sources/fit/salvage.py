"""Walk one FIT file and, where it is damaged, keep what stands before the damage and after it.

Damage shows as an undefined local number, a message past the end, or a time stamp far from the
file's others. Reading goes on at the next byte that looks like a message in every respect: a
record-like message with a time stamp soon after the last good one, or a definition of a message
that the profile knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.wording import counted
from flarelag.sources.fit.columns import (
    BASE_TYPES,
    UINT32,
    full_stamps,
    in_file_order,
    of_message,
    type_number,
    width,
)
from flarelag.sources.fit.framing import CRC_BYTES, DEFINITION_BIT, KIND_BITS
from flarelag.sources.fit.layout import TIMESTAMP_FIELD, Layout, value_view
from flarelag.sources.fit.profile import known_message
from flarelag.sources.fit.scan import Walk, definition_end
from flarelag.sources.limits import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flarelag.sources.fit.framing import Segment

# Below this a FIT time stamp counts seconds since power-up, not since 1989.
FIRST_CLOCK_TIME = 0x10000000
_DAY_S = 86_400
_FAR_S = 10 * _DAY_S
_MOST_HOLES, _LEAST_HOLES = 200, 4
_MOST_LOOKED_THROUGH = 200 * MEBIBYTE
"""Each hole costs a look through the whole file, some 10 ms for a megabyte."""
_MOST_CANDIDATES = 10_000
_STRING = 7


@dataclass(frozen=True, slots=True)
class Scan:
    """The messages of one FIT file.

    Parameters
    ----------
    layouts : list of Layout
        Every layout that has messages.
    salvaged : bool
        Something was damaged.
    remarks : tuple of str
        What, in plain words.
    stopped_at : int
        Byte at which reading ended.
    """

    layouts: list[Layout]
    salvaged: bool
    remarks: tuple[str, ...]
    stopped_at: int


def scan_segment(data: bytes, segment: Segment) -> Scan:
    """Return the messages of one FIT file, damaged or not."""
    walk = Walk(data)
    stop = walk.read(segment.body, segment.end)
    if segment.intact and stop == segment.end:
        return Scan(walk.layouts, salvaged=False, remarks=(), stopped_at=stop)
    holes = _read_around_damage(walk, segment, stop)
    stop = holes[-1][0] if holes and holes[-1][1] == segment.end else segment.end
    remarks = tuple(_remarks(walk.layouts, segment, holes))
    return Scan(walk.layouts, salvaged=True, remarks=remarks, stopped_at=stop)


def _read_around_damage(walk: Walk, segment: Segment, stop: int) -> list[tuple[int, int]]:
    """Finish the walk; return the damaged stretches `[from, to)` that were left out."""
    holes: list[tuple[int, int]] = []
    expected_s = _typical_time(walk)
    position = segment.body
    looks = _MOST_LOOKED_THROUGH // (segment.end - segment.body + 1)
    while len(holes) < min(max(looks, _LEAST_HOLES), _MOST_HOLES):
        bad = _first_stray(walk, position, expected_s)
        if bad is None:
            bad = stop
        if bad >= segment.end - (0 if segment.cut_off else CRC_BYTES):
            break
        walk.go_back(bad)
        position = _next_message(walk, bad + 1, segment.end, expected_s)
        holes.append((bad, position))
        if position == segment.end:
            break
        stop = walk.read(position, segment.end)
    else:
        holes.append((stop, segment.end))
    return holes


def _times(walk: Walk) -> tuple[np.ndarray, np.ndarray]:
    """Return the starts and clock times of all messages that carry one, in file order."""
    stamps = {k: found for k in walk.layouts if (found := full_stamps(k)) is not None}
    starts, placed = in_file_order(list(stamps))
    times = np.empty(len(starts))
    for layout, rows in placed:
        times[rows] = stamps[layout]
    told = times >= FIRST_CLOCK_TIME
    return starts[told], times[told]


def _typical_time(walk: Walk) -> float | None:
    """Return a time in the day that holds most instants: what is misread drifts, or repeats one."""
    times = np.unique(_times(walk)[1])
    if not len(times):
        return None
    in_day = np.searchsorted(times, times + _DAY_S, side="right") - np.arange(len(times))
    return float(times[np.argmax(in_day)])


def _first_stray(walk: Walk, position: int, expected_s: float | None) -> int | None:
    """Return the first message from `position` on whose time lies far from the file's others."""
    if expected_s is None:
        return None
    starts, times = _times(walk)
    stray = starts[(starts >= position) & (np.abs(times - expected_s) > _FAR_S)]
    return int(stray[0]) if len(stray) else None


def _next_message(walk: Walk, position: int, end: int, expected_s: float | None) -> int:
    """Return the next byte at which reading can go on; `end` where there is none."""
    candidates = [end, *_definitions(walk.data, position, end)]
    if expected_s is not None:
        _, times = _times(walk)
        last_s = float(times[-1]) if len(times) else expected_s - _DAY_S
        for local, layout in walk.current.items():
            candidates += _stamped(walk, local, layout, (position, end), last_s)
    return min(candidates)


def _stamped(
    walk: Walk, local: int, layout: Layout, stretch: tuple[int, int], last_s: float
) -> Iterator[int]:
    """Yield the first byte that reads as this layout's message, soon after the last good one."""
    place = layout.fields.get(TIMESTAMP_FIELD)
    if place is None or place.size != width(UINT32):
        return
    position, end = stretch
    times = value_view(walk.data, place.offset, ">u4" if layout.big_endian else "<u4")
    times = times[position:end]
    headers = np.frombuffer(walk.data, dtype=np.uint8)[position : position + len(times)]
    found = np.flatnonzero((headers == local) & (times >= last_s) & (times <= last_s + _DAY_S))
    for start in (found[:_MOST_CANDIDATES] + position).tolist():
        if _goes_on(walk, start + layout.size, end):
            yield start
            return


def _goes_on(walk: Walk, position: int, end: int) -> bool:
    """Return whether another message, a definition or the end stands at `position`."""
    if position >= end:
        return position == end
    local = walk.data[position]
    return local in walk.current or definition_end(walk.data, position, end) is not None


def _definitions(data: bytes, position: int, end: int) -> Iterator[int]:
    """Yield the first byte that reads as a definition in every respect."""
    read = np.frombuffer(data, dtype=np.uint8)[position:end]
    # Kind bits, the reserved byte, the byte order.
    opens = (read[:-2] & KIND_BITS == DEFINITION_BIT) & (read[1:-1] == 0) & (read[2:] <= 1)
    for start in (np.flatnonzero(opens)[:_MOST_CANDIDATES] + position).tolist():
        after = definition_end(data, start, end)
        if after is not None and _is_sound(Layout(data, start, after)):
            yield start
            return


def _is_sound(layout: Layout) -> bool:
    types = {*BASE_TYPES, _STRING}
    return (
        known_message(layout.number)
        and bool(layout.fields)
        and all(f.size and type_number(f.base_type) in types for f in layout.fields.values())
    )


def _remarks(
    layouts: list[Layout], segment: Segment, holes: list[tuple[int, int]]
) -> Iterator[str]:
    yield from segment.remarks
    inside = [(begin, end) for begin, end in holes if end < segment.end]
    if len(inside) == 1:
        yield f"bytes {inside[0][0]:,} to {inside[0][1]:,} are damaged: left out"
    elif inside:
        lost = sum(end - begin for begin, end in inside)
        yield f"{len(inside)} damaged stretches, {lost:,} bytes in all, left out"
    ended = holes[-1][0] if holes and holes[-1][1] == segment.end else segment.end
    if segment.cut_off or ended < segment.end:
        starts, _ = in_file_order(of_message(layouts, "record"))
        kept = int(np.count_nonzero(starts < ended))
        what = "cut off" if segment.cut_off else "damaged"
        yield f"{what} at byte {ended:,}: {counted(kept, 'record')} kept before the damage"
