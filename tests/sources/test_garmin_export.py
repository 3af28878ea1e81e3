from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, UnreadableFileError
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.sources.garmin_export import find_garmin_lists, in_garmin_export, read_garmin_list
from flarelag.sources.inputs import Input

START_MS = 1_767_250_800_000.0  # 2026-01-01 07:00 UTC
RUN = {
    "activityId": 12345,
    "name": "Berlin Running",
    "description": "200s",
    "activityType": "track_running",
    "startTimeGmt": START_MS,
    "startTimeLocal": START_MS + 3_600_000.0,
    "duration": 1_800_500.0,
    "elapsedDuration": 1_900_000.0,
    "distance": 602_130.0,
    "avgSpeed": 0.3344,
    "workoutRpe": 70,
}


def listed(*entries: object) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": list(entries)}]).encode()


def test_units_and_times_are_put_right():
    (run,) = read_garmin_list(listed(RUN)).without_file
    assert (run.sport, run.sub_sport, run.name, run.description) == (
        Sport.RUN,
        "track_running",
        "Berlin Running",
        "200s",
    )
    assert run.start_utc == datetime(2026, 1, 1, 7, tzinfo=UTC)
    assert run.utc_offset_s == 3600
    assert (run.duration_s, run.timer_s, run.distance_m) == (1900.0, 1800.5, 6021.3)
    assert (run.perceived_exertion, run.n_records, run.manual) == (7.0, 0, False)


def test_what_is_not_said_is_unknown():
    (run,) = read_garmin_list(listed({"beginTimestamp": START_MS})).without_file
    assert run.start_utc == datetime(2026, 1, 1, 7, tzinfo=UTC)
    assert (run.sport, run.duration_s, run.distance_m, run.utc_offset_s) == (
        Sport.OTHER,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("distance", -1, "distance_m"),
        ("distance", True, "distance_m"),
        ("distance", float("inf"), "distance_m"),
        ("distance", 10**400, "distance_m"),
        ("workoutRpe", 750, "perceived_exertion"),
        ("workoutRpe", 0, "perceived_exertion"),
        ("startTimeLocal", START_MS + 77_000, "utc_offset_s"),
        ("name", " ", "name"),
        ("name", 7, "name"),
    ],
)
def test_impossible_values_are_unknown(name: str, value: object, field: str):
    (run,) = read_garmin_list(listed(RUN | {name: value})).without_file
    assert getattr(run, field) in ({0, None} if name == "startTimeLocal" else {None})


def test_half_a_character_does_not_reach_the_library():
    (run,) = read_garmin_list(listed(RUN | {"name": "a\ud800b"})).without_file
    assert run.name == "a?b"


def test_a_triathlon_is_its_legs():
    whole = RUN | {"activityType": "multi_sport"}
    read = read_garmin_list(listed(whole, RUN))
    assert [each.sub_sport for each in read.without_file] == ["track_running"]
    assert read.remarks == ()


def test_entries_without_a_start_are_counted():
    read = read_garmin_list(listed(RUN, {"name": "x"}, 7, RUN | {"startTimeGmt": 1e300}))
    assert len(read.without_file) == 1
    assert read.remarks == ("entries that could not be used: 3",)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"[]", b"{}", b'{"a": 1}'])
def test_other_files_are_refused(data: bytes):
    with pytest.raises(UnreadableFileError, match=r"JSON|list of activities"):
        read_garmin_list(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(RUN)) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(_JSON)
def test_any_json_is_read_or_refused(content: Any):  # noqa: ANN401 - that is the point
    with suppress(FlarelagError):  # any other error fails the test
        for each in read_garmin_list(listed(content)).without_file:
            assert each.start_utc > datetime(1988, 1, 1, tzinfo=UTC)
            assert each.start_utc + timedelta(days=1)


def test_lists_and_their_export_are_known_by_name():
    fit = Origin("/x/e.zip", "DI_CONNECT/DI-Connect-Uploaded-Files/Part1.zip > a@b.org_1.fit")
    lists = Origin("/x/DI_CONNECT/DI-Connect-Fitness/a@b.org_0_summarizedActivities.json")
    inputs = [Input(origin=origin, size_bytes=1) for origin in (fit, lists)]
    assert find_garmin_lists(inputs) == (lists,)
    assert in_garmin_export(fit)
    assert in_garmin_export(lists)
    assert not in_garmin_export(Origin("/x/a.fit"))
