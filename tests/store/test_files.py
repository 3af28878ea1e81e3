from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryError
from flarelag.store.files import files_under, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def few_open_files() -> Iterator[int]:
    """Let this process open only some eighty files more than it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = len(os.listdir("/dev/fd")) + 80  # noqa: PTH208 - only how many
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    yield allowed
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_more_files_than_may_be_open_are_written_whole(tmp_path: Path, few_open_files: int):
    contents = {
        str(tmp_path / f"{n % 7}" / f"{n}.gz"): os.urandom(1_000) for n in range(2 * few_open_files)
    }
    write_files(contents)
    assert {str(path): path.read_bytes() for path in files_under(tmp_path)} == contents


def test_only_their_owner_can_read_files_and_their_folders(tmp_path: Path):
    path = tmp_path / "records" / "ab" / "ab.arrows"
    write_files({str(path): b"x"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_is_whole_already_is_left_alone_and_what_is_damaged_is_replaced(tmp_path: Path):
    whole, damaged, cut_off, new = (tmp_path / name for name in "abcd")
    whole.write_bytes(b"whole")
    damaged.write_bytes(b"hwole")
    cut_off.write_bytes(b"whol")
    before = whole.stat()
    write_files({str(path): b"whole" for path in (whole, damaged, cut_off, new)})
    assert {path.read_bytes() for path in (whole, damaged, cut_off, new)} == {b"whole"}
    assert whole.stat() == before or whole.stat().st_ino == before.st_ino


def test_where_one_cannot_be_written_none_is_there_under_its_name(tmp_path: Path):
    (tmp_path / "folder").write_bytes(b"a file in the way")
    with pytest.raises(LibraryError, match="nothing of this batch"):
        write_files({str(tmp_path / "good"): b"x", str(tmp_path / "folder" / "bad"): b"y"})
    assert not (tmp_path / "good").exists()
    assert [path.name for path in files_under(tmp_path)] == ["folder"]  # nothing takes up room
