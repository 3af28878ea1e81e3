"""Draw the report in every state, width and scheme on one sheet, to be looked at.

    python scripts/report_contact_sheet.py [--output FOLDER] [--state NAME]

One PNG for each state, width (360, 768, 1440 px) and scheme (light, dark, print), and `sheet.html`,
which shows them side by side.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from bench_report import grown, import_sample
from flarelag.model.sport import Sport
from flarelag.report.page import render_page
from flarelag.report.summary import render_summary
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows.reporting import build_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark", "print")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class State:
    """A library made from the sample's.

    Parameters
    ----------
    keep : callable
        Which activities it has.
    diary_days : float
        How many days of diary, the latest.
    """

    keep: Callable[[StoredActivity], bool]
    diary_days: float


def _run(stored: StoredActivity) -> bool:
    return stored.activity.sport is Sport.RUN


def _ride(stored: StoredActivity) -> bool:
    return stored.activity.sport is Sport.RIDE


EVER = 10_000.0
STATES = {
    "empty": State(lambda _: False, 0),
    "diary only": State(lambda _: False, EVER),
    "only rides": State(_ride, EVER),
    "one run": State(lambda stored: stored.id == FIRST_RUN, 0),
    "no diary": State(lambda _: True, 0),
    "first week": State(lambda _: True, 7),
    "first month": State(lambda _: True, 35),
    "only runs": State(_run, EVER),
    "half a year": State(lambda _: True, EVER),
}
FIRST_RUN = 1


def main() -> None:
    """Draw every state."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--output", type=Path, default=Path("contact-sheet"))
    options.add_argument("--state", action="append", help="only this one")
    chosen = options.parse_args()
    chosen.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pages = write_pages(Path(folder), chosen.output, chosen.state)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        pictures = [each for page in pages for each in photograph(browser, page)]
        browser.close()
    (chosen.output / "sheet.html").write_text(sheet(pictures), encoding="utf-8")
    print(f"{len(pictures)} pictures: {chosen.output / 'sheet.html'}")


def write_pages(folder: Path, output: Path, only: Sequence[str] | None) -> list[Path]:
    """Write the page of each state, and of ten years."""
    sample = folder / "sample"
    import_sample(sample)
    roots = {}
    for name, state in STATES.items():
        if not only or name in only:
            roots[name] = folder / name
            make_library(sample, roots[name], state)
    if not only or "ten years" in only:
        roots["ten years"] = folder / "ten years"
        grown(sample, roots["ten years"], 10)
    pages = []
    for name, root in roots.items():
        with Library.open(root) as library:
            report = build_report(library, now=NOW)
        pages.append(output / f"{name.replace(' ', '-')}.html")
        pages[-1].write_text(render_page(report), encoding="utf-8")
        if name in {"half a year", "empty"}:
            pages.append(output / f"{name.replace(' ', '-')}-summary.html")
            pages[-1].write_text(render_summary(report), encoding="utf-8")
    return pages


def make_library(sample: Path, root: Path, state: State) -> None:
    """Make a library of part of the sample's."""
    with Library.open(sample) as whole, Library.open(root) as part:
        kept = [
            NewActivity(
                activity=each.activity,
                source="file",
                origin=replace(each.origin, path="copy", member=f"{each.id}"),
                parser_version=1,
                packed_records=whole.packed_records(each.id),
                classification=each.classification,
            )
            for each in whole.activities()
            if state.keep(each)
        ]
        part.add_activities(kept)
        part.diary.add_entries(_latest(whole.diary.entries(), state.diary_days))


def _latest(entries: Sequence[DiaryEntry], days: float) -> list[DiaryEntry]:
    last = max(entry.time_utc for entry in entries)
    return [entry for entry in entries if last - entry.time_utc < timedelta(days=days)]


def photograph(browser: Browser, page_file: Path) -> list[Path]:
    """Photograph a page at every width in every scheme; return the pictures."""
    pictures = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                offline=True,
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page = context.new_page()
            page.on("pageerror", lambda error: print(f"{page_file.name}: {error}"))
            page.goto(page_file.absolute().as_uri())
            expect(page.locator("figure.chart:not(.live)")).to_have_count(0, timeout=30_000)
            if scheme == "print":
                page.emulate_media(media="print")
            pictures.append(page_file.with_name(f"{page_file.stem}-{width}-{scheme}.png"))
            page.screenshot(path=pictures[-1], full_page=True)
            context.close()
    return pictures


def sheet(pictures: Sequence[Path]) -> str:
    """Return a page that shows the pictures side by side."""
    shown = "".join(
        f'<figure><img src="{escape(each.name)}" alt="">{escape(each.stem)}</figure>'
        for each in pictures
    )
    style = (
        "body{display:flex;flex-wrap:wrap;gap:1rem;font:12px sans-serif}"
        "figure{margin:0;width:260px}img{border:1px solid #999;width:100%}"
    )
    return f"<!doctype html><meta charset=utf-8><title>Report</title><style>{style}</style>{shown}"


if __name__ == "__main__":
    main()
