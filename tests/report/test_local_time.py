from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flarelag.model.activity import Activity
from flarelag.model.sport import Sport
from flarelag.report.local_time import (
    activity_wall_time,
    entry_wall_time,
    has_wall_time,
    moment_words,
)

if TYPE_CHECKING:
    from flarelag.report.report import Report

NOON = Activity(sport=Sport.RUN, start_utc=datetime(2026, 7, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "offset_s", "hour"),
    [
        ("Europe/Zurich", None, 14),
        ("Europe/Zurich", -3600, 14),  # the zone knows better than the file
        ("Nowhere/Atlantis", 3600, 13),  # a zone that this machine does not know
        ("../etc/passwd", 3600, 13),
        (None, -18_000, 7),
        (None, None, 12),
    ],
)
def test_an_activity_is_told_by_its_zone_then_its_offset_then_utc(
    zone: str | None, offset_s: int | None, hour: int
):
    activity = replace(NOON, zone=zone, utc_offset_s=offset_s)
    assert activity_wall_time(activity) == datetime.fromisoformat(f"2026-07-01T{hour:02d}:00")
    assert has_wall_time(activity) == (zone is not None or offset_s is not None)


def test_an_entry_is_told_by_its_own_offset(full_report: Report):
    entry = replace(full_report.entries[0], time_utc=NOON.start_utc, utc_offset_s=19_800)
    assert moment_words(entry_wall_time(entry)) == "Wed 1 Jul 2026, 17:30"
