"""The table of activities in a Strava bulk export, and where such an export is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.model.activity import Activity, Weather
from flarelag.model.metadata import Metadata, with_metadata
from flarelag.model.outcome import RECORDING_LEFT_OUT
from flarelag.model.sport import Sport, sport_named
from flarelag.sources.csv_table import UTF_16_MARKS, delimiter_of
from flarelag.sources.exported import ExportedActivities, file_name, place
from flarelag.sources.limits import MOST_LISTED
from flarelag.sources.localised import local_instant, local_number
from flarelag.sources.loose_times import day_stands_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flarelag.model.outcome import Origin
    from flarelag.sources.inputs import Input

TABLE = "activities.csv"
_RECORDINGS, _PROFILE = "activities", "profile.csv"
_FILENAME = re.compile(rf"{_RECORDINGS}/\S+\.(fit|gpx|tcx)(\.gz)?", re.IGNORECASE)
_ERROR = "#error#"
_GREATEST_EXERTION = 10
_ID = re.compile(r"\d{1,19}", re.ASCII)
_GREATEST_ID = 2**63 - 1
_KM = 1000.0
_WIDEST_FILE = 12
"""The column of file names since the private note has one before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Which column holds what; null where there is no such column."""

    filename: int
    id: int | None
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
    condition: int | None = None
    temperature: int | None = None
    apparent_temperature: int | None = None
    humidity: int | None = None
    wind_speed: int | None = None
    decimal_comma: bool = False
    day_first: bool | None = None


def find_strava_csv(inputs: Sequence[Input]) -> tuple[Origin, ...]:
    """Return the `activities.csv` of every Strava export among the inputs.

    Parameters
    ----------
    inputs : sequence of Input
        Everything found in the user's paths. An export is a folder, or an archive's folder, that
        holds `activities.csv` beside a folder `activities`, or, of one who recorded nothing and
        wrote all down by hand, beside `profile.csv`.
    """
    origins = [item.origin for item in inputs]
    tops = {
        (archive, folder.parent)
        for archive, folder in map(place, origins)
        if folder.name == _RECORDINGS
    }
    tops |= {place(each) for each in origins if file_name(each) == _PROFILE}
    return tuple(o for o in origins if file_name(o) == TABLE and place(o) in tops)


def lacks_table(names: Iterable[str]) -> bool:
    """Return whether an archive's names are those of a Strava export without its table.

    Parameters
    ----------
    names : iterable of str
        Of all its members.
    """
    found = list(names)
    return TABLE not in found and any(map(_FILENAME.fullmatch, found))


def read_activities_csv(data: bytes) -> ExportedActivities:
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
    UnsafeInputError
        When it lists more activities than a lifetime holds.
    """
    text = _text(data)
    delimiter = delimiter_of(text)
    header, rows = _table(text, delimiter)
    layout = _english(header) or _by_position(header, rows)
    if layout is not None and delimiter == ";":  # as where the comma stands in numbers
        layout = replace(layout, decimal_comma=True)
    if layout is None:
        raise UnreadableFileError(
            "this is no table of a Strava export: it has no column of file names"
        )
    dates = (_cell(row, layout.date) or "" for row in rows)
    layout = replace(layout, day_first=day_stands_first(dates))
    by_file: dict[str, Metadata] = {}
    listed: dict[str, Activity] = {}
    without_file: list[Activity] = []
    unusable = 0
    for row in rows:
        told = _metadata(row, layout)
        filename = row[layout.filename].strip() if len(row) > layout.filename else None
        if filename and filename != _ERROR:
            by_file[filename] = told
            if activity := _as_listed(row, layout, told):
                listed[filename] = activity
        elif filename is not None and (activity := _as_listed(row, layout, told)):
            without_file.append(_without_file(activity, lost=filename == _ERROR))
        else:
            unusable += 1
    remarks = (f"rows of {TABLE} that could not be used: {unusable}",) if unusable else ()
    return ExportedActivities(
        by_file=by_file, listed=listed, without_file=tuple(without_file), remarks=remarks
    )


def _text(data: bytes) -> str:
    """Return the text; Strava writes UTF-8, a spreadsheet that saved it again what it likes."""
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _table(text: str, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """Return header and rows; quotes inside a text are doubled, or escaped by a backslash."""
    best: list[list[str]] | None = None
    unreadable: UnreadableFileError | None = None
    for escape in (None, "\\"):
        try:
            rows = _rows(text, delimiter, escape)
        except UnreadableFileError as error:
            unreadable = error
            continue
        if best is None or _misfits(rows) < _misfits(best):
            best = rows
        if not _misfits(best):
            break
    if best is None and unreadable is not None:
        raise unreadable
    if not best:
        raise UnreadableFileError("this is an empty table")
    return [name.strip() for name in best[0]], best[1:]


def _rows(text: str, delimiter: str, escape: str | None) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape)
        filled = (row for row in reader if any(cell.strip() for cell in row))
        rows = list(islice(filled, MOST_LISTED + 2))
    except csv.Error as error:
        raise UnreadableFileError(f"this is no readable table: {error}") from error
    if len(rows) > MOST_LISTED + 1:
        raise UnsafeInputError(f"refused: a table of more than {MOST_LISTED:,} activities")
    return rows


def _misfits(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) != len(rows[0]) for row in rows)


def _english(header: Sequence[str]) -> _Layout | None:
    """Return the layout by English names: since 2019, or the short lower-case table before."""
    if "filename" in header and "elapsed_time" in header:
        at = {name: number for number, name in enumerate(header)}
        return _Layout(
            filename=at["filename"],
            id=at.get("id"),
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
        id=_nth(header, "Activity ID"),
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
        condition=_nth(header, "Weather Condition"),
        temperature=_nth(header, "Weather Temperature"),
        apparent_temperature=_nth(header, "Apparent Temperature"),
        humidity=_nth(header, "Humidity"),
        wind_speed=_nth(header, "Wind Speed"),
    )


def _nth(header: Sequence[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def _last(header: Sequence[str], name: str) -> int | None:
    return len(header) - 1 - list(reversed(header)).index(name) if name in header else None


def _by_position(header: Sequence[str], rows: Sequence[Sequence[str]]) -> _Layout | None:
    """Return the layout of a table in another language.

    The first seven columns have kept their places since 2019; gear stands before the file name,
    and before it, in the widest form, the private note. Behind the file name, in order: two
    weights, elapsed time (again), moving time, distance (again), ..., perceived exertion, ...,
    commute (again), ..., the weather.
    """
    named = Counter(
        number
        for row in rows
        for number, cell in enumerate(row)
        if _FILENAME.fullmatch(cell.strip())
    )
    file = named.most_common(1)[0][0] if named else _WIDEST_FILE
    elapsed, distance, heart_rate, effort, commute = 5, 6, 7, 8, 9
    repeats = {elapsed: file + 3, distance: file + 5, heart_rate: file + 18, effort: file + 25}
    in_order = len(header) > file + 31 and all(
        header[first] == header[second] for first, second in repeats.items()
    )
    if not named and not in_order:
        return None
    with_weather = in_order and len(header) > file + 49 and header[commute] == header[file + 38]
    return _Layout(
        filename=file,
        id=0,
        date=1,
        name=2,
        type=3,
        description=4,
        gear=file - 1,
        elapsed_s=repeats[elapsed] if in_order else elapsed,
        distance=repeats[distance] if in_order else distance,
        distance_in_km=not in_order,
        private_note=file - 2 if file == _WIDEST_FILE else None,
        perceived_exertion=file + 31 if in_order else None,
        condition=file + 43 if with_weather else None,
        temperature=file + 44 if with_weather else None,
        apparent_temperature=file + 45 if with_weather else None,
        humidity=file + 47 if with_weather else None,
        wind_speed=file + 49 if with_weather else None,
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
    value = _number(row, column, layout)
    return value if value is not None and value >= 0 else None


def _number(row: Sequence[str], column: int | None, layout: _Layout) -> float | None:
    text = _cell(row, column)
    return local_number(text, decimal_comma=layout.decimal_comma) if text else None


def _weather(row: Sequence[str], layout: _Layout) -> Weather | None:
    """Return the weather, null where the row has none."""
    humidity = _amount(row, layout.humidity, layout)
    weather = Weather(
        temperature_c=_number(row, layout.temperature, layout),
        apparent_temperature_c=_number(row, layout.apparent_temperature, layout),
        humidity=humidity if humidity is not None and humidity <= 1 else None,
        wind_speed_m_s=_amount(row, layout.wind_speed, layout),
        condition=_cell(row, layout.condition),
    )
    return None if weather == Weather() else weather


def _metadata(row: Sequence[str], layout: _Layout) -> Metadata:
    exertion = _amount(row, layout.perceived_exertion, layout)
    sport = sport_named(_cell(row, layout.type))
    return Metadata(
        name=_cell(row, layout.name),
        description=_cell(row, layout.description),
        private_note=_cell(row, layout.private_note),
        gear=_cell(row, layout.gear),
        perceived_exertion=None if exertion is None or exertion > _GREATEST_EXERTION else exertion,
        weather=_weather(row, layout),
        strava_id=_strava_id(_cell(row, layout.id)),
        sport=None if sport is Sport.OTHER else sport,
    )


def _strava_id(text: str | None) -> int | None:
    """Return a number that Strava can have given."""
    if text is None or not _ID.fullmatch(text):
        return None
    return number if 0 < (number := int(text)) <= _GREATEST_ID else None


def _as_listed(row: Sequence[str], layout: _Layout, told: Metadata) -> Activity | None:
    """Return what a row alone tells of its activity, null where even its time is unknown."""
    start = local_instant(_cell(row, layout.date) or "", day_first=layout.day_first)
    if start is None:
        return None
    distance = _amount(row, layout.distance, layout)
    scale = _KM if layout.distance_in_km else 1.0
    activity = Activity(
        sport=Sport.OTHER,
        start_utc=start,
        duration_s=_amount(row, layout.elapsed_s, layout),
        distance_m=None if distance is None else distance * scale,
    )
    return with_metadata(activity, told)


def _without_file(activity: Activity, *, lost: bool) -> Activity:
    remarks = (RECORDING_LEFT_OUT,) if lost else ()
    return replace(activity, manual=not lost, remarks=remarks)
