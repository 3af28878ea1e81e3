from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import NotAnActivityError, UnsafeInputError
from flarelag.model.activity import Intensity, LapTrigger
from flarelag.model.interval import Interval
from flarelag.model.sport import Sport
from flarelag.sources.tcx import parse_tcx

START = datetime(2024, 5, 29, 15, 53, 35, tzinfo=UTC)
TPX = 'xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"'


def at(t_s: float) -> str:
    return (START + timedelta(seconds=t_s)).isoformat().replace("+00:00", "Z")


def point(t_s: float, inside: str = "") -> str:
    return f"<Trackpoint><Time>{at(t_s)}</Time>{inside}</Trackpoint>"


def points(*times_s: float) -> str:
    return f"<Track>{''.join(point(t_s) for t_s in times_s)}</Track>"


def lap(start_s: float, timer_s: float, *tracks: str, extra: str = "", metres: float = 100) -> str:
    return (
        f'<Lap StartTime="{at(start_s)}"><TotalTimeSeconds>{timer_s}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters>"
        f"<AverageHeartRateBpm><Value>99</Value></AverageHeartRateBpm>{extra}{''.join(tracks)}</Lap>"
    )


def activity(*laps: str, sport: str = "Running") -> str:
    return f'<Activity Sport="{sport}"><Id>{at(0)}</Id>{"".join(laps)}</Activity>'


def tcx(*activities: str) -> bytes:
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        f'TrainingCenterDatabase/v2"><Activities>{"".join(activities)}</Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


FULL = (
    "<Position><LatitudeDegrees>52.5</LatitudeDegrees><LongitudeDegrees>13.4</LongitudeDegrees>"
    "</Position><AltitudeMeters>34.5</AltitudeMeters><DistanceMeters>12.5</DistanceMeters>"
    f"<HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><TPX {TPX}><Speed>0.0</Speed>"
    "<RunCadence>88</RunCadence><Watts>210</Watts></TPX></Extensions>"
)


def test_a_point_with_everything():
    (parsed,) = parse_tcx(tcx(activity(lap(0, 1, f"<Track>{point(0, FULL)}</Track>"))))
    assert parsed.records.row(0, named=True) == {
        "t_s": 0,
        "lat_deg": 52.5,
        "lon_deg": 13.4,
        "altitude_m": 34.5,
        "distance_m": 12.5,
        "speed_m_s": 0,
        "heart_rate_bpm": 150,
        "cadence_spm": 176,
        "cadence_rpm": None,
        "power_w": 210,
        "temperature_c": None,
        "contact_time_s": None,
    }


def test_laps_say_how_they_ended_and_what_they_were_for():
    first = lap(
        0,
        10,
        points(0, 10),
        extra="<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>",
    )
    second = lap(
        10,
        5.5,
        points(11, 15),
        metres=20,
        extra="<Intensity>Resting</Intensity><TriggerMethod>Distance</TriggerMethod>",
    )
    (parsed,) = parse_tcx(tcx(activity(first, second)))
    one, two = parsed.activity.laps
    assert (one.interval, one.timer_s, one.distance_m) == (Interval(0, 10), 10, 100)
    assert (one.intensity, one.trigger) == (Intensity.ACTIVE, LapTrigger.MANUAL)
    assert (two.interval, two.timer_s, two.distance_m) == (Interval(10, 15.5), 5.5, 20)
    assert (two.intensity, two.trigger) == (Intensity.REST, LapTrigger.DISTANCE)
    assert (parsed.activity.timer_s, parsed.activity.distance_m) == (15.5, 120)
    assert parsed.activity.duration_s == 15


def test_the_gap_between_two_tracks_of_a_lap_is_a_pause():
    stretches = [points(*range(10)), points(*range(100, 110))]
    (parsed,) = parse_tcx(tcx(activity(lap(0, 20, *stretches))))
    assert parsed.activity.pauses == (Interval(9, 100),)


@pytest.mark.parametrize(
    ("first_timer_s", "pauses"),
    [(30, ()), (10, (Interval(9, 30),)), (9, (Interval(9, 30),))],
)
def test_a_gap_between_laps_is_a_pause_only_where_the_timer_stood(
    first_timer_s: float, pauses: tuple[Interval, ...]
):
    laps = lap(0, first_timer_s, points(*range(10))), lap(30, 5, points(*range(30, 35)))
    (parsed,) = parse_tcx(tcx(activity(*laps)))
    assert parsed.activity.pauses == pauses


def test_a_lap_start_years_off_gives_way_to_its_points():
    laps = lap(-200_000_000, 10, points(0, 10)), lap(10, 5, points(10, 15))
    (parsed,) = parse_tcx(tcx(activity(*laps)))
    assert [each.interval for each in parsed.activity.laps] == [Interval(0, 10), Interval(10, 15)]
    assert parsed.activity.start_utc == START


def test_a_lap_with_a_pause_ends_at_its_last_point():
    laps = lap(0, 10, points(0, 5), points(60, 65)), lap(65, 5, points(65, 70))
    (parsed,) = parse_tcx(tcx(activity(*laps)))
    assert [each.interval for each in parsed.activity.laps] == [Interval(0, 65), Interval(65, 70)]


def test_laps_without_points_are_an_activity_without_records():
    (parsed,) = parse_tcx(tcx(activity(lap(0, 600), lap(600, 300))))
    assert parsed.records.height == parsed.activity.n_records == 0
    assert (parsed.activity.start_utc, parsed.activity.duration_s) == (START, 900)
    assert len(parsed.activity.laps) == 2


def test_an_unknown_distance_in_one_lap_leaves_no_sum():
    (parsed,) = parse_tcx(tcx(activity(lap(0, 600), lap(600, 300, metres=float("nan")))))
    assert parsed.activity.distance_m is None
    assert parsed.activity.laps[1].distance_m is None


def test_points_outlive_laps_that_have_no_start():
    laps = f"<Lap><Track>{point(5)}{point(8)}</Track></Lap><Lap><Track/></Lap>"
    (parsed,) = parse_tcx(tcx(activity(laps)))
    assert parsed.activity.start_utc == START + timedelta(seconds=5)
    assert [each.interval for each in parsed.activity.laps] == [Interval(0, 3)]


def test_a_lap_of_zero_metres_is_zero_and_not_unknown():
    (parsed,) = parse_tcx(tcx(activity(lap(0, 60, metres=0))))
    assert parsed.activity.distance_m == 0


def test_a_great_many_laps_take_no_longer_than_their_points():
    laps = "".join(lap(t_s, 1, points(t_s)) for t_s in range(20_000))
    began = time.perf_counter()
    (parsed,) = parse_tcx(tcx(activity(laps)))
    assert time.perf_counter() - began < 10
    assert len(parsed.activity.laps) == parsed.records.height == 20_000


def test_too_many_activities_are_refused():
    with pytest.raises(UnsafeInputError, match="10,001 recordings"):
        parse_tcx(tcx("<Activity/>" * 10_001))


def test_a_multisport_session_is_several_activities():
    legs = activity(lap(0, 5, points(0, 5)), sport="Biking"), activity(lap(9, 5, points(9, 14)))
    inside = f"<FirstSport>{legs[0]}</FirstSport><NextSport>{legs[1]}</NextSport>"
    parsed = parse_tcx(tcx(f"<MultiSportSession>{inside}</MultiSportSession>"))
    assert [each.activity.sport for each in parsed] == [Sport.RIDE, Sport.RUN]


def test_the_device_and_the_notes_are_kept():
    extra = "<Notes> felt it </Notes><Creator><Name>Forerunner 965</Name></Creator>"
    (parsed,) = parse_tcx(tcx(activity(lap(0, 5, points(0, 5)), extra)))
    assert parsed.activity.description == "felt it"
    assert parsed.activity.device == "Forerunner 965"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("", "without any activity"),
        (f"<Course><Name>a</Name>{points(0, 1)}</Course>", "a course to follow"),
        ("<Workout><Name>a</Name></Workout>", "a workout plan"),
        ('<Activity Sport="Running"/>', "without any timed lap or point"),
        (activity(), "without any timed lap or point"),
        (activity("<Lap StartTime='soon'><Track/></Lap>"), "without any timed lap or point"),
    ],
)
def test_what_is_no_activity_is_named(inside: str, reason: str):
    with pytest.raises(NotAnActivityError, match=reason):
        parse_tcx(tcx(inside))


def test_leading_spaces_as_strava_writes_them():
    assert len(parse_tcx(b" " * 10 + tcx(activity(lap(0, 5, points(0, 5)))))) == 1


def test_a_cut_off_file_keeps_its_whole_points():
    whole = tcx(activity(lap(0, 9, points(*range(10)))))
    (parsed,) = parse_tcx(whole[: whole.rindex(b"<Time>") + 20])
    assert parsed.records.height == 9
    assert parsed.activity.salvaged


def test_steps_written_as_steps_are_not_doubled():
    track = f"<Track>{point(0, '<Cadence>176</Cadence>')}</Track>"
    (parsed,) = parse_tcx(tcx(activity(lap(0, 1, track))))
    assert parsed.records["cadence_spm"].to_list() == [176]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**9),
            st.none() | st.floats(0, 1e6),
            st.none() | st.floats(0, 20),
            st.none() | st.floats(1, 250),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_number_comes_back_exactly(rows: list[tuple[Any, ...]]):
    track = "".join(
        point(us / 1e6).replace(
            "</Trackpoint>",
            ("" if distance is None else f"<DistanceMeters>{distance!r}</DistanceMeters>")
            + ("" if hr is None else f"<HeartRateBpm><Value>{hr!r}</Value></HeartRateBpm>")
            + ("" if speed is None else f"<Extensions><Speed>{speed!r}</Speed></Extensions>")
            + "</Trackpoint>",
        )
        for us, distance, speed, hr in rows
    )
    (parsed,) = parse_tcx(tcx(activity(lap(0, 1, f"<Track>{track}</Track>"))))
    first_us = min(row[0] for row in rows)
    assert parsed.records.select("t_s", "distance_m", "speed_m_s", "heart_rate_bpm").rows() == [
        ((us - first_us) / 1e6, *rest) for us, *rest in rows
    ]


@pytest.mark.parametrize("seconds", [1e308, 1e12])
def test_a_lap_that_lasts_longer_than_any_is_as_long_as_its_points(seconds: float):
    (parsed,) = parse_tcx(tcx(activity(lap(0, seconds, points(0, 1, 2)))))
    assert (parsed.activity.duration_s, parsed.activity.timer_s) == (2, None)
