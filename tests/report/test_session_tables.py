"""Sessions, weeks and efforts as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.model.activity import activity_end
from flarelag.report import session_tables
from flarelag.report.charts.speed import session_efforts
from flarelag.report.report import PageOptions
from flarelag.report.units import Units
from flarelag.report.words import UNKNOWN
from flarelag.training.volume import WeekStart

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.report.report import Report


def test_every_row_has_as_many_cells_as_there_are_heads(full_report: Report):
    made = (
        session_tables.weeks_table(full_report),
        session_tables.hard_sessions_table(full_report),
        session_tables.efforts_table(full_report.traces[0], Units.METRIC),
        session_tables.quality_table(full_report),
    )
    assert [len(table.rows) for table in made] == [26, 26, 10, 1]
    for table in made:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_weeks_and_distances_are_told_as_the_reader_wants_them(
    report_with: Callable[..., Report],
):
    own = PageOptions(units=Units.IMPERIAL, week_start=WeekStart.SUNDAY)
    table = session_tables.weeks_table(report_with(options=own))
    assert "run, mi" in table.columns
    assert table.rows[-1][0] == "2026-05-03"
    assert session_tables.weeks_table(report_with()).rows[-1][0] == "2026-05-04"


def test_titles_are_listed_only_where_they_were_asked_for(report_with: Callable[..., Report]):
    asked = session_tables.hard_sessions_table(report_with(options=PageOptions(with_notes=True)))
    assert asked.columns[-1] == "title"
    assert asked.rows[0][-1].startswith("Hidden <b>title")
    assert "Hidden" not in str(session_tables.hard_sessions_table(report_with()))


def test_a_hard_session_lists_the_two_days_after_it(
    full_report: Report, report_with: Callable[..., Report]
):
    hard = full_report.activities[0]
    end = activity_end(hard.activity)
    assert end is not None
    entries = tuple(
        replace(full_report.entries[0], time_utc=end + timedelta(hours=h), score=score)
        for h, score in ((-1, 9), (2, 3), (47, 6), (48, 8))
    )
    (row,) = session_tables.hard_sessions_table(
        report_with(activities=(hard,), entries=entries)
    ).rows
    assert row == ("Tue 5 May 2026", "116", "4", "4", "2", "6")


def test_no_entry_is_unknown_pain_and_not_none(
    full_report: Report, report_with: Callable[..., Report]
):
    report = report_with(activities=full_report.activities[:1], entries=())
    (row,) = session_tables.hard_sessions_table(report).rows
    assert row[-2:] == ("0", UNKNOWN)


def test_an_effort_is_told_in_both_units(full_report: Report):
    sprint = session_tables.efforts_table(full_report.traces[0], Units.METRIC).rows[-1]
    assert sprint == (
        "10",
        "sprint",
        "1:46:30",
        "0:29",
        "206",
        "7.1",
        "2:21",
        "97\u00a0%",
        "hard",
        "25",
    )


def test_an_effort_in_miles_has_its_own_heads(full_report: Report):
    table = session_tables.efforts_table(full_report.traces[0], Units.IMPERIAL)
    assert {"mean mph", "min/mi"} <= set(table.columns)
    assert table.rows[-1][5:7] == ("15.9", "3:47")


def test_speeds_are_told_second_by_second_from_where_a_slowing_begins(full_report: Report):
    latest = full_report.traces[0]
    begins = session_efforts(latest)["braking_start_s"][-1]
    table = session_tables.seconds_table("x", [("today", latest, begins)], Units.METRIC)
    assert table.columns == ("second", "today (m/s)")
    assert [row[0] for row in table.rows] == [
        str(n).replace("-", "\u2212") for n in range(*session_tables.SECONDS_TOLD)
    ]
    speeds = {row[0]: row[1] for row in table.rows}
    assert float(speeds["0"]) > 6.5
    assert float(speeds["5"]) < 1.0


def test_a_gap_in_the_speed_is_no_zero(full_report: Report):
    latest = full_report.traces[0]
    table = session_tables.seconds_table("x", [("today", latest, 705.0)], Units.IMPERIAL)
    assert ("0", UNKNOWN) in table.rows


def test_entries_are_counted_by_month_and_hour(full_report: Report):
    table = session_tables.entry_times_table(full_report)
    assert len(table.columns) == 7
    months = [row[0] for row in table.rows]
    assert months == sorted(months, reverse=True)
    counted = sum(int(cell) for row in table.rows for cell in row[1:])
    assert counted == len(full_report.used_entries)
