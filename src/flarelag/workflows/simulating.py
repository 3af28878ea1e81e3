"""A simulated runner as files, and as a library, so that anyone can check what is claimed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np

from flarelag.model.diary_history import ChangeAction
from flarelag.model.factors import Factor, FactorKind, Scale
from flarelag.simulation.course import loop, track
from flarelag.simulation.frames import exposures_frame, scores_frame, sitting_frame
from flarelag.simulation.gpx_file import gpx_bytes
from flarelag.simulation.pain import mean_rise
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.watch import Watch, record
from flarelag.simulation.year import simulate_year
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import polars as pl

    from flarelag.simulation.year import SimulatedYear, YearOptions
    from flarelag.store.library import Library

_PARK = (52.4745, 13.4020)
_ON_TRACK = {SessionKind.SPRINTS, SessionKind.REPEATS, SessionKind.STRIDES}
_LOOP_M = {SessionKind.RIDE: 18_000.0}
_USUAL_LOOP_M = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """What was simulated and written.

    Parameters
    ----------
    year : SimulatedYear
        With its truth.
    files : tuple of Path
        Sessions, diary, factors, truth; then the activities, if any.
    """

    year: SimulatedYear
    files: tuple[Path, ...]

    @property
    def theta(self) -> float:
        """The planted mean rise over 6-24 h."""
        return mean_rise(self.year.options.pain)


def simulate_into(
    folder: Path, options: YearOptions, *, seed: int, with_activities: bool = False
) -> Simulated:
    """Simulate a runner and write what she would have: three tables, and the truth beside them.

    Parameters
    ----------
    folder : Path
        Where to; files of the same names are replaced.
    options : YearOptions
        What is planted.
    seed : int
        The same seed gives the same files.
    with_activities : bool
        Whether every session is run step by step and written as a GPX file, too.

    Raises
    ------
    InputError
        When a file cannot be written.
    """
    year = simulate_year(replace(options, in_motion=with_activities), np.random.default_rng(seed))
    contents = {
        "sessions.csv": _table(("end", "sport", "dose"), exposures_frame(year)),
        "diary.csv": _table(("time", "score", "site", "side"), scores_frame(year.entries)),
        "factors.csv": _table(("time", "name", "value", "end"), sitting_frame(year)),
        "truth.json": _truth(year, seed),
    }
    if with_activities:
        contents |= dict(_activity_files(year, seed))
    folder.joinpath("activities" if with_activities else "").mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        write_whole(folder / name, content)
    return Simulated(year=year, files=tuple(folder / name for name in contents))


def keep_simulated_diary(library: Library, year: SimulatedYear, *, now: datetime) -> int:
    """Store a simulated diary and the hours sat; return how many entries there are.

    Parameters
    ----------
    library : Library
        Open.
    year : SimulatedYear
        What was simulated.
    now : datetime
        When it is stored. Aware.
    """
    library.diary.add(list(year.entries), at_utc=now, action=ChangeAction.IMPORT, skip_known=True)
    library.diary.add(_sat(year), at_utc=now, action=ChangeAction.IMPORT, skip_known=True)
    return len(year.entries)


def _sat(year: SimulatedYear) -> list[Factor]:
    calendar = year.options.calendar
    return [
        Factor(
            name="sitting",
            kind=FactorKind.FACTOR,
            scale=Scale.HOURS,
            amount=round(row["value"], 2),
            time_utc=row["time"],
            end_utc=row["end"],
            entered_utc=row["end"],
            zone=calendar.zone_at(row["time"]),
            utc_offset_s=60 * row["utc_offset_min"],
        )
        for row in sitting_frame(year).iter_rows(named=True)
    ]


def _table(header: Sequence[str], frame: pl.DataFrame) -> bytes:
    """Return columns as CSV, instants as her own clock showed them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    offsets = [timezone(timedelta(minutes=each)) for each in frame["utc_offset_min"]]
    rows = zip(frame.select(header).rows(), offsets, strict=True)
    writer.writerows([_cell(value, offset) for value in row] for row, offset in rows)
    return text.getvalue().encode()


def _cell(value: object, offset: timezone) -> object:
    if isinstance(value, datetime):
        return value.astimezone(offset).isoformat(timespec="seconds")
    return round(value, 3) if isinstance(value, float) else value


def _truth(year: SimulatedYear, seed: int) -> bytes:
    options = year.options
    content = {
        "schema_version": 1,
        "seed": seed,
        "theta": mean_rise(options.pain),
        "per_dose": year.per_dose,
        "n_sessions": len(year.exposures),
        "n_entries": len(year.entries),
        "calendar": asdict(options.calendar),
        "pain": asdict(options.pain),
        "diary": asdict(options.habit),
        "sitting": asdict(options.sitting),
    }
    return (json.dumps(content, indent=1, allow_nan=False, default=str) + "\n").encode()


def _activity_files(year: SimulatedYear, seed: int) -> Iterable[tuple[str, bytes]]:
    chance = np.random.default_rng([seed, 1]).spawn(len(year.planned))
    for planned, session, rng in zip(year.planned, year.sessions, chance, strict=True):
        if planned.kind in _ON_TRACK:
            course = track(*_PARK)
        else:
            length_m = _LOOP_M.get(planned.kind, _USUAL_LOOP_M)
            course = loop(*_PARK, length_m=length_m, rng=rng)
        recorded = record(
            session,
            watch=Watch(smart=False),
            runner=year.options.runner,
            course=course,
            start_utc=planned.start_utc,
            rng=rng,
        )
        name = f"activities/{planned.start_utc:%Y%m%dT%H%M}_{planned.kind}.gpx"
        yield name, gpx_bytes(recorded.parsed, name=planned.kind)
