"""What the diary page says of an experiment, over HTTP and in a real browser."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from tests.lived_experiment import Lived

from flarelag.experiments.events import Told
from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.library import Library
from flarelag.workflows.warning_answers import answer_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.web.conftest import Served

NOW = datetime.now(UTC)


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Lived]:
    with Library.open(tmp_path / "library") as opened:
        lived = Lived.until(opened, NOW)
        lived.weeks_before()
        yield lived


def test_without_an_experiment_the_page_says_nothing_of_one(lived: Lived, served: Served):
    assert lived.library.paths.root == served.root
    assert 'id="experiment"' not in served.get().text


def test_it_says_what_is_due_today_and_that_is_noted(lived: Lived, served: Served):
    begun = lived.started(now=NOW - timedelta(minutes=5))
    words = begun.plan.measure.arm_words(begun.plan.arm(0))
    assert f"Today: {words}, if you run hard." in served.get().text
    latest = lived.library.experiments.latest()
    assert latest is not None
    (told,) = latest.events
    assert isinstance(told, Told)
    assert told.pair == 0


def test_after_a_warning_sign_it_says_nothing(lived: Lived, served: Served):
    lived.started(now=NOW - timedelta(minutes=5))
    answer_signs(lived.library, SignsAnswer.HAVE, now=NOW, zone="UTC")
    assert 'id="experiment"' not in served.get().text


def test_an_entry_that_stops_it_is_answered_on_the_page(lived: Lived, served: Served):
    lived.started(now=NOW - timedelta(minutes=5))
    assert served.save(7, site="left:buttock").status == 303
    page = served.get().text
    assert "The experiment stopped on" in page
    assert "You did nothing wrong" in page


def test_whatever_is_wrong_with_an_experiment_pain_can_be_written_down(
    lived: Lived, served: Served
):
    lived.started(now=NOW - timedelta(minutes=5))
    with closing(sqlite3.connect(lived.library.paths.database)) as other:
        other.execute("DROP TRIGGER experiments_are_fixed")
        other.execute("UPDATE experiments SET plan = '{}'")
        other.commit()
    page = served.get()
    assert page.status == 200
    assert 'id="experiment"' not in page.text
    assert served.save(4, site="left:buttock").status == 303


@pytest.mark.browser
def test_in_a_browser_the_line_is_read_and_an_entry_stops_it(
    lived: Lived, serve: Callable[..., Served], chromium: str
):
    lived.started(now=NOW - timedelta(minutes=5))
    lived.feel(NOW - timedelta(minutes=2), 4)
    served = serve()
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=quiet)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(served.origin)
        line = page.locator("#experiment")
        assert line.inner_text().startswith("Today: with")
        assert Axe().run(page).violations_count == 0
        for target in (
            page.get_by_role("radio", name="7", exact=True),
            page.get_by_role("button", name="Save", exact=True).last,
        ):  # in sight without scrolling, whatever the experiment says
            box = target.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 844
            target.click()
        page.wait_for_url("**/?change=*")
        assert "You did nothing wrong" in line.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
