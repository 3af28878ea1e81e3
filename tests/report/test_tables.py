from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.effects.result import Controls, DoseFit, Estimate, Shuffled
from flarelag.report import tables
from flarelag.report.coverage import coverage
from flarelag.report.local_time import activity_end_utc
from flarelag.report.words import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.report.report import Report


def test_every_row_has_as_many_cells_as_there_are_heads(full_report: Report):
    assert full_report.latest_hard is not None
    made = (
        tables.lag_table(full_report.result),
        tables.weeks_table(full_report),
        tables.hard_sessions_table(full_report),
        tables.efforts_table(full_report.latest_hard),
        tables.bands_table(coverage(full_report)),
    )
    assert [len(table.rows) for table in made] == [8, 26, 26, 10, 3]
    for table in made:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_a_hard_session_lists_the_two_days_after_it(
    full_report: Report, report_with: Callable[..., Report]
):
    hard = full_report.activities[0]
    end = activity_end_utc(hard.activity)
    assert end is not None
    entries = tuple(
        replace(full_report.entries[0], time_utc=end + timedelta(hours=h), score=score)
        for h, score in ((-1, 9), (2, 3), (47, 6), (48, 8))
    )
    (row,) = tables.hard_sessions_table(report_with(activities=(hard,), entries=entries)).rows
    assert row == ("Tue 5 May 2026", "116", "4", "4", "2", "6")


def test_no_entry_is_unknown_pain_and_not_none(
    full_report: Report, report_with: Callable[..., Report]
):
    report = report_with(activities=full_report.activities[:1], entries=())
    (row,) = tables.hard_sessions_table(report).rows
    assert row[-2:] == ("0", UNKNOWN)


def test_an_effort_is_told_in_both_units(full_report: Report):
    assert full_report.latest_hard is not None
    sprint = tables.efforts_table(full_report.latest_hard).rows[-1]
    assert sprint == (
        "10",
        "sprint",
        "1:46:30",
        "0:29",
        "206",
        "7.1",
        "2:21",
        "97 %",
        "hard",
        "25",
    )


def test_controls_are_listed_with_what_to_expect(full_report: Report):
    controls = Controls(
        before=Estimate(-0.4, -0.7, -0.1), shuffled=Shuffled(0.005, 199), rides=None
    )
    table = tables.controls_table(replace(full_report.result, controls=controls))
    assert [row[:2] for row in table.rows] == [
        ("pain in the 24 h before hard sessions", "\u22120.4 (\u22120.7 to \u22120.1) points"),
        ("doses shuffled among the runs", "as strong in 0.5 % of shuffles"),
    ]
    assert tables.controls_table(replace(full_report.result, controls=Controls())).rows == ()


def test_doses_are_named_in_words_and_one_alone_is_no_comparison(full_report: Report):
    doses = (DoseFit("hard_s", 116.0, 12.3), DoseFit("own", 1.5, -0.4))
    table = tables.doses_table(replace(full_report.result, doses=doses))
    assert table.rows == (
        ("seconds at sprint or fast speed", "116", "+12.3"),
        ("own", "1.5", "\u22120.4"),
    )
    assert tables.doses_table(replace(full_report.result, doses=doses[:1])).rows == ()
