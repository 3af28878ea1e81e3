from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flarelag.classify.activity import classify_activity
from flarelag.classify.expected import ExpectedBest
from flarelag.classify.profile import Entered100m
from flarelag.model.hidden_start import START_HIDDEN
from flarelag.model.load import ForceLine
from flarelag.model.metadata import Metadata
from flarelag.model.outcome import Outcome
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport
from flarelag.sources.inputs import list_inputs
from flarelag.store.records import unpack_records
from flarelag.workflows import reading
from flarelag.workflows.read_unit import ReadingOptions, ReadUnit
from flarelag.workflows.reading import read_and_classify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flarelag.store.imports import EndedInput

OPTIONS = ReadingOptions(
    home_zone="Europe/Berlin", keep_originals=True, now=datetime(2026, 11, 1, tzinfo=UTC)
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., EndedInput]:
    def read_bytes(
        data: bytes, name: str = "file.tcx", metadata: Metadata | None = None
    ) -> EndedInput:
        (tmp_path / name).write_bytes(data)
        (item,) = list_inputs([tmp_path / name])
        unit = ReadUnit(input=item, source="strava export", metadata=metadata)
        return read_and_classify(OPTIONS, unit)

    return read_bytes


def test_a_run_comes_back_whole(read: Callable[..., EndedInput], sprints: Callable[[int], bytes]):
    ended = read(sprints(0))
    assert (ended.outcome, ended.reason, ended.n_records) == (Outcome.IMPORTED, None, 270)
    (new,) = ended.activities
    assert new.activity.sport is Sport.RUN
    assert new.activity.zone == "Europe/Zurich"
    assert unpack_records(new.packed_records).height == 270
    assert new.original is not None
    assert new.original.packed is not None
    assert gzip.decompress(new.original.packed) == sprints(0)
    assert new.classification is not None
    assert new.classification.best_100m_observed_m_s == pytest.approx(7.0, rel=0.03)
    assert new.classification.best_100m_m_s is None


def test_a_run_is_judged_at_once_where_a_best_100_m_is_to_be_expected(
    tmp_path: Path, sprints: Callable[[int], bytes]
):
    (tmp_path / "file.tcx").write_bytes(sprints(0))
    (item,) = list_inputs([tmp_path / "file.tcx"])
    expected = ExpectedBest(entered=(Entered100m(m_s=7.2),))
    options = replace(OPTIONS, force_line=ForceLine.WOMEN)
    (new,) = read_and_classify(options, ReadUnit(input=item, expected=expected)).activities
    assert new.classification == classify_activity(
        ParsedActivity(new.activity, unpack_records(new.packed_records)),
        best_100m_m_s=7.2,
        force_line=ForceLine.WOMEN,
    )
    assert new.classification.efforts


def test_gzip_changes_the_stamp_but_not_the_identity(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    plain, packed = read(easy(0)), read(gzip.compress(easy(0)), "file.tcx.gz")
    assert plain.stamp != packed.stamp
    originals = [each.activities[0].original for each in (plain, packed)]
    assert len({each.sha256 for each in originals if each}) == 1


def test_a_cut_off_gzip_is_salvaged(read: Callable[..., EndedInput], easy: Callable[[int], bytes]):
    packed = gzip.compress(easy(0))
    ended = read(packed[: len(packed) * 2 // 3])
    assert ended.outcome is Outcome.SALVAGED
    assert ended.reason is not None
    assert "cut off" in ended.reason
    assert ended.reason.count("records kept") == 1
    assert 0 < ended.n_records < 240


def test_what_is_no_activity_says_so(read: Callable[..., EndedInput]):
    ended = read(b"name,value\n1,2\n", "table.csv")
    assert (ended.outcome, ended.activities) == (Outcome.NOT_AN_ACTIVITY, ())
    assert ended.stamp is not None


def test_a_fault_of_ours_is_the_failure_of_one_file(
    read: Callable[..., EndedInput], monkeypatch: pytest.MonkeyPatch
):
    def crash(_data: bytes) -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(reading, "parse_file", crash)
    ended = read(b"anything")
    assert ended.outcome is Outcome.FAILED
    assert ended.reason == "internal error (ZeroDivisionError: first line); please report it"
    assert ended.stamp is None


def test_a_fault_of_our_fit_reader_is_no_end(
    read: Callable[..., EndedInput], monkeypatch: pytest.MonkeyPatch, sample_data: Path
):
    def crash(_: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "parse_file", crash)
    ended = read((sample_data / "loose" / "sprints.fit").read_bytes(), "x.fit")
    assert ended.outcome is Outcome.SALVAGED
    assert ended.n_records > 1_000
    assert "read by fitparse" in (ended.reason or "")


def test_ctrl_c_is_no_failure_of_a_file(
    read: Callable[..., EndedInput], monkeypatch: pytest.MonkeyPatch
):
    def interrupt(_data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "parse_file", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read(b"anything")


def test_a_file_that_vanished_may_be_tried_again(tmp_path: Path, easy: Callable[[int], bytes]):
    path = tmp_path / "file.tcx"
    path.write_bytes(easy(0))
    (item,) = list_inputs([path])
    path.unlink()
    ended = read_and_classify(OPTIONS, ReadUnit(input=item))
    assert (ended.outcome, ended.stamp) == (Outcome.FAILED, None)
    assert ended.reason == "there is no such file or folder"


def test_an_export_says_more_than_the_file(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    metadata = Metadata(name="Morning walk", perceived_exertion=3.0, sport=Sport.WALK)
    (new,) = read(easy(0), metadata=metadata).activities
    assert (new.source, new.activity.name) == ("strava export", "Morning walk")
    assert (new.activity.sport, new.activity.perceived_exertion) == (Sport.WALK, 3.0)
    assert new.classification is not None
    assert new.classification.doses.run_min == 0


def test_each_leg_of_a_multisport_file_keeps_its_sport(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes], ride: Callable[[int], bytes]
):
    legs = easy(0).replace(
        b"</Activities>",
        ride(0).partition(b"<Activities>")[2].partition(b"</Activities>")[0] + b"</Activities>",
    )
    ended = read(legs, metadata=Metadata(name="Duathlon", sport=Sport.OTHER))
    assert [each.activity.sport for each in ended.activities] == [Sport.RUN, Sport.RIDE]
    assert {each.activity.name for each in ended.activities} == {"Duathlon"}
    assert [each.part for each in ended.activities] == [0, 1]


def test_a_file_without_places_is_at_home(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    data = easy(0).replace(b"47.", b"147.")
    (new,) = read(data).activities
    assert new.activity.zone == "Europe/Berlin"


def test_a_virtual_ride_is_at_home_and_says_so(read: Callable[..., EndedInput]):
    """The islands of Zwift lie in the Pacific."""
    point = '<trkpt lat="-11.64" lon="166.95"><time>2026-01-01T18:00:0{}Z</time></trkpt>'
    ended = read(
        b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Zwift"><trk>'
        b"<type>VirtualRide</type><trkseg>"
        + "".join(point.format(second) for second in range(5)).encode()
        + b"</trkseg></trk></gpx>",
        "zwift.gpx",
    )
    (new,) = ended.activities
    assert new.activity.zone == "Europe/Berlin"
    assert any("virtual" in remark for remark in new.activity.remarks)


def test_a_hidden_start_is_flagged(read: Callable[..., EndedInput], easy: Callable[[int], bytes]):
    shifted = re.sub(
        rb"2026-01-01T07:(\d\d):(\d\d)Z",
        lambda at: b"2026-01-01T23:%b:%02dZ" % (at[1], min(int(at[2]) + 1, 59)),
        easy(0),
    )
    (new,) = read(shifted).activities
    assert START_HIDDEN in new.activity.remarks
    (plain,) = read(easy(0), "plain.tcx").activities
    assert START_HIDDEN not in plain.activity.remarks


def test_what_is_yet_to_come_fails_and_may_be_tried_again(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    ended = read(easy(0).replace(b"2026-01-01T", b"2075-01-01T"))
    assert ended.outcome is Outcome.FAILED
    assert "recorded on 2075-01-01, a day yet to come" in str(ended.reason)
    assert (ended.stamp, ended.activities) == (None, ())


def test_a_watch_may_be_some_hours_ahead(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    assert read(easy(304).replace(b"T07:", b"T20:")).outcome is Outcome.IMPORTED


def test_a_sound_gzip_file_is_kept_as_it_is(
    read: Callable[..., EndedInput], easy: Callable[[int], bytes]
):
    packed = gzip.compress(easy(0))
    for data, kept_as_it_is in ((packed, True), (packed + b"junk", False)):
        (new,) = read(data).activities
        assert new.original is not None
        assert new.original.packed is not None
        assert (new.original.packed == data) is kept_as_it_is
        assert gzip.decompress(new.original.packed) == easy(0)
