"""Where activities come from, and whether all were judged alike: what a reader must be told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from flarelag.model.wording import counted
from flarelag.store.strava import SOURCE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from flarelag.model.stored import StoredActivity

_NAMES: Final = {
    SOURCE: "Strava's API",
    "strava export": "a Strava export",
    "garmin export": "a Garmin export",
    "apple health export": "an Apple Health export",
    "file": "single files",
}
_SHOWN_TO: Final = "What came through Strava's API is for its owner alone to see, as its terms ask."


def sources_told(
    activities: Sequence[StoredActivity], outdated: Collection[int]
) -> tuple[str, ...]:
    """Return where activities come from and what to know of that, one sentence each.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Those that are shown.
    outdated : collection of int
        As from `out_of_date.beyond_judging`.
    """
    if not activities:
        return ()
    found = Counter(each.source for each in activities).most_common()
    listed = ", ".join(f"{_NAMES.get(source, source)} ({n:,})" for source, n in found)
    told = [f"Activities come from: {listed}."]
    if any(source == SOURCE for source, _ in found):
        told.append(_SHOWN_TO)
    if why := not_judged_alike(activities, outdated):
        told.append(why)
    return tuple(told)


def not_judged_alike(activities: Sequence[StoredActivity], outdated: Collection[int]) -> str | None:
    """Return the sentence that says how many were judged otherwise; null where none was.

    Parameters
    ----------
    activities, outdated
        As in `sources_told`.
    """
    n = sum(each.id in outdated for each in activities)
    if not n:
        return None
    versions = sorted(
        {
            each.classification.rule_version
            for each in activities
            if each.id in outdated and each.classification
        }
    )
    rules = f" (rules {', '.join(map(str, versions))})" if versions else ""
    return (
        f"{counted(n, 'activity was', 'activities were')} judged by earlier rules{rules} or by "
        "another best 100 m than the rest, and cannot be reclassified: their recordings came "
        "through Strava's API and were removed since. An export from Strava, imported, mends that."
    )
