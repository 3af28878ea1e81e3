"""From the library to the answer: which activities and entries the delayed-effect model sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from flarelag.effects import analyze
from flarelag.effects.exposures import DEFAULT_DOSE, FURTHER
from flarelag.effects.scores import scores_of
from flarelag.errors import DiaryError
from flarelag.model.frames import DiaryScores, Exposures
from flarelag.model.hidden_start import start_hidden
from flarelag.model.moments import moment_at
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flarelag.effects.result import EffectResult
    from flarelag.model.activity import Activity
    from flarelag.model.body import BodySite, Side
    from flarelag.model.classification import Doses
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

_LONGEST_S = 30 * 86_400
_EXPOSURE_SPORTS = {Sport.RUN: "run", Sport.RIDE: "ride"}
_FURTHER_DOSES: dict[str, Callable[[Doses], float | None]] = {
    "effort_s": lambda doses: doses.effort_s,
    "sprint_s": lambda doses: doses.sprint_s,
    "tempo_s": lambda doses: doses.tempo_s,
    "braking_energy_j_kg": lambda doses: doses.braking_energy_j_kg,
    "load_b2": lambda doses: doses.load.b2 if doses.load else None,
    "load_b10": lambda doses: doses.load.b10 if doses.load else None,
    "run_min": lambda doses: doses.run_min,
    "session_rpe": lambda doses: doses.session_rpe,
}
"""Beside the default dose, the seconds in sprints and fast efforts."""
ANALYSIS_SEED = 1
"""The same library gets the same answer, to the last digit of the shuffled doses."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LibraryAnalysis:
    """The answer, with what went into it and what stayed out.

    Parameters
    ----------
    result : EffectResult
        The answer.
    exposures : DataFrame
        As `exposure_frame` returns them: one row for each activity with a known end.
    diary : DataFrame
        Columns of `DiaryScores`: one row for each site of an entry that was used.
    n_recalled : int
        Entries left out because they were written down more than 24 h later.
    n_vague : int
        Entries left out because they speak of a stretch ("in the morning"), not of an instant.
    n_elsewhere : int
        Entries left out because they speak of another site or side than the one asked for.
    n_without_end : int
        Activities left out because their end is unknown.
    n_hidden_start : int
        Activities left out because their start was hidden, which makes the hours after it unknown.
    """

    result: EffectResult
    exposures: pl.DataFrame
    diary: pl.DataFrame
    n_recalled: int
    n_vague: int
    n_elsewhere: int
    n_without_end: int
    n_hidden_start: int


def analyze_library(
    library: Library,
    *,
    site: BodySite | None = None,
    side: Side | None = None,
    per_dose: float | None = None,
) -> LibraryAnalysis:
    """Say what the library's own activities and diary say of the hours after hard sessions.

    Parameters
    ----------
    library : Library
        Open.
    site, side : BodySite, Side or None
        Look at pain there only; null: the greatest score at each instant, wherever it was.
    per_dose : float or None
        What one dose is, in seconds; null: the median of the positive doses.
    """
    activities, entries = library.activities(), library.entries()
    return analyze_stored(activities, entries, site=site, side=side, per_dose=per_dose)


def analyze_stored(
    activities: Sequence[StoredActivity],
    entries: Sequence[DiaryEntry],
    *,
    site: BodySite | None = None,
    side: Side | None = None,
    per_dose: float | None = None,
) -> LibraryAnalysis:
    """Build the frames and analyse them.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport.
    entries : sequence of DiaryEntry
        In any order.
    site, side, per_dose
        As in `analyze_library`.
    """
    vague = [entry for entry in entries if entry.time_end_utc is not None]
    recalled = [entry for entry in entries if entry.recalled and entry.time_end_utc is None]
    used = [entry for entry in entries if entry.time_end_utc is None and not entry.recalled]
    everywhere = diary_frame(used)
    diary = scores_of(everywhere, site=site, side=side)
    told = [each for each in activities if not start_hidden(each.activity)]
    exposures = exposure_frame(told, used)
    chance = np.random.default_rng(ANALYSIS_SEED)
    return LibraryAnalysis(
        result=analyze(exposures, diary, per_dose=per_dose, dose_name=DEFAULT_DOSE, rng=chance),
        exposures=exposures,
        diary=diary,
        n_recalled=len(recalled),
        n_vague=len(vague),
        n_elsewhere=len(used) - diary["entry"].n_unique(),
        n_without_end=len(told) - exposures.height,
        n_hidden_start=len(activities) - len(told),
    )


def diary_frame(entries: Sequence[DiaryEntry]) -> pl.DataFrame:
    """Return one row for each site of each entry; one without a site where none was said.

    Parameters
    ----------
    entries : sequence of DiaryEntry
        Each at an instant.

    Returns
    -------
    DataFrame
        Columns of `DiaryScores`, and `entry`: the entry's position.
    """
    rows = [
        (
            entry.time_utc,
            entry.utc_offset_s // 60,
            entry.score,
            where.site.value if where else None,
            where.side.value if where and where.side else None,
            number,
        )
        for number, entry in enumerate(entries)
        for where in (entry.sites or (None,))
    ]
    schema = {**DiaryScores.create_empty().schema, "entry": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def exposure_frame(
    activities: Sequence[StoredActivity], entries: Sequence[DiaryEntry]
) -> pl.DataFrame:
    """Return one row for each activity whose end is known, in the order given.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport; one that has not been classified has a null dose.
    entries : sequence of DiaryEntry
        Where an activity has neither zone nor offset, the entry nearest in time lends its own.

    Returns
    -------
    DataFrame
        Columns of `Exposures`, `dose` being the seconds in sprints and fast efforts, and
        `dose_<name>` for each further dose.
    """
    rows = [
        _exposure_row(stored, end, entries)
        for stored in activities
        if (end := activity_end(stored.activity)) is not None
    ]
    further = {f"{FURTHER}{name}": pl.Float64() for name in _FURTHER_DOSES}
    schema = {**Exposures.create_empty().schema, **further}
    return pl.DataFrame(rows, schema=schema, orient="row")


def activity_end(activity: Activity) -> datetime | None:
    """Return the instant at which an activity ended; null where that is unknown.

    A duration of more than 30 days is a clock's fault, so the end is unknown, too.
    """
    if activity.duration_s is None or activity.duration_s > _LONGEST_S:
        return None
    return activity.start_utc + timedelta(seconds=activity.duration_s)


def _exposure_row(
    stored: StoredActivity, end: datetime, entries: Sequence[DiaryEntry]
) -> tuple[datetime | int | str | float | None, ...]:
    doses = stored.classification.doses if stored.classification else None
    return (
        end,
        _offset_s(stored.activity, end, entries) // 60,
        _EXPOSURE_SPORTS.get(stored.activity.sport, "other"),
        doses.hard_s if doses else None,
        *(of(doses) if doses else None for of in _FURTHER_DOSES.values()),
    )


def _offset_s(activity: Activity, end: datetime, entries: Sequence[DiaryEntry]) -> int:
    if activity.zone is not None:
        try:
            return moment_at(end, activity.zone).utc_offset_s
        except DiaryError:  # a zone that this machine does not know
            pass
    if activity.utc_offset_s is not None:
        return activity.utc_offset_s
    nearest = min(entries, key=lambda entry: abs(entry.time_utc - end), default=None)
    return nearest.utc_offset_s if nearest else 0
