"""How long a report takes to open in a real Chromium, from disk, with the network off."""

from __future__ import annotations

import shutil
from statistics import median
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

OPENINGS: Final = 4
WIDTH: Final = 390
_LONGEST_MS: Final = 20_000
_STEP_MS: Final = 250
_WATCH: Final = """
window.opened = {};
new MutationObserver(() => {
  const all = document.querySelectorAll("figure.chart").length;
  const live = document.querySelectorAll("figure.chart.live").length;
  if (live) window.opened.first_chart ??= performance.now();
  if (document.readyState === "complete" && all && live === all)
    window.opened.all_charts ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
_TEXT: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def opening_ms(page: Path) -> dict[str, dict[str, int]] | None:
    """Return when the first text, the first live chart and all of them are there.

    Parameters
    ----------
    page : Path
        A report.

    Returns
    -------
    dict or None
        Milliseconds since the page was asked for, at a phone's width; null without Chromium.
    """
    found = shutil.which("chromium")
    if found is None:
        return None
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=switches)
        runs = [_opened(browser, page) for _ in range(OPENINGS)]
        browser.close()
    return {name: _spread([run[name] for run in runs]) for name in runs[0]}


def _opened(browser: Browser, page: Path) -> dict[str, float]:
    with browser.new_context(viewport={"width": WIDTH, "height": 844}, offline=True) as context:
        tab = context.new_page()
        tab.add_init_script(_WATCH)
        tab.goto(page.as_uri())
        # The page's policy forbids what Playwright's own waiting does: it is looked at instead.
        for _ in range(_LONGEST_MS // _STEP_MS):
            if tab.evaluate("window.opened.all_charts"):
                break
            tab.wait_for_timeout(_STEP_MS)
        return {"first_text": tab.evaluate(_TEXT), **tab.evaluate("window.opened")}


def _spread(values: list[float]) -> dict[str, int]:
    return {
        "value": round(median(values)),
        "low": round(min(values)),
        "high": round(max(values)),
    }
