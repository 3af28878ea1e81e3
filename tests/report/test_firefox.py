"""The page in a real Firefox, from disk, without a network."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.report.firefox import Firefox, started

from flarelag.report.page import render_page

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from flarelag.report.report import Report

pytestmark = pytest.mark.browser

REFUSED = """<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><script>1</script>"""
DRAWN = "document.querySelectorAll('figure.live .drawn svg.marks').length"
CHARTS = "document.querySelectorAll('figure.chart').length"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Generator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no Firefox on this machine (Debian: apt-get install firefox-esr)")
    with started(program, tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.mark.parametrize("width", [500, 1440])  # Firefox makes no narrower window
def test_every_chart_is_drawn_in_firefox_without_a_request_or_an_error(
    firefox: Firefox, full_report: Report, tmp_path: Path, width: int
):
    page = tmp_path / "report.html"
    page.write_text(render_page(full_report), encoding="utf-8")
    firefox.ask("WebDriver:SetWindowRect", width=width, height=900)
    firefox.ask("WebDriver:Navigate", url=page.as_uri())
    firefox.wait_for(f"return {DRAWN} === {CHARTS}")
    assert firefox.run(f"return {CHARTS}") == 9
    assert (
        firefox.run("return performance.getEntriesByType('resource').map(each => each.name)") == []
    )
    assert firefox.run("return document.documentElement.scrollWidth <= innerWidth")
    assert firefox.picture().startswith(b"\x89PNG")
    assert not [each for each in firefox.complaints() if page.name in each[0]]


def test_what_firefox_refuses_would_be_seen(firefox: Firefox, tmp_path: Path):
    page = tmp_path / "refused.html"
    page.write_text(REFUSED, encoding="utf-8")
    firefox.ask("WebDriver:Navigate", url=page.as_uri())
    assert any("Content-Security-Policy" in words for _, words in firefox.complaints())
