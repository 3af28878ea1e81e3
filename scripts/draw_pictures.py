"""Draw the pictures of README and docs: the sample's report and the diary page, as they are today.

    python scripts/draw_pictures.py [--output docs/pictures]

It needs Chromium. `tolerance.png` is of a runner of another sample and is not drawn here.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import expect, sync_playwright

from bench_report import import_sample
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.report.page import render_page
from flarelag.report.summary import render_summary
from flarelag.store.library import Library
from flarelag.workflows.reporting import build_report
from report_contact_sheet import NOW, QUIET

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, FloatRect, Page, ViewportSize

    from flarelag.model.diary import DiaryEntry

Scheme = Literal["light", "dark"]
MOST_HIGH_PX = 1000
PHONE: ViewportSize = {"width": 360, "height": 780}
SHOWN_WIDE_PX = 312


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a page.

    Parameters
    ----------
    name : str
        The file, without its suffix.
    source : str
        Which page.
    width, height : int
        In px; the height is the most where a section is shown.
    section : str or None
        The section's id; else the page's beginning.
    scheme : str
        `light` or `dark`.
    """

    name: str
    source: str
    width: int
    height: int
    section: str | None = None
    scheme: Scheme = "light"


VIEWS = (
    View("report", "report", 1000, 1180),
    View("report-phone", "report", 360, 1400),
    View("report-dark", "report", 1440, 1500, scheme="dark"),
    View("report-time-line", "report", 1000, MOST_HIGH_PX, "months-line"),
    View("report-sessions", "report", 1000, 900, "each-session"),
    View("report-activities", "report", 1000, MOST_HIGH_PX, "day-one"),
    View("report-places", "both sides", 1000, MOST_HIGH_PX, "body"),
    View("report-summary", "summary", 794, 1123),
)


def main() -> None:
    """Draw every picture."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--output", type=Path, default=Path("docs/pictures"))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        pages = write_pages(Path(folder))
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for view in VIEWS:
            draw(browser, pages[view.source], view, chosen.output / f"{view.name}.png")
        draw_diary(browser, Path(folder), chosen.output / "diary.png")
        browser.close()


def write_pages(folder: Path) -> dict[str, Path]:
    """Write the report of the sample, its summary, and the report of pain on both sides."""
    import_sample(folder / "sample")
    with Library.open(folder / "sample") as library:
        report = build_report(library, now=NOW)
        told = {"report": render_page(report), "summary": render_summary(report)}
        library.diary.add_entries(_on_the_right(library.diary.entries()))
        told["both sides"] = render_page(build_report(library, now=NOW))
    pages = {}
    for name, text in told.items():
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(text, encoding="utf-8")
    return pages


def _on_the_right(entries: list[DiaryEntry]) -> list[DiaryEntry]:
    """Return pain on the right that has nothing to do with the sessions: other days' scores."""
    shift = len(entries) // 5
    other_days = entries[shift:] + entries[:shift]
    places = (PainSite(BodySite.BUTTOCK, Side.RIGHT), PainSite(BodySite.BACK_OF_THIGH, Side.RIGHT))
    return [
        replace(
            each,
            id=None,
            time_utc=each.time_utc + timedelta(minutes=3),
            score=other.score // 2,
            sites=places[: 1 + other.score % 2],
            flare=False,
        )
        for each, other in zip(entries, other_days, strict=True)
        if each.time_end_utc is None and not each.recalled
    ]


def draw(browser: Browser, source: Path, view: View, target: Path) -> None:
    """Photograph a page, or one section of it."""
    page = browser.new_page(
        viewport={"width": view.width, "height": view.height}, color_scheme=view.scheme
    )
    page.goto(source.as_uri())
    if view.section is None:
        page.wait_for_timeout(1500)  # what is in sight is drawn at once
        page.screenshot(path=target)
    else:
        expect(page.locator("figure.chart:not(.live)")).to_have_count(0, timeout=30_000)
        box = page.locator(f"section:has(#{view.section}), section#{view.section}").bounding_box()
        if box is None:
            raise SystemExit(f"{source.name} has no section {view.section}")
        height = min(box["height"], view.height)
        clip: FloatRect = {"x": 0, "y": box["y"], "width": view.width, "height": height}
        page.screenshot(path=target, full_page=True, clip=clip)
    page.close()
    finish(target)


@contextmanager
def served(root: Path) -> Generator[str]:
    """Serve the diary page of a library with an entry of yesterday."""
    flarelag = (sys.executable, "-m", "flarelag")
    library = ("--library", str(root))
    words = ("pain", "3", "--site", "left:buttock", "--at", "yesterday 21:00")
    subprocess.run([*flarelag, *words, *library], check=True, capture_output=True)
    with subprocess.Popen(
        [*flarelag, "serve", "--port", "0", *library], stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        try:
            yield found[0] if found else ""
        finally:
            process.terminate()


def draw_diary(browser: Browser, folder: Path, target: Path) -> None:
    """Photograph three steps of an entry on a phone, side by side."""
    with served(folder / "diary") as address:
        shots: list[Path] = []
        steps: tuple[Scheme, ...] = ("light", "light", "dark")
        for scheme in steps:
            page = browser.new_page(viewport=PHONE, color_scheme=scheme)
            page.goto(address)
            _take_step(page, len(shots))
            shots.append(folder / f"phone-{len(shots)}.png")
            page.screenshot(path=shots[-1])
            page.close()
    pictures = "".join(f'<img src="{each.as_uri()}">' for each in shots)
    style = (
        "body{display:flex;gap:20px;padding:20px;margin:0;background:#e9edf0}"
        f"img{{border-radius:12px;width:{SHOWN_WIDE_PX}px}}"
    )
    sheet = folder / "phones.html"
    sheet.write_text(
        f"<style>{style}img{{border-radius:12px;width:{SHOWN_WIDE_PX}px}}</style>{pictures}",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1016, "height": 716})
    page.goto(sheet.as_uri())
    page.screenshot(path=target)
    finish(target)


def finish(picture: Path) -> None:
    """Keep a picture small where ImageMagick is there, and name it."""
    if convert := shutil.which("convert"):
        few = [convert, str(picture), "-dither", "None", "-colors", "128", f"PNG8:{picture}"]
        subprocess.run(few, check=True)
    print(picture)


def _take_step(page: Page, step: int) -> None:
    """Tick a number; or a second place; or say that it is numb, and save."""
    if step == 1:
        page.locator("summary").first.click()
        page.locator("input[name=site][value='left:calf_outer']").check(force=True)
        page.mouse.wheel(0, -2000)
        page.wait_for_timeout(300)
        return
    page.locator("input[name=score][value='6']").check(force=True)
    page.wait_for_timeout(500)
    if step:
        page.locator("input[name=quality][value='numb']").check(force=True)
        page.get_by_role("button", name="Save").first.click()
        page.wait_for_url("**/warning-signs*")


if __name__ == "__main__":
    main()
