from __future__ import annotations

import bz2
import gzip
import json
import lzma
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from flarelag.model.parsed import ParsedActivity


POINTS = "".join(
    f'<trkpt lat="52.5" lon="{13 + t / 1e5}"><ele>{30 + t % 7}.25</ele>'
    f"<time>2024-05-29T15:{t // 60:02}:{t % 60:02}Z</time></trkpt>\n"
    for t in range(600)
)
GPX = (
    f'<?xml version="1.0" encoding="UTF-8"?><gpx><trk><trkseg>{POINTS}</trkseg></trk></gpx>'
).encode()
TCX = b"""<?xml version="1.0"?><TrainingCenterDatabase><Activities><Activity Sport="Running">
<Id>2024-05-29T15:53:35Z</Id><Lap StartTime="2024-05-29T15:53:35Z"><TotalTimeSeconds>2
</TotalTimeSeconds><Track><Trackpoint><Time>2024-05-29T15:53:35Z</Time><DistanceMeters>0
</DistanceMeters></Trackpoint><Trackpoint><Time>2024-05-29T15:53:37Z</Time></Trackpoint></Track>
</Lap></Activity></Activities></TrainingCenterDatabase>"""


@pytest.mark.parametrize(("data", "n_records"), [(GPX, 600), (TCX, 2)])
def test_the_format_is_told_by_content(data: bytes, n_records: int):
    utf16 = data.decode().replace(' encoding="UTF-8"', "").encode("utf-16")
    commented = data.replace(b"?>", b"?><!-- <html> -->" + b" " * 5000, 1)
    for same in (data, b" " * 10 + data, b"\xef\xbb\xbf" + data, utf16, commented):
        (parsed,) = parse_activities(same)
        assert parsed.records.height == n_records
        assert not parsed.activity.salvaged


def test_gzip_once_or_twice_is_no_matter_but_thrice_is_refused():
    once = gzip.compress(GPX)
    twice = gzip.compress(once)
    for data in (once, twice):
        assert parse_activities(data)[0].records.height == 600
    with pytest.raises(UnsafeInputError, match="times over"):
        parse_activities(gzip.compress(twice))


def test_a_cut_off_gzip_is_salvaged_and_says_so():
    packed = gzip.compress(GPX)
    (parsed,) = parse_activities(packed[: len(packed) // 2])
    assert 0 < parsed.records.height < 600
    assert parsed.activity.salvaged
    assert any("compressed file is cut off" in remark for remark in parsed.activity.remarks)


@pytest.mark.parametrize(
    ("data", "error", "reason"),
    [
        (b"", UnreadableFileError, r"empty \(0 bytes\)"),
        (gzip.compress(b"", mtime=0), UnreadableFileError, "nothing inside"),
        (b"<!DOCTYPE html>\n<html><p>500<br></html>", UnreadableFileError, "web page"),
        (b" <!doctype html><html><p>500<br></html>", UnreadableFileError, "web page"),
        (b"  <HTML><body>gone</body></HTML>", UnreadableFileError, "web page"),
        (b"PK\x03\x04" + bytes(40), UnreadableFileError, "zip archive inside"),
        (
            b"a/1.fit".ljust(257, b"\0") + b"ustar\x0000",
            UnreadableFileError,
            "a tar archive: unpack",
        ),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", UnreadableFileError, "a 7z archive: unpack"),
        (b"Rar!\x1a\x07\x01\x00", UnreadableFileError, "a RAR archive: unpack"),
        (bz2.compress(b"<gpx/>"), UnreadableFileError, "packed by bzip2: unpack"),
        (lzma.compress(b"<gpx/>"), UnreadableFileError, "packed by xz: unpack"),
        (b"\x28\xb5\x2f\xfd" + bytes(99), UnreadableFileError, "packed by zstd: unpack"),
        (bytes(range(128, 256)) * 4, UnreadableFileError, "no FIT, GPX or TCX"),
        (b"<gpx", UnreadableFileError, "not readable as XML|no recording in that"),
        (b"\xff\xd8\xff\xe0" + bytes(99), NotAnActivityError, "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), NotAnActivityError, "PNG"),
        (b"\0\0\0\x18ftypheic" + bytes(99), NotAnActivityError, "HEIC"),
        (b'{"error": "no file"}', NotAnActivityError, "JSON"),
        (json.dumps([[1]] * 9999).encode(), NotAnActivityError, "JSON"),
        (b"Shoe Name,Shoe Brand\nPegasus,Nike\n", NotAnActivityError, "CSV"),
        (b"[not json, but text", NotAnActivityError, "CSV"),
        ("Läufe im März".encode(), NotAnActivityError, "plain text"),
        (b"<kml><Document/></kml>", NotAnActivityError, "KML"),
        (b"<HealthData/>", NotAnActivityError, "<HealthData>"),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><gpx><name>&a;</name></gpx>',
            UnsafeInputError,
            "entities",
        ),
    ],
)
def test_what_else_it_is_is_said(data: bytes, error: type[FlarelagError], reason: str):
    with pytest.raises(FlarelagError, match=reason) as raised:
        parse_activities(data)
    if data != b"<gpx":
        assert type(raised.value) is error
    assert "\n" not in raised.value.reason


def read_or_refused(data: bytes) -> list[ParsedActivity] | str:
    """Return the activities, or the reason why there are none. Any other error fails the test."""
    try:
        return parse_activities(data)
    except FlarelagError as error:
        return error.reason


@given(st.binary(max_size=2000))
@example(b"\xff\xfe<\x00")
@example(b"\xfe\xff")
@example(b"\x1f\x8b")
@example(b"{" * 1999)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes):
    assert read_or_refused(data)


@given(
    st.sampled_from([GPX[:3000], TCX, gzip.compress(GPX)]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 20), st.binary(max_size=12))),
)
def test_any_damage_is_read_or_refused_with_a_reason(
    data: bytes, edits: list[tuple[int, int, bytes]]
):
    for position, dropped, inserted in edits:
        data = data[:position] + inserted + data[position + dropped :]
    outcome = read_or_refused(data)
    assert outcome
    if not isinstance(outcome, str):
        assert all(each.records.height == each.activity.n_records for each in outcome)


WORDS = ["0", "-1", "NaN", "inf", "9e999", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), min_size=6, max_size=6))
def test_any_text_in_any_place_is_read_or_refused_with_a_reason(texts: list[str]):
    clean = [t.replace("&", "").replace("<", "").replace('"', "") for t in texts]
    lat, lon, time, ele, hr, kind = clean
    points = (
        f'<trkpt lat="{lat}" lon="{lon}"><ele>{ele}</ele><time>{time}</time><hr>{hr}</hr></trkpt>'
        f'<trkpt lat="1" lon="2"><time>2024-05-29T15:53:35Z</time></trkpt>'
    )
    data = f"<gpx><trk><type>{kind}</type><trkseg>{points}</trkseg></trk></gpx>"
    assert read_or_refused(data.encode("utf-8", errors="ignore"))


@pytest.mark.parametrize(
    "data",
    [
        b"<TrainingCenterDatabase><Activity>" + b"<Lap/>" * 50_001 + b"</Activity>",
        b"<TrainingCenterDatabase><Activity><Lap>" + b"<Track/>" * 50_001 + b"</Lap></Activity>",
        b"<gpx><trk>" + b"<trkseg/>" * 50_001 + b"</trk>",
    ],
)
def test_more_laps_than_any_activity_has_are_refused(data: bytes):
    with pytest.raises(UnsafeInputError, match="50,001 laps in one file"):
        parse_activities(data)


def test_a_file_that_is_damaged_before_its_recording_is_damaged_not_of_another_kind():
    with pytest.raises(UnreadableFileError, match="no recording in that"):
        parse_activities(b"<TrainingCenterDatabase><Activities>")
    with pytest.raises(UnreadableFileError, match="no recording in that"):
        parse_activities(b"<gpx><wpt lat='1' lon='1'/>")
