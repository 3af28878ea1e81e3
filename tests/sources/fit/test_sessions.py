"""Sessions, laps, pauses, workout steps and splits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import NotAnActivityError, UnsafeInputError
from flarelag.model.activity import Intensity, LapTrigger
from flarelag.model.interval import Interval
from flarelag.model.sport import UNSAID, Sport
from flarelag.sources.detect import parse_activities
from flarelag.sources.fit import samples
from flarelag.sources.fit.contents import plausible_offset_s

if TYPE_CHECKING:
    from tests.sources.fit.conftest import FitWriter

    from flarelag.model.activity import Activity

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
HELD_AGAIN = "its file holds it more than once: it counts once"
LAP_FIELDS = [(253, "I"), (2, "I"), (7, "I"), (8, "I"), (9, "I"), (24, "E"), (23, "E"), (71, "H")]


def activity(fit: FitWriter) -> Activity:
    (parsed,) = parse_activities(fit.file())
    return parsed.activity


def test_laps_carry_what_the_file_says_of_them(fit: FitWriter):
    fit.records(fit.T0, 60).session(fit.T0, 60)
    fit.define(1, fit.LAP, LAP_FIELDS)
    fit.data(1, fit.T0 + 60, fit.T0 + 20, 40_500, 39_000, 20_000, 0, 5, 0x8001)
    fit.data(1, fit.T0 + 20, fit.T0, 20_000, 20_000, 10_000, 2, 2, 0xFFFF)
    first, second = activity(fit).laps
    assert first.interval == Interval(0.0, 20.0)
    assert first.distance_m == 100.0
    assert first.trigger is LapTrigger.DISTANCE
    assert first.intensity is Intensity.WARMUP
    assert first.workout_step_index is None
    assert second.interval == Interval(20.0, 60.5)
    assert second.timer_s == 39.0
    assert second.trigger is LapTrigger.MANUAL
    assert second.intensity is Intensity.INTERVAL
    assert second.workout_step_index == 1


def test_a_lap_without_a_start_or_a_length_is_placed_by_what_it_has(fit: FitWriter):
    fit.records(fit.T0, 30)
    none = 0xFFFFFFFF
    fit.define(1, fit.LAP, LAP_FIELDS)
    fit.data(1, fit.T0 + 10, none, 10_000, none, none, 9, 9, 0xFFFF)
    fit.data(1, fit.T0 + 25, fit.T0 + 10, none, none, none, 0xFF, 0xFF, 0xFFFF)
    fit.data(1, none, none, none, none, none, 0xFF, 0xFF, 0xFFFF)
    first, second = activity(fit).laps
    assert first.interval == Interval(0.0, 10.0)
    assert (first.trigger, first.intensity) == (LapTrigger.OTHER, Intensity.OTHER)
    assert second.interval == Interval(10.0, 25.0)
    assert (second.trigger, second.intensity, second.distance_m) == (None, None, None)


def test_a_pause_lasts_from_a_stop_to_the_next_start(fit: FitWriter):
    fit.records(fit.T0, 60)
    fit.define(1, fit.EVENT, [(253, "I"), (0, "E"), (1, "E")])
    for second, event, kind in (
        (0, 0, 0),
        (10, 0, 1),
        (12, 0, 4),  # stopped already
        (20, 0, 0),
        (30, 9, 1),  # a lap, not the timer
        (40, 0, 4),
        (45, 0, 0),
        (60, 0, 4),  # the end: no pause
    ):
        fit.data(1, fit.T0 + second, event, kind)
    assert activity(fit).pauses == (Interval(10.0, 20.0), Interval(40.0, 45.0))


def test_workout_steps_and_splits(fit: FitWriter):
    fit.records(fit.T0, 60)
    fields = [(254, "H"), (1, "E"), (2, "I"), (7, "E"), (0, "8s")]
    fit.define(1, fit.WORKOUT_STEP, fields)
    fit.data(1, 1, 1, 20_000, 5, b"fast\0??\0")
    fit.data(1, 0, 0, 600_000, 2, b"")
    fit.data(1, 2, 5, 0xFFFFFFFF, 1, b"")
    fit.data(1, 3, 6, 1, 0xFF, b"")
    fit.define(2, fit.SPLIT, [(9, "I"), (27, "I"), (1, "I"), (0, "E"), (3, "I")])
    fit.data(2, fit.T0 + 10, fit.T0 + 20, 9_500, 3, 5_000)
    found = activity(fit)
    assert [(s.index, s.duration_type, s.duration_value, s.name) for s in found.workout_steps] == [
        (0, "time", 600.0, None),
        (1, "distance", 200.0, "fast"),
        (2, "open", None, None),
        (3, "repeat_until_steps_cmplt", 1.0, None),
    ]
    assert found.workout_steps[1].intensity is Intensity.INTERVAL
    (split,) = found.splits
    assert (split.interval, split.kind) == (Interval(10.0, 19.5), "interval_active")
    assert split.distance_m == 50.0


def test_a_multisport_file_gives_one_activity_a_session(fit: FitWriter):
    fit.records(fit.T0, 90)
    fit.define(1, fit.LAP, LAP_FIELDS)
    for start in (0, 30, 60):
        fit.data(1, 0xFFFFFFFF, fit.T0 + start, 30_000, 30_000, 9_000, 7, 0, 0xFFFF)
    fit.session(fit.T0 + 30, 30, sport=2).session(fit.T0, 30, sport=5)
    fit.session(fit.T0 + 60, 29, sport=1)
    parsed = parse_activities(fit.file())
    assert [p.activity.sport for p in parsed] == [Sport.SWIM, Sport.RIDE, Sport.RUN]
    assert [p.activity.n_records for p in parsed] == [30, 30, 30]
    starts = [p.activity.start_utc - EPOCH for p in parsed]
    assert starts == [timedelta(seconds=fit.T0 + s) for s in (0, 30, 60)]
    for p in parsed:
        assert p.records["t_s"].to_list() == [float(i) for i in range(30)]
        assert [lap.interval for lap in p.activity.laps] == [Interval(0.0, 30.0)]


def test_of_two_sessions_at_one_instant_the_longer_counts(fit: FitWriter):
    fit.records(fit.T0, 30).session(fit.T0, 30, sport=2).session(fit.T0, 0, sport=3)
    assert activity(fit).sport is Sport.RIDE


def test_a_session_without_records_is_a_summary(fit: FitWriter):
    (parsed,) = parse_activities(fit.session(fit.T0, 1800).file())
    assert parsed.activity.n_records == 0
    assert parsed.records.is_empty()
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert (parsed.activity.duration_s, parsed.activity.distance_m) == (1800.0, 5400.0)


def test_without_a_session_the_sport_message_tells_the_sport(fit: FitWriter):
    fit.records(fit.T0, 10).define(1, fit.SPORT, [(0, "E"), (1, "E")]).data(1, 2, 0)
    found = activity(fit)
    assert found.sport is Sport.RIDE
    assert (found.duration_s, found.distance_m) == (9.0, 27.0)


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected", "finer"),
    [
        (1, 1, Sport.RUN, "treadmill"),
        (4, 1, Sport.RUN, "treadmill"),
        (10, 20, Sport.STRENGTH, "strength_training"),
        (22, 0, Sport.OTHER, "generic"),  # motorcycling is no ride
        (66, 0, Sport.OTHER, "generic"),  # a wheelchair does not land on a foot
        (11, 0, Sport.WALK, "generic"),
        (250, 0, Sport.OTHER, "generic"),
    ],
)
def test_sports(fit: FitWriter, sport: int, sub_sport: int, expected: Sport, finer: str):
    fit.records(fit.T0, 2).define(1, fit.SESSION, [(2, "I"), (5, "E"), (6, "E")])
    fit.data(1, fit.T0, sport, sub_sport)
    found = activity(fit)
    assert (found.sport, found.sub_sport) == (expected, finer)
    assert found.remarks == (("FIT sport 250 is not known",) if sport == 250 else ())


def test_the_offset_from_utc_comes_from_the_activity_message(fit: FitWriter):
    fit.records(fit.T0, 2).define(1, fit.ACTIVITY, [(253, "I"), (5, "I")])
    fit.data(1, fit.T0 + 9, fit.T0 + 9 + 7200)
    assert activity(fit).utc_offset_s == 7200


@pytest.mark.parametrize(
    ("difference_s", "expected"),
    [
        (0, 0),
        (-12_600, -12_600),
        (7_199, 7_200),
        (20_700, 20_700),  # Nepal
        (50_400, 50_400),
        (7_650, None),
        (54_000, None),
        (-1_120_000_000, None),  # a local time of 1989
    ],
)
def test_an_offset_that_no_place_has_is_unknown(difference_s: int, expected: int | None):
    assert plausible_offset_s(difference_s) == expected


@pytest.mark.parametrize(
    ("maker", "product", "name", "device"),
    [
        (1, 3076, b"", "garmin fr245"),
        (1, 64_999, b"", "garmin 64999"),
        (123, 0xFFFF, b"PACER\0", "polar_electro PACER"),
        (0xFFFF, 0xFFFF, b"", None),
    ],
)
def test_the_device_is_named(
    new_fit: type[FitWriter], maker: int, product: int, name: bytes, device: str | None
):
    fit = new_fit().define(15, new_fit.FILE_ID, [(0, "E"), (1, "H"), (2, "H"), (8, "8s")])
    fit.data(15, 4, maker, product, name).records(fit.T0, 1)
    assert activity(fit).device == device


def test_exertion_is_out_of_ten(fit: FitWriter):
    fit.records(fit.T0, 2).define(1, fit.SESSION, [(2, "I"), (193, "B")]).data(1, fit.T0, 70)
    assert activity(fit).perceived_exertion == 7.0


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (2, "this is device settings, not an activity"),
        (5, "this is a workout plan, not an activity"),
        (6, "this is a course, not an activity"),
        (9, "this is weight scale readings, not an activity"),
        (32, "this is monitoring data without a usable minute, not an activity"),
        (4, "this is an activity file with no timed record and no session in it"),
        (49, "this is a device file of type 49, not an activity"),
    ],
)
def test_other_kinds_of_file_are_named(new_fit: type[FitWriter], kind: int, reason: str):
    with pytest.raises(NotAnActivityError) as caught:
        parse_activities(new_fit().file_id(kind).file())
    assert caught.value.reason == reason


def test_a_course_is_no_activity_though_it_has_records(new_fit: type[FitWriter]):
    fit = new_fit().file_id(6)
    with pytest.raises(NotAnActivityError, match="a course"):
        parse_activities(fit.records(fit.T0, 5).file())


def test_more_records_than_any_recording_has_are_refused(
    fit: FitWriter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(samples, "MOST_RECORDS", 9)
    with pytest.raises(UnsafeInputError, match="more than 9 records"):
        parse_activities(fit.records(fit.T0, 10).file())


def test_a_session_of_no_length_is_as_long_as_its_records(fit: FitWriter):
    fit.records(fit.T0, 20).session(fit.T0, 0)
    (parsed,) = parse_activities(fit.file())
    assert (parsed.activity.duration_s, parsed.activity.timer_s) == (19.0, None)


def test_laps_beyond_any_number_are_counted(fit: FitWriter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flarelag.sources.fit.contents._MOST_ROWS", 3)
    fit.records(fit.T0, 20).define(1, fit.LAP, [(253, "I"), (2, "I")])
    for number in range(5):
        fit.data(1, fit.T0 + number + 1, fit.T0 + number)
    (parsed,) = parse_activities(fit.file())
    assert len(parsed.activity.laps) == 3
    assert parsed.activity.remarks == ("2 laps beyond the first 3 left out", UNSAID)


def test_what_a_chained_file_holds_again_counts_once(fit: FitWriter, new_fit: type[FitWriter]):
    fit.records(fit.T0, 30).session(fit.T0, 30)
    later = new_fit()
    later.records(fit.T0 + 3600, 30).session(fit.T0 + 3600, 30)
    whole, other = fit.file(), later.file()
    once, apart = parse_activities(whole + other + whole + whole)
    assert once.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert (once.activity.salvaged, once.activity.remarks) == (False, (HELD_AGAIN,))
    assert apart.activity.remarks == ()
    (damaged,) = parse_activities(whole + whole[:-1] + bytes([whole[-1] ^ 1]))
    assert damaged.activity.salvaged
    assert damaged.activity.remarks == ("the checksum does not match", HELD_AGAIN)
