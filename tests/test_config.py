from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag import config
from flarelag.config import Config, StravaConfig, read_config
from flarelag.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    """Return a file of settings that only its owner can read."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def refusal(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert "\n" not in str(caught.value)
    assert caught.value.file == str(path)
    return caught.value


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    assert read_config(tmp_path / "config.toml") == Config()
    assert read_config(written(tmp_path, "# nothing\n")) == Config()


def test_what_the_file_says_holds_and_defaults_fill_the_rest(tmp_path: Path):
    text = '[strava]\nclient_id = 7\nread_timeout_s = 2\nkeep = true\nclient_secret = "s"\n'
    expected = StravaConfig(client_id=7, read_timeout_s=2.0, keep=True, client_secret="s")  # noqa: S106
    assert read_config(written(tmp_path, text)).strava == expected


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path):
    assert read_config(written(tmp_path, "\ufeff[strava]\nclient_id = 7\n")).strava.client_id == 7


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("[stravva]", "stravva", 'there is no setting "stravva"'),
        ("[strava]\nclientid = 1", "strava.clientid", 'there is no setting "strava.clientid"'),
        ("strava = 3", "strava", "write [strava]"),
        ('[strava]\nclient_id = "1"', "strava.client_id", "must be a whole number"),
        ("[strava]\nclient_id = true", "strava.client_id", "must be a whole number"),
        ("[strava]\nkeep = 1", "strava.keep", "must be true or false"),
        ("[strava]\nread_timeout_s = 'x'", "strava.read_timeout_s", "must be a number"),
        ("[strava]\nread_timeout_s = 0", "strava.read_timeout_s", "greater than zero"),
        ("[strava]\nread_timeout_s = nan", "strava.read_timeout_s", "greater than zero"),
        ("[strava]\npurge_after_days = -1", "strava.purge_after_days", "greater than zero"),
        ("[strava]\napi_url = 5", "strava.api_url", "must be a text"),
        ("[strava]\napi_url = 'http://strava.example/'", "strava.api_url", "https://"),
        ("[strava]\napi_url = 'https://['", "strava.api_url", "https://"),
    ],
)
def test_what_has_no_place_there_is_refused_by_name(tmp_path: Path, text: str, key: str, told: str):
    error = refusal(written(tmp_path, text))
    assert error.key == key
    assert told in error.reason


def test_a_server_on_this_very_machine_needs_no_encryption(tmp_path: Path):
    text = '[strava]\napi_url = "http://127.0.0.1:8000/api"\n'
    assert read_config(written(tmp_path, text)).strava.api_url == "http://127.0.0.1:8000/api"


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path):
    path = written(tmp_path, '[strava]\nclient_secret = "s"\n')
    path.chmod(0o644)
    assert "chmod 600" in refusal(path).reason


def test_a_secret_does_not_show_when_settings_are_printed():
    assert "hush" not in repr(StravaConfig(client_secret="hush"))  # noqa: S106 - no secret


@pytest.mark.parametrize("content", [b"[strava", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_what_is_no_toml_is_refused_in_one_sentence(tmp_path: Path, content: bytes):
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    refusal(path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path):
    (tmp_path / "config.toml").mkdir()
    assert "cannot be read" in refusal(tmp_path / "config.toml").reason


def test_lists_of_texts_are_read_as_such():
    assert config._value("diary.inbox", tuple[str, ...], ["a", "b"]) == ("a", "b")
    with pytest.raises(ConfigError, match="a list of texts"):
        config._value("diary.inbox", tuple[str, ...], ["a", 1])


@given(st.text())
def test_any_text_as_an_address_is_taken_or_refused(text: str):
    assert config._is_address(text) in {True, False}
