"""An account with activities, each the same whenever it is made, and its own bulk export."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

ATHLETE: Final = 4711
FIRST_ID: Final = 9_000_000_000
NEWEST: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
SHOES: Final = {"g1": "Pegasus", "g2": "Spikes"}
_DEGREE_M: Final = 111_195
_COLUMNS: Final = (
    *("Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description"),
    *("Elapsed Time", "Distance", "Activity Private Note", "Activity Gear", "Filename"),
    "Perceived Exertion",
)


@dataclass(slots=True)
class Account:
    """What a person has at Strava.

    Parameters
    ----------
    details : dict of int to dict
        By Strava's number, the newest first, as `GET /activities/{id}` has them.
    streams : dict of int to dict
        By Strava's number; none for what was entered by hand.
    gear : dict of str to dict
        As `GET /gear/{id}` has them.
    holes : set of int
        Positions in the list, counted from 0, where nothing is shown: pages are short there.
    unlisted : set of int
        Activities that are there and that no page shows.
    """

    details: dict[int, dict[str, Any]] = field(default_factory=dict)
    streams: dict[int, dict[str, Any]] = field(default_factory=dict)
    gear: dict[str, dict[str, Any]] = field(default_factory=dict)
    holes: set[int] = field(default_factory=set)
    unlisted: set[int] = field(default_factory=set)

    def slots(self) -> list[dict[str, Any] | None]:
        """Return the list's entries, the newest first, null at each hole."""
        entries: list[dict[str, Any] | None] = [
            _summary(each) for number, each in self.details.items() if number not in self.unlisted
        ]
        for position in sorted(self.holes):
            entries.insert(position, None)
        return entries

    def add(self, detail: dict[str, Any], streams: dict[str, Any] | None = None) -> int:
        """Add an activity as the newest; return its number."""
        number = int(detail["id"])
        self.details = {number: detail, **self.details}
        if streams is not None:
            self.streams[number] = streams
        return number


def make_account(n_activities: int, *, seconds: int = 240) -> Account:
    """Return an account with so many runs, one a day, each with one sprint of 100 m or so.

    Parameters
    ----------
    n_activities : int
        How many.
    seconds : int
        How long each is, at one sample a second.
    """
    account = Account()
    for name, shoe in SHOES.items():
        account.gear[name] = {
            "id": name,
            "name": shoe,
            "brand_name": "Brand",
            "model_name": shoe,
            "distance": 123_456.0,
            "retired": False,
        }
    for number in reversed(range(n_activities)):
        start = NEWEST - timedelta(days=number)
        speeds = _speeds(number, seconds)
        detail = make_detail(FIRST_ID + n_activities - number, start, speeds, number)
        account.add(detail, make_streams(speeds, number))
    return account


def make_detail(
    strava_id: int, start: datetime, speeds: list[float], number: int = 0
) -> dict[str, Any]:
    """Return an activity as `GET /activities/{id}` has it."""
    gear = list(SHOES)[number % len(SHOES)]
    return {
        "id": strava_id,
        "resource_state": 3,
        "athlete": {"id": ATHLETE, "resource_state": 1},
        "name": f"Run {number}",
        "description": f"felt like {number}",
        "private_note": f"#pain {number % 11} left glute +8h",
        "perceived_exertion": float(number % 10) + 0.5,
        "distance": round(_distances(speeds)[-1], 1),
        "elapsed_time": len(speeds) - 1,
        "moving_time": len(speeds) - 1,
        "type": "Run",
        "sport_type": "Run",
        "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "timezone": "(GMT+01:00) Europe/Zurich",
        "utc_offset": 3600.0,
        "trainer": False,
        "manual": False,
        "private": False,
        "visibility": "everyone",
        "gear_id": gear,
        "gear": {"id": gear, "name": SHOES[gear], "distance": 1.0},
        "device_name": "Watch",
        "laps": [],
    }


def make_streams(speeds: list[float], number: int = 0) -> dict[str, Any]:
    """Return an activity's streams as `GET /activities/{id}/streams` has them by type."""
    distances = _distances(speeds)
    places = [_place(each, number) for each in distances]
    columns: dict[str, list[Any]] = {
        "time": list(range(len(speeds))),
        "distance": distances,
        "latlng": [list(each) for each in places],
        "altitude": [400.0 + second % 7 for second in range(len(speeds))],
        "velocity_smooth": speeds,
        "heartrate": [140 + second % 20 for second in range(len(speeds))],
        "cadence": [85] * len(speeds),
        "moving": [True] * len(speeds),
    }
    return {
        name: {
            "data": values,
            "series_type": "time",
            "original_size": len(values),
            "resolution": "high",
        }
        for name, values in columns.items()
    }


def make_export(account: Account) -> bytes:
    """Return the account's bulk export: a table, and each run as a watch recorded it (TCX)."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, (strava_id, detail) in enumerate(account.details.items()):
            start = datetime.fromisoformat(detail["start_date"])
            manual = strava_id not in account.streams
            file = "" if manual else f"activities/{7_000_000 + number}.tcx"
            row = {
                "Activity ID": strava_id,
                "Activity Date": f"{start:%b} {start.day}, {start:%Y, %I:%M:%S %p}",
                "Activity Name": detail["name"],
                "Activity Type": detail["sport_type"],
                "Activity Description": detail["description"],
                "Elapsed Time": detail["elapsed_time"],
                "Distance": round(detail["distance"] / 1000, 2),
                "Activity Private Note": detail["private_note"],
                "Activity Gear": detail["gear"]["name"],
                "Filename": file,
                "Perceived Exertion": detail["perceived_exertion"],
            }
            writer.writerow([row[name] for name in _COLUMNS])
            if not manual:
                archive.writestr(file, _tcx(start, account.streams[strava_id]))
        archive.writestr("activities.csv", table.getvalue())
    return packed.getvalue()


def _tcx(start: datetime, streams: dict[str, Any]) -> str:
    points = []
    for second, speed in enumerate(streams["velocity_smooth"]["data"]):
        lat, lon = streams["latlng"]["data"][second]
        points.append(
            f"<Trackpoint><Time>{start + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</Time>"
            f"<Position><LatitudeDegrees>{lat}</LatitudeDegrees>"
            f"<LongitudeDegrees>{lon}</LongitudeDegrees></Position>"
            f"<DistanceMeters>{streams['distance']['data'][second]}</DistanceMeters>"
            f"<Extensions><x:TPX><x:Speed>{speed}</x:Speed></x:TPX></Extensions></Trackpoint>"
        )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        'TrainingCenterDatabase/v2" xmlns:x="http://www.garmin.com/xmlschemas/'
        'ActivityExtension/v2"><Activities><Activity Sport="Running">'
        f"<Id>{start:%Y-%m-%dT%H:%M:%SZ}</Id><Lap StartTime='{start:%Y-%m-%dT%H:%M:%SZ}'>"
        f"<TotalTimeSeconds>{len(points) - 1}</TotalTimeSeconds><Track>{''.join(points)}</Track>"
        "</Lap></Activity></Activities></TrainingCenterDatabase>"
    )


def _summary(detail: dict[str, Any]) -> dict[str, Any]:
    """Return an activity as lists have it: without notes and exertion."""
    left_out = {"description", "private_note", "perceived_exertion", "gear", "laps", "device_name"}
    return {name: each for name, each in detail.items() if name not in left_out}


def _speeds(number: int, seconds: int) -> list[float]:
    """Return an easy run with some seconds of sprinting and a hard stop."""
    sprint = seconds // 2
    return [
        6.5 + 0.01 * (number % 40)
        if sprint <= second < sprint + 16
        else 1.2
        if sprint + 16 <= second < sprint + 40
        else 2.8 + 0.05 * ((second + number) % 5)
        for second in range(seconds)
    ]


def _distances(speeds: list[float]) -> list[float]:
    total, distances = 0.0, []
    for second, speed in enumerate(speeds):
        total += speed if second else 0.0
        distances.append(round(total, 2))
    return distances


def _place(distance_m: float, number: int) -> tuple[float, float]:
    return round(47.3 + (number % 7) * 0.01 + distance_m / _DEGREE_M, 6), 8.54


def encoded(value: object) -> bytes:
    """Return an answer's body."""
    return json.dumps(value).encode()
