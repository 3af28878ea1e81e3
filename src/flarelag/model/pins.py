"""Pinning pain to a moment of an activity: "at 21:40", "in lap 8, while slowing"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.diary import Phase, Pin
from flarelag.model.moment_words import parse_moment

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.stored import StoredActivity

LATEST_AFTER: Final = timedelta(hours=24)
"""What hurts later than this is not a moment of the activity any more."""
_ELAPSED = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{2})", re.ASCII)
_LAP_SHARE: Final = {Phase.ACCELERATING: 0.0, Phase.FULL_SPEED: 0.5}
"""Where in a lap it was; slowing and after are at its end."""


def pin_to(
    stored: StoredActivity,
    *,
    at: str | None,
    lap: int | None,
    phase: Phase | None,
    now: datetime,
) -> Pin:
    """Return the moment of an activity that a person names.

    Parameters
    ----------
    stored : StoredActivity
        The activity.
    at : str or None
        Time since its start as watches show it (`21:40`, `1:02:10`), or a time of day in words
        (`today 18:40`).
    lap : int or None
        A lap, counted from 1; the phase says where in it, else its end is meant.
    phase : Phase or None
        What the legs were doing. `after` alone means the activity's end.
    now : datetime
        Aware.

    Raises
    ------
    DiaryError
        No such lap, a time outside the activity, or nothing that says where.
    """
    activity = stored.activity
    if lap is not None:
        offset_s = _in_lap(activity, lap, phase)
    elif at is not None:
        offset_s = _elapsed_s(activity, at, now)
    elif phase is Phase.AFTER and activity.duration_s is not None:
        offset_s = activity.duration_s
    else:
        raise DiaryError(
            "say where in the activity it was: --at 21:40 after its start, --lap 8, or "
            "--phase after for its end",
            field="at",
        )
    if activity.start_utc + timedelta(seconds=offset_s) > now:
        raise DiaryError("this moment of the activity is still to come", field="at", value=at)
    return Pin(
        activity_id=stored.id,
        activity_start_utc=activity.start_utc,
        offset_s=offset_s,
        lap=lap,
        phase=phase,
    )


def _in_lap(activity: Activity, lap: int, phase: Phase | None) -> float:
    if not 1 <= lap <= len(activity.laps):
        n_laps = len(activity.laps)
        has = f"laps 1 to {n_laps}" if n_laps else "no laps"
        raise DiaryError(f"there is no lap {lap}: the activity has {has}", field="lap")
    interval = activity.laps[lap - 1].interval
    share = 1.0 if phase is None else _LAP_SHARE.get(phase, 1.0)
    return max(interval.start_s + share * (interval.end_s - interval.start_s), 0.0)


def _elapsed_s(activity: Activity, at: str, now: datetime) -> float:
    if found := _ELAPSED.fullmatch(at.strip()):
        hours, minutes, seconds = (int(each or 0) for each in found.groups())
        offset_s = float(hours * 3600 + minutes * 60 + seconds)
    else:
        moment = parse_moment(at, now=now, zone=activity.zone or "UTC")
        offset_s = (moment.time_utc - activity.start_utc).total_seconds()
    latest_s = (activity.duration_s or 0.0) + LATEST_AFTER.total_seconds()
    if not 0 <= offset_s <= latest_s:
        when = "before the activity began" if offset_s < 0 else "more than a day after its end"
        raise DiaryError(f"{quoted(at)} is {when}", field="at", value=at)
    return offset_s
