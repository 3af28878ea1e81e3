"""What a member of an open zip archive holds: its bytes, or why they cannot be had."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from flarelag.errors import CutOffMemberError, UnreadableFileError, UnsafeInputError
from flarelag.sources.limits import LARGEST_FILE, LARGEST_RATIO, refuse_growth, refuse_ratio
from flarelag.sources.zip_packed import METHODS, opened_packed

if TYPE_CHECKING:
    from collections.abc import Generator

    from flarelag.sources.file_view import FileView
    from flarelag.sources.zipped import Archive

_MAGIC: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 0x1
_TOGETHER: Final = (
    f"refused: the files of this archive together unpack to more than {LARGEST_RATIO} times its "
    "size, as decompression bombs do"
)
_CUT_OFF: Final = "this is cut off inside its archive: download that again"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
DAMAGED_AS_READ: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
"""What is raised inside `open_member`, while its file is read; outside, it is a sentence."""
_DAMAGED: Final = (*DAMAGED_AS_READ, NotImplementedError, RuntimeError, UnicodeError, ValueError)


def safe_member(archive: Archive, name: str) -> zipfile.ZipInfo:
    """Return what an archive says of a member that may be opened.

    Raises
    ------
    UnreadableFileError
        When it is missing or encrypted.
    UnsafeInputError
        When it is a link, or more than the archive's members may together unpack to.
    """
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
    info = safe_member(archive, name)
    refuse_growth(round(info.compress_size * archive.packing), info.file_size)
    try:
        with _opened(archive, info) as file:
            # Asked for all there is, zipfile inflates what may be far more than is declared.
            return file.read(info.file_size + 1)
    except _DAMAGED as error:
        if archive.cut_off and (beginning := _before_the_cut(archive, info)) is not None:
            raise CutOffMemberError(_CUT_OFF, beginning) from error
        raise _damaged(error) from error


def _before_the_cut(archive: Archive, info: zipfile.ZipInfo) -> bytes | None:
    """Return what stands of a member that the cut goes through; null where it does not."""
    packed = in_place(archive, info).read(LARGEST_FILE)
    if len(packed) >= info.compress_size:
        return None
    beginning = packed
    if info.compress_type != zipfile.ZIP_STORED:
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
    info = safe_member(archive, name)
    refuse_ratio(round(info.compress_size * archive.packing), info.file_size)
    try:
        file = _opened(archive, info)
    except _DAMAGED as error:
        raise _damaged(error) from error
    with file:
        try:
            yield file
        except DAMAGED_AS_READ as error:
            raise _damaged(error) from error


def in_place(outer: Archive, info: zipfile.ZipInfo) -> FileView:
    """Return where a stored member's bytes lie: behind its own header, its name and its extras."""
    header = outer.view.part(info.header_offset, _LOCAL_HEADER.size).read()
    if len(header) < _LOCAL_HEADER.size or not header.startswith(_MAGIC):
        raise UnreadableFileError("this is damaged inside its archive (no header)")
    _, n_name, n_extra = _LOCAL_HEADER.unpack(header)
    start = info.header_offset + _LOCAL_HEADER.size + n_name + n_extra
    return outer.view.part(start, info.compress_size)


def _opened(archive: Archive, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.compress_type in METHODS:
        return opened_packed(info, in_place(archive, info))
    return archive.zip_file.open(info)


def _damaged(error: Exception) -> UnreadableFileError:
    if isinstance(error, EOFError):
        return UnreadableFileError(_CUT_OFF)
    return UnreadableFileError(f"this is damaged inside its archive ({error})")
