"""What was new in a session, by the runner's own past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STANDARD_M: Final = (60, 80, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1600, 2000)
ALIKE: Final = 0.07
"""A repeat within 7 % of a standard distance is of that distance: watches cut corners."""
FEWEST_REPEATS: Final = 3
NEW_AFTER: Final = timedelta(days=180)
"""Repeats not run for half a year are new again. Heuristic."""
SPRINT_WINDOW: Final = timedelta(days=28)
SPRINT_MEMORY: Final = timedelta(days=365)
LEAST_HISTORY: Final = timedelta(days=90)
MORE_BY: Final = 1.1
"""A tenth more than the most so far: less is no news."""
FEWEST_RUNS_BEFORE: Final = 4
MONTH: Final = timedelta(days=30)


class NoveltyKind(StrEnum):
    """What can be new."""

    REPEATS = "repeats"
    """Repeats of a distance, not run for half a year or ever."""
    SPRINTING = "sprinting"
    """More seconds at sprint speed in 28 days than in any of the year before."""
    LONGEST_RUN = "longest_run"
    """Longer by a tenth than the longest run of the 30 days before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """One thing that was new in one session.

    Parameters
    ----------
    kind : NoveltyKind
        What.
    activity_id : int
        In which session.
    time : datetime
        Its local start.
    value : float
        Metres of a repeat, sprint seconds of 28 days, or kilometres.
    before : float or None
        Days since such repeats (null: none on record), the most sprint seconds before, or the
        longest run of the 30 days before in kilometres.
    """

    kind: NoveltyKind
    activity_id: int
    time: datetime
    value: float
    before: float | None


def novelties(sessions: pl.DataFrame, efforts: pl.DataFrame) -> tuple[Novelty, ...]:
    """Return what was new, oldest first.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`, in order of time.
    efforts : DataFrame
        Columns of `model.frames.TrainingEfforts`.
    """
    runs = sessions.filter(pl.col("sport") == "run").sort("time")
    if runs.is_empty():
        return ()
    found = [*_new_repeats(runs, efforts), *_most_sprinting(runs), *_longest_runs(runs)]
    return tuple(sorted(found, key=lambda each: (each.time, each.kind)))


def too_early_to_tell(sessions: pl.DataFrame) -> tuple[NoveltyKind, ...]:
    """Return the kinds of news that need a longer past than there is.

    Parameters
    ----------
    sessions : DataFrame
        Columns of `model.frames.TrainingSessions`, in order of time.
    """
    runs = sessions.filter(pl.col("sport") == "run").sort("time")
    measured = runs.drop_nulls("distance_km")["time"].to_list()
    a_month = any(
        last - first <= MONTH
        for first, last in zip(measured, measured[FEWEST_RUNS_BEFORE:], strict=False)
    )
    told = {
        NoveltyKind.REPEATS: _past(runs) >= NEW_AFTER,
        NoveltyKind.SPRINTING: _past(runs.drop_nulls("sprint_s")) >= LEAST_HISTORY,
        NoveltyKind.LONGEST_RUN: a_month,
    }
    return tuple(kind for kind, can in told.items() if not can)


def _past(runs: pl.DataFrame) -> timedelta:
    times = runs["time"]
    return times[-1] - times[0] if len(times) else timedelta(0)


def repeat_distance_m(distances_m: Sequence[float]) -> int | None:
    """Return the standard distance that most efforts had, if three or more had it."""
    told = Counter(near for d in distances_m if (near := _standard(d)) is not None)
    distance, times = max(told.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    return distance if times >= FEWEST_REPEATS else None


def _standard(distance_m: float) -> int | None:
    nearest = min(STANDARD_M, key=lambda each: abs(each - distance_m) / each)
    return nearest if abs(nearest - distance_m) <= ALIKE * nearest else None


def _new_repeats(runs: pl.DataFrame, efforts: pl.DataFrame) -> Iterator[Novelty]:
    by_run = {
        key[0]: rows["distance_m"].to_list()
        for rows in efforts.drop_nulls("distance_m").partition_by("activity_id")
        for key in [(rows["activity_id"][0],)]
    }
    first: datetime = runs["time"][0]
    last_seen: dict[int, datetime] = {}
    for number, time in runs.select("id", "time").iter_rows():
        distance = repeat_distance_m(by_run.get(number, []))
        if distance is None:
            continue
        seen = last_seen.get(distance)
        last_seen[distance] = time
        since = time - (seen or first)
        if since >= NEW_AFTER:
            yield Novelty(
                kind=NoveltyKind.REPEATS,
                activity_id=number,
                time=time,
                value=float(distance),
                before=None if seen is None else float(since.days),
            )


def _most_sprinting(runs: pl.DataFrame) -> Iterator[Novelty]:
    known = runs.filter(pl.col("sprint_s").is_not_null()).select("id", "time", "sprint_s")
    if known.is_empty():
        return
    summed = known.with_columns(
        total=pl.col("sprint_s").rolling_sum_by("time", window_size=SPRINT_WINDOW)
    )
    peaks = list[Novelty]()
    rows = summed.rows(named=True)
    for n, row in enumerate(rows):
        if row["time"] - rows[0]["time"] < LEAST_HISTORY or not row["sprint_s"]:
            continue
        earlier = [
            other["total"]
            for other in rows[:n]
            if SPRINT_WINDOW <= row["time"] - other["time"] <= SPRINT_MEMORY
        ]
        most = max(earlier, default=0.0)
        if row["total"] > MORE_BY * most:
            peaks.append(
                Novelty(
                    kind=NoveltyKind.SPRINTING,
                    activity_id=row["id"],
                    time=row["time"],
                    value=row["total"],
                    before=most,
                )
            )
    yield from _peaks(peaks)


def _longest_runs(runs: pl.DataFrame) -> Iterator[Novelty]:
    rows = runs.drop_nulls("distance_km").select("id", "time", "distance_km").rows(named=True)
    found, start = list[Novelty](), 0
    for n, row in enumerate(rows):
        while row["time"] - rows[start]["time"] > MONTH:
            start += 1
        month = [other["distance_km"] for other in rows[start:n]]
        if len(month) < FEWEST_RUNS_BEFORE or row["distance_km"] <= MORE_BY * max(month):
            continue
        found.append(
            Novelty(
                kind=NoveltyKind.LONGEST_RUN,
                activity_id=row["id"],
                time=row["time"],
                value=row["distance_km"],
                before=max(month),
            )
        )
    yield from _peaks(found)


def _peaks(found: Sequence[Novelty]) -> Iterator[Novelty]:
    """Yield the greatest of each stretch in which one follows another within 28 days."""
    stretch = list[Novelty]()
    for each in found:
        if stretch and each.time - stretch[-1].time > SPRINT_WINDOW:
            yield max(stretch, key=lambda novelty: novelty.value)
            stretch = []
        stretch.append(each)
    if stretch:
        yield max(stretch, key=lambda novelty: novelty.value)


def of_last_year(found: Sequence[Novelty], today: date) -> tuple[Novelty, ...]:
    """Return what was new in the last twelve months, latest first."""
    recent = [each for each in found if (today - each.time.date()).days <= SPRINT_MEMORY.days]
    return tuple(reversed(recent))
