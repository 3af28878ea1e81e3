"""The library's activities with what only the whole library tells of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.model.longest_run import DatedRun, longest_run_ratios
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library


def listed_activities(library: Library) -> list[StoredActivity]:
    """Return every activity by start, each run with its ratio to the longest of 30 days before.

    Parameters
    ----------
    library : Library
        Open.
    """
    return with_longest_run(library.activities())


def listed_activity(library: Library, activity_id: int) -> StoredActivity:
    """Return one activity as `listed_activities` does.

    Raises
    ------
    LibraryError
        When there is none with this number.
    """
    found = library.activity(activity_id)
    return next((a for a in listed_activities(library) if a.id == activity_id), found)


def with_longest_run(activities: Sequence[StoredActivity]) -> list[StoredActivity]:
    """Return activities with the longest-run ratio among the doses of their runs.

    Parameters
    ----------
    activities : sequence of StoredActivity
        All of a library's, by start.
    """
    runs = [each for each in activities if each.activity.sport is Sport.RUN]
    ratios = longest_run_ratios(
        [DatedRun(each.activity.start_utc, each.activity.distance_m) for each in runs]
    )
    known = {each.id: ratio for each, ratio in zip(runs, ratios, strict=True)}
    return [_with_ratio(each, known.get(each.id)) for each in activities]


def _with_ratio(stored: StoredActivity, ratio: float | None) -> StoredActivity:
    classified = stored.classification
    if ratio is None or classified is None:
        return stored
    doses = replace(classified.doses, longest_run_ratio=ratio)
    return replace(stored, classification=replace(classified, doses=doses))
