"""Zip archives, and archives inside them, read where they lie.

A stored inner archive is read in place; a compressed one through one unnamed temporary file, which
is gone when the archive is closed. Nothing else is ever unpacked to disk.
"""

from __future__ import annotations

import lzma
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Final

from flarelag.errors import CutOffMemberError, UnreadableFileError, UnsafeInputError
from flarelag.paths import BACKUP_MANIFEST
from flarelag.sources.file_view import FileView, SharedFile
from flarelag.sources.limits import (
    LARGEST_FILE,
    LARGEST_INNER_ARCHIVE,
    LARGEST_RATIO,
    MEBIBYTE,
    refuse_growth,
    refuse_ratio,
)
from flarelag.sources.zip_cut import recovered
from flarelag.sources.zip_members import by_name, too_many_bytes
from flarelag.sources.zip_names import take_names_as_bytes
from flarelag.sources.zip_packed import METHODS, opened_packed

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

WITHIN: Final = " > "
"""Parts an inner archive's name from that of its member."""
DEEPEST: Final = 2
"""How many archives may lie around a member inside the outermost one."""
_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_SUFFIX: Final = ".zip"
_ENCRYPTED: Final = 0x1
_TOGETHER: Final = (
    f"refused: the files of this archive together unpack to more than {LARGEST_RATIO} times its "
    "size, as decompression bombs do"
)
_CUT_OFF: Final = "this is cut off inside its archive: download that again"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_DAMAGED_LATER: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
_DAMAGED: Final = (*_DAMAGED_LATER, NotImplementedError, RuntimeError, UnicodeError, ValueError)


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
        info = _safe_member(outer, inside[-1])
        view = _in_place(outer, info) if _is_stored(info) else _unpacked(outer, info)
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


def _is_stored(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == zipfile.ZIP_STORED


def _in_place(outer: Archive, info: zipfile.ZipInfo) -> FileView:
    """Return where a stored member's bytes lie: behind its own header, its name and its extras."""
    header = outer.view.part(info.header_offset, _LOCAL_HEADER.size).read()
    if len(header) < _LOCAL_HEADER.size or not header.startswith(_MAGIC[0]):
        raise UnreadableFileError("this is damaged inside its archive (no header)")
    _, n_name, n_extra = _LOCAL_HEADER.unpack(header)
    start = info.header_offset + _LOCAL_HEADER.size + n_name + n_extra
    return outer.view.part(start, info.compress_size)


def _opened_member(archive: Archive, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.compress_type in METHODS:
        return opened_packed(info, _in_place(archive, info))
    return archive.zip_file.open(info)


def _unpacked(outer: Archive, info: zipfile.ZipInfo) -> FileView:
    """Return a compressed member's bytes, unpacked into a file that has no name."""
    if info.file_size > LARGEST_INNER_ARCHIVE:
        raise UnsafeInputError(
            f"refused: a compressed archive of more than {LARGEST_INNER_ARCHIVE // MEBIBYTE} MiB "
            "inside another; unpack the outer one, then import it"
        )
    refuse_ratio(round(info.compress_size * outer.packing), info.file_size)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last view
    shared = SharedFile(file)
    try:
        with _opened_member(outer, info) as packed:
            shutil.copyfileobj(packed, file, MEBIBYTE)
    except _DAMAGED as error:
        raise _damaged(error) from error
    return FileView(shared, 0, info.file_size)


def _damaged(error: Exception) -> UnreadableFileError:
    if isinstance(error, EOFError):
        return UnreadableFileError(_CUT_OFF)
    return UnreadableFileError(f"this is damaged inside its archive ({error})")


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


def _safe_member(archive: Archive, name: str) -> zipfile.ZipInfo:
    info = archive.members.get(name)
    if info is None:
        raise UnreadableFileError("this is no longer in the archive")
    if name in archive.refused:
        raise UnsafeInputError(_TOGETHER)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnsafeInputError("refused: a link inside an archive, which is never followed")
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableFileError("this is encrypted: unpack it with its password, then import it")
    return info


def read_member(archive: Archive, name: str) -> bytes:
    """Return a member's bytes.

    Parameters
    ----------
    archive : Archive
        Where it lies.
    name : str
        A key into the archive, never a path.

    Raises
    ------
    CutOffMemberError
        When the cut of the archive goes through it.
    UnreadableFileError
        When it is missing, damaged or encrypted.
    UnsafeInputError
        When it is too large, a bomb, or a link.
    """
    info = _safe_member(archive, name)
    refuse_growth(round(info.compress_size * archive.packing), info.file_size)
    try:
        with _opened_member(archive, info) as file:
            # Asked for all there is, zipfile inflates what may be far more than is declared.
            return file.read(info.file_size + 1)
    except _DAMAGED as error:
        if archive.cut_off and (beginning := _before_the_cut(archive, info)) is not None:
            raise CutOffMemberError(_CUT_OFF, beginning) from error
        raise _damaged(error) from error


def _before_the_cut(archive: Archive, info: zipfile.ZipInfo) -> bytes | None:
    """Return what stands of a member that the cut goes through; null where it does not."""
    packed = _in_place(archive, info).read(LARGEST_FILE)
    if len(packed) >= info.compress_size:
        return None
    beginning = packed
    if not _is_stored(info):
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            beginning = inflater.decompress(packed, LARGEST_FILE + 1)
        except zlib.error:
            return None
    refuse_growth(round(len(packed) * archive.packing), len(beginning))
    return beginning


@contextmanager
def open_member(archive: Archive, name: str) -> Generator[IO[bytes]]:
    """Open a member to be read piece by piece; it may be larger than any recording, but no bomb.

    Parameters
    ----------
    archive : Archive
        Where it lies.
    name : str
        A key into the archive, never a path.

    Raises
    ------
    UnreadableFileError
        When it is missing, damaged or encrypted; as it is read, too.
    UnsafeInputError
        When it is a bomb, or a link.
    """
    info = _safe_member(archive, name)
    refuse_ratio(round(info.compress_size * archive.packing), info.file_size)
    try:
        file = _opened_member(archive, info)
    except _DAMAGED as error:
        raise _damaged(error) from error
    with file:
        try:
            yield file
        except _DAMAGED_LATER as error:
            raise _damaged(error) from error
