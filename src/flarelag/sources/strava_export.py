"""The table of activities in a Strava bulk export, and where such an export is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from flarelag.errors import UnreadableFileError
from flarelag.model.activity import Activity
from flarelag.model.metadata import Metadata, with_metadata
from flarelag.model.sport import Sport, sport_named
from flarelag.sources.localised import local_instant, local_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.outcome import Origin
    from flarelag.sources.inputs import Input

TABLE = "activities.csv"
_RECORDINGS = "activities"
_FILENAME = re.compile(rf"{_RECORDINGS}/\S+\.(fit|gpx|tcx)(\.gz)?", re.IGNORECASE)
_ERROR = "#error#"
_GREATEST_EXERTION = 10
_KM = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StravaActivities:
    """A whole `activities.csv`.

    Parameters
    ----------
    by_file : dict of str to Metadata
        Keyed by the recording's path inside the export (`activities/123.fit.gz`). The number in it
        is the upload's, not the activity's.
    without_file : tuple of Activity
        Entered by hand, or recorded but left out of the export by an error of Strava's.
    remarks : tuple of str
        What a user should know of the reading.
    """

    by_file: dict[str, Metadata]
    without_file: tuple[Activity, ...] = field(default=())
    remarks: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Which column holds what; null where there is no such column."""

    filename: int
    date: int | None
    name: int | None
    type: int | None
    description: int | None
    gear: int | None
    elapsed_s: int | None
    distance: int | None
    distance_in_km: bool
    private_note: int | None = None
    perceived_exertion: int | None = None
    decimal_comma: bool = False


def find_strava_csv(inputs: Sequence[Input]) -> tuple[Origin, ...]:
    """Return the `activities.csv` of every Strava export among the inputs.

    Parameters
    ----------
    inputs : sequence of Input
        Everything found in the user's paths. An export is a folder, or an archive's folder, that
        holds `activities.csv` beside a folder `activities`.
    """
    origins = [item.origin for item in inputs]
    with_recordings = {
        (*place[:-1], folder.parent)
        for origin in origins
        if (place := _place(origin))[-1].name == _RECORDINGS and (folder := place[-1])
    }
    return tuple(o for o in origins if _name(o) == TABLE and _place(o) in with_recordings)


def file_in_export(table: Origin, origin: Origin) -> str | None:
    """Return the name by which `activities.csv` knows an input, null for one outside its export.

    Parameters
    ----------
    table : Origin
        The export's `activities.csv`.
    origin : Origin
        An input.
    """
    if table.member is None:
        inside, root = PurePath(origin.path), PurePath(table.path).parent
        if origin.member is not None or not inside.is_relative_to(root):
            return None
        return inside.relative_to(root).as_posix()
    if origin.path != table.path or origin.member is None:
        return None
    member, folder = PurePosixPath(origin.member), PurePosixPath(table.member).parent
    return str(member.relative_to(folder)) if member.is_relative_to(folder) else None


def _place(origin: Origin) -> tuple[str | None, PurePath]:
    """Return the archive, null for none, and the folder an input is in."""
    if origin.member is None:
        return None, PurePath(origin.path).parent
    return origin.path, PurePosixPath(origin.member).parent


def _name(origin: Origin) -> str:
    return PurePosixPath(origin.member).name if origin.member else PurePath(origin.path).name


def read_activities_csv(data: bytes) -> StravaActivities:
    """Read Strava's table of activities, in any of its widths, ages and languages.

    Columns go by name where the names are English; several occur twice, the second time exact
    (metres, where the first has rounded kilometres). Where the names are not English, the file
    names are found by what they look like, the columns around them by position, and the columns
    behind them only if the repeated names stand where they stand in English.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    UnreadableFileError
        When it is no such table.
    """
    header, rows = _table(data.decode("utf-8-sig", errors="replace"))
    layout = _english(header) or _by_position(header, rows)
    if layout is None:
        raise UnreadableFileError(
            "this is no table of a Strava export: it has no column of file names"
        )
    by_file: dict[str, Metadata] = {}
    without_file: list[Activity] = []
    unusable = 0
    for row in rows:
        filename = row[layout.filename].strip() if len(row) > layout.filename else None
        if filename and filename != _ERROR:
            by_file[filename] = _metadata(row, layout)
        elif filename is not None and (activity := _without_file(row, layout, filename)):
            without_file.append(activity)
        else:
            unusable += 1
    remarks = (f"rows of {TABLE} that could not be used: {unusable}",) if unusable else ()
    return StravaActivities(by_file=by_file, without_file=tuple(without_file), remarks=remarks)


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return header and rows; quotes inside a text are doubled, or escaped by a backslash."""
    best: list[list[str]] | None = None
    for escape in (None, "\\"):
        rows = _rows(text, escape)
        if best is None or _misfits(rows) < _misfits(best):
            best = rows
        if not _misfits(best):
            break
    if not best:
        raise UnreadableFileError("this is an empty table")
    return [name.strip() for name in best[0]], best[1:]


def _rows(text: str, escape: str | None) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), escapechar=escape)
        return [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableFileError(f"this is no readable table: {error}") from error


def _misfits(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) != len(rows[0]) for row in rows)


def _english(header: Sequence[str]) -> _Layout | None:
    """Return the layout by English names: since 2019, or the short lower-case table before."""
    if "filename" in header and "elapsed_time" in header:
        at = {name: number for number, name in enumerate(header)}
        return _Layout(
            filename=at["filename"],
            date=at.get("date"),
            name=at.get("name"),
            type=at.get("type"),
            description=at.get("description"),
            gear=at.get("gear"),
            elapsed_s=at["elapsed_time"],
            distance=at.get("distance"),
            distance_in_km=False,
        )
    if "Filename" not in header:
        return None
    return _Layout(
        filename=header.index("Filename"),
        date=_nth(header, "Activity Date"),
        name=_nth(header, "Activity Name"),
        type=_nth(header, "Activity Type"),
        description=_nth(header, "Activity Description"),
        gear=_nth(header, "Activity Gear"),
        elapsed_s=_last(header, "Elapsed Time"),
        distance=_last(header, "Distance"),
        distance_in_km=header.count("Distance") == 1,
        private_note=_nth(header, "Activity Private Note"),
        perceived_exertion=_nth(header, "Perceived Exertion"),
    )


def _nth(header: Sequence[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def _last(header: Sequence[str], name: str) -> int | None:
    return len(header) - 1 - list(reversed(header)).index(name) if name in header else None


def _by_position(header: Sequence[str], rows: Sequence[Sequence[str]]) -> _Layout | None:
    """Return the layout of a table in another language.

    The first seven columns have kept their places since 2019; gear stands before the file name,
    and before it, in the widest form, the private note. Behind the file name, in order: two
    weights, elapsed time (again), moving time, distance (again), ..., perceived exertion.
    """
    named = Counter(
        number
        for row in rows
        for number, cell in enumerate(row)
        if _FILENAME.fullmatch(cell.strip())
    )
    if not named:
        return None
    file = named.most_common(1)[0][0]
    elapsed, distance, heart_rate, effort = 5, 6, 7, 8
    repeats = {elapsed: file + 3, distance: file + 5, heart_rate: file + 18, effort: file + 25}
    in_order = len(header) > file + 31 and all(
        header[first] == header[second] for first, second in repeats.items()
    )
    return _Layout(
        filename=file,
        date=1,
        name=2,
        type=3,
        description=4,
        gear=file - 1,
        elapsed_s=repeats[elapsed] if in_order else elapsed,
        distance=repeats[distance] if in_order else distance,
        distance_in_km=not in_order,
        private_note=file - 2 if file == 12 else None,  # noqa: PLR2004 - the widest form's place
        perceived_exertion=file + 31 if in_order else None,
        decimal_comma=True,
    )


def _cell(row: Sequence[str], column: int | None) -> str | None:
    """Return what a cell says, null for nothing, for a missing column and for `#error#`."""
    if column is None or column >= len(row):
        return None
    text = row[column].strip()
    return text if text and text != _ERROR else None


def _amount(row: Sequence[str], column: int | None, layout: _Layout) -> float | None:
    """Return a number that cannot be negative."""
    text = _cell(row, column)
    value = local_number(text, decimal_comma=layout.decimal_comma) if text else None
    return value if value is not None and value >= 0 else None


def _metadata(row: Sequence[str], layout: _Layout) -> Metadata:
    exertion = _amount(row, layout.perceived_exertion, layout)
    sport = sport_named(_cell(row, layout.type))
    return Metadata(
        name=_cell(row, layout.name),
        description=_cell(row, layout.description),
        private_note=_cell(row, layout.private_note),
        gear=_cell(row, layout.gear),
        perceived_exertion=None if exertion is None or exertion > _GREATEST_EXERTION else exertion,
        sport=None if sport is Sport.OTHER else sport,
    )


def _without_file(row: Sequence[str], layout: _Layout, filename: str) -> Activity | None:
    """Return an activity without a recording, null where even its time is unknown."""
    start = local_instant(_cell(row, layout.date) or "")
    if start is None:
        return None
    distance = _amount(row, layout.distance, layout)
    scale = _KM if layout.distance_in_km else 1.0
    lost = filename == _ERROR
    activity = Activity(
        sport=Sport.OTHER,
        start_utc=start,
        duration_s=_amount(row, layout.elapsed_s, layout),
        distance_m=None if distance is None else distance * scale,
        manual=not lost,
        remarks=("Strava's export left out its recording",) if lost else (),
    )
    return with_metadata(activity, _metadata(row, layout))
