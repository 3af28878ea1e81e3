"""The report's section on experiments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import altair as alt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from tests.lived_experiment import Lived

from flarelag.experiments.events import Done, KnownBy
from flarelag.experiments.experiment import Phase
from flarelag.experiments.measures import OFFERED, Measure, Timing
from flarelag.report import charts, frames
from flarelag.report.page import render_page
from flarelag.report.sections.experiments import experiments
from flarelag.store.library import Library
from flarelag.workflows.experiment_results import all_told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flarelag.experiments.result import ToldExperiment
    from flarelag.report.report import Report


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> ToldExperiment:
    """Return a complete experiment of seven pairs, one of them without a diary."""
    return live(tmp_path_factory.mktemp("whole"), 14, skip=(3,))


def live(
    root: Path,
    n_sessions: int,
    *,
    skip: Sequence[int] = (),
    measure: Measure = OFFERED["ice"],
    own_words: bool = True,
) -> ToldExperiment:
    with Library.open(root / "library") as opened:
        lived = Lived(opened)
        lived.weeks_before()
        lived.started(measure, n_pairs=7)
        now = lived.through(n_sessions, helps=2, skip=skip)
        (found,) = all_told(opened, now, own_words=own_words)
    return found


def test_without_an_experiment_there_is_no_section(full_report: Report):
    assert experiments(full_report) == []
    assert 'id="experiments"' not in render_page(full_report)


def test_what_was_found_stands_with_its_chart_table_and_remarks(
    full_report: Report, told: ToldExperiment
):
    report = replace(full_report, experiments=(told,))
    (said,) = experiments(report)
    assert said["title"] == "Ice, hard sessions, from Mon 2 Mar 2026"
    assert said["words"].startswith("Randomised: in your experiment, hard sessions with ice")
    assert said["words"].endswith("6\u201324 h later; exact p 0.031.")
    assert any("nothing could have hidden it" in remark for remark in said["remarks"])
    assert said["chart"].table.rows[0][0] == "1"
    assert [row[-1] for row in said["chart"].table.rows].count("\u2013") == 1
    assert told.standing.experiment.sha256 in said["fixed"]
    page = render_page(report)
    assert 'href="#experiments"' in page
    assert 'id="experiment-1"' in page


def test_the_chart_holds_each_complete_pair_and_is_sound(told: ToldExperiment):
    assert told.result is not None
    rows = frames.pair_differences(told.result)
    assert rows["pair"].to_list() == [1, 3, 4, 5, 6, 7]
    assert set(rows["told"]) == {"\u22122.0"}
    chart = charts.pair_differences(told.result)
    assert alt.Chart.from_dict(chart.to_dict(), validate=True) is not None


def test_of_one_that_runs_nothing_is_found_yet(full_report: Report, tmp_path: Path):
    running = live(tmp_path, 5)
    (said,) = experiments(replace(full_report, experiments=(running,)))
    assert said["words"].startswith("It runs: 2 of 7 pairs so far.")
    assert (said["told"], said["chart"], said["remarks"]) == (False, None, [])


def test_while_the_last_hours_are_awaited_it_says_so(full_report: Report, told: ToldExperiment):
    waiting = replace(told, standing=replace(told.standing, phase=Phase.FOLLOWING_UP), result=None)
    (said,) = experiments(replace(full_report, experiments=(waiting,)))
    assert said["words"].startswith("All sessions took place")


def test_her_own_measure_is_named_only_where_her_words_were_asked_for(
    full_report: Report, tmp_path: Path
):
    own = Measure(name="grandmother's balm", timing=Timing.AFTER, own=True)
    hidden = live(tmp_path / "a", 2, measure=own, own_words=False)
    page = render_page(replace(full_report, experiments=(hidden,)))
    assert "balm" not in page
    assert "A measure of your own, hard sessions" in page
    shown = live(tmp_path / "b", 2, measure=own)
    assert "balm" in render_page(replace(full_report, experiments=(shown,)))


def test_missed_swapped_and_unknown_sessions_stand_in_the_table(
    full_report: Report, told: ToldExperiment
):
    assert told.result is not None
    first, *rest = told.result.pairs
    one, two = first.slots
    swapped = replace(one, done=Done.SWAPPED, known_by=KnownBy.INFERRED)
    missed = replace(two, session=None, done=None)
    changed = replace(first, slots=(swapped, missed), outcomes=(first.outcomes[0], None))
    result = replace(told.result, pairs=(changed, *rest))
    (said,) = experiments(replace(full_report, experiments=(replace(told, result=result),)))
    assert said["chart"].table.rows[0][2] == "swapped (inferred), missed"
    assert said["chart"].table.rows[1][2] == "not known"


@pytest.mark.browser
def test_on_a_phone_nothing_sticks_out_and_it_is_accessible(
    full_report: Report, told: ToldExperiment, tmp_path: Path, chromium: str
):
    file = tmp_path / "report.html"
    file.write_text(render_page(replace(full_report, experiments=(told,))), encoding="utf-8")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=quiet)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(file.as_uri())
        section = page.locator("section[aria-labelledby=experiments]")
        section.scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        found = Axe().run(page, context="section[aria-labelledby=experiments]")
        assert found.violations_count == 0
        browser.close()
