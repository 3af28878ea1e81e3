"""A Strava bulk export: activities.csv with all its columns, and the files it names."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

HEADER = (  # noqa: SIM905 - a hundred quoted names are no easier to read
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,"
    "Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,"
    "Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,"
    "Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,"
    "Max Heart Rate,Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,"
    "Average Temperature,Relative Effort,Total Work,Number of Runs,Uphill Time,Downhill Time,"
    "Other Time,Perceived Exertion,Type,Start Time,Weighted Average Power,Power Count,"
    "Prefer Perceived Exertion,Perceived Relative Effort,Commute,Total Weight Lifted,"
    "From Upload,Grade Adjusted Distance,Weather Observation Time,Weather Condition,"
    "Weather Temperature,Apparent Temperature,Dewpoint,Humidity,Weather Pressure,Wind Speed,"
    "Wind Gust,Wind Bearing,Precipitation Intensity,Sunrise Time,Sunset Time,Moon Phase,Bike,"
    "Gear,Precipitation Probability,Precipitation Type,Cloud Cover,Weather Visibility,UV Index,"
    "Weather Ozone,Jump Count,Total Grit,Average Flow,Flagged,Average Elapsed Speed,"
    "Dirt Distance,Newly Explored Distance,Newly Explored Dirt Distance,Activity Count,"
    "Total Steps,Carbon Saved,Pool Length,Training Load,Intensity,Average Grade Adjusted Pace,"
    "Timer Time,Total Cycles,Recovery,With Pet,Competition,Long Run,For a Cause,With Kid,"
    "Downhill Distance,Total Sets,Total Reps,Media"
).split(",")
"""In Strava's order, with the names that occur twice."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZIP_TIME = (2026, 11, 2, 6, 0, 0)
_FILE_MODE = 0o100644 << 16
SHOES = b"""Shoe Name,Shoe Brand,Shoe Model,Shoe Default Sport Types
Grey ones,Example,Trainer 2,"Run"
Spikes,Example,Track,"Run"
"""
BIKES = b"""Bike Name,Bike Brand,Bike Model,Bike Default Sport Types
Old steel,Example,Tourer,"Ride"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One line of activities.csv, and its file.

    Parameters
    ----------
    activity_id : int
        Strava's number of the activity; its file has another.
    start_utc : datetime
        Its start.
    name, kind, description, gear : str
        As the person sees them; kind is Strava's word (`Run`).
    elapsed_s, moving_s, distance_m : float
        Its sums.
    exertion : int or None
        1 to 10, where the person gave it.
    filename : str
        `activities/123.fit.gz`; empty for a manual activity.
    data : bytes
        What the file holds, before gzip.
    """

    activity_id: int
    start_utc: datetime
    name: str
    kind: str
    description: str = ""
    gear: str = ""
    elapsed_s: float
    moving_s: float
    distance_m: float
    exertion: int | None = None
    filename: str = ""
    data: bytes = b""


def strava_export(rows: Sequence[ExportRow]) -> bytes:
    """Return the export as a zip file, the same bytes for the same rows.

    Parameters
    ----------
    rows : sequence of ExportRow
        In the order in which they are to stand.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, "activities.csv", activities_csv(rows))
        _add(archive, "bikes.csv", BIKES)
        _add(archive, "shoes.csv", SHOES)
        for row in rows:
            if row.filename:
                _add(archive, row.filename, gzip.compress(row.data, 9, mtime=0))
    return buffer.getvalue()


def activities_csv(rows: Sequence[ExportRow]) -> bytes:
    """Return activities.csv.

    Parameters
    ----------
    rows : sequence of ExportRow
        In the order in which they are to stand.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(row) for row in rows)
    return text.getvalue().encode()


def strava_date(moment: datetime) -> str:
    """Return an instant as Strava writes it in English: `May 29, 2022, 3:53:35 PM`.

    Parameters
    ----------
    moment : datetime
        In UTC.
    """
    half = "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    clock = f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {half}"
    return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}, {clock}"


def _cells(row: ExportRow) -> list[str]:
    exertion = "" if row.exertion is None else f"{row.exertion}.0"
    values = {
        "Activity ID": [str(row.activity_id)],
        "Activity Date": [strava_date(row.start_utc)],
        "Activity Name": [row.name],
        "Activity Type": [row.kind],
        "Activity Description": [row.description],
        "Elapsed Time": [f"{row.elapsed_s:.0f}", f"{row.elapsed_s:.1f}"],
        # First kilometres, rounded; then metres.
        "Distance": [f"{row.distance_m / 1000:.2f}", f"{row.distance_m:.1f}"],
        "Commute": ["false", "0.0"],
        "Activity Gear": [row.gear],
        "Filename": [row.filename],
        "Moving Time": [f"{row.moving_s:.1f}"],
        "Perceived Exertion": [exertion],
        "From Upload": ["1.0" if row.filename else "0.0"],
        "Flagged": ["0.0"],
    }
    return [values[name].pop(0) if values.get(name) else "" for name in HEADER]


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.create_system = 3
    info.external_attr = _FILE_MODE
    packed = name.endswith(".gz")
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(info, data)
