"""Real GPX and TCX files: what is read, what is refused, and how it compares to gpxpy."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import gpxpy
import pytest
from lxml import etree

from flarelag.errors import FlarelagError, NotAnActivityError, UnreadableFileError
from flarelag.sources.detect import parse_activities
from flarelag.sources.gpx import parse_gpx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.corpus

# Why a file's points are not gpxpy's, every one of them.
DIFFERENCES = {
    "gpxpy__cerknicko-jezero-without-elevations.gpx": "one point has no time; gpxpy keeps it",
    "gpxpy__cerknicko-without-times.gpx": "most points have no time; gpxpy keeps them",
    "gpxpy__korita-zbevnica.gpx": "one track has no times; gpxpy keeps it",
}
NOT_ACTIVITIES = {
    "gpxpy__Mojstrovka.gpx": "before 1970",  # all its times are 1901: an overflown clock
    "activereader__testcourse.gpx": "a route to follow",
    "gpx.studio__with_routes.gpx": "a route to follow",
    "gpxpy__route.gpx": "a route to follow",
    "gpx.studio__simple.gpx": "without times",
    "gpx.studio__with_cad.gpx": "without times",
    "gpx.studio__with_hr.gpx": "without times",
    "gpx.studio__with_power_1.gpx": "without times",
    "gpx.studio__with_segments.gpx": "without times",
    "gpx.studio__with_style.gpx": "without times",
    "gpx.studio__with_surface.gpx": "without times",
    "gpx.studio__with_temp.gpx": "without times",
    "gpx.studio__with_tracks.gpx": "without times",
    "gpx.studio__with_waypoint.gpx": "without times",
    "gpxpy__track-with-extremes.gpx": "without times",
    "gpxpy__track-with-small-floats.gpx": "without times",
    "gpxpy__track_with_dilution_errors.gpx": "without times",
    "sport-activities-features__test.gpx": "without times",
    "gpxpy__custom_schema_locations.gpx": "without any track point",
    "gpxpy__default_schema_locations.gpx": "without any track point",
    "gpxpy__unicode2.gpx": "without any track point",
    "gpxpy__gpx1.1_with_extensions.gpx": "waypoints only",
    "gpxpy__gpx1.1_with_extensions_without_namespaces.gpx": "waypoints only",
    "gpxpy__gpx_with_garmin_extension.gpx": "waypoints only",
    "gpxpy__unicode.gpx": "waypoints only",
    "gpxpy__unicode_with_bom.gpx": "waypoints only",
    "gpxpy__unicode_with_bom_noencoding.gpx": "waypoints only",
    "activereader__testcourse.tcx": "a course to follow",
}
DAMAGED = {
    # file: (error or number of records kept, reason)
    "gpx-renamed.fit": (NotAnActivityError, "without times"),
    "gpx.studio__with_power_2.gpx": (NotAnActivityError, "without times"),
    "html-error-page.fit": (UnreadableFileError, "web page"),
    "json-error.fit": (NotAnActivityError, "JSON"),
    "tcx-renamed.fit": (NotAnActivityError, "without any activity"),
    "python-tcxparser__test.tcx": (368, "damaged"),
    "sweatpy__activity_4078723797.gpx": (8350, "damaged"),
}

Row = tuple[float, float | None, float | None, float | None, float | None]


def gpxpy_rows(data: bytes) -> list[Row]:
    """Return (seconds since 1970, latitude, longitude, elevation, heart rate) of every point."""
    return [
        (
            math.nan if p.time is None else p.time.timestamp(),
            p.latitude,
            p.longitude,
            p.elevation,
            heart_rate(p.extensions),
        )
        for track in gpxpy.parse(data).tracks
        for segment in track.segments
        for p in segment.points
    ]


def heart_rate(extensions: list[Any]) -> float | None:
    elements = (e for extension in extensions for e in extension.iter())
    rates = (float(e.text) for e in elements if str(e.tag).endswith("}hr") and e.text)
    return next((rate for rate in rates if rate > 0), None)


def our_rows(data: bytes) -> list[Row]:
    rows: list[Row] = []
    for parsed in parse_gpx(data):
        start_s = parsed.activity.start_utc.timestamp()
        columns = ["t_s", "lat_deg", "lon_deg", "altitude_m", "heart_rate_bpm"]
        rows += [(start_s + t_s, *rest) for t_s, *rest in parsed.records.select(columns).rows()]
    return rows


def agree(ours: list[Row], theirs: list[Row]) -> bool:
    def same(a: float | None, b: float | None) -> bool:
        return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9)

    return len(ours) == len(theirs) and all(
        same(a, b)
        for our, their in zip(ours, theirs, strict=True)
        for a, b in zip(our, their, strict=True)
    )


def test_every_real_gpx_has_gpxpys_points_or_a_listed_cause(corpus: Path):
    differing, compared = set(), 0
    for path in sorted((corpus / "gpx").iterdir()):
        if path.name in NOT_ACTIVITIES:
            continue
        data = path.read_bytes()
        # gpxpy reads a time without a zone as local; the test machine's zone is no part of this.
        theirs = gpxpy_rows(data.replace(b"12:00:04</time>", b"12:00:04Z</time>"))
        if not agree(our_rows(data), theirs):
            differing.add(path.name)
            timed = [row for row in theirs if not math.isnan(row[0])]
            assert agree(our_rows(data), timed), path.name
        compared += 1
    assert differing == set(DIFFERENCES)
    assert compared > 25


def test_every_real_gpx_and_tcx_is_an_activity_or_refused_for_a_listed_reason(corpus: Path):
    refused = {}
    for path in sorted([*(corpus / "gpx").iterdir(), *(corpus / "tcx").iterdir()]):
        try:
            parsed = parse_activities(path.read_bytes())
        except NotAnActivityError as error:
            refused[path.name] = error.reason
        else:
            assert all(each.records.height for each in parsed), path.name
            assert not any(each.activity.salvaged for each in parsed), path.name
    assert set(refused) == set(NOT_ACTIVITIES)
    assert all(NOT_ACTIVITIES[name] in reason for name, reason in refused.items())


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_salvaged_or_refused_by_name(corpus: Path, name: str):
    expected, reason = DAMAGED[name]
    data = (corpus / "bad" / name).read_bytes()
    if isinstance(expected, int):
        (parsed,) = parse_activities(data)
        assert (parsed.records.height, parsed.activity.salvaged) == (expected, True)
        assert reason in parsed.activity.remarks[0]
    else:
        with pytest.raises(FlarelagError, match=reason) as raised:
            parse_activities(data)
        assert type(raised.value) is expected


def test_every_bad_file_ends_in_one_way(corpus: Path):
    for path in sorted((corpus / "bad").iterdir()):
        with suppress(FlarelagError):  # named; any other error fails the test
            parsed = parse_activities(path.read_bytes())
            assert sum(each.activity.n_records for each in parsed) > 0, path.name


def test_tcx_points_are_those_of_the_file(corpus: Path):
    """Count points and compare distances with a plain path reading."""
    for path in sorted((corpus / "tcx").iterdir()):
        if path.name in NOT_ACTIVITIES:
            continue
        root = etree.fromstring(path.read_bytes())
        timed = root.findall(".//{*}Trackpoint/{*}Time")
        metres = [float(e.text or "") for e in root.findall(".//{*}Trackpoint/{*}DistanceMeters")]
        rates = [float(e.text or "") for e in root.findall(".//{*}HeartRateBpm/{*}Value")]
        parsed = parse_activities(path.read_bytes())
        assert sum(each.records.height for each in parsed) == len(timed), path.name
        read = [d for each in parsed for d in each.records["distance_m"].drop_nulls()]
        assert read == metres, path.name
        read = [r for each in parsed for r in each.records["heart_rate_bpm"].drop_nulls()]
        assert read == [rate for rate in rates if rate > 0], path.name


def test_reading_is_at_least_twice_as_fast_as_gpxpy(corpus: Path):
    """A floor that holds on a busy machine; a benchmark gives the figure."""
    data = (corpus / "gpx" / "sweatpy__activity_4801048867.gpx").read_bytes()

    def fastest_s(read: Callable[[bytes], object], times: int) -> float:
        took = []
        for _ in range(times):
            began = time.perf_counter()
            read(data)
            took.append(time.perf_counter() - began)
        return min(took)

    assert fastest_s(gpxpy.parse, 2) > 2 * fastest_s(parse_gpx, 4)
