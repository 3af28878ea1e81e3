"""How far along the reader is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.effects.result import Verdict
from flarelag.report.stage import Stage, stage_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.report.report import Report


def test_each_stage_is_told_by_what_there_is(
    full_report: Report, report_with: Callable[..., Report]
):
    open_yet = replace(full_report.result, verdict=Verdict.INSUFFICIENT)
    first = full_report.entries[0].time_utc
    week = tuple(e for e in full_report.entries if e.time_utc < first + timedelta(days=7))
    assert stage_of(full_report) is Stage.ANSWER
    assert stage_of(report_with(result=open_yet)) is Stage.FIRST_MONTHS
    assert stage_of(report_with(result=open_yet, entries=week)) is Stage.FIRST_WEEKS
    assert stage_of(report_with(result=open_yet, entries=())) is Stage.ACTIVITIES
    assert stage_of(report_with(result=open_yet, entries=(), activities=())) is Stage.NOTHING
