"""What the activities show by themselves, as sentences and tables to read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.report.local_time import date_words
from flarelag.report.tables import Table
from flarelag.report.texts import say
from flarelag.report.units import Units
from flarelag.report.words import UNKNOWN, counted, cut, number
from flarelag.training.novelty import NoveltyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.shoes import Shoe
    from flarelag.training.breaks import Break, WeeksCompared
    from flarelag.training.days import Week
    from flarelag.training.novelty import Novelty
    from flarelag.training.volume import Switch

_MONTH_DAYS: Final = 30.44
LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 280
_MEASURES: Final = ("runs_n", "run_km", "hard_n", "sprint_s", "hard_stops_n", "ride_min")


def novelty_words(novelty: Novelty, units: Units) -> str:
    """Return one thing that was new, in a sentence."""
    before = novelty.before
    if novelty.kind is NoveltyKind.REPEATS:
        metres = _repeat_words(novelty.value, units)
        if before is None:
            return say("day_one.novelty.repeats_ever", metres=metres)
        months = f"{before / _MONTH_DAYS:.0f}"
        return say("day_one.novelty.repeats", metres=metres, months=months)
    if novelty.kind is NoveltyKind.SPRINTING:
        return say(
            "day_one.novelty.sprinting", seconds=number(novelty.value), before=number(before)
        )
    return say(
        "day_one.novelty.longest_run",
        distance=number(units.distance(novelty.value), 1, units.distance_name),
        before=number(units.distance(before), 1, units.distance_name),
        percent=number(None if not before else 100 * (novelty.value / before - 1)),
    )


def _repeat_words(metres: float, units: Units) -> str:
    """Return a repeat's distance, in metres as on a track, and beside it in the reader's unit."""
    told = number(metres, 0, "m")
    if units is Units.METRIC:
        return told
    return f"{told} ({number(units.length(metres), 0, units.length_name)})"


def compared_table(
    compared: WeeksCompared, units: Units, *, before: str, others: str, title: str
) -> Table:
    """Return the mean week before something beside other weeks.

    Parameters
    ----------
    compared : WeeksCompared
        The two means.
    units : Units
        Of distances.
    before, others, title : str
        Heads of the two columns, and of the table.
    """
    rows = tuple(
        (
            say(f"day_one.measure.{name}", unit=units.distance_name),
            _measure(compared.before, name, units),
            _measure(compared.others, name, units),
        )
        for name in _MEASURES
    )
    heads = (
        say("day_one.measure"),
        say(f"day_one.{before}", n=compared.n_before),
        say(f"day_one.{others}", n=compared.n_others),
    )
    return Table(title, heads, rows)


def _measure(week: Week | None, name: str, units: Units) -> str:
    value = getattr(week, name, None)
    if name == "run_km":
        value = units.distance(value)
    return number(value, 0 if name in {"sprint_s", "ride_min"} else 1)


def breaks_table(breaks: Sequence[Break], units: Units) -> Table:
    """Return every break, latest first, with the week before it."""
    rows = tuple(
        (
            f"{each.last_run:%Y-%m-%d}",
            f"{each.next_run:%Y-%m-%d}" if each.next_run else say("day_one.still"),
            number(each.days),
            number(each.ride_min, 0, "min"),
            number(each.before.runs_n),
            number(units.distance(each.before.run_km), 1),
            number(each.before.hard_n),
            number(each.before.sprint_s),
            number(each.before.hard_stops_n),
        )
        for each in reversed(breaks)
    )
    names = ("last", "next", "days", "ride", "runs", "run", "hard", "sprint", "stops")
    heads = tuple(say(f"day_one.column_{name}", unit=units.distance_name) for name in names)
    return Table(say("day_one.breaks_table"), heads, rows)


def latest_break(breaks: Sequence[Break]) -> str:
    """Return the latest break in a sentence."""
    last, day = breaks[-1], timedelta(days=1)
    return say(
        "day_one.break_words",
        last_run=date_words(last.last_run + day),
        next_run=date_words(last.next_run - day) if last.next_run else say("day_one.still"),
        days=last.days,
    )


def volume_table(periods: pl.DataFrame, units: Units, title: str) -> Table:
    """Return weeks or months of running and riding, latest first."""
    rows = (
        (
            f"{row['period']:%Y-%m-%d}",
            number(row["runs_n"]),
            number(units.distance(row["run_km"]), 1),
            _hours(row["run_min"]),
            number(row["rides_n"]),
            number(units.distance(row["ride_km"]), 1),
            _hours(row["ride_min"]),
            number(row["hard_n"]),
            number(row["sprint_s"]),
        )
        for row in periods.reverse().iter_rows(named=True)
    )
    names = ("runs", "run", "run_h", "rides", "ride", "ride_h", "hard", "sprint")
    heads = (say(f"volume.column_{name}", unit=units.distance_name) for name in names)
    return Table(title, (say("volume.period"), *heads), tuple(rows))


def _hours(minutes: float | None) -> str:
    return number(None if minutes is None else minutes / 60, 1)


def switch_words(switch: Switch) -> str:
    """Return a lasting change between running and riding, in a sentence."""
    return say(
        "volume.switch_words",
        week=date_words(switch.week),
        before=f"{100 * switch.before:.0f}",
        after=f"{100 * switch.after:.0f}",
    )


def recent_words(weeks: pl.DataFrame) -> str:
    """Return the last four weeks beside the four before, in a sentence; empty without so many."""
    if weeks.height < 8:  # noqa: PLR2004 - twice four
        return ""
    told = [
        _hours(float(weeks[name].slice(start, 4).sum()))
        for start in (weeks.height - 4, weeks.height - 8)
        for name in ("run_min", "ride_min")
    ]
    names = ("run", "ride", "run_before", "ride_before")
    return say("volume.last_weeks", **dict(zip(names, told, strict=True)))


def shoes_table(shoes: Sequence[Shoe], units: Units, *, with_names: bool) -> Table:
    """Return how far each pair has gone, the latest worn first; named only where asked for."""
    rows = tuple(
        (
            cut(each.name, LONGEST_NAME)
            if with_names
            else say("volume.shoe_unnamed", letter=_letters(n)),
            _gone(each, units),
            _limit(each, units),
            number(each.n_activities),
            f"{each.first_utc:%Y-%m-%d}" if each.first_utc else UNKNOWN,
            f"{each.last_utc:%Y-%m-%d}" if each.last_utc else UNKNOWN,
        )
        for n, each in enumerate(shoes)
    )
    heads = (
        say("volume.shoe"),
        say("volume.column_km", unit=units.distance_name),
        say("volume.column_limit", unit=units.distance_name),
        say("volume.column_runs"),
        say("volume.column_first"),
        say("volume.column_last"),
    )
    return Table(say("volume.shoes_table"), heads, rows)


def _gone(shoe: Shoe, units: Units) -> str:
    known = number(units.distance(shoe.distance_m / 1000))
    if not shoe.n_without_distance:
        return known
    return say("volume.untold", distance=known, n=counted(shoe.n_without_distance, "run"))


def _limit(shoe: Shoe, units: Units) -> str:
    told = number(None if shoe.limit_m is None else units.distance(shoe.limit_m / 1000))
    return say("volume.worn", limit=told) if shoe.worn else told


def _letters(n: int) -> str:
    """Return A, B, ..., Z, AA, ... for 0, 1, ..."""
    text = ""
    while n >= 0:
        n, rest = divmod(n, 26)
        text = chr(ord("A") + rest) + text
        n -= 1
    return text or UNKNOWN


def remembered_table(flares: Sequence[RememberedFlare], *, with_notes: bool = False) -> Table:
    """Return the flare-ups that a person remembers, latest first; notes only where asked for."""
    rows = tuple(
        (
            f"{each.first_day:%Y-%m-%d}",
            f"{each.last_day:%Y-%m-%d}",
            number(each.n_days),
            ", ".join(str(place).replace("_", " ").replace(":", " ") for place in each.sites)
            or (each.side.value if each.side else UNKNOWN),
            *((cut(each.note or UNKNOWN, LONGEST_NOTE),) if with_notes else ()),
        )
        for each in sorted(flares, key=lambda flare: flare.first_day, reverse=True)
    )
    names = ("first", "last", "days", "where", *(("note",) if with_notes else ()))
    heads = tuple(say(f"flares.remembered_{name}") for name in names)
    return Table(say("flares.remembered_table"), heads, rows)
