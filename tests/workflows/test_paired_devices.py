"""The phones that a library remembers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flarelag.store.library import Library
from flarelag.workflows.paired_devices import PAIRED_FOR, add_device, forget_devices, is_paired

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)


def test_phones_are_remembered_for_400_days(tmp_path: Path):
    with Library.open(tmp_path) as library:
        assert not is_paired(library, "one", now=NOW)
        add_device(library, "one", now=NOW)
        add_device(library, "two", now=NOW + timedelta(days=1))
    with Library.open(tmp_path) as library:
        assert is_paired(library, "one", now=NOW + PAIRED_FOR)
        assert not is_paired(library, "one", now=NOW + PAIRED_FOR + timedelta(seconds=1))
        assert not is_paired(library, "three", now=NOW)


def test_those_whose_time_is_over_are_dropped_with_the_next(tmp_path: Path):
    with Library.open(tmp_path) as library:
        add_device(library, "one", now=NOW)
        add_device(library, "two", now=NOW + PAIRED_FOR + timedelta(days=1))
        assert "one" not in str(library.setting("paired_devices"))
        assert forget_devices(library) == 1
        assert not is_paired(library, "two", now=NOW + PAIRED_FOR + timedelta(days=1))
        assert forget_devices(library) == 0
