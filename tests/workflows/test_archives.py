"""Whole archives as their makers hand them out, built here byte by byte."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from garmin_fit_sdk import Encoder, Profile

from flarelag.model.outcome import Outcome
from flarelag.workflows.importing import import_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.store.library import Library

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
NUMBERS = {name: int(number) for name, number in Profile["mesg_num"].items()}
SEDENTARY = 8


def monitoring_file(start: datetime, sits_until: list[timedelta]) -> bytes:
    """Return a file of a watch that saw nothing but sitting."""
    start_s = round((start - FIT_EPOCH).total_seconds())
    messages = [
        {"mesg_num": NUMBERS["FILE_ID"], "type": "monitoring_b", "manufacturer": "garmin"},
        {"mesg_num": NUMBERS["MONITORING_INFO"], "timestamp": start_s, "local_timestamp": start_s},
        *(
            {
                "mesg_num": NUMBERS["MONITORING"],
                "timestamp": start_s + round(until.total_seconds()),
                "current_activity_type_intensity": SEDENTARY,
            }
            for until in sits_until
        ),
    ]
    encoder = Encoder()
    for message in messages:
        encoder.write_mesg(message)
    return bytes(encoder.close())


@pytest.fixture
def sitting() -> bytes:
    return monitoring_file(datetime(2026, 1, 1, 12, tzinfo=UTC), [timedelta(minutes=90)])


def test_a_monitoring_file_is_kept_as_movement(
    library: Library, tmp_path: Path, now: datetime, sitting: bytes
):
    path = tmp_path / "M1200.FIT"
    path.write_bytes(sitting)
    (result,) = import_paths(library, [path], now=now).results
    assert (result.outcome, result.reason) == (Outcome.IMPORTED, "hourly movement, 2 hours")
    assert [hour.sedentary_min for hour in library.movement()] == [60, 30]
    assert {hour.source for hour in library.movement()} == {"garmin"}
    (again,) = import_paths(library, [path], now=now).results
    assert again.outcome is Outcome.DUPLICATE
    assert library.activities() == []


@pytest.mark.parametrize("name", [b"caf\xe9.tcx", b"a\nb\x1b[31m.tcx"])
def test_a_file_of_any_name_is_imported_once(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes], name: bytes
):
    (tmp_path / "in").mkdir()
    path = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name))
    path.write_bytes(easy(0))
    (first,) = import_paths(library, [tmp_path / "in"], now=now).results
    (second,) = import_paths(library, [tmp_path / "in"], now=now).results
    assert (first.outcome, second.outcome) == (Outcome.IMPORTED, Outcome.DUPLICATE)
    assert second.reason == "imported before, and unchanged since"
    (stored,) = library.activities()
    assert str(first.origin).isprintable()
    assert str(stored.origin).isprintable()


def test_a_member_of_any_name_is_imported(
    library: Library, tmp_path: Path, now: datetime, easy: Callable[[int], bytes]
):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a\nb\x1b.tcx", easy(0))
        archive.writestr("../c\u202e.tcx", easy(1))
    results = import_paths(library, [path], now=now).results
    assert [each.outcome for each in results] == [Outcome.IMPORTED, Outcome.IMPORTED]
    assert all(str(each.origin).isprintable() for each in library.activities())
    again = import_paths(library, [path], now=now).results
    assert {each.outcome for each in again} == {Outcome.DUPLICATE}
