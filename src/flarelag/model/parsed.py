"""What a parser returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flarelag.errors import NotAnActivityError

if TYPE_CHECKING:
    import dataframely as dy

    from flarelag.model.activity import Activity
    from flarelag.model.frames import Records
    from flarelag.model.movement import HourOfMovement
    from flarelag.model.same_activity import RecordingFormat


@dataclass(frozen=True, slots=True, eq=False)
class ParsedActivity:
    """An activity with its records.

    Parameters
    ----------
    activity : Activity
        The session and what its source declared.
    records : DataFrame[Records]
        Its samples, in the order of the file; may be empty.
    """

    activity: Activity
    records: dy.DataFrame[Records]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParsedFile:
    """What one file holds: at least one activity, or hours of movement, or both.

    Parameters
    ----------
    format : RecordingFormat
        What kind of file it is.
    activities : tuple of ParsedActivity
        In the order of the file.
    movement : tuple of HourOfMovement
        What a watch recorded all day, in order of time.
    salvaged : bool
        Some of the movement is missing because the file is damaged.
    """

    format: RecordingFormat
    activities: tuple[ParsedActivity, ...] = field(default=())
    movement: tuple[HourOfMovement, ...] = field(default=())
    salvaged: bool = False

    def only_activities(self) -> list[ParsedActivity]:
        """Return the activities, for a reader who has no use for movement.

        Raises
        ------
        NotAnActivityError
            Where there is none.
        """
        if not self.activities:
            raise NotAnActivityError("this is monitoring data, not an activity")
        return list(self.activities)
