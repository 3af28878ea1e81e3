"""What ill will or bad luck can put into a folder: a sentence each, and the library stays whole."""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flarelag.model.outcome import Outcome
from flarelag.sources import inputs
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import check_library, undo_import
from flarelag.workflows.rebuilding import rebuild

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flarelag.store.library import Library

    Recording = Callable[[int], bytes]

SECRET = "Beethoven's ninth"  # noqa: S105 - a file that no import may read
NAMED_ELSEWHERE = ("../../outside.tcx", "/outside.tcx", "C:\\outside.tcx", "a\0b.tcx", "aux.tcx")


def packed(members: dict[str, bytes], *, link: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        if link is not None:
            info = zipfile.ZipInfo("link.tcx")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, link)
    return buffer.getvalue()


def with_doctype(recording: bytes, inside: str, place: bytes = b"<Id>") -> bytes:
    return f"<!DOCTYPE a [{inside}]>".encode() + recording.replace(
        place, b"<Notes>&x;</Notes>" + place
    )


def laughs() -> str:
    entities = '<!ENTITY x0 "ha">'
    for n in range(1, 40):
        entities += f'<!ENTITY x{n} "&x{n - 1};&x{n - 1};&x{n - 1};&x{n - 1};">'
    return entities + '<!ENTITY x "&x39;">'


FIT_OF_4_GB = struct.pack("<BBHI4sH", 14, 0x20, 2195, 0xFFFFFFFF, b".FIT", 0) + b"\x40\0\0\x14\0\1"


@pytest.fixture
def hostile(tmp_path: Path, easy: Recording) -> tuple[Path, dict[str, tuple[Outcome, str]]]:
    """Return a folder of hostile files, and what is to be said of each."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    external = f'<!ENTITY x SYSTEM "{secret.as_uri()}">'
    late = easy(3).replace(b"2026-01-", b"2075-01-")
    refused = unreadable = Outcome.FAILED
    files = {
        "laughs.tcx": (with_doctype(easy(1), laughs()), refused, "exhaust memory"),
        "external.tcx": (with_doctype(easy(2), external), refused, "entities"),
        "deep.gpx": (b"<gpx>" + b"<trk>" * 100_000, refused, "exhaust memory"),
        "bomb.fit.gz": (gzip.compress(bytes(80 << 20)), refused, "times its size"),
        "bomb.zip": (packed({"a.fit": bytes(80 << 20)}), refused, "times its size"),
        "link.zip": (packed({}, link=str(secret)), refused, "link inside an archive"),
        "cut off.zip": (packed({"a.tcx": easy(4)})[:50], unreadable, "cut off or damaged"),
        "empty.fit": (b"", unreadable, "empty (0 bytes)"),
        "four gigabytes.fit": (FIT_OF_4_GB, unreadable, "no readable message"),
        "2075.tcx": (late, refused, "2075-01-04, a day yet to come"),
    }
    folder = tmp_path / "files"
    folder.mkdir()
    for name, (data, _, _) in files.items():
        (folder / name).write_bytes(data)
    return folder, {name: (outcome, words) for name, (_, outcome, words) in files.items()}


def test_each_hostile_file_fails_in_a_sentence_and_leaves_nothing(
    library: Library,
    hostile: tuple[Path, dict[str, tuple[Outcome, str]]],
    now: datetime,
    easy: Recording,
):
    folder, expected = hostile
    (folder / "good.tcx").write_bytes(easy(9))
    before = {path.relative_to(folder.parent) for path in folder.parent.iterdir()}
    summary = import_paths(library, [folder], now=now, jobs=1)
    ended = {Path(each.origin.path).name: each for each in summary.results}
    assert ended.pop("good.tcx").outcome is Outcome.IMPORTED
    assert {name: each.outcome for name, each in ended.items()} == {
        name: outcome for name, (outcome, _) in expected.items()
    }
    unsaid = [n for n, (_, words) in expected.items() if words not in str(ended[n].reason)]
    assert {name: ended[name].reason for name in unsaid} == {}
    assert not any(
        "\n" in str(each.reason) or len(str(each.reason)) > 200 for each in ended.values()
    )
    assert len(library.activities()) == 1
    assert check_library(library) == []
    assert {path.relative_to(folder.parent) for path in folder.parent.iterdir()} == before
    kept = [path.read_bytes() for path in library.paths.root.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in data for data in kept)


def test_members_named_after_places_elsewhere_are_read_and_nothing_is_written_there(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    (tmp_path / "x.zip").write_bytes(packed({n: easy(i) for i, n in enumerate(NAMED_ELSEWHERE)}))
    summary = import_paths(library, [tmp_path / "x.zip"], now=now, jobs=1)
    assert summary.n_new_activities == len(NAMED_ELSEWHERE)
    assert [p.name for p in tmp_path.parent.rglob("*outside*")] == []
    assert not Path("/outside.tcx").exists()
    assert check_library(library) == []


def test_times_that_run_backwards_or_repeat_and_numbers_that_are_none_are_read(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    backwards = re.sub(rb"T07:(\d\d)", lambda m: b"T07:%02d" % (59 - int(m[1])), easy(1))
    repeated = re.sub(rb"<Time>[^<]*", b"<Time>2026-01-03T07:00:00Z", easy(2))
    odd = easy(3)
    for value in (b"NaN", b"inf", b"-INF", b"1e999"):
        odd = re.sub(rb"<DistanceMeters>[\d.]+", b"<DistanceMeters>" + value, odd, count=40)
        odd = re.sub(rb"<x:Speed>[\d.]+", b"<x:Speed>" + value, odd, count=40)
    for name, data in {"backwards": backwards, "repeated": repeated, "odd": odd}.items():
        (tmp_path / f"{name}.tcx").write_bytes(data)
    files = sorted(tmp_path.glob("*.tcx"))
    summary = import_paths(library, files, now=now, jobs=1)
    assert [each.outcome for each in summary.results] == [Outcome.IMPORTED] * 3
    said = {Path(each.origin.path).stem: each.activity.remarks for each in library.activities()}
    assert any("its clock runs backwards" in remark for remark in said["backwards"])
    assert "239 records at the same time as the one before" in said["repeated"]
    assert check_library(library) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_members_of_one_name_each_is_imported_and_told_apart_again(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for data in (easy(1), easy(2), easy(1)):
            archive.writestr("run.tcx", data)
    names = ["run.tcx", "run (2).tcx", "run (3).tcx"]
    for _ in range(2):
        summary = import_paths(library, [path], now=now, jobs=1)
        assert [each.origin.member for each in summary.results] == names
        assert [each.outcome for each in summary.results] == [
            Outcome.IMPORTED,
            Outcome.IMPORTED,
            Outcome.DUPLICATE,
        ]
        assert summary.results[2].reason == f"the same bytes as {path} > run.tcx"
        again = import_paths(library, [path], now=now, jobs=1)
        assert [each.origin.member for each in again.results] == names
        assert {each.outcome for each in again.results} == {Outcome.DUPLICATE}
        assert sum(each.n_records for each in again.results) == 0
        rebuilt = rebuild(library, now=now, jobs=1)
        assert (rebuilt.n_originals, len(rebuilt.failures)) == (2, 0)
        assert {each.activity.start_utc.day for each in library.activities()} == {2, 3}
        assert check_library(library) == []
        undo_import(library, again.import_id)
        assert undo_import(library, summary.import_id).n_removed == 2
        assert library.activities() == []


def test_beside_a_bomb_the_good_members_of_an_archive_are_imported(
    library: Library, tmp_path: Path, now: datetime, easy: Recording
):
    inner = packed({"a.tcx": easy(3), "bomb.tcx": bytes(80 << 20)})
    members = {"1.tcx": easy(1), "bomb.fit": bytes(300 << 20), "2.tcx": easy(2), "i.zip": inner}
    (tmp_path / "x.zip").write_bytes(packed(members))
    summary = import_paths(library, [tmp_path / "x.zip"], now=now, jobs=1)
    assert {each.origin.member: each.outcome for each in summary.results} == {
        "1.tcx": Outcome.IMPORTED,
        "bomb.fit": Outcome.FAILED,
        "2.tcx": Outcome.IMPORTED,
        "i.zip > a.tcx": Outcome.IMPORTED,
        "i.zip > bomb.tcx": Outcome.FAILED,
    }
    failed = [each.reason for each in summary.results if each.outcome is Outcome.FAILED]
    assert all("times its size" in str(reason) for reason in failed)
    assert check_library(library) == []


def test_archives_inside_that_hold_more_files_than_any_export_are_left_closed(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Recording,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(inputs, "MOST_MEMBERS", 6)
    few, many = packed({"a.tcx": easy(1)}), packed({f"{n}.tcx": b"" for n in range(6)})
    members = {"few.zip": few, "many.zip": many, "b.tcx": easy(2)}
    (tmp_path / "x.zip").write_bytes(packed(members))
    summary = import_paths(library, [tmp_path / "x.zip"], now=now, jobs=1)
    assert {each.origin.member: each.outcome for each in summary.results} == {
        "few.zip > a.tcx": Outcome.IMPORTED,
        "many.zip": Outcome.FAILED,
        "b.tcx": Outcome.IMPORTED,
    }
    assert "files in one archive" in str(summary.results[1].reason)
