"""Damaged and hostile files: what can be read is kept and said; the rest ends in a plain error."""

from __future__ import annotations

import struct
import time
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.model.sport import UNSAID
from flarelag.sources.detect import parse_activities
from flarelag.sources.fit import looks_like_fit, salvage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.fit.conftest import FitWriter

    from flarelag.model.activity import Activity


EPOCH = datetime(1989, 12, 31, tzinfo=UTC)


def activity(data: bytes) -> Activity:
    (parsed,) = parse_activities(data)
    assert parsed.activity.n_records == len(parsed.records)
    return parsed.activity


def test_a_cut_off_file_keeps_what_stands_before_the_cut(fit: FitWriter):
    data = fit.records(fit.T0, 20).file()
    record = struct.calcsize("<BIBIH")
    cut = len(data) - 2 - 6 * record - 5
    found = activity(data[:cut])
    assert found.n_records == 13
    assert found.salvaged
    at = len(data) - 2 - 7 * record
    assert found.remarks == (f"cut off at byte {at:,}: 13 records kept before the damage", UNSAID)


def test_a_wrong_checksum_is_said_and_everything_kept(fit: FitWriter):
    found = activity(fit.records(fit.T0, 20).file(crc=1))
    assert (found.n_records, found.salvaged) == (20, True)
    assert found.remarks == ("the checksum does not match", UNSAID)


def test_reading_goes_on_after_garbage(fit: FitWriter):
    data = bytearray(fit.records(fit.T0, 200).session(fit.T0, 200).file())
    data[900:960] = bytes(range(97, 157))
    found = activity(bytes(data))
    assert found.salvaged
    assert 190 <= found.n_records <= 198
    assert found.duration_s == 200.0  # the session after the garbage
    assert any("are damaged: left out" in remark for remark in found.remarks)


def test_the_larger_a_file_the_fewer_of_its_holes_are_looked_for(
    fit: FitWriter, monkeypatch: pytest.MonkeyPatch
):
    data = bytearray(fit.records(fit.T0, 900).session(fit.T0, 900).file())
    for at in range(900, 9900, 900):
        data[at : at + 60] = bytes(range(97, 157))
    assert activity(bytes(data)).n_records > 800
    monkeypatch.setattr(salvage, "_MOST_LOOKED_THROUGH", 0)
    found = activity(bytes(data))
    assert 200 < found.n_records < 400
    assert any("kept before the damage" in remark for remark in found.remarks)


def test_what_is_misread_never_outvotes_what_stands_before_it(fit: FitWriter):
    """Nine bytes lost: all that follows still reads as records, of times years apart."""
    fit.records(fit.T0, 20)
    lost_at = len(fit.body)
    for second in range(20, 60):
        fit.data(0, fit.T0 + second, 100, 300 * second, 3000)
    del fit.body[lost_at : lost_at + 9]
    (parsed,) = parse_activities(fit.file())
    assert parsed.activity.start_utc == EPOCH + timedelta(seconds=fit.T0)
    assert parsed.records["t_s"].to_list() == [*range(20), *range(21, 60)]


def test_bytes_lost_in_the_middle_cost_only_their_neighbours(fit: FitWriter):
    data = fit.records(fit.T0, 200).session(fit.T0, 200).file()
    found = activity(data[:905] + data[910:])
    assert found.salvaged
    assert found.n_records >= 197


def test_a_header_that_promises_too_little_is_seen_through(fit: FitWriter):
    data = bytearray(fit.records(fit.T0, 20).file())
    data[4:8] = struct.pack("<I", 60)
    assert activity(bytes(data)).n_records == 20


def test_a_file_that_was_never_closed_is_read_to_its_end(fit: FitWriter):
    data = bytearray(fit.records(fit.T0, 20).file()[:-2])
    data[4:8] = bytes(4)
    found = activity(bytes(data))
    assert (found.n_records, found.salvaged) == (20, True)


def test_a_header_that_promises_four_gigabytes_is_seen_through(fit: FitWriter):
    data = bytearray(fit.records(fit.T0, 20).file())
    data[4:8] = b"\xff" * 4
    found = activity(bytes(data))
    assert (found.n_records, found.salvaged) == (20, True)


def test_a_lost_mark_and_bytes_before_and_after_are_said(fit: FitWriter):
    data = fit.records(fit.T0, 20).file()
    lost = data[:8] + b"XXXX" + data[12:]
    assert activity(lost).remarks[0] == "the header has lost its mark '.FIT'"
    assert activity(b"junk!" + data).remarks == ("5 bytes before the FIT header left out", UNSAID)
    assert activity(data + b"junk!").remarks == ("5 bytes after the end left out", UNSAID)


def test_a_damaged_part_of_a_chain_is_said_of_the_sound_ones(
    fit: FitWriter, new_fit: type[FitWriter]
):
    data = fit.records(fit.T0, 20).file()
    found = activity(data + new_fit().file_id(2).file()[:15])
    assert found.salvaged
    assert found.remarks == (
        UNSAID,
        f"another part of the file, from byte {len(data):,}, is damaged",
    )


def test_a_header_without_messages_is_named():
    with pytest.raises(UnreadableFileError, match="no readable message"):
        parse_activities(b"\x0e\x20\x93\x08\0\0\0\0.FIT\0\0\0\0")


def test_fit_is_known_by_content(fit: FitWriter):
    data = fit.file()
    assert looks_like_fit(data)
    assert looks_like_fit(b"?" * 100 + data)
    assert looks_like_fit(data[:8] + b"XXXX" + data[12:])
    assert not looks_like_fit(b'<?xml version="1.0"?><gpx><name>run.FIT</name>')
    assert not looks_like_fit(b"")


def test_255_fields_of_255_bytes_and_fields_of_none(fit: FitWriter):
    fit.define(0, fit.RECORD, [(253, "I"), *((n, "0s") for n in range(252)), (254, "B")])
    fit.define(1, fit.RECORD, [(253, "I"), *((n, "255s") for n in range(252))])
    fit.data(0, fit.T0, *([b""] * 252), 1).data(1, fit.T0 + 1, *([b"\1" * 255] * 252))
    assert activity(fit.file()).n_records == 2


def test_messages_of_one_byte_take_memory_in_proportion(fit: FitWriter):
    """The worst a byte can do: a message each, of a kind that is kept."""
    fit.define(0, fit.RECORD, []).body.extend(bytes(200_000))
    fit.define(1, fit.LAP, []).body.extend(b"\1" * 200_000)
    data = fit.file()
    tracemalloc.start()
    with pytest.raises(NotAnActivityError):
        parse_activities(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * len(data) + 20_000_000


@pytest.mark.parametrize("between", [10_000, 10_000_000])
def test_more_messages_than_any_recording_has_are_refused_before_they_fill_memory(
    fit: FitWriter, monkeypatch: pytest.MonkeyPatch, between: int
):
    """However often they are defined anew."""
    monkeypatch.setattr("flarelag.sources.fit.scan.MOST_MESSAGES", 200_000)
    n_bytes = 4_000_000
    while len(fit.body) < n_bytes:
        fit.define(1, fit.LAP, []).body.extend(b"\1" * min(between, n_bytes))
    data = fit.file()
    tracemalloc.start()
    with pytest.raises(UnsafeInputError, match="more than 200,000 messages"):
        parse_activities(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000  # of 4,000,000 messages 8 bytes each, and copies


def test_messages_lie_across_the_strides_of_a_walk(fit: FitWriter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flarelag.sources.fit.scan._STRIDE", 7)
    found = activity(fit.records(fit.T0, 50).session(fit.T0, 50).records(fit.T0 + 50, 9).file())
    assert (found.n_records, found.remarks) == (59, ())


def test_a_file_of_nothing_but_headers_ends_soon():
    """Each of them would otherwise have the rest of the file checked against its checksum."""
    header = struct.pack("<BBHI4s", 12, 16, 100, 0x00FFFFFF, b".FIT")
    started = time.process_time()
    with pytest.raises(FlarelagError):
        parse_activities(header * 40_000)
    assert time.process_time() - started < 10.0


@given(st.binary(max_size=400))
def test_random_bytes_end_in_a_plain_error_or_an_activity(data: bytes):
    header = struct.pack("<BBHI4s", 12, 16, 100, len(data), b".FIT")
    for candidate in (data, header + data, header + data + b"\0\0"):
        with suppress(FlarelagError):
            parse_activities(candidate)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_file_ends_in_a_plain_error_or_an_activity(
    data: st.DataObject, new_fit: type[FitWriter]
):
    mutated = bytearray(_everything(new_fit()))
    positions = st.integers(0, len(mutated) - 1)
    for at in data.draw(st.lists(positions, min_size=1, max_size=12)):
        mutated[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        begin, end = sorted(data.draw(st.tuples(positions, positions)))
        del mutated[begin:end]
    with suppress(FlarelagError):
        for parsed in parse_activities(bytes(mutated)):
            assert parsed.activity.n_records == len(parsed.records)


def _everything(fit: FitWriter) -> bytes:
    """Return a file with every kind of message that is read."""
    t0 = fit.T0
    fit.file_id()
    fields = [(0, "B"), (1, "B"), (2, "B"), (3, "8s"), (8, "8s"), (15, "B")]
    fit.define(9, fit.FIELD_DESCRIPTION, fields).data(9, 0, 3, 0x84, b"Power", b"Watts", 7)
    fit.define(1, fit.EVENT, [(253, "I"), (0, "E"), (1, "E")]).data(1, t0, 0, 0)
    fit.define(2, fit.RECORD, [(253, "I"), (0, "i"), (8, "3s"), (4, "d")], [(3, 0, "H")])
    fit.data(2, t0, 5, b"\1\2\3", 80.0, 200).data(1, t0 + 3, 0, 1).data(1, t0 + 5, 0, 0)
    fit.records(t0 + 5, 10).define(0, fit.RECORD, [(3, "B")]).compressed(0, 17, 120)
    fit.define(3, fit.LAP, [(253, "I"), (2, "I"), (7, "f"), (23, "E")])
    fit.data(3, t0 + 9, t0, 9.0, 0)
    fit.define(4, fit.SPLIT, [(9, "d"), (1, "I"), (0, "E")]).data(4, float(t0), 9_000, 3)
    fit.define(5, fit.WORKOUT_STEP, [(254, "H"), (1, "E"), (2, "I"), (0, "8s")])
    fit.data(5, 0, 1, 20_000, b"fast")
    fit.define(6, fit.ACTIVITY, [(253, "I"), (5, "I")]).data(6, t0, t0 + 3600)
    return fit.session(t0, 10).session(t0 + 10, 10, sport=2).file()


@pytest.mark.corpus
def test_every_damaged_fit_file_is_salvaged_or_refused_with_a_reason(corpus: Path):
    files = {path.stem: path.read_bytes() for path in sorted((corpus / "bad").glob("*.fit"))}
    others = {name for name, data in files.items() if not looks_like_fit(data)}
    assert others == {"gpx-renamed", "html-error-page", "json-error", "tcx-renamed"}
    outcomes = {}
    for name in sorted(files.keys() - others):
        try:
            parsed = parse_activities(files[name])
        except UnreadableFileError:
            outcomes[name] = 0
        else:
            assert any(p.activity.salvaged and p.activity.remarks for p in parsed), name
            outcomes[name] = sum(p.activity.n_records for p in parsed)
    refused = {name for name, n in outcomes.items() if n == 0}
    assert refused == {"empty-shell"}
    assert outcomes["python-fitparse__nick"] == 14_391
    assert outcomes["python-fitparse__strava-android-app-201.10-b1218918"] == 5_332
    assert outcomes["garbage-block-midfile"] == 118
    assert outcomes["undefined-local-resync"] == 6
