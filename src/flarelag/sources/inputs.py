"""What there is to read: files, folders and zip archives, listed without opening more than needed.

Every file ends up as one `Input`. What cannot be read is listed all the same and fails, with its
reason, when `read_input` is asked for it: one bad file stops no import.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flarelag.errors import FlarelagError, UnreadableFileError, UnsafeInputError
from flarelag.model.outcome import Origin
from flarelag.sources.limits import LARGEST_FILE, MEBIBYTE, refuse_growth, refuse_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_RESOURCE_FORK = "__MACOSX/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to read, and what tells whether it has changed since the last time.

    Parameters
    ----------
    origin : Origin
        The file, or the archive and the member's name in it.
    size_bytes : int
        On disk, or compressed inside the archive; 0 where it cannot be told.
    mtime_ns : int or None
        When the file, or the archive around it, was last changed.
    crc32 : int or None
        The member's checksum as the archive has it; null for a plain file.
    """

    origin: Origin
    size_bytes: int
    mtime_ns: int | None = None
    crc32: int | None = None


def list_inputs(paths: Sequence[Path]) -> Iterator[Input]:
    """List every file in the given files, folders and zip archives.

    Folders are walked in the order of names. Hidden files and links inside folders and archives'
    resource forks are skipped; a link that is itself given is followed.

    Parameters
    ----------
    paths : sequence of Path
        What the user named.

    Yields
    ------
    Input
        One for each file or archive member; one for the path itself where it cannot be opened.
    """
    for path in paths:
        yield from _listed(path)


def _listed(path: Path) -> Iterator[Input]:
    try:
        if path.is_dir():
            for inside in _walked(path):
                yield from _listed(inside)
        elif _is_zip(path):
            yield from _members(path)
        else:
            yield _file(path)
    except OSError:
        yield Input(origin=Origin(str(path)), size_bytes=0)


def _walked(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir() or path.is_file():
            yield path


def _file(path: Path) -> Input:
    status = path.stat()
    return Input(origin=Origin(str(path)), size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)


def _is_zip(path: Path) -> bool:
    """Tell by content, and by name only where there is no content to tell by."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _ZIP_MAGIC or path.suffix.lower() == ".zip"


def _members(path: Path) -> Iterator[Input]:
    try:
        archive = _opened(path)
    except FlarelagError:
        yield _file(path)
        return
    mtime_ns = path.stat().st_mtime_ns
    # A name that occurs twice is the later one, as every unpacking tool has it.
    for info in _visible({info.filename: info for info in archive.infolist()}.values()):
        yield Input(
            origin=Origin(str(path), info.filename),
            size_bytes=info.compress_size,
            mtime_ns=mtime_ns,
            crc32=info.CRC,
        )


def _visible(infos: Iterable[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    for info in infos:
        hidden = any(part.startswith(".") and part.strip(".") for part in info.filename.split("/"))
        if not (info.is_dir() or hidden or info.filename.startswith(_RESOURCE_FORK)):
            yield info


def read_input(origin: Origin) -> bytes:
    """Return the bytes of one input, read in place: nothing is unpacked to disk.

    Parameters
    ----------
    origin : Origin
        As `list_inputs` gave it. A member's name is a key into the archive, never a path.

    Raises
    ------
    UnreadableFileError
        When it is missing, may not be read, or is damaged or encrypted.
    UnsafeInputError
        When it is too large, a bomb, or a link inside an archive.
    """
    path = Path(origin.path)
    try:
        if origin.member is None:
            return _read_file(path)
        return _read_member(_opened(path), origin.member)
    except FlarelagError as error:
        error.file = str(origin)
        raise
    except OSError as error:
        raise UnreadableFileError(_plainly(error), file=str(origin)) from error


def _plainly(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    return f"cannot be read: {error.strerror or error}"


def _read_file(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError("this is no regular file")
    if _is_zip(path):
        if _opened(path).infolist():
            raise UnreadableFileError(
                "this is a zip archive: import it whole, or unpack it and name one of its files"
            )
        raise UnreadableFileError("this is a zip archive with nothing inside")
    if status.st_size > LARGEST_FILE:
        raise UnsafeInputError(
            f"refused: {status.st_size // MEBIBYTE} MiB, far more than any activity"
        )
    return path.read_bytes()


def _opened(path: Path) -> zipfile.ZipFile:
    """Return the archive, kept open for the next member."""
    status = path.stat()
    return _archive(str(path), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _archive(path: str, size_bytes: int, _mtime_ns: int) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(
            f"this is a zip archive, cut off or damaged ({error}): download it again"
        ) from error
    refuse_ratio(size_bytes, sum(info.file_size for info in archive.infolist()))
    return archive


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise UnreadableFileError("this is no longer in the archive") from error
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnsafeInputError("refused: a link inside an archive, which is never followed")
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableFileError("this is encrypted: unpack it with its password, then import it")
    refuse_growth(info.compress_size, info.file_size)
    try:
        return archive.read(info)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
        ValueError,
    ) as error:
        raise UnreadableFileError(f"this is damaged inside its archive ({error})") from error
