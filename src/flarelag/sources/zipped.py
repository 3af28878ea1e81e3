"""Zip archives, and archives inside them, read where they lie.

A stored inner archive is read in place; a compressed one through one unnamed temporary file, which
is gone when the archive is closed. Nothing else is ever unpacked to disk.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.paths import BACKUP_MANIFEST
from flarelag.sources.file_view import FileView, SharedFile
from flarelag.sources.limits import (
    LARGEST_INNER_ARCHIVE,
    MEBIBYTE,
)
from flarelag.sources.zip_content import in_place, open_member, safe_member
from flarelag.sources.zip_cut import recovered
from flarelag.sources.zip_members import by_name, too_many_bytes
from flarelag.sources.zip_names import take_names_as_bytes

if TYPE_CHECKING:
    from pathlib import Path

WITHIN: Final = " > "
"""Parts an inner archive's name from that of its member."""
DEEPEST: Final = 2
"""How many archives may lie around a member inside the outermost one."""
_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_SUFFIX: Final = ".zip"


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive.

    Parameters
    ----------
    zip_file : zipfile.ZipFile
        The archive itself.
    members : dict of str to zipfile.ZipInfo
        Every file inside but hidden ones, each by a name of its own, in order.
    refused : frozenset of str
        Those beyond what all may together unpack to.
    view : FileView
        Its bytes.
    depth : int
        How many archives lie around it.
    packing : float
        Its bytes in the outermost file for each of its own: 1 unless it is itself compressed.
    odd_names : bool
        Members are named as if they lay in archives inside, which are then left closed.
    cut_off : bool
        Its list of members is lost: these are those that stand before the cut.
    """

    zip_file: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    refused: frozenset[str]
    view: FileView
    depth: int
    packing: float
    odd_names: bool
    cut_off: bool = False

    @property
    def is_backup(self) -> bool:
        """Whether it is a whole library, put away."""
        return BACKUP_MANIFEST in self.zip_file.NameToInfo

    def holds_archive(self, info: zipfile.ZipInfo) -> bool:
        """Return whether a member is an archive whose members have names of their own here."""
        named = info.filename.lower().endswith(_SUFFIX)
        return named and self.depth < DEEPEST and not self.odd_names


def is_zip(path: Path) -> bool:
    """Tell by content, and by name only where there is no content to tell by."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _MAGIC or path.suffix.lower() == _SUFFIX


def opened(path: Path, inside: tuple[str, ...] = ()) -> Archive:
    """Return an archive, kept open for the next member.

    Parameters
    ----------
    path : Path
        The outermost file.
    inside : tuple of str
        Names of the archives that lie one in another, from the outside in.

    Raises
    ------
    UnreadableFileError
        When one of them is missing, damaged or encrypted.
    UnsafeInputError
        When one of them is a link, too large, or a bomb.
    """
    status = path.stat()
    return _opened(str(path), status.st_size, status.st_mtime_ns, inside)


@lru_cache(maxsize=4)
def _opened(path: str, size_bytes: int, mtime_ns: int, inside: tuple[str, ...]) -> Archive:
    packing = 1.0
    if inside:
        outer = _opened(path, size_bytes, mtime_ns, inside[:-1])
        info = safe_member(outer, inside[-1])
        is_stored = info.compress_type == zipfile.ZIP_STORED
        view = in_place(outer, info) if is_stored else _unpacked(outer, inside[-1], info)
        packing = outer.packing * min(info.compress_size / max(info.file_size, 1), 1.0)
        size_bytes = info.file_size
    else:
        file = open(path, "rb")  # noqa: PTH123, SIM115 - closed with its last view
        view = FileView(SharedFile(file), 0, size_bytes)
    zip_file, cut_off = _zip_file_or_rest(view)
    members = by_name(zip_file.filelist)
    refused = too_many_bytes(members, size_bytes, packing, is_inner=bool(inside))
    odd_names = any(_SUFFIX + WITHIN in name.lower() for name in members)
    return Archive(zip_file, members, refused, view, len(inside), packing, odd_names, cut_off)


def _zip_file_or_rest(view: FileView) -> tuple[zipfile.ZipFile, bool]:
    """Open an archive; one without its list of members as far as it goes, and say so."""
    try:
        zip_file = _zip_file(view)
        if _is_of(view, zip_file):
            return zip_file, False
        why = "its list of contents is missing"
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        why = str(error)
    rest = recovered(view)
    if rest is None:
        raise UnreadableFileError(
            f"this is a zip archive, cut off or damaged ({why}): download it again"
        )
    return rest, True


def _is_of(view: FileView, zip_file: zipfile.ZipFile) -> bool:
    """Return whether the list found is this archive's own, not that of one inside it."""
    view.seek(0)
    begins_with_member = view.read(len(_MAGIC[0])) == _MAGIC[0]
    firsts = (info.header_offset for info in zip_file.filelist)
    return not begins_with_member or min(firsts, default=1) == 0


def _zip_file(view: FileView) -> zipfile.ZipFile:
    """Open an archive, even one with names that are not the Unicode they are said to be."""
    try:
        return zipfile.ZipFile(view)
    except UnicodeDecodeError:
        take_names_as_bytes(view)
        return zipfile.ZipFile(view)


def _unpacked(outer: Archive, name: str, info: zipfile.ZipInfo) -> FileView:
    """Return a compressed member's bytes, unpacked into a file that has no name."""
    if info.file_size > LARGEST_INNER_ARCHIVE:
        raise UnsafeInputError(
            f"refused: a compressed archive of more than {LARGEST_INNER_ARCHIVE // MEBIBYTE} MiB "
            "inside another; unpack the outer one, then import it"
        )
    with open_member(outer, name) as packed:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last view
        shared = SharedFile(file)
        shutil.copyfileobj(packed, file, MEBIBYTE)
    return FileView(shared, 0, info.file_size)


def located(path: Path, member: str) -> tuple[Archive, tuple[str, ...], str]:
    """Return the archive a member lies in, the names that lead to it, and the member's name there.

    Parameters
    ----------
    path : Path
        The outermost file.
    member : str
        `name`, or `inner.zip > name` for one in an archive inside it.

    Raises
    ------
    UnreadableFileError, UnsafeInputError
        As `opened` raises; and when there is no such member.
    """
    inside: tuple[str, ...] = ()
    archive = opened(path)
    while member not in archive.members:
        name, rest = _split(archive, member)
        if name is None or len(inside) == DEEPEST:
            raise UnreadableFileError("this is no longer in the archive")
        inside, member = (*inside, name), rest
        archive = opened(path, inside)
    return archive, inside, member


def _split(archive: Archive, member: str) -> tuple[str | None, str]:
    at = member.find(WITHIN)
    while at >= 0:
        if member[:at] in archive.members:
            return member[:at], member[at + len(WITHIN) :]
        at = member.find(WITHIN, at + 1)
    return None, member
