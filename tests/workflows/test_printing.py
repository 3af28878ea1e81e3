"""The one-page summary, as a page and as a PDF."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import InputError
from flarelag.report.report import PageOptions
from flarelag.store.library import Library
from flarelag.workflows.printing import pdf_of, write_summary

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_without_a_browser_a_page_is_written_to_print(tmp_path: Path):
    with Library.open(tmp_path / "library") as library:
        options = PageOptions(title="For <b>Dr</b>")
        outcome = write_summary(library, tmp_path / "a.pdf", now=NOW, options=options)
    assert outcome.path == tmp_path / "a.html"
    page = outcome.path.read_text(encoding="utf-8")
    assert "For &lt;b&gt;Dr&lt;/b&gt;" in page
    assert "Go to an emergency department now" in page
    assert "script-src &#39;none&#39;" in page


@pytest.mark.browser
def test_a_browser_prints_one_sheet(tmp_path: Path, chromium: str):
    with Library.open(tmp_path / "library") as library:
        outcome = write_summary(library, tmp_path / "a.pdf", now=NOW, browser=chromium)
    printed = outcome.path.read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_a_browser_that_prints_nothing_is_named(tmp_path: Path):
    silent = tmp_path / "browser"
    silent.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    silent.chmod(0o700)
    with pytest.raises(InputError, match="made no PDF"):
        pdf_of("<p>page</p>", str(silent))
