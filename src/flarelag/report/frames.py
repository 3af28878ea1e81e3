"""The data behind each chart: one pure frame each. Times are local wall time, without a zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from flarelag.model.body import Side, reach_of
from flarelag.model.factors import FactorKind
from flarelag.report.local_time import activity_wall_time, entry_wall_time
from flarelag.report.texts import knows, say
from flarelag.report.words import UNKNOWN, counted, hours_span, interval, number
from flarelag.training.volume import WeekStart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flarelag.effects.around import AroundBin
    from flarelag.effects.flare_result import FlareStory
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.result import EffectResult
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.effort import Effort
    from flarelag.model.factors import Factor
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose
    from flarelag.report.units import Units

NOON: Final = time(12)
REMEMBERED_AT: Final = 9.5
"""Where the time line shows a flare-up whose score nobody knows."""
MOST_TRACE_ROWS: Final = 1600
"""A trace longer than this is thinned to the lowest and highest speed of each stretch."""


def pain(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return one row for each diary entry with a known instant, in order of time.

    Returns
    -------
    DataFrame
        `time` (local), `score`, `where` (null if not said), `flare`.
    """
    rows = [
        (
            entry_wall_time(entry),
            entry.score,
            ", ".join(str(site).replace("_", " ").replace(":", " ") for site in entry.sites)
            or None,
            entry.flare,
        )
        for entry in sorted(entries, key=lambda entry: entry.time_utc)
        if entry.time_end_utc is None
    ]
    schema = {"time": pl.Datetime, "score": pl.Int64, "where": pl.String, "flare": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def daily_pain(scores: pl.DataFrame) -> pl.DataFrame:
    """Return the mean score of each local day; a day without an entry is null, not joined up.

    Parameters
    ----------
    scores : DataFrame
        As from `pain`.

    Returns
    -------
    DataFrame
        `time` (noon of the day), `mean_score`, `n_entries`; one row for each day from first to
        last.
    """
    schema = {"time": pl.Datetime, "mean_score": pl.Float64, "n_entries": pl.UInt32}
    if scores.is_empty():
        return pl.DataFrame(schema=schema)
    days = scores.group_by(pl.col("time").dt.date().alias("day")).agg(
        pl.col("score").mean().alias("mean_score"), pl.len().alias("n_entries")
    )
    known: list[date] = days["day"].to_list()
    every = pl.DataFrame({"day": pl.date_range(min(known), max(known), eager=True)})
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        every.join(days, on="day", how="left")
        .sort("day")
        .select(noon.alias("time"), "mean_score", pl.col("n_entries").fill_null(0))
    )


def sessions(activities: Iterable[StoredActivity], dose: UsualDose) -> pl.DataFrame:
    """Return one row for each activity, in order of time.

    Returns
    -------
    DataFrame
        `time` (local start), `kind` (`SessionKind`), `hard`, `run`, `distance_km`, `duration_min`,
        `dose` (in the unit of the dose used; null if unknown), `sprints` and `hard_stops`
        (numbers; null where not classified).
    """
    rows = [
        _session_row(stored, dose)
        for stored in sorted(activities, key=lambda stored: stored.activity.start_utc)
    ]
    schema = {
        "time": pl.Datetime,
        "kind": pl.String,
        "hard": pl.Boolean,
        "run": pl.Boolean,
        "distance_km": pl.Float64,
        "duration_min": pl.Float64,
        "dose": pl.Float64,
        "sprints": pl.Int64,
        "hard_stops": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _session_row(stored: StoredActivity, dose: UsualDose) -> tuple[object, ...]:
    activity, classified = stored.activity, stored.classification
    kind = dose.kind(stored)
    return (
        activity_wall_time(activity),
        kind.value,
        kind.hard,
        kind.run,
        None if activity.distance_m is None else activity.distance_m / 1000,
        None if activity.duration_s is None else activity.duration_s / 60,
        dose.of(stored),
        classified and sum(effort.effort_class == "sprint" for effort in classified.efforts),
        classified and classified.doses.hard_stops_n,
    )


def around(bins: Sequence[AroundBin]) -> pl.DataFrame:
    """Return pain around sessions.

    Returns
    -------
    DataFrame
        `kind`, `hours` and `told` (in words), `middle_h`, `mean`, `low`, `high`, `n_sessions`.
    """
    rows = [
        (
            each.kind,
            hours_span(each.from_h, each.to_h),
            f"{each.mean:.1f} ({each.low:.1f} to {each.high:.1f})",
            (each.from_h + each.to_h) / 2,
            each.mean,
            each.low,
            each.high,
            each.n_sessions,
        )
        for each in bins
    ]
    schema: dict[str, Any] = {
        **dict.fromkeys(("kind", "hours", "told"), pl.String),
        **dict.fromkeys(("middle_h", "mean", "low", "high"), pl.Float64),
        "n_sessions": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def daily_by_side(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return the mean and the highest score of each local day and side.

    "No pain" without a place speaks of every side that the diary knows; both sides count for each.

    Returns
    -------
    DataFrame
        `time` (noon of the day), `side` (`left`, `right` or `not said`), `mean`, `highest`, `sites`
        (in words). After the last day before a gap stands one row without scores, so that a line
        breaks there.
    """
    told = [entry for entry in entries if entry.time_end_utc is None]
    placed = (entry for entry in told if entry.sites or entry.score)
    known = {side for entry in placed for side in _sides(entry)} or {NOT_SAID}
    rows = [
        (
            entry_wall_time(entry).date(),
            side,
            entry.score,
            [p.site.value.replace("_", " ") for p in entry.sites],
        )
        for entry in told
        for side in sorted(known if not (entry.sites or entry.score) else _sides(entry))
    ]
    schema: dict[str, Any] = {
        "day": pl.Date,
        "side": pl.String,
        "score": pl.Int64,
        "sites": pl.List(pl.String),
    }
    days = (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("day", "side")
        .agg(
            pl.col("score").mean().alias("mean"),
            pl.col("score").max().alias("highest"),
            pl.col("sites").explode().drop_nulls().unique().sort().str.join(", ").alias("sites"),
        )
        .sort("side", "day")
    )
    return _with_breaks(days, timedelta(days=1))


def weekly_by_side(days: pl.DataFrame) -> pl.DataFrame:
    """Return the mean of each week's daily means, in the columns of `daily_by_side`."""
    weeks = (
        days.drop_nulls("mean")
        .group_by(pl.col("time").dt.date().dt.truncate("1w").alias("day"), "side")
        .agg(
            pl.col("mean").mean(),
            pl.lit(None, dtype=pl.Int64).alias("highest"),
            pl.lit("").alias("sites"),
        )
        .sort("side", "day")
    )
    return _with_breaks(weeks, timedelta(weeks=1))


def _with_breaks(days: pl.DataFrame, step: timedelta) -> pl.DataFrame:
    following = pl.col("day").shift(-1).over("side")
    gaps = days.filter(following - pl.col("day") > step).select(
        pl.col("day") + step,
        "side",
        pl.lit(None, dtype=pl.Float64).alias("mean"),
        pl.lit(None, dtype=pl.Int64).alias("highest"),
        pl.lit("").alias("sites"),
    )
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    every = pl.concat([days.select(gaps.columns), gaps]).sort("side", "day")
    return every.select(noon.alias("time"), "side", "mean", "highest", "sites")


NOT_SAID: Final = "not said"


def _sides(entry: DiaryEntry) -> set[str]:
    sides = {place.side for place in entry.sites}
    told = {side.value for side in (Side.LEFT, Side.RIGHT) if sides & {side, Side.BOTH}}
    return told or {NOT_SAID}


def lanes(activities: Iterable[StoredActivity], dose: UsualDose) -> pl.DataFrame:
    """Return what stands in the lanes below the time line, in order of time.

    Returns
    -------
    DataFrame
        `time`, `lane` (`hard`, `braking`, `runs`, `rides`), `kind`, `distance` (in words),
        `duration_min`, `dose`, `hard_stops`, `filled` (it holds sprints), `session` (its number).
    """
    schema: dict[str, Any] = {
        "time": pl.Datetime,
        **dict.fromkeys(("lane", "kind", "distance"), pl.String),
        **dict.fromkeys(("duration_min", "dose"), pl.Float64),
        "hard_stops": pl.Int64,
        "filled": pl.Boolean,
        "session": pl.Int64,
    }
    ordered = sorted(activities, key=lambda stored: stored.activity.start_utc)
    rows = [row for stored in ordered for row in _lane_rows(stored, dose)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _lane_rows(stored: StoredActivity, dose: UsualDose) -> Iterator[tuple[object, ...]]:
    activity, kind = stored.activity, dose.kind(stored)
    if not kind.run and kind.value != "ride":
        return
    doses = stored.classification.doses if stored.classification else None
    told = (
        kind.value,
        number(None if activity.distance_m is None else activity.distance_m / 1000, 1, "km"),
        None if activity.duration_s is None else activity.duration_s / 60,
        dose.of(stored) if kind.run else None,
        doses.hard_stops_n if doses and kind.run else None,
    )
    lane = "hard" if kind.hard else "runs" if kind.run else "rides"
    sprints = kind.run and bool(doses and doses.sprint_s)
    time = activity_wall_time(activity)
    yield (time, lane, *told, sprints, stored.id)
    if kind.run and doses and doses.hard_stops_n:
        yield (time, "braking", *told, True, stored.id)


def span(*timed: pl.DataFrame) -> tuple[datetime, datetime] | None:
    """Return the first and the last time in some frames; null where they are empty."""
    moments = [moment for frame in timed for moment in (frame["time"].min(), frame["time"].max())]
    known = [moment for moment in moments if isinstance(moment, datetime)]
    return (min(known) - timedelta(days=1), max(known) + timedelta(days=1)) if known else None


def flares(
    stories: Iterable[FlareStory], remembered: Iterable[RememberedFlare] = ()
) -> pl.DataFrame:
    """Return flare-ups at their onset, and remembered ones at their first day.

    Returns
    -------
    DataFrame
        `time` (local), `height` (where it is drawn) and `peak` (null where it is from memory).
    """
    found = [
        (onset_wall_time(story), float(story.flare.peak), story.flare.peak) for story in stories
    ]
    recalled = [
        (datetime.combine(each.first_day, NOON), REMEMBERED_AT, None) for each in remembered
    ]
    schema = {"time": pl.Datetime(), "height": pl.Float64(), "peak": pl.Int64()}
    return pl.DataFrame([*found, *recalled], schema=schema, orient="row").sort("time")


def onset_wall_time(story: FlareStory) -> datetime:
    """Return when a flare-up began, by the clock on the wall."""
    return story.onset.replace(tzinfo=None) + timedelta(minutes=story.utc_offset_min)


def ranking(found: Iterable[Ranked]) -> pl.DataFrame:
    """Return what followed each thing that was logged, in the order given.

    Returns
    -------
    DataFrame
        `label`, `told` (in words), `mean`, `low`, `high` (points).
    """
    rows = [
        (
            thing_words(each.name),
            interval(each.estimate),
            each.estimate.mean,
            each.estimate.low,
            each.estimate.high,
        )
        for each in found
    ]
    schema: dict[str, Any] = {
        **dict.fromkeys(("label", "told"), pl.String),
        **dict.fromkeys(("mean", "low", "high"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def thing_words(name: str) -> str:
    """Return what was logged, in words and cut to what a line holds."""
    told = say(f"factors.name_{name}") if knows(f"factors.name_{name}") else name
    return told.replace("_", " ")[:LONGEST_LABEL]


LONGEST_LABEL: Final = 40


def measures(factors: Iterable[Factor]) -> pl.DataFrame:
    """Return the days with measures taken.

    Returns
    -------
    DataFrame
        `time` (noon of the local day) and `names` (in words).
    """
    taken = [each for each in factors if each.kind is FactorKind.MEASURE and each.amount > 0]
    rows = [(local_day(each), each.name.replace("_", " ")) for each in taken]
    days = pl.DataFrame(rows, schema={"day": pl.Date, "name": pl.String}, orient="row")
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        days.group_by("day")
        .agg(pl.col("name").unique().sort().str.join(", ").alias("names"))
        .sort("day")
        .select(noon.alias("time"), "names")
    )


def local_day(factor: Factor) -> date:
    """Return the day on which a factor was logged to have been, by its own clock."""
    return (factor.time_utc + timedelta(seconds=factor.utc_offset_s)).date()


def reach_by_day(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return how far down each leg pain went, the furthest of each day.

    Returns
    -------
    DataFrame
        `time` (noon of the local day), `side` (`left` or `right`), `reach` (0 back to 5 foot).
    """
    rows = [
        (entry_wall_time(entry).date(), side, level)
        for entry in entries
        if entry.score > 0 and entry.time_end_utc is None and entry.sites
        for reach in [reach_of(entry.sites)]
        for side, level in (("left", reach.left), ("right", reach.right))
        if level is not None
    ]
    schema = {"day": pl.Date, "side": pl.String, "reach": pl.Int64}
    noon = pl.col("day").cast(pl.Datetime) + timedelta(hours=12)
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("day", "side")
        .agg(pl.col("reach").max())
        .sort("day", "side")
        .select(noon.alias("time"), "side", "reach")
    )


def volume(periods: pl.DataFrame) -> pl.DataFrame:
    """Return hours run, upwards, and ridden, downwards.

    Parameters
    ----------
    periods : DataFrame
        As from `training.volume.weekly` or `monthly`.

    Returns
    -------
    DataFrame
        The counts and distances, `run_h`, `ride_h` (negative), `period` and `until`.
    """
    step = pl.col("period").shift(-1)
    usual = pl.col("period") + (pl.col("period") - pl.col("period").shift(1))
    return periods.select(
        "period",
        pl.coalesce(step, usual, pl.col("period") + timedelta(days=7)).alias("until"),
        "runs_n",
        "rides_n",
        "run_km",
        "ride_km",
        "hard_n",
        (pl.col("run_min") / 60).alias("run_h"),
        (-pl.col("ride_min") / 60).alias("ride_h"),
    )


def sport_words(n: int, kilometres: float | None, units: Units) -> str:
    """Return how much of a sport there was: `4 sessions, 31.5 km`."""
    if not n:
        return UNKNOWN
    return f"{counted(n, 'session')}, {number(units.distance(kilometres), 1, units.distance_name)}"


def lag_bins(result: EffectResult) -> pl.DataFrame:
    """Return the lag curve.

    Returns
    -------
    DataFrame
        `from_h`, `to_h`, `mean`, `low`, `high` (points; null where no entry falls), `n_entries`.
    """
    rows = [
        (
            each.from_h,
            each.to_h,
            each.estimate and each.estimate.mean,
            each.estimate and each.estimate.low,
            each.estimate and each.estimate.high,
            each.n_entries,
        )
        for each in result.bins
    ]
    schema = dict.fromkeys(("from_h", "to_h", "mean", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"n_entries": pl.Int64}, orient="row")


def speed(trace: pl.DataFrame, *, from_s: float, to_s: float) -> pl.DataFrame:
    """Return a stretch of a trace, thinned to what a chart can show.

    Parameters
    ----------
    trace : DataFrame
        `t_s`, `speed_m_s`.
    from_s, to_s : float
        The stretch, both ends included.

    Returns
    -------
    DataFrame
        `t_s`, `speed_m_s`; null speeds stay, so that a gap stays a gap.
    """
    stretch = trace.filter(pl.col("t_s").is_between(from_s, to_s)).select("t_s", "speed_m_s")
    if stretch.height <= MOST_TRACE_ROWS:
        return stretch
    size = -(-2 * stretch.height // MOST_TRACE_ROWS)
    numbered = stretch.with_row_index("row").with_columns(part=pl.col("row") // size)
    extremes = numbered.filter(
        (pl.col("speed_m_s") == pl.col("speed_m_s").min().over("part"))
        | (pl.col("speed_m_s") == pl.col("speed_m_s").max().over("part"))
        | pl.col("speed_m_s").is_null()
    )
    return extremes.unique(["part", "speed_m_s"], keep="first").sort("row").drop("row", "part")


def efforts(found: Iterable[Effort]) -> pl.DataFrame:
    """Return one row for each effort, numbered from 1.

    Returns
    -------
    DataFrame
        `number`, `class`, `start_s`, `end_s`, `mean_speed_m_s`, `distance_m`, `p80_fraction`,
        `braking` (grade; null where no slowing could be told), `braking_start_s`,
        `braking_end_s`, `entry_m_s`, `exit_m_s`, `energy_j_kg`, `mean_decel_m_s2`.
    """
    rows = [_effort_row(number, effort) for number, effort in enumerate(found, start=1)]
    floats = ("braking_start_s", "braking_end_s", "entry_m_s", "exit_m_s", "energy_j_kg")
    schema = {
        "number": pl.Int64,
        "class": pl.String,
        **dict.fromkeys(("start_s", "end_s", "mean_speed_m_s", "distance_m"), pl.Float64),
        "p80_fraction": pl.Float64,
        "braking": pl.String,
        **dict.fromkeys((*floats, "mean_decel_m_s2"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _effort_row(number: int, effort: Effort) -> tuple[object, ...]:
    braking = effort.braking
    slowing: tuple[object, ...] = (None,) * 7
    if braking is not None:
        slowing = (
            braking.grade.value,
            braking.interval.start_s,
            braking.interval.end_s,
            braking.entry_m_s,
            braking.exit_m_s,
            braking.energy_j_kg,
            braking.mean_decel_m_s2,
        )
    return (
        number,
        effort.effort_class.value,
        effort.interval.start_s,
        effort.interval.end_s,
        effort.mean_speed_m_s,
        effort.distance_m,
        effort.p80_fraction,
        *slowing,
    )


def weeks(
    scores: pl.DataFrame, done: pl.DataFrame, start: WeekStart = WeekStart.MONDAY
) -> pl.DataFrame:
    """Return one row for each week from the first to the last of either.

    Parameters
    ----------
    scores, done : DataFrame
        As from `pain` and `sessions`.
    start : WeekStart
        The day on which a week begins.

    Returns
    -------
    DataFrame
        `week` (its first day), `n_entries`, `n_days` (with an entry), `mean_score`, `max_score`
        (null without entries), `n_hard`, `n_runs` (all runs), `n_rides`, `run_km` and
        `ride_km` (null where the distance of one is unknown).
    """
    days = [start.of(each.date()) for each in [*scores["time"], *done["time"]]]
    every = _every_week(days)
    week = start.column(pl.col("time").dt.date()).alias("week")
    ride = pl.col("kind") == "ride"
    pained = scores.group_by(week).agg(
        pl.len().alias("n_entries"),
        pl.col("time").dt.date().n_unique().alias("n_days"),
        pl.col("score").mean().alias("mean_score"),
        pl.col("score").max().alias("max_score"),
    )
    moved = done.group_by(week).agg(
        pl.col("hard").sum().alias("n_hard"),
        pl.col("run").sum().alias("n_runs"),
        ride.sum().alias("n_rides"),
        pl.when(pl.col("distance_km").filter("run").is_null().any())
        .then(None)
        .otherwise(pl.col("distance_km").filter("run").sum())
        .alias("run_km"),
        pl.when(pl.col("distance_km").filter(ride).is_null().any())
        .then(None)
        .otherwise(pl.col("distance_km").filter(ride).sum())
        .alias("ride_km"),
    )
    counts = ("n_entries", "n_days", "n_hard", "n_runs", "n_rides")
    return (
        pl.DataFrame({"week": every}, schema={"week": pl.Date})
        .join(pained, on="week", how="left")
        .join(moved, on="week", how="left")
        .sort("week")
        .with_columns(pl.col(*counts).fill_null(0))
    )


def _every_week(first_days: list[date]) -> list[date]:
    if not first_days:
        return []
    first, last = min(first_days), max(first_days)
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def places(entries: Iterable[DiaryEntry]) -> pl.DataFrame:
    """Return on how many days it hurt where, by year, or by quarter where there is one year.

    Returns
    -------
    DataFrame
        `period`, `period_days` (days with any place), `side` (`left`, `right`, `middle`), `site`,
        `days_n`; the oldest period first.
    """
    rows = [
        (entry_wall_time(entry).date(), side, place.site.value)
        for entry in entries
        if entry.score > 0 and entry.time_end_utc is None
        for place in entry.sites
        for side in _PLACED.get(place.side, ("middle",))
    ]
    schema = {"day": pl.Date, "side": pl.String, "site": pl.String}
    told = pl.DataFrame(rows, schema=schema, orient="row").unique().sort("day", "side", "site")
    long = bool(rows) and (max(rows)[0] - min(rows)[0]).days > YEARS_FROM_DAYS
    year = pl.col("day").dt.year().cast(pl.String)
    quarter = year + pl.lit(" Q") + pl.col("day").dt.quarter().cast(pl.String)
    named = told.with_columns(period=year if long else quarter)
    return (
        named.with_columns(period_days=pl.col("day").n_unique().over("period"))
        .group_by("period", "period_days", "side", "site")
        .agg(pl.len().cast(pl.Int64).alias("days_n"))
        .sort("period", "days_n", "side", "site", descending=[False, True, False, False])
    )


YEARS_FROM_DAYS: Final = 550
_PLACED: Final[dict[Side | None, tuple[str, ...]]] = {
    Side.LEFT: ("left",),
    Side.RIGHT: ("right",),
    Side.BOTH: ("left", "right"),
}


def longest_gap_days(scores: pl.DataFrame) -> int:
    """Return the most days in a row without an entry, between the first and the last."""
    days = scores["time"].dt.date().unique().sort().to_list()
    return max(((later - earlier).days - 1 for earlier, later in pairwise(days)), default=0)
