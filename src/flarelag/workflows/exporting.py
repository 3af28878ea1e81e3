"""The library as tables for a notebook: activities, efforts, doses, diary, factors, results."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from flarelag.model.activity import activity_end
from flarelag.report.local_time import activity_wall_time, entry_wall_time
from flarelag.report.sessions import usual_dose
from flarelag.workflows.analysis import analyze_stored, places_of
from flarelag.workflows.experiment_results import all_told
from flarelag.workflows.export_columns import COLUMNS, columns_text
from flarelag.workflows.exported_experiments import experiment_row, experiment_session_rows
from flarelag.workflows.exported_results import (
    flare_rows,
    place_row,
    preceding_rows,
    ranking_row,
    result_rows,
)
from flarelag.workflows.factors import all_factors, factor_frame
from flarelag.workflows.warning_answers import guard_of
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.factors import Factor
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose
    from flarelag.store.library import Library

SCHEMA_VERSION: Final = 1
_TYPES: Final[dict[str, pl.DataType]] = {
    "number": pl.Float64(),
    "count": pl.Int64(),
    "text": pl.String(),
    "yes or no": pl.Boolean(),
    "instant": pl.Datetime("us", "UTC"),
    "wall time": pl.Datetime("us"),
}


class ExportFormat(StrEnum):
    """What tables can be written as."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One table that was written.

    Parameters
    ----------
    path : Path
        Where.
    n_rows : int
        How many rows it has.
    """

    path: Path
    n_rows: int


def export_library(
    library: Library, folder: Path, kind: ExportFormat, *, now: datetime
) -> list[ExportedTable]:
    """Write every table, and `COLUMNS.md`, which says what their columns mean.

    Parameters
    ----------
    library : Library
        Open.
    folder : Path
        Made where it is not there; files of these names in it are replaced.
    kind : ExportFormat
        As what.
    now : datetime
        Aware; decides whether an experiment has ended.

    Raises
    ------
    InputError
        When a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in tables_of(library, now=now).items():
        path = folder / f"{name}.{kind}"
        write_whole(path, _bytes(name, frame, kind))
        written.append(ExportedTable(path, frame.height))
    write_whole(folder / "COLUMNS.md", columns_text().encode())
    return written


def tables_of(library: Library, *, now: datetime) -> dict[str, pl.DataFrame]:
    """Return every table by name, with the columns that `export_columns.COLUMNS` documents."""
    activities, entries = library.activities(), library.diary.entries()
    factors = all_factors(library, activities)
    analysis = analyze_stored(activities, entries, factor_frame(factors))
    told = analysis.explanation
    places = places_of(analysis.frames, whole=told.result)
    dose = usual_dose(activities, told.result)
    tried = [] if guard_of(library).hidden else all_told(library, now)
    return {
        "activities": _frame("activities", (_activity_row(a, dose) for a in activities)),
        "efforts": _frame("efforts", (row for a in activities for row in _effort_rows(a))),
        "doses": _frame("doses", (_dose_row(a) for a in activities if a.classification)),
        "diary": _frame("diary", (row for e in entries for row in _diary_rows(e))),
        "factors": _frame("factors", map(_factor_row, factors)),
        "warning_answers": _frame(
            "warning_answers",
            (
                (each.time_utc, each.moment.local.replace(tzinfo=None), each.answer.value)
                for each in library.diary.warning_answers()
            ),
        ),
        "experiments": _frame("experiments", map(experiment_row, tried)),
        "experiment_sessions": _frame(
            "experiment_sessions", (row for each in tried for row in experiment_session_rows(each))
        ),
        "results": _frame("results", result_rows(told.result)),
        "places": _frame("places", map(place_row, places)),
        "ranking": _frame("ranking", map(ranking_row, told.ranking)),
        "flare_ups": _frame("flare_ups", flare_rows(told.flares)),
        "before_flare_ups": _frame("before_flare_ups", preceding_rows(told.flares)),
    }


def _frame(name: str, rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    schema = {column: _TYPES[each.kind] for column, each in COLUMNS[name].items()}
    return pl.DataFrame(list(rows), schema=schema, orient="row", strict=False)


def _activity_row(stored: StoredActivity, dose: UsualDose) -> tuple[object, ...]:
    activity, known = stored.activity, stored.classification
    return (
        stored.id,
        activity.start_utc,
        activity_end(activity),
        activity_wall_time(activity),
        activity.sport.value,
        activity.sub_sport,
        activity.duration_s,
        activity.timer_s,
        activity.distance_m,
        activity.name,
        activity.gear,
        activity.perceived_exertion,
        dose.makes_hard(stored),
        known.speed_source.value if known else None,
        known.best_100m_m_s if known else None,
        known.quality.grade.value if known and known.quality else None,
        known.rule_version if known else None,
    )


def _effort_rows(stored: StoredActivity) -> Iterable[tuple[object, ...]]:
    known = stored.classification
    for number, effort in enumerate(known.efforts if known else (), start=1):
        braking = effort.braking
        yield (
            stored.id,
            number,
            effort.effort_class.value,
            effort.source.value,
            effort.confidence,
            effort.interval.start_s,
            effort.interval.end_s,
            effort.distance_m,
            effort.mean_speed_m_s,
            effort.p80_speed_m_s,
            effort.max_speed_m_s,
            effort.p80_fraction,
            braking.grade.value if braking else None,
            braking.interval.start_s if braking else None,
            braking.interval.end_s if braking else None,
            braking.entry_m_s if braking else None,
            braking.exit_m_s if braking else None,
            braking.energy_j_kg if braking else None,
            braking.mean_decel_m_s2 if braking else None,
        )


def _dose_row(stored: StoredActivity) -> tuple[object, ...]:
    assert stored.classification is not None  # noqa: S101 - chosen so
    told = asdict(stored.classification.doses)
    load = stored.classification.doses.load
    told |= {"load_b2": load.b2 if load else None, "load_b10": load.b10 if load else None}
    return (stored.id, *(told[name] for name in list(COLUMNS["doses"])[1:]))


def _diary_rows(entry: DiaryEntry) -> Iterable[tuple[object, ...]]:
    for place in entry.sites or (None,):
        yield (
            entry.id,
            entry.time_utc,
            entry.time_end_utc,
            entry_wall_time(entry),
            entry.entered_utc,
            entry.recalled,
            entry.score,
            place.site.value if place else None,
            place.side.value if place and place.side else None,
            ", ".join(entry.qualities) or None,
            entry.flare,
            entry.woke,
            entry.note,
        )


def _factor_row(factor: Factor) -> tuple[object, ...]:
    return (
        factor.time_utc,
        factor.end_utc,
        factor.name,
        factor.kind.value,
        factor.scale.value,
        factor.amount,
        factor.source.value,
        factor.recalled,
    )


def _bytes(name: str, frame: pl.DataFrame, kind: ExportFormat) -> bytes:
    out = BytesIO()
    if kind is ExportFormat.PARQUET:
        frame.write_parquet(out)
    elif kind is ExportFormat.CSV:
        frame.with_columns(
            pl.col(pl.Datetime("us", "UTC")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        ).write_csv(out)
    else:
        rows = [{key: _plain(value) for key, value in row.items()} for row in frame.to_dicts()]
        content = {"schema_version": SCHEMA_VERSION, name: rows}
        out.write(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode())
    return out.getvalue()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Return a cell as JSON has it: instants in UTC with Z, wall times without a zone."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
