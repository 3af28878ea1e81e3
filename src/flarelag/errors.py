"""Every error flarelag raises on purpose, in one tree.

::

    FlarelagError                 something a user can read and act on
    ├── InputError                a file or value that came from outside (exit code 1)
    │   ├── UnreadableFileError   damaged, cut off, or not what its name says
    │   ├── NotAnActivityError    readable, but no activity: a workout plan, a route, settings
    │   ├── UnsafeInputError      refused before reading on: a bomb, an entity, a path that escapes
    │   └── DiaryError            a diary entry that cannot be right: score 11, a time to come
    ├── ConfigError               config.toml holds what has no place there (exit code 1)
    ├── SyncError                 an account cannot be synced just now (exit code 1)
    ├── ExperimentError           an experiment that cannot be planned, or not be told of yet
    ├── UsageError                the command's words do not fit together (exit code 2)
    └── LibraryError              the user's data folder (exit code 1)
        ├── NewerLibraryError     written by a newer flarelag
        └── LibraryBusyError      another flarelag is writing

Exceptions carry facts as attributes beside their text; `cli.boundary` turns them into one
sentence, or into one JSON object.
"""

from __future__ import annotations

_SHOWN_CHARACTERS = 60


def printable(text: str) -> str:
    """Return a text on one line that any terminal can show: a name may hold anything at all."""
    if text.isprintable():
        return text
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return "".join(shown)


def quoted(value: str) -> str:
    """Return a value from outside as a message shows it: quoted, on one line, cut where long."""
    line = "".join(c if c.isprintable() else " " for c in value)
    return f'"{line}"' if len(line) <= _SHOWN_CHARACTERS else f'"{line[:_SHOWN_CHARACTERS]}..."'


class FlarelagError(Exception):
    """Base of every error that a user can read and act on.

    Parameters
    ----------
    reason : str
        One plain sentence without the file's name: what is wrong and, where it helps, what to
        do next.
    file : str or None
        The file (or `archive.zip > member`) it is about.
    """

    kind = "error"
    exit_code = 1

    def __init__(self, reason: str, *, file: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}" if self.file else self.reason


class InputError(FlarelagError):
    """A file or a value from outside that cannot be used."""

    kind = "input"


class UnreadableFileError(InputError):
    """Damaged, cut off, or not what its name says.

    Parameters
    ----------
    reason, file
        As in `FlarelagError`.
    offset : int or None
        The byte at which reading stopped, where it is known.
    """

    kind = "unreadable"

    def __init__(self, reason: str, *, file: str | None = None, offset: int | None = None) -> None:
        super().__init__(reason, file=file)
        self.offset = offset


class CutOffMemberError(UnreadableFileError):
    """The cut of an archive goes through this member of it.

    Parameters
    ----------
    reason : str
        As in `FlarelagError`.
    beginning : bytes
        What stands of it before the cut, which may be nothing.
    """

    def __init__(self, reason: str, beginning: bytes) -> None:
        super().__init__(reason)
        self.beginning = beginning


class NotAnActivityError(InputError):
    """A readable file that holds no activity: a workout plan, a route, device settings."""

    kind = "not_an_activity"


class UnsafeInputError(InputError):
    """Refused before reading on: a decompression bomb, an XML entity, a path that escapes."""

    kind = "unsafe"


class DiaryError(InputError):
    """A diary entry that cannot be right.

    Parameters
    ----------
    reason, file
        As in `FlarelagError`.
    field : str or None
        The field that is wrong, as the user wrote it (`score`, `time`, `site`).
    value : str or None
        What stood there.
    line : int or None
        The line of the file, counted from 1, when it came from one.
    """

    kind = "diary"

    def __init__(
        self,
        reason: str,
        *,
        file: str | None = None,
        field: str | None = None,
        value: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(reason, file=file)
        self.field = field
        self.value = value
        self.line = line


class ConfigError(FlarelagError):
    """The file of settings cannot be used as it is.

    Parameters
    ----------
    reason, file
        As in `FlarelagError`.
    key : str or None
        The setting that is wrong, with its section: `strava.client_id`.
    """

    kind = "config"

    def __init__(self, reason: str, *, file: str | None = None, key: str | None = None) -> None:
        super().__init__(reason, file=file)
        self.key = key


class SyncError(FlarelagError):
    """An account cannot be connected or synced just now; what was done is kept."""

    kind = "sync"


class ExperimentError(FlarelagError):
    """An experiment cannot be planned like this, or its result is not told yet."""

    kind = "experiment"


class UsageError(FlarelagError):
    """The words of a command do not fit together."""

    kind = "usage"
    exit_code = 2


class LibraryError(FlarelagError):
    """Something about the user's data folder."""

    kind = "library"


class NewerLibraryError(LibraryError):
    """The library was written by a newer flarelag than this one.

    Parameters
    ----------
    found, known : int
        The library's schema version and the newest that this program knows.
    file
        As in `FlarelagError`.
    """

    kind = "newer_library"

    def __init__(self, *, found: int, known: int, file: str) -> None:
        super().__init__(
            f"this library was written by a newer flarelag (format {found}; this program knows "
            f"up to {known}). Upgrade flarelag and try again.",
            file=file,
        )
        self.found = found
        self.known = known


class LibraryBusyError(LibraryError):
    """Another flarelag is writing to this library just now."""

    kind = "library_busy"
