"""Whether the library has a file's recording of an activity, which says more than the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.model.same_activity import Recording, RecordingFormat, Relation, judge
from flarelag.store.encoding import to_us
from flarelag.store.recordings.compared import recordings_near
from flarelag.store.strava import SOURCE

if TYPE_CHECKING:
    from flarelag.model.activity import Activity
    from flarelag.store.database import Database

_RICHER: Final = frozenset({RecordingFormat.FIT, RecordingFormat.TCX, RecordingFormat.GPX})


def has_richer(database: Database, activity: Activity) -> bool:
    """Return whether the library has a file's recording of an activity.

    Parameters
    ----------
    activity : Activity
        As the account has it.
    """
    asked = Recording(
        identity=SOURCE,
        start_utc=activity.start_utc,
        sports=frozenset({activity.sport}),
        duration_s=activity.duration_s,
        distance_m=activity.distance_m,
        file=SOURCE,
        strava_ids=frozenset({activity.strava_id} if activity.strava_id is not None else ()),
    )
    return any(
        each.format in _RICHER
        and each.n_records
        and not each.salvaged
        and judge(asked, each).relation is Relation.SAME
        for each in recordings_near(database, to_us(activity.start_utc), asked.strava_ids)
    )
