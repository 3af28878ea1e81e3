from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flarelag.classify.profile import Entered100m
from flarelag.model.effort import EffortClass
from flarelag.model.load import ForceLine
from flarelag.model.sport import Sport
from flarelag.workflows import judging, out_of_date
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.importing import import_paths
from flarelag.workflows.out_of_date import observed, stale_activities
from flarelag.workflows.runner_settings import RunnerSettings, Sex, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from flarelag.model.classification import Classification
    from flarelag.store.library import Library
    from flarelag.workflows.judging import ClassifyUnit


@pytest.fixture
def three(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Callable[[int], bytes],
    sprints: Callable[[int], bytes],
    ride: Callable[[int], bytes],
) -> Library:
    """Return a library with sprints on day 0, an easy run on day 1, a ride on day 2."""
    for name, data in (("s", sprints(0)), ("e", easy(1)), ("r", ride(2))):
        (tmp_path / f"{name}.tcx").write_bytes(data)
    import_paths(library, sorted(tmp_path.glob("*.tcx")), now=now, jobs=1)
    return library


def classified(library: Library) -> list[Classification]:
    return [each.classification for each in library.activities() if each.classification]


def test_after_an_import_nothing_is_out_of_date(three: Library):
    assert stale_activities(three.activities(), RunnerSettings()) == []
    assert classify_library(three) == 0


def test_in_order_of_time_most_runs_are_judged_as_they_are_read_and_none_otherwise(
    library: Library,
    tmp_path: Path,
    now: datetime,
    easy: Callable[[int], bytes],
    sprints: Callable[[int], bytes],
    monkeypatch: pytest.MonkeyPatch,
):
    for day in range(12):
        data = easy(day) if day % 3 else sprints(day)
        (tmp_path / f"{day:02}.tcx").write_bytes(data)
    judged_again: list[int] = []
    classify = judging.classify_unit

    def noted(unit: ClassifyUnit) -> Classification:
        judged_again.append(unit.id)
        return classify(unit)

    monkeypatch.setattr(judging, "classify_unit", noted)
    import_paths(library, sorted(tmp_path.glob("*.tcx")), now=now, jobs=1)
    assert 0 < len(judged_again) < 6
    at_first = classified(library)
    assert classify_library(library, everything=True) == 12
    assert classified(library) == at_first


def test_what_is_out_of_date_is_seen_without_reading_what_was_said(three: Library):
    for settings in (
        RunnerSettings(),
        RunnerSettings(sex=Sex.WOMAN),
        RunnerSettings(best_100m=(Entered100m(m_s=9.0),)),
    ):
        whole = stale_activities(three.activities(), settings)
        told = stale_activities(three.judged_activities(), settings)
        assert [(each.id, best) for each, best in told] == [(each.id, best) for each, best in whole]
    assert observed(three.judged_activities()) == observed(three.activities())


def test_sprints_are_sprints_by_what_the_runner_has_shown(three: Library):
    sprints, easy, ride = classified(three)
    assert [effort.effort_class for effort in sprints.efforts] == [EffortClass.SPRINT]
    assert sprints.best_100m_m_s == easy.best_100m_m_s
    assert ride.best_100m_m_s is None
    assert sprints.doses.sprint_s is not None
    assert sprints.doses.sprint_s > 20
    assert len(observed(three.activities())) == 2


@pytest.mark.parametrize("sub_sport", ["treadmill", "virtual_activity"])
def test_a_treadmill_shows_nothing_of_the_best_100_m(three: Library, sub_sport: str):
    on_belt = [
        replace(each, activity=replace(each.activity, sub_sport=sub_sport))
        for each in three.activities()
    ]
    assert observed(on_belt) == []


def test_what_the_person_entered_wins(three: Library):
    write_settings(three, RunnerSettings(best_100m=(Entered100m(m_s=12.0),)))
    assert classify_library(three) == 2
    sprints, easy, _ = classified(three)
    assert (sprints.best_100m_m_s, easy.best_100m_m_s) == (12.0, 12.0)
    assert sprints.doses.sprint_s == 0
    write_settings(three, RunnerSettings())
    assert classify_library(three) == 2
    assert classified(three)[0].best_100m_m_s == pytest.approx(7.0, rel=0.03)


def test_newer_rules_judge_everything_again(three: Library, monkeypatch: pytest.MonkeyPatch):
    before = classified(three)
    monkeypatch.setattr(out_of_date, "RULE_VERSION", before[0].rule_version + 1)
    assert len(stale_activities(three.activities(), RunnerSettings())) == 3


def test_an_activity_whose_records_are_gone_keeps_what_was_known(three: Library):
    before = classified(three)
    run = next(each for each in three.activities() if each.activity.sport is Sport.RUN)
    write_settings(three, RunnerSettings(best_100m=(Entered100m(m_s=9.0),)))
    for path in three.paths.records.rglob("*.arrows"):
        path.unlink()
    assert classify_library(three) == 0
    assert three.activity(run.id).classification == before[0]


def test_progress_counts_to_the_end(three: Library):
    write_settings(three, RunnerSettings(best_100m=(Entered100m(m_s=9.0),)))
    seen: list[tuple[int, int]] = []
    classify_library(three, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_another_line_of_force_judges_runs_again(three: Library):
    before = classified(three)
    write_settings(three, RunnerSettings(sex=Sex.WOMAN))
    assert classify_library(three) == 2
    after = classified(three)
    assert [each.force_line for each in after] == [ForceLine.WOMEN, ForceLine.WOMEN, None]
    assert [each.efforts == old.efforts for each, old in zip(after, before, strict=True)][2]
    assert after[0].doses.load != before[0].doses.load
    assert classify_library(three) == 0


def test_everything_can_be_judged_again_without_the_originals(three: Library):
    before = classified(three)
    for original in three.paths.originals.rglob("*.gz"):
        original.unlink()
    assert classify_library(three, everything=True) == 3
    assert classified(three) == before
