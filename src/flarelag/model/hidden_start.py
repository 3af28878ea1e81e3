"""Start times that a person has hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError
from flarelag.model.moments import moment_at, offset_name

if TYPE_CHECKING:
    from flarelag.model.activity import Activity

START_HIDDEN: Final = "its start time is hidden: it counts in no analysis of the hours after it"


def start_hidden(activity: Activity) -> bool:
    """Return whether an activity's start was put to one second past midnight, local time.

    That is what Strava makes of a start that a person hides. The day is right, the hour is not.

    Parameters
    ----------
    activity : Activity
        With its zone or offset, where they are known.
    """
    where = activity.zone
    if where is None and activity.utc_offset_s is not None:
        where = offset_name(activity.utc_offset_s)
    try:
        local = moment_at(activity.start_utc, where or "UTC").local
    except DiaryError:  # a zone that this machine does not know
        return False
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 1, 0)
