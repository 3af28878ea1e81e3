"""Make an archive of thousands of one-hour activities in seconds: a few hours, written many times.

Eight simulated hours are written as FIT once. Every activity of the archive is one of them with
other times, another place and another heart rate, and its checksum worked out anew, so that no two
have the same bytes.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from fastcrc import crc16

from flarelag.simulation import sessions
from flarelag.simulation.course import loop, track
from flarelag.simulation.laps import LapStyle
from flarelag.simulation.runner import Runner
from flarelag.simulation.truth import SessionKind, TrueSession
from flarelag.simulation.watch import Watch, record
from flarelag.sources.fit.framing import segments
from flarelag.sources.fit.salvage import scan_segment
from sample_files.fit_file import fit_bytes
from sample_files.strava_export import ExportRow, activities_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import Layout

SEED: Final = 20260406
FIRST_START: Final = datetime(2014, 1, 6, 6, 0, tzinfo=UTC)
_PARK: Final = (52.4745, 13.4020)
_RUNNER: Final = Runner()
_RECORD: Final = 20
_LATITUDE, _LONGITUDE, _HEART_RATE = 0, 1, 3
_TIMES: Final = ((None, 253), (0, 4), (18, 2), (19, 2), (34, 5))
"""The fields that hold an instant: (message, field), null for any message."""
_CRC_BYTES: Final = 2
_GZIP_WINDOW: Final = 31
_GZIP_LEVEL: Final = 6
_FARTHEST: Final = 200_000  # semicircles: 2 km
_MOST_BEATS: Final = 8

_Make = Callable[[np.random.Generator], TrueSession]
_SESSIONS: Final[tuple[tuple[_Make, LapStyle], ...]] = (
    (lambda rng: sessions.easy_run(_RUNNER, rng, minutes=60), LapStyle.AUTO_KM),
    (lambda rng: sessions.sprints_200m(_RUNNER, rng, reps=8), LapStyle.HAND),
    (lambda rng: sessions.easy_run(_RUNNER, rng, minutes=60), LapStyle.AUTO_KM),
    (lambda rng: sessions.ride(_RUNNER, rng, minutes=58), LapStyle.NONE),
    (lambda rng: sessions.easy_run(_RUNNER, rng, minutes=60), LapStyle.AUTO_KM),
    (lambda rng: sessions.repeats_1000m(_RUNNER, rng, reps=4), LapStyle.WORKOUT),
    (lambda rng: sessions.fartlek(_RUNNER, rng, surges=15), LapStyle.AUTO_KM),
    (lambda rng: sessions.ride(_RUNNER, rng, minutes=58), LapStyle.NONE),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hour:
    """One simulated hour as a FIT file, and where in it stand the bytes that are varied.

    Parameters
    ----------
    data : ndarray of uint8, shape (n,)
        The file.
    times, latitudes, longitudes, heart_rates : ndarray of int64
        Bytes at which such values start.
    row : ExportRow
        Its line in the export's table.
    """

    data: NDArray[np.uint8]
    times: NDArray[np.int64]
    latitudes: NDArray[np.int64]
    longitudes: NDArray[np.int64]
    heart_rates: NDArray[np.int64]
    row: ExportRow


def write_archive(path: Path, n_activities: int, *, seed: int = SEED) -> None:
    """Write a Strava export of one-hour activities recorded once a second, about one a day.

    Parameters
    ----------
    path : Path
        The zip file to write.
    n_activities : int
        How many it holds.
    seed : int
        What to make it from.
    """
    rng = np.random.default_rng(seed)
    hours = simulated_hours(rng)
    rows = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(n_activities):
            hour = hours[number % len(hours)]
            later_s = number * 86_400 + int(rng.integers(0, 12 * 3600))
            name = f"activities/{15_100_000_011 + 98_561 * number}.fit.gz"
            archive.writestr(name, _gzipped(varied(hour, later_s, rng)))
            rows.append(
                replace(
                    hour.row,
                    activity_id=14_200_000_007 + 104_729 * number,
                    start_utc=FIRST_START + timedelta(seconds=later_s),
                    filename=name,
                )
            )
        archive.writestr("activities.csv", activities_csv(rows))


def simulated_hours(rng: np.random.Generator) -> list[Hour]:
    """Return the hours that all activities are made from."""
    return [_hour(make(rng), style, rng) for make, style in _SESSIONS]


def varied(hour: Hour, later_s: int, rng: np.random.Generator) -> bytes:
    """Return an hour's file at another time and place, with another heart and a right checksum.

    Parameters
    ----------
    hour : Hour
        The pattern.
    later_s : int
        How much later it takes place.
    rng : Generator
        Source of chance.
    """
    data = hour.data.copy()
    _add(data, hour.times, later_s)
    _add(data, hour.latitudes, int(rng.integers(-_FARTHEST, _FARTHEST)))
    _add(data, hour.longitudes, int(rng.integers(-_FARTHEST, _FARTHEST)))
    data[hour.heart_rates] += np.uint8(rng.integers(0, _MOST_BEATS))
    body = data[:-_CRC_BYTES].tobytes()
    return body + crc16.arc(body).to_bytes(_CRC_BYTES, "little")


def _hour(session: TrueSession, style: LapStyle, rng: np.random.Generator) -> Hour:
    on_track = style in {LapStyle.HAND, LapStyle.WORKOUT}
    parsed = record(
        session,
        watch=Watch(),
        runner=_RUNNER,
        course=track(*_PARK) if on_track else loop(*_PARK, length_m=5_000.0, rng=rng),
        start_utc=FIRST_START,
        rng=rng,
        lap_style=style,
    ).parsed
    data = fit_bytes(parsed, zone="Europe/Berlin")
    layouts = scan_segment(data, segments(data)[0]).layouts
    activity = parsed.activity
    return Hour(
        data=np.frombuffer(data, dtype=np.uint8),
        times=np.concatenate([_field_starts(layouts, *field) for field in _TIMES]),
        latitudes=_field_starts(layouts, _RECORD, _LATITUDE),
        longitudes=_field_starts(layouts, _RECORD, _LONGITUDE),
        heart_rates=_field_starts(layouts, _RECORD, _HEART_RATE),
        row=ExportRow(
            activity_id=0,
            start_utc=activity.start_utc,
            name=f"{session.kind} hour",
            kind="Ride" if session.kind is SessionKind.RIDE else "Run",
            elapsed_s=activity.duration_s or 0.0,
            moving_s=activity.timer_s or 0.0,
            distance_m=activity.distance_m or 0.0,
        ),
    )


def _field_starts(layouts: Sequence[Layout], message: int | None, field: int) -> NDArray[np.int64]:
    """Return the bytes at which a field's values start; null for the field of any message."""
    found = [
        layout.starts + layout.fields[field].offset
        for layout in layouts
        if message in {None, layout.number} and field in layout.fields
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _add(data: NDArray[np.uint8], starts: NDArray[np.int64], amount: int) -> None:
    """Add to the little-endian 32-bit numbers that start at these bytes."""
    places = starts[:, None] + np.arange(4)
    numbers = data[places].view("<u4") + np.uint32(amount % 2**32)
    data[places] = numbers.astype("<u4").view(np.uint8)


def _gzipped(data: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(data) + packer.flush()
