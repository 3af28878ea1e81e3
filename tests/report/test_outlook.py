"""Doses and what to expect on the page: shown where they may be, hidden where they must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flarelag.effects.forecast_record import LeadRecord
from flarelag.effects.forecast_scores import Rival
from flarelag.effects.forecast_words import ExpectedHour, ForecastShown
from flarelag.effects.result import Estimate
from flarelag.effects.tolerance import DoseStep, Tolerance, ToleranceState
from flarelag.effects.tolerance_words import ToleranceTold, tolerance_words
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, WarningGuard
from flarelag.report.charts.outlook import dose_steps, expected_pain
from flarelag.report.page import render_page
from flarelag.report.sections.outlook import doses, expected

if TYPE_CHECKING:
    from flarelag.report.report import Report

END = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
FOUND = Tolerance(
    state=ToleranceState.LIMIT,
    limit=51.9,
    dose_name="hard_s",
    steps=tuple(
        DoseStep(low, high, 9, Estimate(mean, mean / 2, mean * 2), p)
        for low, high, mean, p in ((20, 51.9, 0.05, 0.0), (53, 99, 0.6, 0.6), (101, 190, 1.1, 1.0))
    ),
    n_without=30,
    doses=(20.0, 51.9, 53.0, 99.0, 101.0, 190.0),
)
TOLD = ToleranceTold(tolerance_words(FOUND), hidden=False, found=FOUND)
HOURS = tuple(ExpectedHour(END, 60, lead, 2.4, 1, 4) for lead in (0.0, 2.0, 6.0, 72.0))
SHOWN = ForecastShown(
    "Pain to expect after the hard session.",
    record_words="The forecasts' record: good.",
    hours=HOURS,
    leads=(LeadRecord(0.0, 6.0, 40, 0.5, dict.fromkeys(Rival, 0.7), 0.95),),
)


def test_steps_and_hours_are_drawn_with_their_tables(full_report: Report):
    page = render_page(replace(full_report, tolerance=TOLD, forecast=SHOWN))
    assert "sessions up to 51 s were not followed by clearly higher" in page
    for anchor in ('href="#doses"', 'id="dose-steps"', 'href="#expected"', 'id="expected-pain"'):
        assert anchor in page
    for cell in ("20 s to 51 s", "The forecasts", "in the band", "last entry carried on"):
        assert cell in page


def test_steps_cover_what_was_logged_and_no_more():
    spec = dose_steps(FOUND).to_dict()
    domain = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain == [0, 190]
    other = dose_steps(replace(FOUND, dose_name="load_b2")).to_dict()
    assert "load_b2" in other["layer"][0]["encoding"]["x"]["title"]


def test_expected_pain_has_its_band():
    spec = expected_pain(HOURS).to_dict()
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line", "point"]


def test_near_a_flare_up_only_the_reason_is_shown(full_report: Report):
    hidden = ToleranceTold("Hidden during a flare-up.", hidden=True, found=None)
    told = doses(replace(full_report, tolerance=hidden))
    assert told == {"words": "Hidden during a flare-up.", "chart": None}


@pytest.mark.parametrize("told", [None, ToleranceTold("Not enough yet.", hidden=False, found=None)])
def test_nothing_is_said_of_doses_before_there_is_something(
    full_report: Report, told: ToleranceTold | None
):
    assert doses(replace(full_report, tolerance=told)) is None


def test_after_a_warning_sign_both_are_gone(full_report: Report):
    had = WarningAnswer(answer=SignsAnswer.HAVE, time_utc=END, zone="UTC", utc_offset_s=0)
    guard = WarningGuard(had)
    hidden = ToleranceTold(guard.why, hidden=True, found=None)
    report = replace(
        full_report, guard=guard, tolerance=hidden, forecast=ForecastShown(guard.why, hidden=True)
    )
    assert doses(report) is None
    assert expected(report) is None
    page = render_page(report)
    assert page.count("you said that you have one of the warning signs") == 1


def test_a_forecast_that_has_not_won_is_not_on_the_page(full_report: Report):
    assert expected(replace(full_report, forecast=ForecastShown("Not yet."))) is None
    assert expected(full_report) is None
    without = expected(replace(full_report, forecast=replace(SHOWN, hours=())))
    assert without is not None
    assert without["chart"] is None
