"""Whole archives as their makers hand them out, built here byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from garmin_fit_sdk import Encoder, Profile

from flarelag.model.outcome import Outcome
from flarelag.workflows.importing import import_paths

if TYPE_CHECKING:
    from pathlib import Path

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
