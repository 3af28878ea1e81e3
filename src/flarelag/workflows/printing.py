"""The one-page summary as a PDF, through a browser that is there already."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from flarelag.errors import InputError
from flarelag.report.summary import render_summary
from flarelag.workflows.reporting import USUAL_PAGE, ReportOutcome, build_report
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.body import BodySite, Side
    from flarelag.report.report import PageOptions
    from flarelag.store.library import Library

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_PATIENCE_S: Final = 120


def find_browser() -> str | None:
    """Return a browser that can print a page to PDF; null where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def write_summary(
    library: Library,
    target: Path,
    *,
    now: datetime,
    options: PageOptions = USUAL_PAGE,
    site: BodySite | None = None,
    side: Side | None = None,
    browser: str | None = None,
) -> ReportOutcome:
    """Write one A4 page for the physiotherapist.

    Parameters
    ----------
    library, now, options, site, side
        As in `reporting.write_report`.
    target : Path
        Its suffix says as what: `.pdf` where there is a browser, else the page to print.
    browser : str or None
        As `find_browser` returns it. Null: a page is written, even where a PDF was asked for.

    Raises
    ------
    InputError
        When the file cannot be written, or the browser makes no PDF.
    """
    report = build_report(library, now=now, options=options, site=site, side=side)
    page = render_summary(report)
    if target.suffix.lower() == ".pdf" and browser is not None:
        write_whole(target, pdf_of(page, browser))
    else:
        target = target.with_suffix(".html")
        write_whole(target, page.encode())
    return ReportOutcome(path=target, headline=report.result.headline)


def pdf_of(page: str, browser: str) -> bytes:
    """Return a page as PDF, printed by a browser of its own profile and without a network."""
    with TemporaryDirectory(prefix="flarelag-") as folder:
        source, printed = Path(folder, "summary.html"), Path(folder, "summary.pdf")
        source.write_text(page, encoding="utf-8")
        # A browser's sandbox cannot start for the superuser, as in a container.
        alone = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            "--proxy-server=127.0.0.1:9",  # the discard port: nothing gets out
            *alone,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603 - no shell
            return printed.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(
                "this browser made no PDF; write an .html file and print that", file=browser
            ) from error
