"""The lists of activities in a Garmin account export.

`DI_CONNECT/DI-Connect-Fitness/*_summarizedActivities.json`, a thousand activities each. The
recordings lie in archives beside them, under names of their own: what belongs together is told by
start, as with any two recordings of one activity. Distances are in centimetres, durations in
milliseconds; `startTimeLocal` is an epoch with the offset already in it.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import UnreadableFileError
from flarelag.model.activity import Activity
from flarelag.model.sport import sport_named
from flarelag.sources.exported import ExportedActivities, file_name
from flarelag.sources.fit.contents import plausible_offset_s
from flarelag.sources.instants import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flarelag.model.outcome import Origin
    from flarelag.sources.inputs import Input

_LIST_ENDS: Final = "_summarizedactivities.json"
_KEY: Final = "summarizedActivitiesExport"
_FOLDER: Final = "DI_CONNECT"
_MS: Final = 1000.0
_CM: Final = 100.0
_RPE_SCALE: Final = 10.0
_GREATEST_EXERTION: Final = 10.0
_EARLIEST_MS: Final = 1000.0 * 86_400 * 365 * 19  # 1989: before any watch
_LATEST_MS: Final = 1000.0 * 86_400 * 365 * 130
# Its legs are listed beside it, each with its own sport and start.
_MULTISPORT: Final = "multi_sport"


def find_garmin_lists(inputs: Sequence[Input]) -> tuple[Origin, ...]:
    """Return the lists of activities among the inputs."""
    return tuple(i.origin for i in inputs if file_name(i.origin).lower().endswith(_LIST_ENDS))


def in_garmin_export(origin: Origin) -> bool:
    """Return whether an input lies in a Garmin account export, by the name of its folder."""
    return _FOLDER in (origin.member or origin.path)


def read_garmin_list(data: bytes) -> ExportedActivities:
    """Read a list of activities.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    ExportedActivities
        All of them as activities without a file.

    Raises
    ------
    UnreadableFileError
        When it is no such list.
    """
    listed = list(_listed(data))
    activities = [_activity(each) for each in listed]
    known = tuple(each for each in activities if each is not None)
    unusable = sum(_word(each, "activityType") != _MULTISPORT for each in listed) - len(known)
    remarks = (f"entries that could not be used: {unusable}",) if unusable else ()
    return ExportedActivities(without_file=known, remarks=remarks)


def _listed(data: bytes) -> Iterator[dict[str, Any]]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"this is no readable JSON ({error}): export it again") from error
    parts = content if isinstance(content, list) else [content]
    lists = [part[_KEY] for part in parts if isinstance(part, dict) and _KEY in part]
    if not lists or not all(isinstance(each, list) for each in lists):
        raise UnreadableFileError(f"this is no Garmin list of activities: it has no {_KEY}")
    for entries in lists:
        yield from (entry if isinstance(entry, dict) else {} for entry in entries)


def _activity(entry: dict[str, Any]) -> Activity | None:
    """Return one entry as an activity; null for one without a start, and for a multisport whole."""
    kind = _word(entry, "activityType")
    start_ms = _start_ms(entry)
    if start_ms is None or kind == _MULTISPORT:
        return None
    local_ms = _amount(entry, "startTimeLocal")
    timer_s = _scaled(entry, "duration", _MS)
    elapsed_s = _scaled(entry, "elapsedDuration", _MS)
    exertion = _scaled(entry, "workoutRpe", _RPE_SCALE)
    return Activity(
        sport=sport_named(kind),
        sub_sport=kind,
        start_utc=EPOCH + timedelta(milliseconds=start_ms),
        duration_s=timer_s if elapsed_s is None else elapsed_s,
        timer_s=timer_s,
        distance_m=_scaled(entry, "distance", _CM),
        utc_offset_s=None if local_ms is None else plausible_offset_s((local_ms - start_ms) / _MS),
        name=_word(entry, "name"),
        description=_word(entry, "description"),
        perceived_exertion=exertion if exertion and exertion <= _GREATEST_EXERTION else None,
        remarks=("listed by Garmin, without a recording",),
    )


def _start_ms(entry: dict[str, Any]) -> float | None:
    told = (_amount(entry, name) for name in ("startTimeGmt", "beginTimestamp"))
    return next((t for t in told if t is not None and _EARLIEST_MS <= t <= _LATEST_MS), None)


def _word(entry: dict[str, Any], name: str) -> str | None:
    text = entry.get(name)
    if not isinstance(text, str):
        return None
    # JSON can spell half a character, which no file can hold.
    return text.encode(errors="replace").decode().strip() or None


def _amount(entry: dict[str, Any], name: str) -> float | None:
    """Return a number that is finite and not negative."""
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= sys.float_info.max else None


def _scaled(entry: dict[str, Any], name: str, scale: float) -> float | None:
    value = _amount(entry, name)
    return None if value is None else value / scale
