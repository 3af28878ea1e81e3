"""The zone of this computer."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import DiaryError
from flarelag.workflows import clock

if TYPE_CHECKING:
    from flarelag.store.library import Library


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)


@pytest.mark.parametrize("value", ["America/New_York", ":America/New_York"])
def test_the_variable_decides(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("TZ", value)
    assert clock.system_zone() == "America/New_York"


@pytest.mark.parametrize("value", ["", "CET-1CEST,M3.5.0,M10.5.0/3", "nowhere"])
def test_where_the_link_points_comes_second(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
):
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Zurich")
    monkeypatch.setattr(clock, "LOCALTIME", link)
    monkeypatch.setenv("TZ", value)
    assert clock.system_zone() == "Europe/Zurich"


def test_a_copy_instead_of_a_link_leaves_todays_offset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(clock, "LOCALTIME", tmp_path / "copy")
    monkeypatch.setenv("TZ", "XYZ-5:30")
    time.tzset()
    try:
        assert clock.system_zone() == "+05:30"
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_home_is_where_the_person_said_it_is(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "America/New_York")
    assert clock.home_zone(library, None) == "America/New_York"
    assert clock.home_zone(library, "Asia/Tokyo") == "Asia/Tokyo"
    with pytest.raises(DiaryError, match="Atlantis"):
        clock.home_zone(library, "Atlantis")
    assert clock.home_zone(library, None) == "Asia/Tokyo"
