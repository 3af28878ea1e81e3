from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import NotAnActivityError, UnsafeInputError
from flarelag.model.interval import Interval
from flarelag.model.sport import Sport
from flarelag.sources.gpx import parse_gpx

START = datetime(2024, 5, 29, 15, 53, 35, tzinfo=UTC)
HEAD = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'


def point(t_s: float | None, inside: str = "", where: str = 'lat="52.5" lon="13.4"') -> str:
    time = "" if t_s is None else f"<time>{(START + timedelta(seconds=t_s)).isoformat()}</time>"
    return f"<trkpt {where}>{time}{inside}</trkpt>"


def track(*segments: list[str], kind: str = "running", name: str = "Tempo") -> str:
    inside = "".join(f"<trkseg>{''.join(points)}</trkseg>" for points in segments)
    return f"<trk><name>{name}</name><type>{kind}</type>{inside}</trk>"


def gpx(*inside: str) -> bytes:
    return f"{HEAD}{''.join(inside)}</gpx>".encode()


def test_a_track_becomes_an_activity():
    points = [
        point(0, "<ele>34.5</ele>"),
        point(1.25, "<ele>35</ele>", 'lat="52.50001" lon="13.40002"'),
    ]
    (parsed,) = parse_gpx(gpx(track(points)))
    activity = parsed.activity
    assert (activity.name, activity.sport, activity.start_utc) == ("Tempo", Sport.RUN, START)
    assert (activity.duration_s, activity.n_records) == (1.25, 2)
    assert activity.timer_s is None
    assert activity.distance_m == pytest.approx(1.752, abs=0.001)
    assert activity.remarks == ("its file gives no distance: it was measured along the positions",)
    assert parsed.records["distance_m"].null_count() == 2
    assert parsed.records["t_s"].to_list() == [0, 1.25]
    assert parsed.records["lat_deg"].to_list() == [52.5, 52.50001]
    assert parsed.records["lon_deg"].to_list() == [13.4, 13.40002]
    assert parsed.records["altitude_m"].to_list() == [34.5, 35]


def test_no_distance_is_covered_between_segments_or_by_a_stray_fix_or_without_a_step():
    at = [f'lat="{lat}" lon="0"' for lat in (52.5, 52.50001, 52.6, 52.60001, 52.7, 52.60002)]
    points = [point(second, where=position) for second, position in enumerate(at)]
    (parsed,) = parse_gpx(gpx(track(points[:2], points[2:])))
    assert parsed.activity.distance_m == pytest.approx(2 * 1.112, abs=0.001)
    (still,) = parse_gpx(gpx(track([point(0), point(1)])))
    assert (still.activity.distance_m, still.activity.remarks) == (None, ())


GARMIN = (
    '<extensions><x:TrackPointExtension xmlns:x="http://www.garmin.com/xmlschemas/'
    'TrackPointExtension/{v}"><x:atemp>21</x:atemp><x:hr>150</x:hr><x:cad>88</x:cad>'
    "<x:speed>3.5</x:speed></x:TrackPointExtension></extensions>"
)
POWER_EXTENSION = (
    '<extensions><p:PowerExtension xmlns:p="http://www.garmin.com/xmlschemas/PowerExtension/v1">'
    "<p:PowerInWatts>210</p:PowerInWatts></p:PowerExtension></extensions>"
)
CLUETRUST = (
    '<extensions xmlns:d="http://www.cluetrust.com/XML/GPXDATA/1/0"><d:hr>150</d:hr>'
    "<d:cadence>88</d:cadence><d:temp>21</d:temp><d:distance>12.5</d:distance></extensions>"
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (GARMIN.format(v="v1"), {"heart_rate_bpm": 150, "cadence_spm": 176, "temperature_c": 21}),
        (GARMIN.format(v="v2"), {"speed_m_s": 3.5, "heart_rate_bpm": 150}),
        (CLUETRUST, {"heart_rate_bpm": 150, "cadence_spm": 176, "distance_m": 12.5}),
        ("<extensions><power>210</power></extensions>", {"power_w": 210}),
        (
            POWER_EXTENSION,
            {"power_w": 210},
        ),
        ("<extensions><speed>0.0</speed><course>206</course></extensions>", {"speed_m_s": 0}),
        ("<speed>2.5</speed>", {"speed_m_s": 2.5}),
        ("<hr> 151 </hr>", {"heart_rate_bpm": 151}),
    ],
)
def test_extensions_are_read_by_their_local_names(inside: str, expected: dict[str, float]):
    (parsed,) = parse_gpx(gpx(track([point(0, inside)])))
    assert {name: parsed.records[name][0] for name in expected} == expected


@pytest.mark.parametrize(
    ("inside", "column"),
    [
        ("<ele>high</ele>", "altitude_m"),
        ("<ele>NaN</ele>", "altitude_m"),
        ("<ele>-inf</ele>", "altitude_m"),
        ("<ele>1e999</ele>", "altitude_m"),
        ("<ele>1,5</ele>", "altitude_m"),
        ("<ele/>", "altitude_m"),
        ("<speed>-1</speed>", "speed_m_s"),
        ("<hr>0</hr>", "heart_rate_bpm"),
        ("<cad>-3</cad>", "cadence_spm"),
        ("", "power_w"),
    ],
)
def test_what_is_no_measurement_is_null(inside: str, column: str):
    (parsed,) = parse_gpx(gpx(track([point(0, inside)])))
    assert parsed.records[column].to_list() == [None]


@pytest.mark.parametrize(
    "where",
    ["", 'lat="1"', 'lon="1"', 'lat="91" lon="0"', 'lat="0" lon="-181"', 'lat="NaN" lon="2"'],
)
def test_half_a_position_is_none_and_the_record_stays(where: str):
    (parsed,) = parse_gpx(gpx(track([point(0, "<hr>150</hr>", where)])))
    assert parsed.records.select("lat_deg", "lon_deg", "heart_rate_bpm").rows() == [
        (None, None, 150)
    ]


@pytest.mark.parametrize(
    ("kind", "cadence", "column", "expected"),
    [
        ("running", 90, "cadence_spm", 180),
        ("running", 178, "cadence_spm", 178),
        ("hiking", 55, "cadence_spm", 110),
        ("cycling", 90, "cadence_rpm", 90),
        ("1", 90, "cadence_rpm", 90),
        ("9", 90, "cadence_spm", 180),
    ],
)
def test_cadence_is_steps_on_foot_and_turns_elsewhere(
    kind: str, cadence: float, column: str, expected: float
):
    (parsed,) = parse_gpx(gpx(track([point(0, f"<cad>{cadence}</cad>")], kind=kind)))
    other = {"cadence_spm": "cadence_rpm", "cadence_rpm": "cadence_spm"}[column]
    assert parsed.records[column][0] == expected
    assert parsed.records[other][0] is None


def test_the_gap_between_segments_is_a_pause():
    first, second = [point(t) for t in range(5)], [point(t) for t in range(64, 70)]
    (parsed,) = parse_gpx(gpx(track(first, [], second)))
    assert parsed.activity.pauses == (Interval(4, 64),)
    assert parsed.records.height == 11


def test_a_segment_that_follows_at_once_is_no_pause():
    (parsed,) = parse_gpx(gpx(track([point(0), point(1)], [point(2), point(3)])))
    assert parsed.activity.pauses == ()


@pytest.mark.parametrize(
    ("second_start", "second_kind", "durations"),
    [
        (600, "running", [603]),  # the logger split one outing
        (5_000, "running", [3, 3]),  # another outing
        (600, "cycling", [3, 3]),  # another sport
        (1, "running", [3, 3]),  # a second device
    ],
)
def test_several_tracks_are_one_activity_only_when_one_goes_on_from_another(
    second_start: float, second_kind: str, durations: list[float]
):
    first = track([point(t) for t in range(4)])
    second = track([point(second_start + t) for t in range(4)], kind=second_kind)
    parsed = parse_gpx(gpx(second, first))
    assert [each.activity.duration_s for each in parsed] == durations
    assert sum(each.records.height for each in parsed) == 8
    assert [len(each.activity.pauses) for each in parsed] == [len(durations) % 2] * len(durations)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (track([point(None), point(None)]), "a route without times"),
        ('<rte><rtept lat="1" lon="2"/></rte>', "a route to follow"),
        ('<wpt lat="1" lon="2"><time>2020-01-01T00:00:00Z</time></wpt>', "waypoints only"),
        ("<trk><trkseg/></trk>", "without any track point"),
        (track(['<trkpt lat="1" lon="2"><time>soon</time></trkpt>']), "unreadable or before 1970"),
        (
            track(['<trkpt lat="1" lon="2"><time>1901-12-13T20:45:52Z</time></trkpt>']),
            "unreadable or before 1970",
        ),
    ],
)
def test_what_is_no_activity_is_named(inside: str, reason: str):
    with pytest.raises(NotAnActivityError, match=reason):
        parse_gpx(gpx(inside))


def test_points_and_tracks_without_times_are_left_out_and_counted():
    parsed = parse_gpx(gpx(track([point(None)]), track([point(0), point(None), point(2)])))
    assert parsed[0].records["t_s"].to_list() == [0, 2]
    assert parsed[0].activity.remarks == (
        "tracks left out because they have no times: 1",
        "points left out because their time is missing: 1",
    )


def test_times_without_a_zone_are_utc_and_said_to_be():
    plain = '<trkpt lat="1" lon="2"><time>2024-05-29T15:53:35.5</time></trkpt>'
    (parsed,) = parse_gpx(gpx(track([plain])))
    assert parsed.activity.start_utc == START + timedelta(seconds=0.5)
    assert parsed.activity.remarks == ("times without a zone were taken as UTC",)


def test_offsets_and_fractions_are_exact():
    times = ["2024-05-29T17:53:35.123456+02:00", "2024-05-29T15:53:35.223457Z"]
    points = [f'<trkpt lat="1" lon="2"><time>{time}</time></trkpt>' for time in times]
    (parsed,) = parse_gpx(gpx(track(points)))
    assert parsed.activity.start_utc == START + timedelta(microseconds=123456)
    assert parsed.records["t_s"].to_list() == [0, 0.100001]


def test_backward_and_repeated_times_are_kept_in_the_order_of_the_file():
    (parsed,) = parse_gpx(gpx(track([point(t) for t in (5, 6, 6, 2, 8)])))
    assert parsed.activity.start_utc == START + timedelta(seconds=2)
    assert parsed.records["t_s"].to_list() == [3, 4, 4, 0, 6]
    assert parsed.activity.duration_s == 6


def test_one_time_in_2075_does_not_stretch_the_activity():
    stray = '<trkpt lat="1" lon="2"><time>2075-01-01T00:00:00Z</time></trkpt>'
    (parsed,) = parse_gpx(gpx(track([point(0), stray, point(2)])))
    assert parsed.activity.duration_s == 2
    assert parsed.activity.remarks == (
        "points left out because their time is weeks from the rest: 1",
    )


def test_a_whole_file_in_2075_is_read_as_it_says():
    stray = '<trkpt lat="1" lon="2"><time>2075-01-01T00:00:00Z</time></trkpt>'
    assert parse_gpx(gpx(track([stray])))[0].activity.start_utc.year == 2075


def test_too_many_tracks_are_refused():
    with pytest.raises(UnsafeInputError, match="10,001 recordings"):
        parse_gpx(gpx("<trk/>" * 10_001))


def test_a_cut_off_file_keeps_its_whole_points():
    whole = gpx(track([point(t, "<ele>123.5</ele>") for t in range(10)]))
    (parsed,) = parse_gpx(whole[: whole.rindex(b"3.5")])
    assert parsed.records["altitude_m"].to_list() == [123.5] * 9
    assert parsed.activity.salvaged
    assert "damaged" in parsed.activity.remarks[0]


def test_gpx_1_0_and_no_namespace_at_all_are_read():
    for head in ('<gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0">', "<gpx>"):
        assert len(parse_gpx(f"{head}{track([point(0)])}</gpx>".encode())) == 1


number = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**9),
            st.floats(0.01, 90),  # nearer to 0, 0 a receiver had no fix
            st.floats(-180, 180),
            st.none() | number,
            st.none() | st.floats(1, 250),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_number_comes_back_exactly(rows: list[tuple[Any, ...]]):
    points = [
        point(
            None,
            f"<time>{(START + timedelta(microseconds=us)).isoformat()}</time>"
            + ("" if ele is None else f"<ele>{ele!r}</ele>")
            + ("" if hr is None else f"<extensions><hr>{hr!r}</hr></extensions>"),
            f'lat="{lat!r}" lon="{lon!r}"',
        )
        for us, lat, lon, ele, hr in rows
    ]
    (parsed,) = parse_gpx(gpx(track(points)))
    first_us = min(row[0] for row in rows)
    assert parsed.activity.start_utc == START + timedelta(microseconds=first_us)
    assert parsed.records.select(
        "t_s", "lat_deg", "lon_deg", "altitude_m", "heart_rate_bpm"
    ).rows() == [((us - first_us) / 1e6, *rest) for us, *rest in rows]


def test_extensions_with_an_undeclared_prefix_are_read():
    [parsed] = parse_gpx(
        gpx(
            """<trk><trkseg><trkpt lat="52" lon="13"><time>2024-01-01T10:00:00Z</time><extensions>
            <x:TrackPointExtension><x:hr>121</x:hr></x:TrackPointExtension></extensions></trkpt>
            </trkseg></trk>"""
        )
    )
    assert parsed.records["heart_rate_bpm"].to_list() == [121]


def test_what_a_segment_says_of_itself_is_not_its_last_points():
    [parsed] = parse_gpx(
        gpx(
            """<trk><trkseg><trkpt lat="52" lon="13"><time>2024-01-01T10:00:00Z</time>
            <power>200</power></trkpt><trkpt lat="52" lon="13"><time>2024-01-01T10:00:01Z</time>
            </trkpt><extensions><power>999</power></extensions></trkseg></trk>"""
        )
    )
    assert parsed.records["power_w"].to_list() == [200, None]


def test_of_several_elements_for_one_column_a_points_first_counts():
    [parsed] = parse_gpx(
        gpx(
            """<trk><trkseg><trkpt lat="52" lon="13"><time>2024-01-01T10:00:00Z</time>
            <extensions><hr>121</hr><heartrate>90</heartrate></extensions></trkpt>
            <trkpt lat="52" lon="13"><time>2024-01-01T10:00:01Z</time></trkpt></trkseg></trk>"""
        )
    )
    assert parsed.records["heart_rate_bpm"].to_list() == [121, None]
