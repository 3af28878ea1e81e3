"""Our records and laps against fitparse's, on every real file that fitparse can read."""

from __future__ import annotations

import math
import os
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fitparse
import pytest

from flarelag.errors import NotAnActivityError, UnreadableFileError
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.model.parsed import ParsedActivity

# Coverage would follow each of fitparse's many calls: that takes longer than reading.
pytestmark = [pytest.mark.corpus, pytest.mark.no_cover]

ROOT = Path(__file__).parents[4]
CORPUS = Path(os.environ.get("FLARELAG_CORPUS", ROOT / "shared" / "corpus"))


def fit_files(*folders: str) -> list[str]:
    paths = (path for folder in folders for path in (CORPUS / folder).glob("*"))
    return sorted(str(p.relative_to(CORPUS)) for p in paths if p.suffix.lower() == ".fit")


FILES = fit_files("fit", "synth")
DAMAGED = fit_files("bad")
# fitparse reads a few thousand records a second: the large files wait for where the corpus must be.
LARGE_BYTES = 300_000
EVERYTHING = bool(os.environ.get("FLARELAG_REQUIRE_CORPUS") or os.environ.get("FLARELAG_FULL"))
EPOCH = datetime(1989, 12, 31, tzinfo=UTC)

POD = "fitparse leaves a developer field apart; ours stands in where the watch recorded none"
NO_FIX = "a receiver without a fix writes 0, 0: no place"
STRAP = "fitparse leaves a strap's own heart rate apart; ours stands in where the watch has none"
PLACES = {"record lat_deg": NO_FIX, "record lon_deg": NO_FIX}
HELD_TWICE = "bad/python-fitparse__activity-activity-filecrc.fit"
"""The same session, once whole and once damaged: it counts once."""
KNOWN_DIFFERENCES: dict[str, dict[str, str]] = {
    "fit/FitFileParser__running.fit": {"record power_w": POD},
    "fit/fit-parser__running-with-developer-data.fit": {"record power_w": POD},
    "fit/fit__mornindew-broken.fit": {"record power_w": POD},
    "fit/python-fitparse__20170518-191602-1740899583.fit": {
        "record power_w": POD,
        "record speed_m_s": POD,
    },
    "fit/fit__Activity.fit": PLACES,
    "fit/fit__ActivityDevFields.fit": PLACES,
    "fit/fit__activity_poolswim_with_hr.fit": {"record heart_rate_bpm": STRAP},
    "fit/fit__HrmPluginTestActivity.fit": {"record heart_rate_bpm": STRAP},
    "fit/fitdecode__garmin-fr935-cr.fit": {"record heart_rate_bpm": STRAP},
    "fit/python-fitparse__event_timestamp.fit": {"record heart_rate_bpm": STRAP},
    "fit/python-fitparse__sample_mulitple_header.fit": {"record heart_rate_bpm": STRAP},
    "fit/fit__chained_Activity_activity_poolswim.fit": PLACES,
    "synth/null-island.fit": PLACES,
    "synth/dev-index-reused.fit": {"record power_w": POD},
    "synth/late-field-description.fit": {"record power_w": POD},
    "synth/stryd-known-vendor.fit": {"record power_w": POD},
}

# What stands in a Records column -> fitparse's field names, best first.
FIELDS = {
    "lat_deg": ("position_lat",),
    "lon_deg": ("position_long",),
    "altitude_m": ("enhanced_altitude", "altitude"),
    "distance_m": ("distance",),
    "speed_m_s": ("enhanced_speed", "speed"),
    "heart_rate_bpm": ("heart_rate",),
    "cadence": ("cadence",),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
}
LAP_FIELDS = ("start_time", "total_elapsed_time", "total_timer_time", "total_distance")
Rows = list[dict[str, float | None]]


def skip_if_large(path: Path) -> None:
    if path.stat().st_size > LARGE_BYTES and not EVERYTHING:
        pytest.skip("a large file: set FLARELAG_FULL=1")


def number(value: Any) -> float | None:  # noqa: ANN401 - whatever fitparse decoded
    if isinstance(value, tuple):
        value = next((v for v in value if v is not None), None)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) - EPOCH).total_seconds()
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None


def values(message: Any) -> dict[str, float]:  # noqa: ANN401 - untyped library
    """Return the first value of each field: what stood in the file before what fitparse derived."""
    found: dict[str, float] = {}
    for field in sorted(message.fields, key=lambda f: f.field_def is None):
        opaque = isinstance(field.value, tuple) and field.base_type.name == "byte"
        if field.name not in found and not opaque and (value := number(field.value)) is not None:
            found[field.name] = value
    return found


def timed_records_until_an_error(path: Path) -> int:
    """Return how many records with a time fitparse gets out of a damaged file."""
    n = 0
    with warnings.catch_warnings(), suppress(fitparse.FitParseError, AttributeError, TypeError):
        warnings.simplefilter("ignore")
        reader = fitparse.UncachedFitFile(str(path), check_developer_data=False)
        for message in reader.get_messages("record"):
            n += "timestamp" in values(message)
    return n


def theirs(path: Path) -> tuple[Rows, Rows]:
    records: Rows = []
    laps: Rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = fitparse.UncachedFitFile(str(path), check_developer_data=False)
            for message in reader.get_messages(["record", "lap"]):
                if message.name == "lap":
                    laps.append({k: values(message).get(k) for k in LAP_FIELDS})
                else:
                    records.append(record(values(message)))
        except (fitparse.FitParseError, AttributeError, TypeError) as error:
            pytest.skip(f"fitparse cannot read it: {error!r}")
    records = [r for r in records if r["time"] is not None]
    return sorted(records, key=lambda r: r["time"] or 0.0), laps


def record(found: dict[str, float]) -> dict[str, float | None]:
    row = {"time": found.get("timestamp")}
    for column, names in FIELDS.items():
        row[column] = next((found[name] for name in names if name in found), None)
    for name in ("lat_deg", "lon_deg"):
        if (value := row[name]) is not None:
            row[name] = value * 180 / 2**31
    if row["cadence"] is not None:
        row["cadence"] += found.get("fractional_cadence", 0.0)
    return row


def ours(parsed: list[ParsedActivity]) -> tuple[Rows, Rows]:
    records: Rows = []
    laps: Rows = []
    for part in parsed:
        start = (part.activity.start_utc - EPOCH) / timedelta(seconds=1)
        for row in part.records.iter_rows(named=True):
            steps = row["cadence_spm"]
            cadence = row["cadence_rpm"] if steps is None else steps / 2
            records.append({"time": start + row["t_s"], "cadence": cadence} | row)
        laps += [
            {
                "start_time": start + lap.interval.start_s,
                "total_elapsed_time": lap.interval.duration_s,
                "total_timer_time": lap.timer_s,
                "total_distance": lap.distance_m,
            }
            for lap in part.activity.laps
        ]
    return sorted(records, key=lambda r: r["time"] or 0.0), laps


def same(mine: float | None, other: float | None) -> bool:
    if mine is None or other is None:
        return mine is other
    return math.isclose(mine, other, rel_tol=1e-9, abs_tol=1e-9)


def differing(mine: Rows, other: Rows, columns: Iterable[str]) -> set[str]:
    if len(mine) != len(other):
        return {"count"}
    pairs = list(zip(mine, other, strict=True))
    return {c for c in columns if not all(same(a[c], b[c]) for a, b in pairs)}


def lap_differences(mine: Rows, other: Rows) -> set[str]:
    """Compare laps; where the file leaves a number out, ours may be derived."""
    other = sorted(other, key=lambda lap: lap["start_time"] or 0.0)
    if len(mine) == len(other):
        for lap, reference in zip(mine, other, strict=True):
            lap.update({k: None for k in LAP_FIELDS if reference[k] is None})
    return differing(mine, other, LAP_FIELDS)


@pytest.mark.parametrize("name", FILES)
def test_records_and_laps_equal_fitparses(name: str, corpus: Path) -> None:
    path = corpus / name
    skip_if_large(path)
    try:
        parsed = parse_activities(path.read_bytes())
    except NotAnActivityError as error:
        pytest.skip(f"not an activity: {error.reason}")
    my_records, my_laps = ours(parsed)
    records, laps = theirs(path)
    found = {f"record {c}" for c in differing(my_records, records, ["time", *FIELDS])}
    found |= {f"lap {c}" for c in lap_differences(my_laps, laps)}
    assert found == set(KNOWN_DIFFERENCES.get(name, {}))


@pytest.mark.parametrize("name", DAMAGED)
def test_fitparse_gets_no_more_out_of_a_damaged_file(name: str, corpus: Path) -> None:
    """So that it need not be asked a second time where our reader finds nothing."""
    path = corpus / name
    skip_if_large(path)
    try:
        mine = sum(p.activity.n_records for p in parse_activities(path.read_bytes()))
    except (UnreadableFileError, NotAnActivityError):
        mine = 0
    theirs = timed_records_until_an_error(path) // (2 if name == HELD_TWICE else 1)
    # fitparse keeps the half of a record that stands before the cut.
    assert theirs <= mine + 1


def test_every_known_difference_names_a_file_that_is_there(corpus: Path) -> None:
    assert [name for name in KNOWN_DIFFERENCES if not (corpus / name).is_file()] == []
