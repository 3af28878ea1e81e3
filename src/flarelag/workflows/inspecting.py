"""Reading and classifying one file, with no library at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flarelag.classify.activity import classify_activity
from flarelag.errors import FlarelagError
from flarelag.model.outcome import Origin
from flarelag.sources.detect import parse_activities
from flarelag.sources.inputs import read_input
from flarelag.sources.zones import zone_of

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.parsed import ParsedActivity


@dataclass(frozen=True, slots=True)
class InspectedActivity:
    """One activity of a file and what the classifier says of it.

    Parameters
    ----------
    activity : Activity
        As the file has it, with the zone of its first position.
    classification : Classification
        Efforts, braking and doses.
    """

    activity: Activity
    classification: Classification


def inspect_file(
    path: Path, *, best_100m_m_s: float | None = None, ignore_laps: bool = False
) -> list[InspectedActivity]:
    """Return every activity of one file, classified.

    Parameters
    ----------
    path : Path
        FIT, GPX or TCX, plain or gzipped.
    best_100m_m_s : float or None
        The runner's best 100 m; null judges by contrast alone.
    ignore_laps : bool
        Judge by detection alone.

    Raises
    ------
    InputError
        The file cannot be read or holds no activity, or nobody can have run that best 100 m.
    """
    origin = Origin(str(path))
    try:
        parsed = parse_activities(read_input(origin))
    except FlarelagError as error:
        error.file = str(origin)
        raise
    return [_inspected(each, best_100m_m_s, ignore_laps=ignore_laps) for each in parsed]


def _inspected(
    parsed: ParsedActivity, best_100m_m_s: float | None, *, ignore_laps: bool
) -> InspectedActivity:
    activity = parsed.activity
    if activity.zone is None and not activity.virtual:
        activity = replace(activity, zone=zone_of(parsed.records))
    classification = classify_activity(parsed, best_100m_m_s=best_100m_m_s, ignore_laps=ignore_laps)
    return InspectedActivity(activity, classification)
