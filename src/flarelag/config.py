"""What a person sets in `config.toml`, in the library's folder.

Each section is a frozen dataclass whose defaults hold where the file says nothing, and whose
annotations say what may stand there: `bool`, `int`, `float`, `str`, `tuple[str, ...]`, or one of
them `| None`. What a value must be beyond its type follows from its name: `..._url` is an address,
`..._s` and `..._days` are greater than zero. A new section is a new dataclass and a field of
`Config`. A file may say, for example::

    [strava]
    client_id = 12345
    purge_after_days = 3

    [diary]
    inbox = ["~/Sync/pain.txt"]
    plan = ["track Tuesdays 18:00-19:30"]
    protocol = "light"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from flarelag.errors import ConfigError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_NAMES: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    tuple: "a list of texts in quotes",
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_OTHERS_MAY: Final = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class StravaConfig:
    """The section `[strava]`.

    Parameters
    ----------
    api_url, authorize_url, token_url, revoke_url : str
        Where the API is, where a person allows access, where codes and tokens are exchanged, and
        where access is given back. They change in 2027.
    client_id : int or None
        Number of the person's own API application.
    client_secret : str or None
        Its secret; the file must then be readable by its owner alone.
    connect_timeout_s, read_timeout_s : float
        How long a connection may take, and how long the server may be silent.
    keep : bool
        Keep streams and raw JSON that came through the API, although its terms allow seven days.
    purge_after_days : int
        After how many days they are removed, where they are not kept.
    """

    api_url: str = "https://www.strava.com/api/v3"
    authorize_url: str = "https://www.strava.com/oauth/authorize"
    token_url: str = "https://www.strava.com/oauth/token"  # noqa: S105 - an address
    revoke_url: str = "https://www.strava.com/oauth/revoke"
    client_id: int | None = None
    client_secret: str | None = field(default=None, repr=False)
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0
    keep: bool = False
    purge_after_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryConfig:
    """The section `[diary]`.

    Parameters
    ----------
    inbox : tuple of str
        Text files, or folders of them and of activity files, that every command looks into first.
    plan : tuple of str
        Sessions of every week, as `model.weekly_plan.parse_plan` reads them.
    protocol : str
        How often the diary asks: `full` or `light`.
    """

    inbox: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    protocol: str = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a person can set in the file.

    Parameters
    ----------
    strava : StravaConfig
        Syncing a Strava account.
    diary : DiaryConfig
        Keeping the diary: inbox, weekly plan, reminders.
    """

    strava: StravaConfig = field(default_factory=StravaConfig)
    diary: DiaryConfig = field(default_factory=DiaryConfig)


def read_config(path: Path) -> Config:
    """Return what a file sets, and the defaults for the rest; one that is not there sets nothing.

    Parameters
    ----------
    path : Path
        As `LibraryPaths.config` has it.

    Raises
    ------
    ConfigError
        It cannot be read, is no TOML, or holds a key or a value that has no place there.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        shared = bool(path.stat().st_mode & _OTHERS_MAY)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise ConfigError(reason, file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not in UTF-8", file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is no valid TOML ({error})", file=str(path)) from error
    try:
        config = _config(content)
    except ConfigError as error:
        raise ConfigError(error.reason, key=error.key, file=str(path)) from None
    if config.strava.client_secret is not None and shared:
        reason = f"others can read the secret in it: run chmod 600 {path}"
        raise ConfigError(reason, key="strava.client_secret", file=str(path))
    return config


def _config(content: Mapping[str, Any]) -> Config:
    sections = get_type_hints(Config)
    _check_names("", content, sections)
    found = {name: _section(name, sections[name], values) for name, values in content.items()}
    return Config(**found)


def _section(name: str, kind: type[Any], values: object) -> Any:  # noqa: ANN401 - whichever section
    if not isinstance(values, dict):
        raise ConfigError(f"{name} is a section: write [{name}] above its keys", key=name)
    hints = get_type_hints(kind)
    _check_names(f"{name}.", values, (each.name for each in fields(kind)))
    return kind(**{key: _value(f"{name}.{key}", hints[key], each) for key, each in values.items()})


def _check_names(prefix: str, found: Iterable[str], known: Iterable[str]) -> None:
    names = sorted(known)
    for key in found:
        if key not in names:
            reason = f"there is no setting {quoted(prefix + key)}; known are {', '.join(names)}"
            raise ConfigError(reason, key=prefix + key)


def _value(key: str, hint: Any, value: object) -> object:  # noqa: ANN401 - a type, of any form
    kind = next((each for each in get_args(hint) if each is not NoneType), hint)
    if get_origin(hint) is tuple or get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        raise ConfigError(f"{key} must be {_NAMES[tuple]}", key=key)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ConfigError(f"{key} must be {_NAMES[kind]}", key=key)
    if wrong := _wrong(key, value):
        raise ConfigError(f"{key} must be {wrong}", key=key)
    return value


def _wrong(key: str, value: object) -> str | None:
    """Return what a value of the right type should be; null where it is that."""
    if key.endswith("_url") and not _is_address(str(value)):
        return "an address that begins with https://"
    if not key.endswith(("_s", "_days")) or not isinstance(value, int | float):
        return None
    return None if 0 < value < float("inf") else "greater than zero"


def _is_address(text: str) -> bool:
    """Return whether an address is safe for tokens: encrypted, or on this very machine."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return safe and bool(parts.hostname) and not parts.query and not parts.fragment
