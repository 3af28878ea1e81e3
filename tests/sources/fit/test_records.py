"""What the reader makes of each way in which FIT can say a thing; files written byte by byte."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import UnsafeInputError
from flarelag.model.sport import UNSAID, Sport
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    import dataframely as dy
    from tests.sources.fit.conftest import FitWriter

    from flarelag.model.frames import Records

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)


def only(fit: FitWriter) -> dy.DataFrame[Records]:
    return only_of(fit.file())


def only_of(data: bytes) -> dy.DataFrame[Records]:
    (parsed,) = parse_activities(data)
    return parsed.records


def test_a_plain_run(fit: FitWriter):
    fit.records(fit.T0, 3).session(fit.T0, 3)
    (parsed,) = parse_activities(fit.file())
    assert parsed.activity.sport is Sport.RUN
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert parsed.activity.n_records == 3
    assert parsed.activity.duration_s == 3.0
    assert parsed.activity.distance_m == 9.0
    assert not parsed.activity.salvaged
    assert parsed.activity.remarks == ()
    assert parsed.records["t_s"].to_list() == [0.0, 1.0, 2.0]
    assert parsed.records["speed_m_s"].to_list() == [3.0, 3.0, 3.0]
    assert parsed.records["distance_m"].to_list() == [0.0, 3.0, 6.0]


@pytest.mark.parametrize("order", ["<", ">"])
def test_either_byte_order_reads_alike(fit: FitWriter, order: str):
    fit.order = order
    fit.define(0, fit.RECORD, [(253, "I"), (0, "i"), (1, "i"), (13, "b"), (2, "H")])
    fit.data(0, fit.T0, 2**29, -(2**30), -7, 5 * (500 + 120))
    assert only(fit).row(0, named=True) == {
        "t_s": 0.0,
        "lat_deg": 45.0,
        "lon_deg": -90.0,
        "altitude_m": 120.0,
        "distance_m": None,
        "speed_m_s": None,
        "heart_rate_bpm": None,
        "cadence_spm": None,
        "cadence_rpm": None,
        "power_w": None,
        "temperature_c": -7.0,
        "contact_time_s": None,
    }


@pytest.mark.parametrize(
    ("code", "invalid"),
    [
        ("B", 0xFF),
        ("b", 0x7F),
        ("H", 0xFFFF),
        ("h", 0x7FFF),
        ("I", 0xFFFFFFFF),
        ("i", 0x7FFFFFFF),
        ("f", math.nan),
        ("f", math.inf),
        ("d", 1e300),
    ],
)
def test_an_invalid_value_is_null_whatever_its_type(fit: FitWriter, code: str, invalid: float):
    fit.define(0, fit.RECORD, [(253, "I"), (7, code)])
    fit.data(0, fit.T0, 100).data(0, fit.T0 + 1, invalid)
    assert only(fit)["power_w"].to_list() == [100.0, None]


def test_a_signalling_nan_is_null_without_a_word(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (7, "I")])
    fit.body[-1] = 0x88  # power, declared as a float
    fit.data(0, fit.T0, 0x7FA00000)
    assert only(fit)["power_w"].to_list() == [None]


def test_an_invalid_enhanced_value_never_replaces_a_plain_one(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (73, "I"), (6, "H"), (78, "I"), (2, "H")])
    fit.data(0, fit.T0, 4100, 4000, 3010, 3000)
    fit.data(0, fit.T0 + 1, 0xFFFFFFFF, 4200, 0xFFFFFFFF, 3005)
    fit.data(0, fit.T0 + 2, 4300, 0xFFFF, 3020, 0xFFFF)
    records = only(fit)
    assert records["speed_m_s"].to_list() == [4.1, 4.2, 4.3]
    assert records["altitude_m"].to_list() == [102.0, 101.0, 104.0]


def test_compressed_speed_and_distance_unpack_and_count_on_past_the_wrap(fit: FitWriter):
    def packed(speed_cm_s: int, distance: int) -> bytes:
        return (speed_cm_s | (distance & 0xFFF) << 12).to_bytes(3, "little")

    fit.define(0, fit.RECORD, [(253, "I"), (8, "3s"), (5, "I")])
    fit.body[-4] = 13  # bytes, not a text
    fit.data(0, fit.T0, packed(300, 4000), 0xFFFFFFFF)
    fit.data(0, fit.T0 + 1, b"\xff\xff\xff", 25_500)
    fit.data(0, fit.T0 + 2, packed(310, 4000 + 160), 0xFFFFFFFF)
    records = only(fit)
    assert records["speed_m_s"].to_list() == [3.0, None, 3.1]
    assert records["distance_m"].to_list() == [250.0, 255.0, 260.0]


def test_compressed_time_stamps_count_on_from_the_last_full_one(fit: FitWriter):
    fit.define(1, fit.EVENT, [(253, "I"), (0, "E"), (1, "E")])
    fit.define(0, fit.RECORD, [(3, "B")])
    fit.compressed(0, 5, 99)  # no full stamp before it: no time
    fit.data(1, fit.T0 + 10, 0, 0)
    for offset in (10, 11, 31, 2):
        fit.compressed(0, offset, 120)
    fit.data(1, fit.T0 + 100, 0, 4)
    fit.compressed(0, (100 + 3) % 32, 130)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["t_s"].to_list() == [0.0, 1.0, 21.0, 24.0, 93.0]
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0 + 10)
    assert parsed.activity.remarks == ("1 record without a time left out", UNSAID)


def test_interleaved_layouts_keep_the_order_of_the_file(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (3, "B")])
    fit.define(1, fit.RECORD, [(3, "B"), (253, "I"), (7, "H")])
    fit.data(0, fit.T0, 100).data(1, 101, fit.T0 + 1, 250).data(0, fit.T0 + 2, 102)
    fit.define(0, fit.RECORD, [(7, "H"), (253, "I")])
    fit.data(0, 260, fit.T0 + 3).data(1, 104, fit.T0 + 4, 270)
    records = only(fit)
    assert records["t_s"].to_list() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert records["heart_rate_bpm"].to_list() == [100.0, 101.0, 102.0, None, 104.0]
    assert records["power_w"].to_list() == [None, 250.0, None, 260.0, 270.0]


def test_cadence_is_steps_on_foot_and_turns_otherwise(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (4, "B"), (53, "B"), (41, "H")])
    fit.data(0, fit.T0, 90, 64, 2205).data(0, fit.T0 + 1, 91, 0xFF, 0xFFFF)
    run = fit.file()[14:-2]
    fit.session(fit.T0, 2, sport=1)
    records = only(fit)
    assert records["cadence_spm"].to_list() == [181.0, 182.0]
    assert records["cadence_rpm"].to_list() == [None, None]
    assert records["contact_time_s"].to_list() == [pytest.approx(0.2205), None]
    fit.body = bytearray(run)
    fit.session(fit.T0, 2, sport=2)
    records = only(fit)
    assert records["cadence_rpm"].to_list() == [90.5, 91.0]
    assert records["cadence_spm"].to_list() == [None, None]


def test_of_an_array_the_first_valid_element_counts(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (3, "2s")])
    fit.body[-1] = 2  # two uint8
    fit.data(0, fit.T0, b"\xff\x64").data(0, fit.T0 + 1, b"\x65\x66").data(
        0, fit.T0 + 2, b"\xff\xff"
    )
    assert only(fit)["heart_rate_bpm"].to_list() == [100.0, 101.0, None]


def test_a_number_declared_as_bytes_is_read_and_an_unknown_type_is_not(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "4s"), (7, "2s")])
    fit.body[-4], fit.body[-1] = 13, 0x75
    fit.data(0, fit.T0.to_bytes(4, "little"), b"\x01\x01")
    (parsed,) = parse_activities(fit.file())
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert parsed.records["power_w"].to_list() == [None]


def test_a_position_beyond_the_pole_is_null_and_said(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (0, "i"), (1, "i")])
    fit.data(0, fit.T0, 2**30 + 12, 5).data(0, fit.T0 + 1, 2**30, 5)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["lat_deg"].to_list() == [None, 90.0]
    assert parsed.records["lon_deg"].to_list()[0] is None
    assert parsed.activity.remarks == (
        "1 position without a fix or beyond the poles left out",
        UNSAID,
    )


def test_records_out_of_order_stay_so_and_count_from_the_earliest(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I")])
    for second in (5, 0, 3):
        fit.data(0, fit.T0 + second)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["t_s"].to_list() == [5.0, 0.0, 3.0]
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert parsed.activity.duration_s == 5.0


def test_a_stray_time_decades_away_is_left_out(fit: FitWriter):
    fit.records(fit.T0, 5).data(0, 0x10000001, 99, 0, 0).session(fit.T0, 5)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["t_s"].max() == 4.0
    assert parsed.activity.remarks == ("1 record far from the session's time left out",)


def test_without_a_session_a_span_of_decades_is_read_as_it_stands(fit: FitWriter):
    fit.records(0x10000000, 1).records(0xFFFFFFFE, 1)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["t_s"].to_list() == [0.0, float(0xFFFFFFFE - 0x10000000)]


def test_an_unset_clock_is_said(fit: FitWriter):
    fit.records(5, 3)
    (parsed,) = parse_activities(fit.file())
    assert parsed.activity.n_records == 3
    assert "clock was not set" in parsed.activity.remarks[0]


def describe(fit: FitWriter, number: int, name: bytes, units: bytes, native: int) -> None:
    fields = [(0, "B"), (1, "B"), (2, "B"), (3, "8s"), (8, "8s"), (15, "B")]
    fit.define(9, fit.FIELD_DESCRIPTION, fields)
    fit.data(9, 0, number, 0x84, name, units, native)


@pytest.mark.parametrize(
    ("name", "units", "native", "power"),
    [
        (b"Power", b"Watts", 7, [210.0, 211.0]),
        (b"Power", b"W", 255, [210.0, 211.0]),
        (b"Power", b"kW", 7, [None, None]),
        (b"Form", b"Watts", 255, [None, None]),
    ],
)
def test_a_pods_power_stands_in_where_the_watch_has_none(
    fit: FitWriter, name: bytes, units: bytes, native: int, power: list[float | None]
):
    describe(fit, 3, name, units, native)
    fit.define(0, fit.RECORD, [(253, "I")], developer=[(3, 0, "H")])
    fit.data(0, fit.T0, 210).data(0, fit.T0 + 1, 211)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["power_w"].to_list() == power
    said = parsed.activity.remarks == ("power comes from an app's or a pod's own field", UNSAID)
    assert said is (power[0] is not None)


def test_the_watchs_own_power_comes_before_a_pods(fit: FitWriter):
    describe(fit, 3, b"Power", b"Watts", 7)
    fit.define(0, fit.RECORD, [(253, "I"), (7, "H")], developer=[(3, 0, "H")])
    fit.data(0, fit.T0, 190, 210).data(0, fit.T0 + 1, 0xFFFF, 211)
    assert only(fit)["power_w"].to_list() == [190.0, None]


def test_a_developer_field_means_what_its_latest_description_says(fit: FitWriter):
    describe(fit, 3, b"Power", b"Watts", 7)
    fit.define(0, fit.RECORD, [(253, "I")], developer=[(3, 0, "H")]).data(0, fit.T0, 210)
    describe(fit, 3, b"Heart", b"bpm", 3)
    fit.define(0, fit.RECORD, [(253, "I")], developer=[(3, 0, "H")]).data(0, fit.T0 + 1, 150)
    records = only(fit)
    assert records["power_w"].to_list() == [210.0, None]
    assert records["heart_rate_bpm"].to_list() == [None, 150.0]


@pytest.mark.parametrize(("header", "crc"), [(12, None), (14, None), (14, 0)])
def test_short_headers_and_header_checksums_of_zero_are_sound(
    fit: FitWriter, header: int, crc: int | None
):
    (parsed,) = parse_activities(fit.records(fit.T0, 2).file(header=header, crc=crc))
    assert parsed.activity.n_records == 2
    assert parsed.activity.salvaged is (crc == 0)


def test_chained_files_each_have_their_own_layouts(fit: FitWriter, new_fit: type[FitWriter]):
    other = new_fit().file_id()
    other.define(0, other.RECORD, [(7, "H"), (253, "I")]).data(0, 300, other.T0 + 9000)
    settings = new_fit().file_id(kind=2)
    parsed = parse_activities(fit.records(fit.T0, 2).file() + settings.file() + other.file())
    assert [p.activity.n_records for p in parsed] == [2, 1]
    assert parsed[1].records["power_w"].to_list() == [300.0]


def hr_messages(fit: FitWriter) -> FitWriter:
    """Add a strap's memory: one time on both clocks, then eight beats half a second apart.

    The strap's clock shows 63.75 s, so that the low twelve bits wrap after half a second.
    """
    ticks = [round((63.75 + 0.5 * n) * 1024) for n in range(9)]
    fit.define(2, 132, [(253, "I"), (0, "H"), (9, "I"), (6, "B")])
    fit.data(2, fit.T0, 2**14, ticks[0], 100)  # half a second past T0
    low = [tick & 0xFFF for tick in ticks[1:]]
    packed = b"".join(
        (a | b << 12).to_bytes(3, "little") for a, b in zip(low[::2], low[1::2], strict=True)
    )
    fit.define(3, 132, [(10, "12s"), (6, "8s")])
    return fit.data(3, packed, bytes([101, 102, 103, 104, 0xFF, 106, 107, 108]))


def test_a_straps_memory_fills_in_for_the_watch(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (3, "B")])
    for second in range(12):
        fit.data(0, fit.T0 + second, 90 if second == 2 else 0xFF)
    (parsed,) = parse_activities(hr_messages(fit).file())
    # Beats at 0.5 s (100), 1.0 s (101), ... 4.5 s (108); the one at 3.0 s is none.
    expected = [None, 101, 90, 104, 107, 108, 108, 108, 108, 108, None, None]
    assert parsed.records["heart_rate_bpm"].to_list() == expected
    assert parsed.activity.remarks == (
        "heart rate of 8 records comes from the strap's memory",
        UNSAID,
    )


def test_a_straps_memory_may_be_a_file_of_its_own_at_the_end(
    fit: FitWriter, new_fit: type[FitWriter]
):
    fit.define(0, fit.RECORD, [(253, "I")]).data(0, fit.T0 + 1)
    records = only_of(fit.file() + hr_messages(new_fit()).file())
    assert records["heart_rate_bpm"].to_list() == [101.0]


def test_beats_before_any_time_on_our_clock_are_nowhere(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I")]).data(0, fit.T0 + 1)
    fit.define(2, 132, [(9, "I"), (6, "B")]).data(2, 1024, 100)
    assert only(fit)["heart_rate_bpm"].to_list() == [None]


def test_more_heart_rate_messages_than_any_recording_has_are_refused(
    fit: FitWriter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("flarelag.sources.fit.heart_rate._MOST_MESSAGES", 1)
    with pytest.raises(UnsafeInputError, match="more than 1 hr messages"):
        only(hr_messages(fit))


def test_a_receiver_without_a_fix_is_nowhere(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), (0, "i"), (1, "i")])
    for second, latitude in enumerate((0, 2**29, 2**29)):
        fit.data(0, fit.T0 + second, latitude, 0 if second < 2 else 0x7FFFFFFF)
    (parsed,) = parse_activities(fit.file())
    assert parsed.records["lat_deg"].to_list() == [None, 45.0, None]
    assert parsed.records["lon_deg"].to_list() == [None, 0.0, None]
    assert parsed.activity.remarks == (
        "2 positions without a fix or beyond the poles left out",
        UNSAID,
    )
