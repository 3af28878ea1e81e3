from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_strava.account import make_account, make_detail, make_streams
from flarelag.errors import FlarelagError, UnreadableFileError
from flarelag.model.same_activity import RecordingFormat
from flarelag.model.sport import Sport
from flarelag.sources.detect import parse_file
from flarelag.sources.strava_json import SMOOTHED, parse_strava_json, streams_in, to_bytes

if TYPE_CHECKING:
    from flarelag.model.activity import Activity

START = datetime(2026, 11, 20, 17, tzinfo=UTC)
SPEEDS = [3.0] * 60
DETAIL = make_detail(12, START, SPEEDS, 3)
STREAMS = make_streams(SPEEDS, 3)


def activity(streams: dict[str, Any] | None = STREAMS, /, **changed: object) -> Activity:
    return parse_strava_json(to_bytes({**DETAIL, **changed}, streams))[0].activity


def test_an_activity_is_read_with_all_that_is_said_of_it():
    read = activity()
    assert (read.sport, read.start_utc, read.duration_s) == (Sport.RUN, START, 59.0)
    assert (read.name, read.private_note) == ("Run 3", "#pain 3 left glute +8h")
    assert read.description == "felt like 3"
    assert (read.gear, read.device) == ("Spikes", "Watch")
    assert (read.zone, read.utc_offset_s) == ("Europe/Zurich", 3600)
    assert (read.perceived_exertion, read.strava_id) == (3.5, 12)
    assert (read.n_records, read.manual) == (60, False)


def test_its_speed_is_marked_as_smoothed():
    assert SMOOTHED in activity().remarks
    without = {name: each for name, each in STREAMS.items() if name != "velocity_smooth"}
    assert SMOOTHED not in activity(without).remarks


def test_streams_become_records():
    records = parse_strava_json(to_bytes(DETAIL, STREAMS))[0].records
    assert records["t_s"].to_list() == list(range(60))
    assert records["speed_m_s"].to_list() == SPEEDS
    assert set(records["cadence_spm"]) == {170.0}  # Strava counts strides
    assert records["lat_deg"].null_count() == 0


def test_streams_that_begin_later_move_the_start():
    later = {**STREAMS, "time": {"data": [second + 5 for second in range(60)]}}
    read = parse_strava_json(to_bytes(DETAIL, later))[0]
    assert read.activity.start_utc == START + timedelta(seconds=5)
    assert read.records["t_s"][0] == 0


def test_the_local_time_with_its_false_z_is_not_believed():
    assert activity(start_date_local="2001-01-01T00:00:00Z").start_utc == START


@pytest.mark.parametrize(
    ("sport_type", "expected"),
    [("Run", Sport.RUN), ("GravelRide", Sport.RIDE), ("Quidditch", Sport.OTHER), (7, Sport.RUN)],
)
def test_unknown_sports_are_no_workouts(sport_type: object, expected: Sport):
    assert activity(sport_type=sport_type).sport is expected


def test_a_belt_and_a_game_are_told_from_the_road():
    assert activity(trainer=True).treadmill
    assert activity(sport_type="VirtualRun").virtual


def test_several_laps_are_kept_and_a_single_one_is_the_whole():
    lap = {"elapsed_time": 30, "distance": 90.0, "start_date": DETAIL["start_date"]}
    later = {**lap, "start_date": "2026-11-20T17:00:30Z"}
    laps = activity(laps=[later, lap, {"elapsed_time": 1}, 7]).laps
    assert [each.interval.start_s for each in laps] == [0.0, 30.0]
    assert activity(laps=[lap]).laps == ()


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        ("heartrate", [140]),
        ("heartrate", ["x"] * 60),
        ("heartrate", "x"),
        ("latlng", [[1]] * 59),
        ("altitude", [True] * 60),
    ],
)
def test_an_odd_stream_is_left_out_and_said(stream: str, data: object):
    read = activity({**STREAMS, stream: {"data": data}})
    assert read.n_records == 60
    assert any(stream in remark for remark in read.remarks)


@pytest.mark.parametrize("time", [None, [], ["x"], [None] * 60, [10**300] * 60])
def test_without_a_sound_time_there_are_no_records(time: object):
    assert activity({**STREAMS, "time": {"data": time}}).n_records == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"perceived_exertion": 11},
        {"distance": -1},
        {"elapsed_time": "long"},
        {"utc_offset": 10**9},
        {"timezone": "somewhere"},
        {"gear": "shoes"},
        {"name": 7},
        {"name": "\ud800"},
        {"laps": {"a": 1}},
        {"id": True},
    ],
)
def test_an_odd_value_spoils_nothing_else(changed: dict[str, object]):
    assert activity(**changed).start_utc == START


@pytest.mark.parametrize(
    "start", [None, 5, "soon", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00+10:00"]
)
def test_an_activity_without_a_start_is_refused(start: object):
    with pytest.raises(UnreadableFileError, match="when it began"):
        activity(start_date=start)


@pytest.mark.parametrize(
    "data", [b'{"strava_api":1', b'{"strava_api":1}', b"[]", b'{"strava_api":' * 2]
)
def test_damaged_objects_are_refused(data: bytes):
    with pytest.raises(UnreadableFileError):
        parse_strava_json(data)


def test_it_is_told_from_other_files_by_its_mark():
    data = to_bytes(DETAIL, STREAMS)
    file = parse_file(data)
    assert file.format is RecordingFormat.API
    assert file.activities[0].activity == activity()


def test_streams_never_asked_for_differ_from_streams_that_are_not_there():
    assert streams_in(to_bytes(DETAIL, None)) is None
    assert streams_in(to_bytes(DETAIL, {})) == {}


def test_what_is_kept_depends_on_nothing_but_the_answers():
    account, again = make_account(2), make_account(2)
    for number, detail in account.details.items():
        streams = account.streams[number]
        assert to_bytes(detail, streams) == to_bytes(again.details[number], again.streams[number])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    changed=st.dictionaries(st.sampled_from(list(DETAIL)), JSON, max_size=4),
    streams=st.dictionaries(st.sampled_from(list(STREAMS)), st.fixed_dictionaries({"data": JSON})),
)
def test_any_json_is_read_or_refused(changed: dict[str, Any], streams: dict[str, Any]):
    try:
        data = to_bytes({**DETAIL, **changed}, {**STREAMS, **streams})
    except ValueError:
        return
    with suppress(FlarelagError):
        parse_strava_json(data)
