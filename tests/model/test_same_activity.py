from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.same_activity import (
    Recording,
    RecordingFormat,
    Relation,
    judge,
    richness,
    same_activities,
)
from flarelag.model.sport import Sport

START = datetime(2026, 3, 1, 7, tzinfo=UTC)
WATCH = Recording(
    identity="watch",
    start_utc=START,
    sports=frozenset({Sport.RUN}),
    duration_s=3600.0,
    distance_m=10_000.0,
    file="a",
    format=RecordingFormat.FIT,
    n_channels=8,
    n_records=3600,
)


def later(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def other(**values: object) -> Recording:
    told: dict[str, Any] = {"identity": "other", "file": "b", **values}
    return replace(WATCH, **told)


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        (other(start_utc=later(60)), Relation.SAME),
        (other(start_utc=later(61)), Relation.DIFFERENT),
        (other(duration_s=3600 + 180), Relation.SAME),
        (other(duration_s=3600 + 200), Relation.DIFFERENT),
        (other(distance_m=10_900.0), Relation.SAME),
        (other(distance_m=11_300.0), Relation.DIFFERENT),
        # A footpod that was not worn, a row of a table without a distance.
        (other(distance_m=None), Relation.SAME),
        (other(distance_m=0.0), Relation.SAME),
        (other(duration_s=None), Relation.DIFFERENT),
        # The same outing, called a hike; a ride is another matter, unless it was corrected.
        (other(sports=frozenset({Sport.HIKE})), Relation.SAME),
        (other(sports=frozenset({Sport.RIDE})), Relation.DIFFERENT),
        (other(sports=frozenset({Sport.RIDE, Sport.RUN})), Relation.SAME),
        (other(sports=frozenset({Sport.OTHER})), Relation.SAME),
        # A run inside a longer hike.
        (other(sports=frozenset({Sport.HIKE}), duration_s=4 * 3600.0), Relation.DIFFERENT),
        # What is left of a damaged copy, and of a damaged file of something longer.
        (other(duration_s=900.0, distance_m=2500.0, salvaged=True), Relation.DAMAGED_COPY),
        (other(duration_s=4 * 3600.0, salvaged=True), Relation.DIFFERENT),
        # An entry in a list without a recording: its start is the recording's own.
        (other(file=None, format=None, start_utc=later(5), duration_s=None), Relation.SAME),
        (other(file=None, format=None, start_utc=later(5), duration_s=9000.0), Relation.SAME),
        (other(file=None, format=None, start_utc=later(6), duration_s=9000.0), Relation.DIFFERENT),
        # Two sessions of one file.
        (replace(WATCH, identity="second session"), Relation.DIFFERENT),
    ],
)
def test_tolerance_decides(second: Recording, relation: Relation):
    judgement = judge(WATCH, second)
    assert judgement.relation is relation
    assert judgement.reason
    assert judge(second, WATCH) == judgement


def test_a_false_start_is_no_second_recording():
    false_start = other(duration_s=20.0, distance_m=40.0)
    restart = replace(false_start, identity="x", file="c", start_utc=later(25), duration_s=40.0)
    assert judge(false_start, restart).relation is Relation.DIFFERENT


def test_the_richer_record_is_chosen():
    fit = WATCH
    poorer = [
        other(n_channels=5),
        other(format=RecordingFormat.TCX, n_channels=12),
        other(format=RecordingFormat.GPX),
        other(format=RecordingFormat.API),
        other(salvaged=True),
        other(format=None, file=None, n_channels=0, n_records=0),
    ]
    keys = [richness(each) for each in [fit, *poorer]]
    assert keys == sorted(keys)
    assert all(same_activities([each, fit])[0].chosen is fit for each in poorer)


def test_a_chain_of_small_differences_joins_nothing_far_apart():
    chain = [
        replace(WATCH, identity=f"{n}", file=f"{n}", start_utc=later(50 * n)) for n in range(4)
    ]
    found = same_activities(chain)
    assert [[each.identity for each in one.recordings] for one in found] == [["0", "1"], ["2", "3"]]


def test_what_the_user_keeps_apart_stays_apart():
    third = replace(other(n_channels=1), identity="third", file="c")
    recordings = [WATCH, other(n_channels=5), third]
    assert len(same_activities(recordings)) == 1
    found = same_activities(
        recordings, lambda one, two: {one.identity, two.identity} == {"other", "third"}
    )
    assert [[each.identity for each in one.recordings] for one in found] == [
        ["watch", "other"],
        ["third"],
    ]


RECORDINGS = st.builds(
    Recording,
    identity=st.uuids().map(str),
    start_utc=st.integers(0, 300).map(later),
    sports=st.frozensets(
        st.sampled_from([Sport.RUN, Sport.HIKE, Sport.RIDE, Sport.OTHER]), min_size=1, max_size=2
    ),
    duration_s=st.none() | st.floats(0, 400),
    distance_m=st.none() | st.floats(0, 1000),
    file=st.none() | st.sampled_from("abcdef"),
    format=st.none() | st.sampled_from(list(RecordingFormat)),
    n_channels=st.integers(0, 3),
    salvaged=st.booleans(),
)


@given(
    st.lists(RECORDINGS, max_size=8, unique_by=lambda each: each.identity).flatmap(
        lambda them: st.tuples(st.just(them), st.permutations(them))
    )
)
def test_the_order_decides_nothing(orders: tuple[list[Recording], list[Recording]]):
    one, other_order = map(same_activities, orders)
    assert one == other_order
    placed = [each for activity in one for each in activity.recordings]
    assert sorted(each.identity for each in placed) == sorted(e.identity for e in orders[0])
    assert all(
        judge(activity.chosen, each).relation is not Relation.DIFFERENT
        for activity in one
        for each, _ in activity.others
    )


def remembered(end_s: float, identity: str = "logged", **values: object) -> Recording:
    """Return a session logged by hand that ended so long after the watch's run began."""
    told: dict[str, Any] = {"file": "logged", "format": None, "n_records": 0, **values}
    start = later(end_s - 3600)
    return replace(WATCH, identity=identity, start_utc=start, remembered=True, **told)


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        (remembered(3600), Relation.SAME),
        (remembered(3600 + 5400), Relation.SAME),
        (remembered(3600 - 5400), Relation.SAME),
        (remembered(3600 + 5401), Relation.DIFFERENT),
        (remembered(3600, distance_m=2_000.0), Relation.SAME),
        (remembered(3600, sports=frozenset({Sport.RIDE})), Relation.DIFFERENT),
    ],
)
def test_a_session_logged_by_hand_goes_by_its_end(second: Recording, relation: Relation):
    assert judge(WATCH, second).relation is relation
    assert judge(second, WATCH) == judge(WATCH, second)


def test_of_two_runs_a_logged_session_joins_the_one_that_ended_nearest():
    evening = other(start_utc=later(4000), duration_s=1000.0)
    for end_s, nearest in ((3700, WATCH), (4900, evening)):
        found = same_activities([remembered(end_s), evening, WATCH])
        assert {each.chosen.identity for each in found if each.others} == {nearest.identity}


def test_what_is_remembered_never_stands_for_what_was_recorded_or_listed():
    listed = other(format=None, n_records=0, n_channels=0)
    assert min([remembered(3600, "a"), listed], key=richness) == listed
