"""Classifications and efforts in SQLite."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.effort import Braking, BrakingGrade, Effort, EffortClass, EffortSource
from flarelag.model.interval import Interval
from flarelag.model.load import ForceLine
from flarelag.store import encoding, load_json
from flarelag.store.database import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

_NOT_DOSE_COLUMNS: Final = frozenset({"load", "longest_run_ratio"})
DOSE_COLUMNS: Final = tuple(
    each.name for each in fields(Doses) if each.name not in _NOT_DOSE_COLUMNS
)
_PLAIN_OF_EFFORT: Final = (
    "confidence",
    "mean_speed_m_s",
    "p80_speed_m_s",
    "max_speed_m_s",
    "distance_m",
    "p80_fraction",
    "start_error_s",
    "end_error_s",
    "rest_before_s",
    "heart_rate_mean_bpm",
    "heart_rate_max_bpm",
    "grade_percent",
    "mean_power_w",
)
"""Fields of `Effort` that stand in the table as they are."""
_plain_of_effort = attrgetter(*_PLAIN_OF_EFFORT)
_doses = attrgetter(*DOSE_COLUMNS)


def replace_classifications(
    connection: sqlite3.Connection, classifications: Mapping[int, Classification]
) -> None:
    """Put new classifications in the place of old ones."""
    numbers = [(activity_id,) for activity_id in classifications]
    connection.executemany("DELETE FROM classifications WHERE activity_id = ?", numbers)
    for activity_id, classification in classifications.items():
        insert_classification(connection, activity_id, classification)


def insert_classification(
    connection: sqlite3.Connection, activity_id: int, classification: Classification
) -> None:
    """Store an activity's classification and its efforts, where it has none."""
    values = dict(zip(DOSE_COLUMNS, _doses(classification.doses), strict=True)) | {
        "activity_id": activity_id,
        "rule_version": classification.rule_version,
        "speed_source": classification.speed_source,
        "best_100m_m_s": classification.best_100m_m_s,
        "best_100m_observed_m_s": classification.best_100m_observed_m_s,
        "median_speed_m_s": classification.median_speed_m_s,
        "declared_laps": encoding.to_json(classification.declared_laps),
        "remarks": encoding.to_json(classification.remarks),
        "load": load_json.plain_json(classification.doses.load),
        "quality": load_json.plain_json(classification.quality),
        "force_line": classification.force_line,
    }
    connection.execute(insert_into("classifications", values), values)
    rows = [
        {"activity_id": activity_id, "n": n} | _effort_values(effort)
        for n, effort in enumerate(classification.efforts)
    ]
    if rows:
        connection.executemany(insert_into("efforts", rows[0]), rows)


def _effort_values(effort: Effort) -> dict[str, object]:
    braking, detected = effort.braking, effort.detected
    return dict(zip(_PLAIN_OF_EFFORT, _plain_of_effort(effort), strict=True)) | {
        "start_s": effort.interval.start_s,
        "end_s": effort.interval.end_s,
        "effort_class": effort.effort_class,
        "source": effort.source,
        "reasons": encoding.to_json(effort.reasons),
        "detected_start_s": detected.start_s if detected else None,
        "detected_end_s": detected.end_s if detected else None,
        "load": load_json.plain_json(effort.load),
        "braking_start_s": braking.interval.start_s if braking else None,
        "braking_end_s": braking.interval.end_s if braking else None,
        "braking_entry_m_s": braking.entry_m_s if braking else None,
        "braking_exit_m_s": braking.exit_m_s if braking else None,
        "braking_grade": braking.grade if braking else None,
    }


def classification_of(row: sqlite3.Row, efforts: Sequence[Effort]) -> Classification:
    """Return what a row of the table says, with the efforts of its activity."""
    return Classification(
        rule_version=row["rule_version"],
        speed_source=SpeedSource(row["speed_source"]),
        best_100m_m_s=row["best_100m_m_s"],
        best_100m_observed_m_s=row["best_100m_observed_m_s"],
        median_speed_m_s=row["median_speed_m_s"],
        efforts=tuple(efforts),
        declared_laps=encoding.flags(row["declared_laps"]),
        doses=Doses(
            **{dose: row[dose] for dose in DOSE_COLUMNS}, load=load_json.load_index(row["load"])
        ),
        remarks=encoding.texts(row["classification_remarks"]),
        quality=load_json.quality(row["quality"]),
        force_line=ForceLine(row["force_line"]) if row["force_line"] else None,
    )


def judged_by(row: sqlite3.Row) -> Classification:
    """Return what a judgement rests on, without what it says."""
    return Classification(
        rule_version=row["rule_version"],
        speed_source=SpeedSource(row["speed_source"]),
        best_100m_m_s=row["best_100m_m_s"],
        best_100m_observed_m_s=row["best_100m_observed_m_s"],
        median_speed_m_s=row["median_speed_m_s"],
        force_line=ForceLine(row["force_line"]) if row["force_line"] else None,
    )


def effort_of(row: sqlite3.Row) -> Effort:
    """Return what a row of the table of efforts says."""
    detected_s = row["detected_start_s"], row["detected_end_s"]
    return Effort(
        **{name: row[name] for name in _PLAIN_OF_EFFORT},
        interval=Interval(row["start_s"], row["end_s"]),
        effort_class=EffortClass(row["effort_class"]),
        source=EffortSource(row["source"]),
        reasons=encoding.texts(row["reasons"]),
        braking=_braking(row),
        detected=None if None in detected_s else Interval(*detected_s),
        load=load_json.effort_load(row["load"]),
    )


def _braking(row: sqlite3.Row) -> Braking | None:
    if row["braking_grade"] is None:
        return None
    return Braking(
        interval=Interval(row["braking_start_s"], row["braking_end_s"]),
        entry_m_s=row["braking_entry_m_s"],
        exit_m_s=row["braking_exit_m_s"],
        grade=BrakingGrade(row["braking_grade"]),
    )
