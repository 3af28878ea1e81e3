"""The page in a real browser, from disk, with the network off."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from flarelag.model.sport import Sport
from flarelag.report.page import render_page
from flarelag.report.report import PageOptions
from flarelag.report.summary import render_summary
from flarelag.report.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from flarelag.report.report import Report

pytestmark = pytest.mark.browser

N_CHARTS = 9
N_STILLS = 2
DRAWN = "figure.live .drawn svg.marks"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Generator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=quiet)
        yield started
        started.close()


@pytest.fixture(scope="module")
def page_file(full_report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_page(full_report), encoding="utf-8")
    return path


@contextmanager
def opened(
    browser: Browser, path: Path, *, width: int = 768, scripts: bool = True, dark: bool = False
) -> Generator[tuple[Page, list[str]]]:
    """Open a page offline; yield it with everything that it complained of or asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        offline=True,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
    )
    page, noise = context.new_page(), list[str]()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: noise.append(request.url))
    page.goto(path.as_uri())
    noise.remove(path.as_uri())
    yield page, noise
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_every_chart_is_drawn_without_a_request_or_an_error(
    browser: Browser, page_file: Path, width: int
):
    with opened(browser, page_file, width=width) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        assert not noise
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        widths = page.eval_on_selector_all(
            ".drawn svg", "all => all.map(e => e.getBoundingClientRect().width)"
        )
        room = page.eval_on_selector("main", "main => main.getBoundingClientRect().width")
        assert all(0.9 * room <= each <= room + 1 for each in widths)


def test_charts_out_of_sight_wait_until_they_come_near(browser: Browser, page_file: Path):
    context = browser.new_context(viewport={"width": 768, "height": 900}, offline=True)
    page = context.new_page()
    page.add_init_script("window.requestIdleCallback = () => 0")  # never idle
    page.goto(page_file.as_uri())
    expect(page.locator("#around.live")).to_have_count(1)
    assert page.locator("#entry-times.live").count() == 0
    page.get_by_role("link", name="How complete the diary is").press("Enter")
    expect(page.locator("#entry-times.live")).to_have_count(1)
    assert page.locator(DRAWN).count() < N_CHARTS
    page.emulate_media(media="print")  # what was not drawn is there in pictures or in numbers
    assert all(each.is_visible() for each in page.locator(".still svg").all())
    undrawn = page.locator(".chart:not(.live, .pictured) + details table")
    assert undrawn.count() > 0
    assert all(each.is_visible() for each in undrawn.all())
    context.close()


def test_charts_without_a_diary_or_rides_are_drawn_as_quietly(
    browser: Browser, report_with: Callable[..., Report], full_report: Report, tmp_path: Path
):
    runs = tuple(a for a in full_report.activities if a.activity.sport is Sport.RUN)
    path = tmp_path / "report.html"
    path.write_text(render_page(report_with(entries=(), activities=runs)), encoding="utf-8")
    with opened(browser, path) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(5)
        assert not noise


def test_with_scripts_off_pictures_and_words_are_there(browser: Browser, page_file: Path):
    with opened(browser, page_file, scripts=False) as (page, noise):
        assert page.locator(".still svg").count() == N_STILLS
        assert all(each.is_visible() for each in page.locator(".still svg").all())
        assert page.locator(".chart > figcaption").count() == N_CHARTS
        assert all(each.inner_text() for each in page.locator(".chart > figcaption").all())
        assert not any(each.is_visible() for each in page.locator(".room").all())
        assert page.locator("h1").inner_text().startswith("Clear pattern")
        page.locator("#warning-signs summary").click()
        assert page.get_by_text("loss of bowel control").is_visible()
        assert not noise


def test_the_warning_signs_are_on_the_first_screen_of_a_phone(browser: Browser, page_file: Path):
    with opened(browser, page_file, width=360) as (page, _):
        box = page.locator("#warning-signs summary").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 640
        assert box["height"] >= 44  # large enough for a finger


def test_charts_follow_the_dark_scheme(browser: Browser, page_file: Path):
    with opened(browser, page_file, dark=True) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        line = page.locator('#session .drawn [stroke="var(--ink)"]').first
        assert line.evaluate("e => getComputedStyle(e).stroke") == "rgb(232, 236, 239)"
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
            "rgb(18, 23, 28)"
        )
        assert not noise


def test_on_paper_the_stills_and_the_warning_signs_are_shown(browser: Browser, page_file: Path):
    with opened(browser, page_file, dark=True) as (page, _):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("#lag-curve .still").is_visible()
        assert not page.locator("#lag-curve .drawn").is_visible()
        assert page.get_by_text("loss of bowel control").is_visible()
        ink = page.evaluate("getComputedStyle(document.documentElement).color")
        assert ink == "rgb(16, 20, 24)"
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_on_paper_charts_without_a_still_are_as_they_were_drawn(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, _):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        page.emulate_media(media="print")
        assert page.locator("#slowing .drawn").is_visible()
        assert not page.locator("#slowing + details").is_visible()


def test_on_paper_tables_stand_for_charts_that_were_never_drawn(browser: Browser, page_file: Path):
    with opened(browser, page_file, scripts=False) as (page, _):
        page.emulate_media(media="print")
        assert page.locator("#slowing + details table").is_visible()
        assert not page.locator("#lag-curve + details table").is_visible()


def test_room_is_kept_for_a_chart_until_it_is_drawn(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, _):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        heights = page.eval_on_selector_all(
            ".chart:not(.pictured)",
            """all => all.map(each => [
                each.querySelector('.room').height.baseVal.value,
                each.querySelector('.drawn').getBoundingClientRect().height,
            ])""",
        )
        assert len(heights) == N_CHARTS - N_STILLS
        assert all(abs(room - drawn) < 40 for room, drawn in heights), heights


def test_pointing_at_a_chart_tells_its_numbers(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        page.locator("#lag-curve .drawn .mark-symbol path").nth(3).hover()
        tip = page.locator("#vg-tooltip-element.visible")
        tip.wait_for()
        assert "+1.8 (+1.2 to +2.4)" in tip.inner_text()
        assert not noise


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_violation(browser: Browser, page_file: Path, dark: bool):  # noqa: FBT001 - a parameter
    # axe itself is a script that the page's policy would not let in
    context = browser.new_context(bypass_csp=True, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(page_file.as_uri())
    expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_the_time_line_moves_by_buttons_keys_and_dragging(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        closer = page.get_by_role("button", name="Closer")
        before = page.locator("#time-line .drawn").inner_html()
        closer.click()
        page.wait_for_timeout(200)
        near = page.locator("#time-line .drawn").inner_html()
        assert near != before
        closer.press("ArrowLeft")
        page.wait_for_timeout(200)
        earlier = page.locator("#time-line .drawn").inner_html()
        assert earlier != near
        box = page.locator("#time-line .drawn").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 300, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 100, steps=4)
        page.mouse.up()
        page.wait_for_timeout(200)
        assert page.locator("#time-line .drawn").inner_html() != earlier
        page.get_by_role("button", name="All").click()
        assert not noise


def test_a_hard_session_of_the_time_line_leads_to_its_picture(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, noise):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        page.locator('#time-line .drawn [fill="var(--accent)"]').last.click()
        page.wait_for_timeout(300)
        assert page.evaluate("location.hash").startswith("#session-")
        expect(page.locator(".card.found")).to_be_in_viewport()
        assert not noise


def test_a_session_in_a_folded_year_is_unfolded(browser: Browser, page_file: Path):
    with opened(browser, page_file) as (page, _):
        expect(page.locator(DRAWN)).to_have_count(N_CHARTS)
        page.get_by_role("button", name="All").click()
        page.wait_for_timeout(200)
        page.locator('#time-line .drawn [fill="var(--accent)"]').first.click()
        page.wait_for_timeout(300)
        expect(page.locator("details[open] .card.found")).to_have_count(1)


def test_the_summary_of_long_texts_and_many_measures_fits_one_sheet(
    browser: Browser, report_with: Callable[..., Report], full_report: Report, tmp_path: Path
):
    latest = full_report.generated_at.replace(tzinfo=None)
    names = [f"measure {n} of a long and winding name" for n in range(20)]
    taken = pl.DataFrame({"time": [latest] * 20, "names": names})
    options = PageOptions(
        title="<b>A title</b> of many words " * 400,
        units=Units.IMPERIAL,
        since=date(2026, 5, 1),
        until=date(2026, 11, 20),
    )
    headline = full_report.result.headline + " And a sentence more than there ever is." * 2
    result = replace(full_report.result, headline=headline)
    path = tmp_path / "summary.html"
    path.write_text(
        render_summary(report_with(options=options, measures=taken, result=result)), "utf-8"
    )
    with opened(browser, path, scripts=False) as (page, noise):
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
        assert page.get_by_text("14 more").count() == 1
        assert not noise


def test_a_table_of_few_columns_fits_a_narrow_phone(browser: Browser, page_file: Path):
    with opened(browser, page_file, width=348) as (page, _):
        quality = page.locator(".scroll", has_text="Recordings of runs")
        name = quality.locator("tbody th").first
        name.evaluate("each => { each.textContent = 'efforts; edges and braking less surely'; }")
        assert quality.evaluate("each => each.scrollWidth <= each.clientWidth")
