"""Which classifications are out of date: older rules, another best 100 m, another line of force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.profile import Evidence100m, RunnerProfile
from flarelag.classify.rules import RULE_VERSION
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.load import ForceLine
    from flarelag.model.stored import StoredActivity
    from flarelag.workflows.runner_settings import RunnerSettings


def stale_activities(
    activities: Sequence[StoredActivity],
    settings: RunnerSettings,
    *,
    everything: bool = False,
) -> list[tuple[StoredActivity, float | None]]:
    """Return the activities to classify (again), each with the best 100 m of its date.

    Parameters
    ----------
    activities : sequence of StoredActivity
        The whole library's; what `Library.judged_activities` tells of them is enough.
    settings : RunnerSettings
        What the person entered.
    everything : bool
        Return them all, out of date or not.
    """
    profile = RunnerProfile(observed(activities), settings.best_100m)
    judged = ((each, _best_at(profile, each.activity)) for each in activities)
    return [
        (each, best_m_s)
        for each, best_m_s in judged
        if not each.purged and (everything or _is_stale(each, best_m_s, settings.force_line))
    ]


def beyond_judging(
    activities: Sequence[StoredActivity], settings: RunnerSettings
) -> frozenset[int]:
    """Return the activities that were judged otherwise than all others, and cannot be again.

    What was recorded of them is removed (`StoredActivity.purged`), and since then the rules, the
    best 100 m or the line of force have changed.

    Parameters
    ----------
    activities : sequence of StoredActivity
        The whole library's.
    settings : RunnerSettings
        What the person entered.
    """
    profile = RunnerProfile(observed(activities), settings.best_100m)
    return frozenset(
        each.id
        for each in activities
        if each.purged and _is_stale(each, _best_at(profile, each.activity), settings.force_line)
    )


def observed(activities: Sequence[StoredActivity]) -> list[Evidence100m]:
    """Return what each activity itself shows of the runner's best 100 m."""
    shown = (evidence_of(each.activity, each.classification) for each in activities)
    return [evidence for evidence in shown if evidence is not None]


def evidence_of(activity: Activity, known: Classification | None) -> Evidence100m | None:
    """Return what one activity shows of the runner's best 100 m; null for nothing.

    On a treadmill it shows nothing: its speed is the watch's guess from the arm's swing.

    Parameters
    ----------
    activity : Activity
        The session.
    known : Classification or None
        What the classifier says of it.
    """
    if known is None or known.best_100m_observed_m_s is None or activity.treadmill:
        return None
    return Evidence100m(
        start_utc=activity.start_utc,
        observed_m_s=known.best_100m_observed_m_s,
        median_speed_m_s=known.median_speed_m_s,
        speed_source=known.speed_source,
    )


def _best_at(profile: RunnerProfile, activity: Activity) -> float | None:
    return profile.at(activity.start_utc) if activity.sport is Sport.RUN else None


def _is_stale(stored: StoredActivity, best_100m_m_s: float | None, line: ForceLine) -> bool:
    known = stored.classification
    if known is None or known.rule_version != RULE_VERSION:
        return True
    if stored.activity.sport is not Sport.RUN:
        return False
    return known.best_100m_m_s != best_100m_m_s or known.force_line not in {line, None}
