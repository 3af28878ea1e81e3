from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.model.activity import activity_end
from flarelag.report.coverage import Band, coverage

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.report.report import Report


def test_bands_are_half_open_and_count_from_the_end_of_the_session(
    full_report: Report, report_with: Callable[..., Report]
):
    hard = full_report.activities[0]
    end = activity_end(hard.activity)
    assert end is not None
    entries = tuple(
        replace(full_report.entries[0], time_utc=end + timedelta(hours=h)) for h in (2.99, 12, 48)
    )
    covered = coverage(report_with(activities=(hard,), entries=entries))
    assert covered.bands == (Band(3, 12, 0, 1), Band(12, 24, 1, 1), Band(24, 48, 0, 1))
    assert covered.weakest_band == Band(3, 12, 0, 1)


def test_a_full_diary_has_no_weakest_band(full_report: Report, report_with: Callable[..., Report]):
    hard = full_report.activities[0]
    end = activity_end(hard.activity)
    assert end is not None
    entries = tuple(
        replace(full_report.entries[0], time_utc=end + timedelta(hours=h)) for h in (3, 23, 47)
    )
    assert coverage(report_with(activities=(hard,), entries=entries)).weakest_band is None


def test_hard_sessions_before_the_diary_are_not_held_against_it(
    full_report: Report, report_with: Callable[..., Report]
):
    late = full_report.entries[len(full_report.entries) // 2 :]
    bands = coverage(report_with(entries=late)).bands
    first = late[0].time_utc - timedelta(hours=48)
    hard = [trace.session.activity for trace in full_report.traces]
    since = [a for a in hard if (end := activity_end(a)) is not None and end >= first]
    assert {band.n_sessions for band in bands} == {len(since)} != {len(hard)}


def test_days_and_gaps_are_counted(full_report: Report):
    covered = coverage(full_report)
    assert covered.n_entries == len(full_report.entries)
    assert covered.n_days == 182
    assert covered.n_days_with_entry == 176
    assert covered.longest_gap_days == 5


def test_entries_written_down_later_cover_nothing(
    full_report: Report, report_with: Callable[..., Report]
):
    recalled = tuple(
        replace(entry, entered_utc=entry.time_utc + timedelta(hours=25))
        for entry in full_report.entries
    )
    assert coverage(report_with(entries=recalled)).n_entries == 0


def test_vague_entries_cover_nothing(full_report: Report, report_with: Callable[..., Report]):
    vague = tuple(
        replace(entry, time_end_utc=entry.time_utc + timedelta(hours=6))
        for entry in full_report.entries
    )
    covered = coverage(report_with(entries=vague))
    assert (covered.n_entries, covered.n_days) == (0, 0)
    assert all(band.n_covered == 0 for band in covered.bands)
