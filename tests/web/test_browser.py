"""The diary page in a real browser: taps, keys, no script, small screens, large letters."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from flarelag.store import database

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, Locator, Page
    from tests.web.conftest import Served

    Serve = Callable[..., Served]

pytestmark = pytest.mark.browser

QUIET: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE: Final = (390, 844)
CODE: Final = "7KQF-M2XD"
AXE: Final = {"rules": {"target-size": {"enabled": True}}}


def started(chromium: str, *more: str) -> Generator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=[*QUIET, *more])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Generator[Browser]:
    yield from started(chromium)


@contextmanager
def opened(
    browser: Browser,
    served: Served,
    path: str = "/",
    *,
    size: tuple[int, int] = PHONE,
    scripts: bool = True,
    dark: bool = False,
    zone: str = "Europe/Zurich",
) -> Generator[Page]:
    """Open a page as a phone does; in the end it must have been quiet, and kept to itself."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=True,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        timezone_id=zone,
    )
    context.set_default_timeout(10_000)
    page, noise, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.origin + path)
    yield page
    context.close()
    assert all(url.startswith(served.origin + "/") for url in asked)
    # That a form did not come through is said on the page; the browser notes it by itself.
    assert not [text for text in noise if not text.startswith("Failed to load resource")]


def score(page: Page, n: int) -> Locator:
    return page.get_by_role("radio", name=str(n), exact=True)


def save(page: Page) -> Locator:
    return page.get_by_role("button", name="Save", exact=True).last


def spot(page: Page, place: str) -> Locator:
    """Return a place's shape on the body map."""
    return page.locator(f'label[for="{place}"] path').first


def with_last_entry(served: Served) -> Served:
    served.save(4, site="left:buttock", at="3 h ago")
    return served


# Taps


@pytest.mark.parametrize("scripts", [True, False])
def test_three_taps_from_page_load_to_saved(browser: Browser, served: Served, *, scripts: bool):
    with_last_entry(served)
    with opened(browser, served, scripts=scripts) as page:
        for target in (score(page, 6), save(page)):  # the place is ticked already
            box = target.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE[1]
            assert min(box["width"], box["height"]) >= 44
            target.tap()
        page.wait_for_url("**/?change=*")
        assert page.locator("#saved").inner_text().startswith("Saved 6/10 left buttock, today")
    assert [(e.score, [str(s) for s in e.sites]) for e in served.entries()][-1] == (
        6,
        ["left:buttock"],
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_the_very_first_entry_takes_three_taps_too(
    browser: Browser, served: Served, *, scripts: bool
):
    with opened(browser, served, scripts=scripts) as page:
        spot(page, "right-calf-outer").tap()
        assert page.locator(".place:visible").all_inner_texts() == ["right outer calf"]
        score(page, 3).tap()
        save(page).tap()
        page.wait_for_url("**/?change=*")
    (entry,) = served.entries()
    assert (entry.score, [str(site) for site in entry.sites]) == (3, ["right:calf_outer"])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_zero_takes_one_tap(browser: Browser, served: Served, *, scripts: bool):
    with_last_entry(served)
    with opened(browser, served, scripts=scripts) as page:
        page.get_by_role("button", name="0 no pain").tap()
        page.wait_for_url("**/?change=*")
    assert served.entries()[-1].score == 0


def test_two_quick_taps_save_once(browser: Browser, served: Served):
    with_last_entry(served)
    with opened(browser, served) as page:
        score(page, 5).tap()
        save(page).dblclick()
        page.wait_for_url("**/?change=*")
    assert len(served.entries()) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_undo_change_and_delete_are_taps(browser: Browser, served: Served, *, scripts: bool):
    with opened(browser, served, scripts=scripts) as page:
        page.get_by_role("button", name="0 no pain").tap()
        page.wait_for_url("**/?change=*")
        page.get_by_role("button", name="Undo").tap()
        page.get_by_text("Taken back").wait_for()
        assert not served.entries()
        page.get_by_role("button", name="Undo").tap()
        page.get_by_role("link", name="Change pain").tap()
        score(page, 7).tap()
        page.get_by_role("button", name="Save the change").tap()
        page.get_by_text("Changed").wait_for()
        assert [entry.score for entry in served.entries()] == [7]
        page.get_by_role("link", name="Change pain").tap()
        page.get_by_role("button", name="Delete this entry").tap()
        page.get_by_text("Deleted").wait_for()
    assert not served.entries()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_else_went_on_is_chips(browser: Browser, served: Served, *, scripts: bool):
    with opened(browser, served, scripts=scripts) as page:
        page.get_by_text("What else went on?").tap()
        page.get_by_role("checkbox", name="stress").tap()
        page.get_by_role("checkbox", name="ice").tap()
        page.get_by_label("how much ice").fill("20 min")
        page.get_by_role("button", name="Save these").tap()
        page.get_by_text("Saved").wait_for()
    with served.library() as library:
        logged = {(each.name, each.detail) for each in library.diary.factors()}
    assert logged == {("stress", None), ("ice", "20 min")}


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("sign", ["numb", "weak", "both", "jump"])
def test_warning_signs_open_once_the_entry_is_saved(
    browser: Browser, served: Served, sign: str, *, scripts: bool
):
    with_last_entry(served)
    with opened(browser, served, scripts=scripts) as page:
        if sign in {"numb", "weak"}:
            page.get_by_role("checkbox", name=sign).tap()
        if sign == "both":
            page.locator("details.where summary").tap()
            spot(page, "right-buttock").tap()
        score(page, 8 if sign == "jump" else 4).tap()
        save(page).tap()
        page.wait_for_url("**/warning-signs?change=*")
        assert len(served.entries()) == 2
        assert page.get_by_text("Your entry is saved.").is_visible()
        assert page.get_by_text("loss of bowel control or feeling").is_visible()
        page.get_by_role("link", name="Back to the diary").tap()
        page.locator("#saved").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_warning_signs_are_one_tap_away(browser: Browser, served: Served, *, scripts: bool):
    with opened(browser, served, scripts=scripts) as page:
        page.get_by_role("link", name="Warning signs").tap()
        page.get_by_text("Go to an emergency department now").wait_for()


# Keys


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    pytest.fail(f"the Tab key never reached {selector}")


def test_by_keyboard_alone(browser: Browser, served: Served):
    with_last_entry(served)
    with opened(browser, served) as page:
        tab_to(page, "details.where summary")
        page.keyboard.press("Enter")
        tab_to(page, "#left-back-of-thigh")
        page.keyboard.press("Space")
        tab_to(page, '[name="score"]')
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        assert score(page, 6).is_checked()
        page.keyboard.press("Enter")
        page.wait_for_url("**/?change=*")
        assert page.evaluate("document.activeElement.id") == "saved"
    last = served.entries()[-1]
    assert (last.score, [str(site) for site in last.sites]) == (
        6,
        ["left:buttock", "left:back_of_thigh"],
    )


def test_enter_in_a_field_saves_what_is_chosen_and_never_a_zero(browser: Browser, served: Served):
    with_last_entry(served)
    with opened(browser, served) as page:
        page.locator("details.more > summary").first.click()
        page.get_by_label("or at this time").fill("2 h ago")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert len(served.entries()) == 1  # no score is chosen: the browser asks for one
        score(page, 5).check()
        page.get_by_label("or at this time").press("Enter")
        page.wait_for_url("**/?change=*")
    assert served.entries()[-1].score == 5


def test_where_the_keyboard_is_can_be_seen(browser: Browser, served: Served):
    with opened(browser, served) as page:
        tab_to(page, "#left-buttock")
        stroke = "getComputedStyle(document.querySelector('label[for=left-buttock] path')).stroke"
        assert page.evaluate(stroke) == "rgb(28, 37, 48)"
        tab_to(page, '[name="score"]')
        outline = (
            "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle === 'solid'"
        )
        assert page.evaluate(outline)


# The script


def test_a_time_is_meant_in_the_phones_zone(browser: Browser, served: Served):
    with opened(browser, served, zone="America/New_York") as page:
        score(page, 5).tap()
        save(page).tap()
        page.wait_for_url("**/?change=*")
    assert served.entries()[0].zone == "America/New_York"


def test_out_of_reach_it_keeps_what_was_typed_and_tries_again(browser: Browser, served: Served):
    with opened(browser, served) as page:
        page.locator("details.more > summary").first.tap()
        page.get_by_label("Note").fill("typed with care")
        score(page, 5).tap()
        page.context.set_offline(True)
        save(page).tap()
        page.get_by_text("The computer cannot be reached just now").wait_for()
        assert page.get_by_label("Note").input_value() == "typed with care"
        page.context.set_offline(False)
        page.wait_for_url("**/?change=*")
    assert [entry.note for entry in served.entries()] == ["typed with care"]


def test_while_an_import_writes_it_waits_and_saves_once(
    browser: Browser, served: Served, monkeypatch: pytest.MonkeyPatch
):
    with_last_entry(served)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    other = sqlite3.connect(served.root / "library.sqlite", isolation_level=None)
    with closing(other), opened(browser, served) as page:
        other.execute("BEGIN IMMEDIATE")
        score(page, 5).tap()
        save(page).tap()
        page.get_by_text("importing just now. Nothing is lost").wait_for()
        other.execute("ROLLBACK")
        page.wait_for_url("**/?change=*")
    assert len(served.entries()) == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_what_cannot_be_right_is_said_and_stays(browser: Browser, served: Served, *, scripts: bool):
    with opened(browser, served, scripts=scripts) as page:
        page.locator("details.more > summary").first.tap()
        page.get_by_label("or at this time").fill("soonish")
        page.get_by_label("Note").fill("<b>bold</b>")
        score(page, 5).tap()
        save(page).tap()
        page.get_by_role("alert").wait_for()
        assert 'time "soonish" is not understood' in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Note").input_value() == "<b>bold</b>"
        assert score(page, 5).is_checked()


# Pairing


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_pairs_from_the_link_of_the_qr_code(
    browser: Browser, serve: Serve, *, scripts: bool
):
    served = serve(lan=True)
    with opened(browser, served, f"/pair?code={CODE}", scripts=scripts) as page:
        assert page.get_by_label("Code").input_value() == CODE
        page.get_by_role("button", name="Pair").tap()
        page.get_by_role("heading", name="How is it now?").wait_for()
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        page.get_by_role("button", name="0 no pain").tap()
        page.wait_for_url("**/?change=*")
    assert len(served.entries()) == 1


# Every state, for everybody


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def _choose(page: Page) -> None:
    _open_all(page)
    spot(page, "left-back-of-knee").click()
    score(page, 8).check()
    page.get_by_role("checkbox", name="burning").check()
    page.get_by_role("checkbox", name="sitting").check()


def _refused(page: Page) -> None:
    page.locator("details.more > summary").first.click()
    page.get_by_label("or at this time").fill("soonish")
    score(page, 5).check()
    save(page).click()
    page.get_by_role("alert").wait_for()


def _nothing(page: Page) -> None:
    del page


STATES: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "first visit": ("/", _nothing),
    "everything open": ("/", _open_all),
    "everything chosen": ("/", _choose),
    "refused": ("/", _refused),
    "saved": ("/?change=2", _nothing),
    "an entry": ("/entries/2", _open_all),
    "something logged": ("/entries/3", _nothing),
    "warning signs": ("/warning-signs", _nothing),
    "warning signs after an entry": ("/warning-signs?change=2", _nothing),
    "nowhere": ("/nowhere", _nothing),
}


def lived_in(served: Served) -> Served:
    """Fill a diary with all that a page can show."""
    long = "a very long word: " + "Donaudampfschifffahrt" * 6 + "\nand a second line"
    served.save(4, site=["left:buttock", "right:foot", "hip"], at="yesterday 21:30", note=long)
    served.save(7, site="left:buttock", quality=["ache", "burning"], flare="1", woke="1", note=long)
    served.post("/factors", {"key": "f", "factor": ["sitting", "ice"], "amount.sitting": "0.01 h"})
    return served


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, steady: Served) -> Served:
    del tmp_path_factory
    return lived_in(steady)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_to_object_to(browser: Browser, lived: Served, state: str, *, dark: bool):
    path, act = STATES[state]
    with opened(browser, lived, path, dark=dark) as page:
        act(page)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripts", [False, True])
def test_the_warning_signs_are_answered_by_taps(browser: Browser, served: Served, *, scripts: bool):
    with opened(browser, served, "/warning-signs", scripts=scripts, size=(320, 640)) as page:
        page.get_by_role("button", name="I have one of the warning signs").click()
        page.wait_for_url("**/warning-signs?said=have*")
        assert "Go to an emergency department now" in page.inner_text("main")
        page.get_by_role("link", name="Back to the diary").click()
        page.get_by_role("button", name="I have been seen by a doctor about it").wait_for()
        if scripts:
            assert Axe().run(page, options=AXE).violations_count == 0
            assert page.evaluate(SIDEWAYS) == 0
        page.get_by_role("button", name="I have been seen by a doctor about it").click()
        page.get_by_text('Saved "I have been seen by a doctor about it"').wait_for()
        assert page.get_by_text("you said that you have one").count() == 0


@pytest.mark.parametrize("path", ["/pair", "/pair?code=x"])
def test_axe_finds_nothing_on_the_pairing_page(browser: Browser, serve: Serve, path: str):
    with opened(browser, serve(lan=True), path) as page:
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()


SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1280, 900)])
@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways(
    browser: Browser, lived: Served, state: str, size: tuple[int, int]
):
    path, act = STATES[state]
    with opened(browser, lived, path, size=size) as page:
        act(page)
        assert page.evaluate(SIDEWAYS) == 0


@pytest.fixture(scope="module")
def large_letters(chromium: str, browser: Browser) -> Generator[Browser]:
    """Return a browser whose user set letters twice as large."""
    more = (*QUIET, "--blink-settings=defaultFontSize=32")
    started = browser.browser_type.launch(executable_path=chromium, args=more)
    yield started
    started.close()


@pytest.mark.parametrize("state", STATES)
def test_letters_twice_as_large_fit(large_letters: Browser, lived: Served, state: str):
    path, act = STATES[state]
    with opened(large_letters, lived, path) as page:
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        act(page)
        assert page.evaluate(SIDEWAYS) == 0


def test_at_twice_the_size_the_three_taps_work(large_letters: Browser, served: Served):
    with_last_entry(served)
    with opened(large_letters, served) as page:
        score(page, 6).tap()
        save(page).tap()
        page.wait_for_url("**/?change=*")
    assert served.entries()[-1].score == 6


def test_dark_is_dark(browser: Browser, served: Served):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    for dark, expected in ((False, "rgb(255, 255, 254)"), (True, "rgb(18, 23, 28)")):
        with opened(browser, served, dark=dark) as page:
            assert page.evaluate(ground) == expected


def test_the_places_are_named_for_a_screen_reader(browser: Browser, served: Served):
    with opened(browser, served) as page:
        behind = page.get_by_role("group", name="Seen from behind")
        front = page.get_by_role("group", name="Seen from the front")
        assert behind.get_by_role("checkbox", name="left buttock").count() == 1
        assert front.get_by_role("checkbox", name="right foot").count() == 1
        assert page.get_by_role("radio").filter(visible=True).count() >= 10


def test_left_is_left_as_it_is_seen(browser: Browser, served: Served):
    with opened(browser, served) as page:

        def x(place: str) -> float:
            box = spot(page, place).bounding_box()
            assert box is not None
            return box["x"]

        assert x("left-buttock") < x("right-buttock")
        assert x("right-foot") < x("left-foot")


def test_both_figures_stand_on_one_line_on_a_narrow_phone(browser: Browser, served: Served):
    with opened(browser, served, size=(340, 700)) as page:
        page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
        boxes = [each.bounding_box() for each in page.locator(".body").all()]
        (top,) = {round(box["y"]) for box in boxes if box is not None}
        assert len(boxes) == 2
        assert top > 0
