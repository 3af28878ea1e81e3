"""Archives cut off at any byte: whatever stands whole before the cut is read."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, cast

import pytest

from flarelag.errors import CutOffMemberError, FlarelagError
from flarelag.model.outcome import Origin
from flarelag.sources import zip_cut
from flarelag.sources.inputs import list_inputs, read_input

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _typeshed import ReadableBuffer

DICE = random.Random(20260703)  # noqa: S311 - no secret hangs on it
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
CONTENT = {
    "activities.csv": b"Activity ID,Filename\n" * 9,
    "activities/1.fit.gz": DICE.randbytes(300),
    "empty": b"",
    "activities/2.gpx": b"PK\x07\x08 a mark that is none, and text " * 40,
    "caf\xe9/3.tcx": DICE.randbytes(70),
}


class Unseekable(io.RawIOBase):
    """What an archive is streamed to, as a server does: sizes then stand behind the contents."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        self.written += memoryview(data)
        return memoryview(data).nbytes


def packed(
    members: dict[str, bytes], method: int = DEFLATED, *, into: IO[bytes] | None = None
) -> bytes:
    file = io.BytesIO() if into is None else into
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue() if isinstance(file, io.BytesIO) else b""


def with_long_sizes(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return file.getvalue()


def streamed(members: dict[str, bytes], method: int = DEFLATED) -> bytes:
    out = Unseekable()
    packed(members, method, into=cast("IO[bytes]", out))
    return bytes(out.written)


def without_marks(data: bytes) -> bytes:
    """Return an archive whose descriptors have no mark, as some programs leave it out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    out, moved, copied = bytearray(), {}, 0
    for info in infos:
        n_name, n_extra = struct.unpack_from("<HH", data, info.header_offset + 26)
        end = info.header_offset + 30 + n_name + n_extra + info.compress_size
        moved[info.header_offset] = len(out) + info.header_offset - copied
        out += data[copied:end]
        assert data[end : end + 4] == b"PK\x07\x08"
        copied = end + 4
    directory_at = data.index(b"PK\x01\x02", copied)
    out += data[copied:directory_at]
    rest, new_directory_at = bytearray(data[directory_at:]), len(out)
    at = 0
    for info in infos:
        n_name, n_extra, n_comment = struct.unpack_from("<HHH", rest, at + 28)
        struct.pack_into("<I", rest, at + 42, moved[info.header_offset])
        at += 46 + n_name + n_extra + n_comment
    struct.pack_into("<I", rest, at + 16, new_directory_at)
    return bytes(out + rest)


MAKERS: dict[str, Callable[[], bytes]] = {
    "deflated": lambda: packed(CONTENT),
    "stored": lambda: packed(CONTENT, STORED),
    "zip64": lambda: with_long_sizes(CONTENT),
    "streamed": lambda: streamed(CONTENT),
    "streamed stored": lambda: streamed(CONTENT, STORED),
    "streamed without marks": lambda: without_marks(streamed(CONTENT)),
    "streamed stored without marks": lambda: without_marks(streamed(CONTENT, STORED)),
}


def whole_before(data: bytes) -> list[tuple[str, int]]:
    """Return each member's name and the byte at which its content ends."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = []
        for info in archive.infolist():
            at = info.header_offset
            n_name, n_extra = struct.unpack_from("<HH", data, at + 26)
            found.append((info.filename, at + 30 + n_name + n_extra + info.compress_size))
        return found


def readable(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return what can be read of an archive, and why the rest cannot."""
    found, reasons = {}, []
    for item in list_inputs([path]):
        try:
            found[item.origin.member or "the archive itself"] = read_input(item.origin)
        except FlarelagError as error:
            reasons.append(error.reason)
    return found, reasons


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_what_stands_whole_before_the_cut_is_read_and_the_cut_is_said(
    tmp_path: Path, make: Callable[[], bytes]
):
    data = make()
    ends = whole_before(data)
    descriptor_bytes = 24
    directory_at = data.index(b"PK\x01\x02")
    for cut in [*range(40, directory_at, 7), directory_at, directory_at + 5, len(data) - 1]:
        path = tmp_path / f"{cut}.zip"
        path.write_bytes(data[:cut])
        found, reasons = readable(path)
        surely = {name for name, end in ends if end + descriptor_bytes <= cut}
        assert surely <= set(found)
        assert all(CONTENT[name] == content for name, content in found.items())
        assert sum("cut off or damaged" in reason for reason in reasons) == 1
        assert len(found) + len(reasons) <= len(ends) + 1
        assert all("\n" not in reason and "()" not in reason for reason in reasons)


def test_a_whole_archive_is_read_by_its_own_list(tmp_path: Path):
    for number, make in enumerate(MAKERS.values()):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(make())
        assert readable(path) == (CONTENT, [])


def test_the_list_of_an_archive_inside_is_not_taken_for_that_of_a_cut_one(tmp_path: Path):
    inner = packed({"1.fit": b"first", "2.fit": b"second"})
    data = packed({"a.fit": b"outer", "b.zip": inner, "c.fit": b"last" * 99}, STORED)
    path = tmp_path / "x.zip"
    path.write_bytes(data[: data.index(b"last") + 40])
    found, reasons = readable(path)
    assert found == {"a.fit": b"outer", "b.zip > 1.fit": b"first", "b.zip > 2.fit": b"second"}
    assert len(reasons) == 2


def test_an_archive_inside_is_read_as_far_as_it_came(tmp_path: Path):
    inner = packed({f"{n}.fit": DICE.randbytes(200) for n in range(5)}, STORED)
    path = tmp_path / "x.zip"
    for data in (packed({"uploads.zip": inner}, STORED), streamed({"uploads.zip": inner}, STORED)):
        path.write_bytes(data[: len(inner) // 2])
        found, reasons = readable(path)
        assert set(found) == {"uploads.zip > 0.fit", "uploads.zip > 1.fit"}
        assert sum("cut off or damaged" in reason for reason in reasons) == 2


def test_the_missing_table_of_a_strava_export_is_named(tmp_path: Path):
    path = tmp_path / "x.zip"
    data = packed({"activities/1.fit.gz": b"recorded" * 9, "activities.csv": b"table" * 99})
    path.write_bytes(data[: data.index(b"activities.csv") - 5])
    assert any("lacks activities.csv" in reason for reason in readable(path)[1])
    path.write_bytes(packed({"activities/1.fit.gz": b"1", "activities.csv": b"2"})[:-9])
    assert not any("activities.csv" in reason for reason in readable(path)[1])


def test_a_damaged_archive_is_bounded_and_never_an_internal_error(tmp_path: Path):
    path = tmp_path / "x.zip"
    for _ in range(150):
        data = bytearray(DICE.choice(list(MAKERS.values()))())
        for _ in range(DICE.randint(1, 6)):
            data[DICE.randrange(4, len(data))] = DICE.randrange(256)
        path.write_bytes(data[: DICE.randrange(4, len(data))])
        with suppress(FlarelagError):
            readable(path)


def test_more_members_than_any_export_has_are_left_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(zip_cut, "MOST_MEMBERS", 3)
    path = tmp_path / "x.zip"
    path.write_bytes(packed({f"{n}.fit": b"run" for n in range(9)})[:-9])
    assert list(readable(path)[0]) == ["0.fit", "1.fit", "2.fit"]


def test_marks_that_lead_nowhere_are_given_up_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(zip_cut, "_MOST_MARKS", 12)
    path = tmp_path / "x.zip"
    path.write_bytes(streamed({"a": b"PK\x07\x08" * 9, "b": b"PK\x07\x08" * 9}, STORED)[:-9])
    found, reasons = readable(path)
    assert set(found) == {"a"}
    assert len(reasons) == 2


def test_a_cut_bomb_is_refused(tmp_path: Path):
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"bomb": bytes(80 << 20), "noise": os.urandom(99)})[:-9])
    assert list(readable(path)[0]) == ["noise"] or not readable(path)[0]
    assert any("times its size" in reason for reason in readable(path)[1])
    assert Origin(str(path)) == list(list_inputs([path]))[-1].origin


@pytest.mark.parametrize("pack", [packed, streamed])
@pytest.mark.parametrize("method", [STORED, DEFLATED])
def test_what_stands_of_a_member_that_the_cut_goes_through_is_at_hand(
    tmp_path: Path, method: int, pack: Callable[..., bytes]
):
    recording = DICE.randbytes(400)
    data = pack({"1.fit": b"first", "activities/2.fit": recording}, method)
    path = tmp_path / "x.zip"
    path.write_bytes(data[: data.index(b"activities/2.fit") + 300])
    with pytest.raises(CutOffMemberError, match="cut off inside its archive") as raised:
        read_input(Origin(str(path), "activities/2.fit"))
    assert recording.startswith(raised.value.beginning)
    assert len(raised.value.beginning) > 200


def test_a_recording_that_is_damaged_before_the_cut_is_not_taken_for_a_whole_one(tmp_path: Path):
    recording = b"<gpx>" + DICE.randbytes(400).hex().encode()
    data = bytearray(packed({"1.gpx": recording}, STORED))
    data[data.index(b"<gpx>") + 40] ^= 1
    path = tmp_path / "x.zip"
    path.write_bytes(data[:-10])
    assert readable(path)[0] == {}


def test_a_streamed_bomb_in_a_cut_archive_is_not_inflated_to_its_end(tmp_path: Path):
    path = tmp_path / "x.zip"
    path.write_bytes(streamed({"a.fit": b"run", "bomb": bytes(90 << 20), "c.fit": b"run"})[:-9])
    found, reasons = readable(path)
    assert set(found) == {"a.fit"}
    assert len(reasons) == 2
