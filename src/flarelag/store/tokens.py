"""Tokens: in the system's keyring, else in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flarelag.errors import LibraryError
from flarelag.store.database import FILE_MODE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVICE: Final = "flarelag-strava"
_FILE: Final = "strava-tokens.json"
_OTHERS_MAY: Final = 0o077
_TRUSTED: Final = 1.0
"""keyring's own word for a store that is safe to use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What opens a Strava account, and whose application asks.

    Parameters
    ----------
    client_id : int
        Number of the person's own API application.
    client_secret, access_token, refresh_token : str
        None of them is ever printed or logged.
    expires_at : int
        When the access token ends, in seconds since 1970.
    scopes : tuple of str or None
        The permissions that were given; null where that is not known.
    athlete_id : int or None
        Whose account it is.
    """

    client_id: int
    client_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int
    scopes: tuple[str, ...] | None = None
    athlete_id: int | None = None


class TokenStore:
    """Where one library's tokens are kept.

    Parameters
    ----------
    root : Path
        The library's folder.
    """

    def __init__(self, root: Path) -> None:
        self.file = root / _FILE
        self._name = str(root.resolve())

    def load(self) -> Tokens | None:
        """Return the tokens; null where there are none.

        Raises
        ------
        LibraryError
            They are in a file that others can read, or cannot be read themselves.
        """
        text = self._from_file()
        if text is None:
            text = _of_keyring(lambda ring: ring.get_password(SERVICE, self._name))
        if text is None:
            return None
        try:
            content = json.loads(text)
            scopes = content.pop("scopes")
            return Tokens(**content, scopes=None if scopes is None else tuple(scopes))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            reason = "the tokens kept for Strava cannot be read: flarelag sync strava connect"
            raise LibraryError(reason) from error

    def save(self, tokens: Tokens) -> str:
        """Keep tokens in the place of those before, whole or not at all; return where, in words.

        Raises
        ------
        LibraryError
            They cannot be kept.
        """
        text = json.dumps(asdict(tokens))
        if _of_keyring(lambda ring: _kept(ring, self._name, text)):
            self.file.unlink(missing_ok=True)
            return "the system's keyring"
        try:
            self._to_file(text)
        except OSError as error:
            reason = f"tokens cannot be kept ({error.strerror})"
            raise LibraryError(reason, file=str(self.file)) from error
        return f"{self.file} (only you can read it)"

    def delete(self) -> None:
        """Forget the tokens, wherever they are."""
        self.file.unlink(missing_ok=True)
        _of_keyring(lambda ring: ring.delete_password(SERVICE, self._name))

    def _from_file(self) -> str | None:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
        try:
            with open(os.open(self.file, flags), encoding="utf-8") as file:  # noqa: PTH123 - from a descriptor
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS_MAY:
                    raise LibraryError(
                        "others can read these tokens, so they are not used. Disconnect and "
                        "connect again (flarelag sync strava disconnect), or, if nobody has read "
                        "them, chmod 600 the file.",
                        file=str(self.file),
                    )
                return file.read()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = "the tokens kept for Strava cannot be read"
            raise LibraryError(reason, file=str(self.file)) from error

    def _to_file(self, text: str) -> None:
        unfinished = self.file.with_name(f".{_FILE}.unfinished")
        unfinished.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        with open(os.open(unfinished, flags, FILE_MODE), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.file)
        folder = os.open(self.file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _kept(ring: Any, name: str, text: str) -> bool:  # noqa: ANN401 - a keyring's backend
    ring.set_password(SERVICE, name, text)
    return bool(ring.get_password(SERVICE, name) == text)


def _of_keyring(ask: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - whatever was asked
    """Return what the system's keyring says; null where there is none that is safe, or it fails."""
    import keyring  # noqa: PLC0415 - slow to load, and seldom needed

    try:
        ring = keyring.get_keyring()
        return ask(ring) if float(ring.priority) >= _TRUSTED else None
    except Exception:  # noqa: BLE001 - backends raise what their system's own libraries raise
        return None
