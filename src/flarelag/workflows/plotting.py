"""One session of the library as a picture file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.errors import InputError, UsageError
from flarelag.report.charts.session_plot import PictureFormat, picture, session_plot
from flarelag.report.local_time import activity_wall_time, moment_words
from flarelag.workflows.session_traces import session_trace
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.model.activity import Activity
    from flarelag.store.library import Library


def plot_activity(library: Library, activity_id: int, target: Path) -> None:
    """Write one session's speed, efforts, slowing, pauses and declared laps as a picture.

    Parameters
    ----------
    library : Library
        Open.
    activity_id : int
        Which.
    target : Path
        Its suffix says as what: .svg, .png or .html.

    Raises
    ------
    UsageError
        Another suffix.
    InputError
        There is no speed to draw, or the file cannot be written.
    LibraryError
        There is no such activity.
    """
    kind = _format(target)
    session = session_trace(library, library.activity(activity_id))
    if session is None:
        raise InputError(f"activity {activity_id} has no speed to draw")
    chart = session_plot(session, title=_title(session.session.activity))
    write_whole(target, picture(chart, kind))


def _format(target: Path) -> PictureFormat:
    try:
        return PictureFormat(target.suffix.lower().removeprefix("."))
    except ValueError:
        endings = ", ".join(f".{kind}" for kind in PictureFormat)
        raise UsageError(f"a picture ends in one of {endings}", file=str(target)) from None


def _title(activity: Activity) -> str:
    distance = "" if activity.distance_m is None else f", {activity.distance_m / 1000:.1f} km"
    return f"{activity.sport}, {moment_words(activity_wall_time(activity))}{distance}"
