"""What there is to read: files, folders and zip archives, listed without opening more than needed.

Every file ends up as one `Input`. What cannot be read is listed all the same and fails, with its
reason, when `read_input` is asked for it: one bad file stops no import.
"""

from __future__ import annotations

import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from flarelag.errors import FlarelagError, NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.model.outcome import Origin
from flarelag.model.wording import counted
from flarelag.sources.limits import HARMLESS, LARGEST_FILE, MEBIBYTE, MOST_MEMBERS
from flarelag.sources.strava_export import TABLE, lacks_table
from flarelag.sources.zip_content import open_member, read_member
from flarelag.sources.zipped import WITHIN, Archive, is_zip, located, opened

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

_LINK: Final = "refused: a link inside a folder, which is never followed; name what it leads to"

_TOO_MANY: Final = (
    f"refused: more than {MOST_MEMBERS:,} files in one archive, those of archives inside it "
    "counted; unpack it, then import the folder"
)


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
    refusal : str or None
        Why it must not be opened; null where it may be.
    """

    origin: Origin
    size_bytes: int
    mtime_ns: int | None = None
    crc32: int | None = None
    refusal: str | None = None


def list_inputs(paths: Sequence[Path]) -> Iterator[Input]:
    """List every file in the given files, folders and zip archives, and in archives inside those.

    Folders are walked in the order of names. Hidden files and archives' resource forks are skipped.
    A link inside a folder is listed and refused; one that is itself given is followed.

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
        # What is left, the next one last: folders may lie deeper than Python calls itself.
        waiting = [path]
        while waiting:
            at = waiting.pop()
            try:
                if at is not path and at.is_symlink():
                    yield Input(origin=Origin(str(at)), size_bytes=0, refusal=_LINK)
                elif at.is_dir():
                    inside = [each for each in at.iterdir() if not each.name.startswith(".")]
                    waiting += sorted(inside, reverse=True)
                else:
                    yield from _listed(at)
            except OSError:
                yield Input(origin=Origin(str(at)), size_bytes=0)


def _listed(path: Path) -> list[Input]:
    itself = _file(path)
    return _inside(path, itself, most=MOST_MEMBERS) if is_zip(path) else [itself]


def _file(path: Path) -> Input:
    status = path.stat()
    return Input(origin=Origin(str(path)), size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)


def _inside(path: Path, itself: Input, inside: tuple[str, ...] = (), *, most: int) -> list[Input]:
    """List an archive; it stands for itself where nothing in it, or not all, can be had."""
    if most <= 0:
        return [replace(itself, refusal=_TOO_MANY)]
    try:
        archive = opened(path, inside)
    except (FlarelagError, OSError):  # no room to unpack it, say
        return [itself]
    if archive.is_backup:
        return [itself]
    if len(archive.members) > most:
        return [replace(itself, refusal=_TOO_MANY)]
    found: list[Input] = []
    for name, info in archive.members.items():
        names = (*inside, name)
        member = Input(
            origin=Origin(str(path), WITHIN.join(names)),
            size_bytes=info.compress_size,
            mtime_ns=itself.mtime_ns,
            crc32=info.CRC,
        )
        if archive.holds_archive(info):
            found += _inside(path, member, names, most=most - len(found))
        else:
            found.append(member)
    return [*found, itself] if archive.cut_off or not found else found


def read_input(origin: Origin) -> bytes:
    """Return the bytes of one input, read in place: nothing is unpacked to a file with a name.

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
        return _read_member(path, origin.member)
    except FlarelagError as error:
        error.file = str(origin)
        raise
    except OSError as error:
        raise UnreadableFileError(_plainly(error), file=str(origin)) from error


@contextmanager
def open_input(origin: Origin) -> Generator[IO[bytes]]:
    """Open one input to be read piece by piece, however large; else as `read_input`.

    Parameters
    ----------
    origin : Origin
        As `list_inputs` gave it.

    Raises
    ------
    UnreadableFileError, UnsafeInputError
        As `read_input` raises, when it is opened and as it is read.
    """
    path = Path(origin.path)
    try:
        if origin.member is None:
            with path.open("rb") as file:
                yield file
        else:
            archive, _, name = located(path, origin.member)
            with open_member(archive, name) as file:
                yield file
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
    if is_zip(path):
        raise _not_one_file(opened(path))
    if status.st_size > HARMLESS:
        with path.open("rb") as file:
            _refuse_other_kind(file)
    if status.st_size > LARGEST_FILE:
        raise UnsafeInputError(
            f"refused: {status.st_size // MEBIBYTE} MiB, far more than any activity"
        )
    return path.read_bytes()


def _not_one_file(archive: Archive) -> UnreadableFileError | NotAnActivityError:
    if archive.is_backup:
        return NotAnActivityError("this is a backup: `flarelag restore` brings it back")
    if archive.cut_off:
        return _cut_off(list(archive.members))
    if archive.members:
        return UnreadableFileError(
            "this is a zip archive: import it whole, or unpack it and name one of its files"
        )
    return UnreadableFileError("this is a zip archive with nothing inside")


def _cut_off(names: Sequence[str]) -> UnreadableFileError:
    lost = f" It lacks {TABLE}, with names, notes and gear." if lacks_table(names) else ""
    found = counted(len(names), "file")
    return UnreadableFileError(
        f"this zip archive is cut off or damaged: {found} found before the cut; "
        f"what stood behind it is missing: download it again.{lost}"
    )


def _read_member(path: Path, member: str) -> bytes:
    archive, inside, name = located(path, member)
    if archive.holds_archive(archive.members[name]):
        raise _not_one_file(opened(path, (*inside, name)))
    if archive.members[name].file_size > HARMLESS:
        # Where even this cannot be had, what can be is read.
        with suppress(UnreadableFileError), open_member(archive, name) as file:
            _refuse_other_kind(file)
    return read_member(archive, name)


def _refuse_other_kind(file: IO[bytes]) -> None:
    """Look at the beginning of what is large: a film in a folder, a health record told twice."""
    from flarelag.sources.detect import HEAD_BYTES, refuse_other_kind  # noqa: PLC0415 - loads polars

    refuse_other_kind(file.read(HEAD_BYTES))
