from __future__ import annotations

import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.model.outcome import Origin
from flarelag.sources import inputs, limits
from flarelag.sources import zipped as zipped_module
from flarelag.sources.inputs import list_inputs, open_input, read_input
from flarelag.sources.strava_export import find_strava_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def zipped(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, str | bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def listed(*paths: Path) -> list[str]:
    return [str(item.origin.member or item.origin.path) for item in list_inputs(paths)]


def refusal(path: Path, member: str | None = None) -> FlarelagError:
    with pytest.raises(FlarelagError) as raised:
        read_input(Origin(str(path), member))
    assert raised.value.file == str(Origin(str(path), member))
    return raised.value


def test_files_and_folders_are_listed_in_order_and_hidden_ones_are_not(tmp_path: Path):
    (tmp_path / "b").mkdir()
    for name in ("b/two.gpx", "a.fit", ".DS_Store", "c.tcx"):
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.fit").write_bytes(b"1")
    assert listed(tmp_path) == [str(tmp_path / name) for name in ("a.fit", "b/two.gpx", "c.tcx")]
    first = next(list_inputs([tmp_path]))
    assert first.size_bytes == 5
    assert first.mtime_ns == (tmp_path / "a.fit").stat().st_mtime_ns
    assert first.crc32 is None


def test_a_link_inside_a_folder_is_listed_and_refused(tmp_path: Path):
    (tmp_path / "a.fit").write_bytes(b"run")
    (tmp_path / "link.fit").symlink_to(tmp_path / "a.fit")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [each.refusal is None for each in list_inputs([tmp_path])] == [True, False, False]


def test_a_link_that_is_named_is_followed(tmp_path: Path):
    (tmp_path / "a.fit").write_bytes(b"run")
    (tmp_path / "link.fit").symlink_to(tmp_path / "a.fit")
    assert listed(tmp_path / "link.fit") == [str(tmp_path / "link.fit")]
    assert read_input(Origin(str(tmp_path / "link.fit"))) == b"run"


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path):
    (tmp_path / "x.fit").mkdir()
    (tmp_path / "x.fit" / "y.fit").write_bytes(b"run")
    assert listed(tmp_path / "x.fit") == [str(tmp_path / "x.fit" / "y.fit")]
    assert "no regular file" in refusal(tmp_path / "x.fit").reason


def test_zip_members_are_read_in_place(tmp_path: Path):
    path = zipped(
        tmp_path / "export.zip",
        [
            ("activities/", ""),
            ("activities/1.fit.gz", b"one"),
            ("activities.csv", b"a,b"),
            ("__MACOSX/._1", b"x"),
            (".hidden", b"x"),
        ],
    )
    assert listed(path) == ["activities/1.fit.gz", "activities.csv"]
    first = next(list_inputs([path]))
    assert first.crc32 == zlib.crc32(b"one")
    assert first.mtime_ns == path.stat().st_mtime_ns
    assert [read_input(item.origin) for item in list_inputs([path])] == [b"one", b"a,b"]
    assert os.listdir(tmp_path) == ["export.zip"]  # noqa: PTH208 - names are enough


@pytest.mark.parametrize(
    "name", ["../../evil.fit", "/etc/evil.fit", "C:\\evil.fit", "a\nb", "ü.fit"]
)
def test_a_members_name_is_never_a_path(tmp_path: Path, name: str):
    folder = tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)
    path = zipped(folder / "x.zip", [(name, b"run")])
    assert [read_input(item.origin) for item in list_inputs([path])] == [b"run"]
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_each_read_under_a_name_of_their_own(tmp_path: Path):
    named = ["a.fit", "x/b.fit.gz", "a.fit", "a (2).fit", "x/b.fit.gz", "a.fit", "x.y/c", "x.y/c"]
    path = zipped(tmp_path / "x.zip", [(name, f"{n}") for n, name in enumerate(named)])
    expected = {
        "a.fit": b"0",
        "x/b.fit.gz": b"1",
        "a (3).fit": b"2",
        "a (2).fit": b"3",
        "x/b.fit (2).gz": b"4",
        "a (4).fit": b"5",
        "x.y/c": b"6",
        "x.y/c (2)": b"7",
    }
    items = list(list_inputs([path]))
    assert {str(item.origin.member): read_input(item.origin) for item in items} == expected
    assert [item.crc32 for item in items] == [zlib.crc32(data) for data in expected.values()]


def test_folders_that_windows_parts_by_backslashes_are_folders(tmp_path: Path):
    names = ["e\\", "e\\activities.csv", "e\\activities\\1.fit", "e\\.hidden", "e/activities/1.fit"]
    path = zipped(tmp_path / "x.zip", [(name, name.encode()) for name in names])
    members = [each.origin.member for each in list_inputs([path])]
    assert members == ["e/activities.csv", "e/activities/1.fit", "e/activities/1 (2).fit"]
    assert read_input(Origin(str(path), "e/activities/1.fit")) == names[2].encode()
    assert len(find_strava_csv(list(list_inputs([path])))) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_archives_of_one_name_inside_another_are_each_opened(tmp_path: Path):
    inner = [packed_zip({"a.fit": data}) for data in (b"first", b"second")]
    path = zipped(tmp_path / "x.zip", [("i.zip", data) for data in inner])
    assert [(item.origin.member, read_input(item.origin)) for item in list_inputs([path])] == [
        ("i.zip > a.fit", b"first"),
        ("i (2).zip > a.fit", b"second"),
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_in_a_cut_archive_are_each_read(tmp_path: Path):
    path = zipped(tmp_path / "x.zip", [("a.fit", b"first"), ("a.fit", b"second")])
    path.write_bytes(path.read_bytes()[:-9])
    assert listed(path) == ["a.fit", "a (2).fit", str(path)]
    assert read_input(Origin(str(path), "a (2).fit")) == b"second"


def test_a_link_inside_an_archive_is_refused(tmp_path: Path):
    info = zipfile.ZipInfo("link.fit")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "x.zip", [(info, "/etc/passwd")])
    assert listed(path) == ["link.fit"]
    error = refusal(path, "link.fit")
    assert isinstance(error, UnsafeInputError)
    assert "never followed" in error.reason


def test_an_encrypted_member_is_refused(tmp_path: Path):
    path = zipped(tmp_path / "x.zip", [("a.fit", b"run")])
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path, "a.fit").reason


def test_a_damaged_member_fails_alone(tmp_path: Path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.fit", b"first run")
        archive.writestr("b.fit", b"second run")
    path.write_bytes(path.read_bytes().replace(b"first run", b"f*rst run"))
    assert listed(path) == ["a.fit", "b.fit"]
    assert "damaged inside its archive" in refusal(path, "a.fit").reason
    assert read_input(Origin(str(path), "b.fit")) == b"second run"


def test_an_unknown_compression_is_named(tmp_path: Path):
    path = zipped(tmp_path / "x.zip", [("a.fit", b"run" * 50)])
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 97)
    path.write_bytes(data)
    assert "damaged inside its archive" in refusal(path, "a.fit").reason


@pytest.mark.parametrize("damage", [lambda d: d[4:60], lambda d: d[:30], lambda _: b""])
def test_a_bad_archive_is_one_input_that_fails(tmp_path: Path, damage: Callable[[bytes], bytes]):
    path = zipped(tmp_path / "x.zip", [("a.fit", b"run" * 999)])
    path.write_bytes(damage(path.read_bytes()))
    assert listed(path) == [str(path)]
    error = refusal(path)
    assert isinstance(error, UnreadableFileError)
    assert "cut off or damaged" in error.reason


def test_a_zip_is_told_by_content(tmp_path: Path):
    path = zipped(tmp_path / "export.backup", [("a.fit", b"run")])
    assert listed(path) == ["a.fit"]
    assert "zip archive: import it whole" in refusal(path).reason


def test_a_bomb_in_an_archive_is_refused_alone(tmp_path: Path):
    size = limits.HARMLESS + limits.MEBIBYTE
    path = zipped(tmp_path / "x.zip", [("a.fit", b"1"), ("bomb.gpx", bytes(size)), ("b.fit", b"2")])
    assert listed(path) == ["a.fit", "bomb.gpx", "b.fit"]
    assert isinstance(refusal(path, "bomb.gpx"), UnsafeInputError)
    assert [read_input(Origin(str(path), name)) for name in ("a.fit", "b.fit")] == [b"1", b"2"]
    outer = zipped(tmp_path / "outer.zip", [("i.zip", path.read_bytes())])
    assert "decompression bombs" in refusal(outer, "i.zip > bomb.gpx").reason
    assert read_input(Origin(str(outer), "i.zip > b.fit")) == b"2"


def test_a_bomb_in_a_cut_archive_is_refused_alone(tmp_path: Path):
    noise = os.urandom(200_000)
    bomb = bytes(limits.HARMLESS + limits.MEBIBYTE)
    path = zipped(tmp_path / "x.zip", [("a.fit", b"1"), ("bomb.gpx", bomb), ("cut.fit", noise)])
    path.write_bytes(path.read_bytes()[:-100_000])
    assert listed(path) == ["a.fit", "bomb.gpx", "cut.fit", str(path)]
    assert read_input(Origin(str(path), "a.fit")) == b"1"
    assert "decompression bombs" in refusal(path, "bomb.gpx").reason
    assert "cut off" in refusal(path, "cut.fit").reason


def test_members_that_together_are_a_bomb_are_refused_from_where_they_are(tmp_path: Path):
    part = bytes(limits.HARMLESS // 4)
    members = [*((f"{n}.gpx", part) for n in range(6)), ("run.fit", b"run")]
    path = zipped(tmp_path / "many.zip", members)
    assert listed(path) == [name for name, _ in members]
    for name, data in (*members[:3], members[6]):
        assert read_input(Origin(str(path), name)) == data
    for name, _ in members[3:6]:
        error = refusal(path, name)
        assert isinstance(error, UnsafeInputError)
        assert "together" in error.reason
        with pytest.raises(UnsafeInputError), open_input(Origin(str(path), name)):
            pass


def test_members_that_share_their_bytes_are_refused_whole(tmp_path: Path):
    data = packed_zip({f"{n}.gpx": bytes([n]) * (limits.HARMLESS // 4) for n in range(9)})
    central = data.index(b"PK\x01\x02")
    entry_bytes = data.index(b"PK\x01\x02", central + 4) - central
    entry = data[central : central + entry_bytes]
    n_entries = 6
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, n_entries, n_entries, n_entries * len(entry), 0, 0
    )
    member = data[: data.index(b"PK\x03\x04", 4)]
    end = end[:16] + struct.pack("<I", len(member)) + end[20:]
    path = tmp_path / "shared.zip"
    path.write_bytes(member + entry * n_entries + end)
    assert listed(path) == [str(path)]
    assert "decompression bombs" in refusal(path).reason


PACKED = [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def declaring(data: bytes, n_bytes: int) -> bytes:
    """Return an archive of one member that declares another length."""
    lying = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(magic) + at, n_bytes)
    return bytes(lying)


def most_resident_mb(path: Path) -> float:
    """Return how much memory another process needs to be refused the one member of an archive."""
    code = (
        "import pathlib, sys\n"
        "from flarelag.errors import FlarelagError\n"
        "from flarelag.sources.inputs import list_inputs, read_input, open_input\n"
        "(item,) = list_inputs([pathlib.Path(sys.argv[1])])\n"
        "def peak():\n    status = pathlib.Path('/proc/self/status').read_text()\n"
        "    return int(status.partition('VmHWM:')[2].split()[0])\n"
        "before, refused = peak(), 0\n"
        "try:\n    read_input(item.origin)\n"
        "except FlarelagError:\n    refused += 1\n"
        "try:\n    with open_input(item.origin) as file:\n        file.read(1 << 16)\n"
        "except FlarelagError:\n    refused += 1\n"
        "print(refused, (peak() - before) / 1024)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    refused, mb = run.stdout.split()
    assert refused == "2"
    return float(mb)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to look")
@pytest.mark.parametrize("method", PACKED)
def test_a_member_that_inflates_to_more_than_it_declares_takes_no_more_memory(
    tmp_path: Path, method: int
):
    path = tmp_path / "x.zip"
    path.write_bytes(declaring(packed_zip({"a.fit": bytes(100 * limits.MEBIBYTE)}, method), 10))
    assert "damaged inside its archive" in refusal(path, "a.fit").reason
    assert most_resident_mb(path) < 30


@pytest.mark.parametrize("method", PACKED)
@pytest.mark.parametrize("n_bytes", [0, 1, 300_000])
def test_a_member_is_read_whatever_packed_it_and_damage_is_said(
    tmp_path: Path, method: int, n_bytes: int
):
    data = os.urandom(n_bytes // 2) + bytes(n_bytes - n_bytes // 2)
    path = tmp_path / "x.zip"
    path.write_bytes(packed_zip({"a.fit": data, "i.zip": packed_zip({"b": data})}, method))
    items = list(list_inputs([path]))
    assert [read_input(item.origin) for item in items] == [data, data]
    with open_input(items[0].origin) as file:
        pieces = iter(lambda: file.read(1 << 16), b"")
        assert b"".join(pieces) == data
    path.write_bytes(declaring(packed_zip({"a.fit": data}, method), n_bytes + 9))
    assert read_input(Origin(str(path), "a.fit")) == data  # its checksum is right
    if n_bytes > 1:
        spoilt = bytearray(packed_zip({"a.fit": data}, method))
        spoilt[len(spoilt) // 2] ^= 0xFF
        path.write_bytes(spoilt)
        assert "damaged inside its archive" in refusal(path, "a.fit").reason


def test_a_file_too_large_is_refused_unread(tmp_path: Path):
    path = tmp_path / "large.fit"
    with path.open("wb") as file:
        file.truncate(limits.LARGEST_FILE + 1)  # sparse: takes no room
    assert isinstance(refusal(path), UnsafeInputError)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<?xml version='1.0'?>\n<ClinicalDocument>", "XML of another kind"),
        (b"\0\0\0\x18ftypmp42", "a picture or film"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_beginning_however_large(
    tmp_path: Path, head: bytes, kind: str
):
    path = tmp_path / "large"
    path.write_bytes(head)
    os.truncate(path, limits.LARGEST_FILE + 1)
    error = refusal(path)
    assert isinstance(error, NotAnActivityError)
    assert kind in error.reason
    path.write_bytes(b"7z\xbc\xaf\x27\x1c")
    os.truncate(path, limits.LARGEST_FILE + 1)
    assert "a 7z archive: unpack it" in refusal(path).reason


def test_a_member_of_another_kind_is_told_by_its_beginning_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inputs, "HARMLESS", 1000)
    record, run = b"<ClinicalDocument>" + b"<a>" * 1000, b"<gpx>" + b"<a/>" * 1000
    path = zipped(tmp_path / "x.zip", [("export_cda.xml", record), ("run.gpx", run)])
    assert isinstance(refusal(path, "export_cda.xml"), NotAnActivityError)
    assert read_input(Origin(str(path), "run.gpx")) == run


def test_what_is_not_there_fails_when_it_is_read(tmp_path: Path):
    missing = tmp_path / "nowhere.fit"
    assert listed(missing) == [str(missing)]
    assert refusal(missing).reason == "there is no such file or folder"
    path = zipped(tmp_path / "x.zip", [("a.fit", b"run")])
    assert "no longer in the archive" in refusal(path, "b.fit").reason


def test_a_pipe_is_never_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.fit")
    assert listed(tmp_path) == [str(tmp_path / "pipe.fit")]
    assert "no regular file" in refusal(tmp_path / "pipe.fit").reason


def test_an_archive_that_changes_is_opened_anew(tmp_path: Path):
    path = zipped(tmp_path / "x.zip", [("a.fit", b"old")])
    assert read_input(Origin(str(path), "a.fit")) == b"old"
    path = zipped(tmp_path / "x.zip", [("a.fit", b"newer")])
    assert read_input(Origin(str(path), "a.fit")) == b"newer"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.fit").write_bytes(b"run")

    def denied(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    assert refusal(tmp_path / "a.fit").reason == "cannot be read: Permission denied"


def packed_zip(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def nameless_files() -> int:
    """Return how many open files of this process have no name any more (Linux)."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(each.readlink()))
    return sum(name.endswith("(deleted)") for name in found)


@pytest.mark.parametrize("outer", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("inner", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_inside_another_is_read_where_it_lies(tmp_path: Path, outer: int, inner: int):
    runs = {f"mail_{n}.fit": f"run {n}".encode() * 99 for n in range(3)}
    deep = packed_zip(runs, inner)
    path = tmp_path / "export.zip"
    members = {"a.json": b"{}", "DI/Part1.zip": deep, "x/Part > 2.zip": packed_zip({"y.zip": deep})}
    path.write_bytes(packed_zip(members, outer))
    items = list(list_inputs([path]))
    assert [item.origin.member for item in items] == [
        "a.json",
        *(f"DI/Part1.zip > {name}" for name in runs),
        *(f"x/Part > 2.zip > y.zip > {name}" for name in runs),
    ]
    assert [read_input(item.origin) for item in reversed(items)] == [
        *reversed(runs.values()),
        *reversed(runs.values()),
        b"{}",
    ]
    assert items[1].crc32 == zlib.crc32(runs["mail_0.fit"])
    assert [p.name for p in tmp_path.iterdir()] == ["export.zip"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux to look")
def test_only_a_compressed_inner_archive_takes_room_and_gives_it_back(tmp_path: Path):
    inner = packed_zip({"a.fit": os.urandom(5000)})
    stored, deflated = tmp_path / "stored.zip", tmp_path / "deflated.zip"
    stored.write_bytes(packed_zip({"i.zip": inner}, zipfile.ZIP_STORED))
    deflated.write_bytes(packed_zip({"i.zip": inner}))
    zipped_module._opened.cache_clear()
    before = nameless_files()
    assert len(read_input(Origin(str(stored), "i.zip > a.fit"))) == 5000
    assert nameless_files() == before
    assert len(read_input(Origin(str(deflated), "i.zip > a.fit"))) == 5000
    assert nameless_files() == before + 1
    zipped_module._opened.cache_clear()
    assert nameless_files() == before


def test_what_lies_too_deep_is_one_input_that_fails(tmp_path: Path):
    data = b"run"
    for name in ("a.fit", "3.zip", "2.zip", "1.zip"):
        data = packed_zip({name: data})
    (tmp_path / "x.zip").write_bytes(data)
    assert listed(tmp_path / "x.zip") == ["1.zip > 2.zip > 3.zip"]


@pytest.mark.parametrize("damage", [lambda d: d[:30], lambda _: b"", lambda _: b"no archive"])
def test_a_bad_inner_archive_fails_alone(tmp_path: Path, damage: Callable[[bytes], bytes]):
    inner = damage(packed_zip({"a.fit": b"run" * 99}))
    path = zipped(tmp_path / "x.zip", [("bad.zip", inner), ("b.fit", b"run")])
    assert listed(path) == ["bad.zip", "b.fit"]
    assert "cut off or damaged" in refusal(path, "bad.zip").reason
    assert read_input(Origin(str(path), "b.fit")) == b"run"


def test_empty_archives_are_not_passed_over_in_silence(tmp_path: Path):
    empty = zipped(tmp_path / "empty.zip", [])
    assert listed(empty) == [str(empty)]
    assert "nothing inside" in refusal(empty).reason
    outer = zipped(tmp_path / "x.zip", [("empty.zip", packed_zip({".hidden": b""}))])
    assert listed(outer) == ["empty.zip"]
    assert "nothing inside" in refusal(outer, "empty.zip").reason


def test_a_member_named_as_if_it_lay_deeper_keeps_the_archive_beside_it_closed(tmp_path: Path):
    members = [("a.zip", packed_zip({"b.fit": b"inner"})), ("a.zip > b.fit", b"outer")]
    path = zipped(tmp_path / "x.zip", members)
    assert listed(path) == ["a.zip", "a.zip > b.fit"]
    assert read_input(Origin(str(path), "a.zip > b.fit")) == b"outer"


def test_a_bomb_wrapped_twice_is_measured_by_the_outermost_file(tmp_path: Path):
    many = packed_zip({f"{n}.gpx": bytes(limits.HARMLESS // 4) for n in range(5)})
    path = zipped(tmp_path / "x.zip", [("i.zip", many)])
    assert listed(path) == ["i.zip"]
    assert "decompression bombs" in refusal(path, "i.zip").reason


def test_an_inner_archive_that_needs_too_much_room_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(zipped_module, "LARGEST_INNER_ARCHIVE", 10)
    path = zipped(tmp_path / "x.zip", [("i.zip", packed_zip({"a.fit": b"run" * 9}))])
    assert listed(path) == ["i.zip"]
    assert "unpack the outer one" in refusal(path, "i.zip").reason


def test_names_that_are_not_the_unicode_they_claim_to_be_spoil_nothing(tmp_path: Path):
    data = packed_zip({"läuf-0.fit": b"run 0", "läuf-1.fit": b"run 1", "b.fit": b"run 2"})
    broken = data.replace("läuf-0".encode(), b"l\xe4\xe4uf-0")
    for name, content in (("x.zip", broken), ("junk before.zip", b"#!junk\n" + broken)):
        path = tmp_path / name
        path.write_bytes(content)
        zipped_module._opened.cache_clear()
        items = list(list_inputs([path]))
        assert [item.origin.member for item in items][1:] == ["läuf-1.fit", "b.fit"]
        assert [read_input(item.origin) for item in items] == [b"run 0", b"run 1", b"run 2"]


MUTATIONS = st.lists(
    st.tuples(st.integers(0, 2000), st.binary(min_size=0, max_size=3), st.integers(0, 3)),
    min_size=1,
    max_size=4,
)


@given(MUTATIONS, st.sampled_from([zipfile.ZIP_STORED, *PACKED]))
@example([(0, b"", 0)], zipfile.ZIP_STORED)
def test_a_damaged_archive_ends_in_sentences(
    tmp_path_factory: pytest.TempPathFactory,
    mutations: list[tuple[int, bytes, int]],
    compression: int,
):
    inner = packed_zip({"a.fit": b"run" * 50, "läuf.fit": b"x"})
    data = bytearray(packed_zip({"i.zip": inner, "j.xml": b"<HealthData/>"}, compression))
    for at, new, n_old in mutations:
        place = at % max(len(data), 1)
        data[place : place + n_old] = new
    path = tmp_path_factory.mktemp("damaged") / "x.zip"
    path.write_bytes(data)
    for item in list_inputs([path]):
        with suppress(FlarelagError):  # any other error fails the test
            read_input(item.origin)
        with suppress(FlarelagError), open_input(item.origin) as file:
            file.read(100)


def test_folders_may_lie_deeper_than_python_calls_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    depth = 1200
    for _ in range(depth):
        Path("a").mkdir()
        os.chdir("a")
    Path("run.fit").write_bytes(b"x")
    assert [Path(each).name for each in listed(tmp_path)] == ["run.fit"]
    Path("run.fit").unlink()
    for _ in range(depth):
        os.chdir("..")
        Path("a").rmdir()
