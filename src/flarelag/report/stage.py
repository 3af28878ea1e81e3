"""How far along the reader is: what a page can honestly lead with."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.effects.result import Verdict

if TYPE_CHECKING:
    from flarelag.report.report import Report

A_MONTH: Final = timedelta(days=28)


class Stage(StrEnum):
    """What there is to go by."""

    NOTHING = "nothing"
    """Neither activities nor a diary."""
    ACTIVITIES = "activities"
    """Activities alone: what they show by themselves."""
    FIRST_WEEKS = "first weeks"
    """A diary of less than a month: sessions with the pain that followed, no inference."""
    FIRST_MONTHS = "first months"
    """A diary of a month and more, not yet enough for a verdict: first looks, preliminary."""
    ANSWER = "answer"
    """Enough for a verdict."""


def stage_of(report: Report) -> Stage:
    """Return how far along the reader is."""
    if report.result.verdict is not Verdict.INSUFFICIENT:
        return Stage.ANSWER
    if not report.entries:
        return Stage.ACTIVITIES if report.activities else Stage.NOTHING
    times = [entry.time_utc for entry in report.entries]
    return Stage.FIRST_MONTHS if max(times) - min(times) >= A_MONTH else Stage.FIRST_WEEKS
