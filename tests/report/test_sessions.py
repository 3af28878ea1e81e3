from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flarelag.model.classification import Doses
from flarelag.model.sport import Sport
from flarelag.report.sessions import SessionKind, UsualDose, hard_sessions, usual_dose

if TYPE_CHECKING:
    from flarelag.model.stored import StoredActivity
    from flarelag.report.report import Report


def with_doses(report: Report, doses: Doses, sport: Sport = Sport.RUN) -> StoredActivity:
    first = report.activities[0]
    assert first.classification is not None
    return replace(
        first,
        activity=replace(first.activity, sport=sport),
        classification=replace(first.classification, doses=doses),
    )


@pytest.mark.parametrize(
    ("doses", "sport", "kind"),
    [
        (Doses(hard_s=50, sprint_s=50), Sport.RUN, SessionKind.SPRINTS),
        (Doses(hard_s=50, sprint_s=0), Sport.RUN, SessionKind.HARD),
        (Doses(hard_s=49, sprint_s=49), Sport.RUN, SessionKind.RUN_SPRINTS),
        (Doses(hard_s=0, sprint_s=0), Sport.RUN, SessionKind.RUN),
        (Doses(hard_s=None), Sport.RUN, SessionKind.RUN),
        (Doses(hard_s=900), Sport.RIDE, SessionKind.RIDE),
        (Doses(hard_s=900), Sport.SWIM, SessionKind.OTHER),
    ],
)
def test_a_session_is_hard_from_half_the_usual_dose(
    full_report: Report, doses: Doses, sport: Sport, kind: SessionKind
):
    stored = with_doses(full_report, doses, sport)
    assert UsualDose("hard_s", 100.0).kind(stored) is kind


def test_an_unclassified_run_is_a_run_of_unknown_dose(full_report: Report):
    bare = replace(full_report.activities[0], classification=None)
    dose = UsualDose("hard_s", 100.0)
    assert dose.of(bare) is None
    assert dose.kind(bare) is SessionKind.RUN


def test_the_analysis_decides_what_the_usual_dose_is(full_report: Report):
    result = replace(full_report.result, dose_name="effort_s", per_dose=300.0)
    assert usual_dose(full_report.activities, result) == UsualDose("effort_s", 300.0)


def test_without_a_diary_it_is_the_median_over_all_runs(full_report: Report):
    result = replace(full_report.result, per_dose=None)
    runs = [
        with_doses(full_report, Doses(hard_s=float(s), effort_s=500)) for s in range(10, 90, 10)
    ]
    easy = with_doses(full_report, Doses(hard_s=0.0, effort_s=0.0))
    assert usual_dose([*runs, easy], result) == UsualDose("hard_s", 45.0)


def test_too_few_runs_with_it_fall_back_to_efforts_of_any_class(full_report: Report):
    result = replace(full_report.result, per_dose=None)
    runs = [with_doses(full_report, Doses(hard_s=None, effort_s=float(s))) for s in (100, 300)]
    assert usual_dose(runs, result) == UsualDose("effort_s", 200.0)
    assert usual_dose([], result) == UsualDose("hard_s", None)


def test_hard_sessions_come_in_order_of_time(full_report: Report):
    found = hard_sessions(reversed(full_report.activities), full_report.usual_dose)
    starts = [stored.activity.start_utc for stored in found]
    assert len(found) == 26
    assert starts == sorted(starts)
