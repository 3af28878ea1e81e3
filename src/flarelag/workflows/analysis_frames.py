"""From the library to frames: which activities and entries the delayed-effect model sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from flarelag.effects.exposures import DEFAULT_DOSE, FURTHER
from flarelag.errors import DiaryError
from flarelag.model.activity import activity_end
from flarelag.model.frames import DiaryScores, Exposures
from flarelag.model.hidden_start import start_hidden
from flarelag.model.moments import moment_at
from flarelag.model.sport import Sport
from flarelag.workflows.factors import all_factors, factor_frame
from flarelag.workflows.out_of_date import beyond_judging
from flarelag.workflows.runner_settings import read_settings
from flarelag.workflows.sources_told import not_judged_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.classification import Doses
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysisFrames:
    """What is analysed, from a library or from tables.

    Parameters
    ----------
    exposures, diary, factors
        As `effects.analyze` takes them; the diary whole.
    taps : Series
        Instants at which the person said "this is a flare-up".
    dose_name : str
        What `dose` is called.
    remarks : tuple of str
        What a reader must be told of all this, one sentence each.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame
    factors: pl.DataFrame | None = None
    taps: pl.Series
    dose_name: str = "dose"
    remarks: tuple[str, ...] = ()


def library_frames(library: Library) -> AnalysisFrames:
    """Return what of a library is analysed."""
    activities, entries = library.activities(), library.diary.entries()
    frames = stored_frames(activities, entries, factor_frame(all_factors(library, activities)))
    why = not_judged_alike(activities, beyond_judging(activities, read_settings(library)))
    return frames if why is None else replace(frames, remarks=(why,))


def stored_frames(
    activities: Sequence[StoredActivity],
    entries: Sequence[DiaryEntry],
    factors: pl.DataFrame | None = None,
) -> AnalysisFrames:
    """Return what is analysed: activities with a known start, entries of an instant, in time.

    Parameters
    ----------
    activities : sequence of StoredActivity
        Of any sport.
    entries : sequence of DiaryEntry
        In any order.
    factors : DataFrame or None
        Columns of `Factors`: what else went on.
    """
    used = [entry for entry in entries if entry.time_end_utc is None and not entry.recalled]
    told = [each for each in activities if not start_hidden(each.activity)]
    return AnalysisFrames(
        exposures=exposure_frame(told, used),
        diary=diary_frame(used),
        factors=factors if factors is not None and factors.height else None,
        taps=_taps(used),
        dose_name=DEFAULT_DOSE,
    )


def _taps(entries: Sequence[DiaryEntry]) -> pl.Series:
    tapped = [entry.time_utc for entry in entries if entry.flare]
    return pl.Series("time", tapped, dtype=pl.Datetime("us", "UTC"))


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
