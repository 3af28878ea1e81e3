from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from flarelag.errors import LibraryError
from flarelag.store.tokens import SERVICE, Tokens, TokenStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKENS = Tokens(
    client_id=1,
    client_secret="hush-secret",  # noqa: S106 - of no one
    access_token="hush-access",  # noqa: S106
    refresh_token="hush-refresh",  # noqa: S106
    expires_at=5,
    scopes=("read",),
    athlete_id=7,
)


class InMemory(KeyringBackend):
    """A keyring that is safe, and empty at first."""

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring is partly typed
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class Unsafe(InMemory):
    """What keyring itself does not trust."""

    priority: ClassVar[float] = 0.5


class Locked(InMemory):
    """A keyring that its owner has not opened."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(service, username, password)


def _no_keyring() -> KeyringBackend:
    return NoKeyring()  # type: ignore[no-untyped-call]  # keyring is partly typed


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(_no_keyring())
    yield
    keyring.set_keyring(before)


def test_without_a_keyring_they_are_in_a_file_of_their_owner_alone(tmp_path: Path):
    os.umask(0o022)
    store = TokenStore(tmp_path)
    assert store.load() is None
    assert str(store.file) in store.save(TOKENS)
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert store.load() == TOKENS
    assert [each.name for each in tmp_path.iterdir()] == ["strava-tokens.json"]


def test_new_ones_take_the_place_of_old_ones(tmp_path: Path):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    store.save(replace(TOKENS, refresh_token="next"))  # noqa: S106 - of no one
    assert store.load() == replace(TOKENS, refresh_token="next")  # noqa: S106


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o666, 0o601])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    store.file.chmod(mode)
    with pytest.raises(LibraryError, match="others can read these tokens") as caught:
        store.load()
    assert "hush" not in str(caught.value)


def test_a_link_in_its_place_is_refused(tmp_path: Path):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    store.file.rename(tmp_path / "elsewhere")
    store.file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LibraryError):
        store.load()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"scopes": null, "x": 1}', "\x00"])
def test_damaged_ones_are_said_to_be_so(tmp_path: Path, text: str):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    store.file.write_text(text)
    with pytest.raises(LibraryError, match="connect"):
        store.load()


def test_what_an_earlier_crash_left_half_written_is_no_hindrance(tmp_path: Path):
    (tmp_path / ".strava-tokens.json.unfinished").write_text("half")
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    assert store.load() == TOKENS


def test_a_disk_that_refuses_is_said_in_a_sentence(tmp_path: Path):
    with pytest.raises(LibraryError, match="cannot be kept"):
        TokenStore(tmp_path / "nowhere").save(TOKENS)


def test_a_keyring_is_used_where_there_is_one_and_the_file_goes(tmp_path: Path):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    ring = InMemory()
    keyring.set_keyring(ring)
    assert store.save(TOKENS) == "the system's keyring"
    assert not store.file.exists()
    assert list(ring.kept) == [(SERVICE, str(tmp_path))]
    assert store.load() == TOKENS


def test_each_library_has_its_own(tmp_path: Path):
    keyring.set_keyring(InMemory())
    TokenStore(tmp_path / "a").save(TOKENS)
    assert TokenStore(tmp_path / "b").load() is None


@pytest.mark.parametrize("ring", [Unsafe(), Locked()])
def test_a_keyring_that_is_unsafe_or_locked_is_not_used(tmp_path: Path, ring: KeyringBackend):
    keyring.set_keyring(ring)
    store = TokenStore(tmp_path)
    assert str(store.file) in store.save(TOKENS)
    assert store.load() == TOKENS


@pytest.mark.parametrize("ring", [_no_keyring(), InMemory(), Locked()])
def test_deleting_leaves_nothing(tmp_path: Path, ring: KeyringBackend):
    store = TokenStore(tmp_path)
    store.save(TOKENS)
    keyring.set_keyring(ring)
    store.save(TOKENS)
    store.delete()
    assert store.load() is None
    store.delete()


def test_printing_them_shows_no_secret():
    assert "hush" not in repr(TOKENS)
