"""The page of a whole library holds none of its places, titles, notes, gear, or file names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.model.outcome import Origin
from flarelag.paths import sample_data
from flarelag.report.page import render_page
from flarelag.report.report import PageOptions
from flarelag.report.summary import render_summary
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows.diary_files import import_diary, read_diary
from flarelag.workflows.importing import import_paths
from flarelag.workflows.reporting import build_report

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
HOSTILE = "</script><script>alert('x')</script>\u202e<img src=x onerror=alert(2)>\U0001f3c3"
LONG = "ten kilobytes of text " * 500
PERSONAL = "Geheimrat"
"""Stands in every text that the made-up part of the library holds."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample data, and a session and an entry whose every text is hostile and personal."""
    root, files = tmp_path_factory.mktemp("library"), sample_data()
    with Library.open(root) as opened:
        import_paths(opened, [files / "strava_export.zip", files / "loose"], now=NOW, jobs=1)
        read = read_diary(files / "diary.csv", zone="Europe/Berlin", now=NOW)
        import_diary(opened, read, now=NOW)
        hard = next(
            each
            for each in reversed(opened.activities())
            if each.classification and each.classification.doses.sprint_s
        )
        text = f"{PERSONAL} {HOSTILE} {LONG}"
        opened.add_activities(
            [
                NewActivity(
                    activity=replace(
                        hard.activity,
                        start_utc=hard.activity.start_utc + timedelta(days=2),
                        name=text,
                        description=text,
                        private_note=text,
                        gear=text,
                        device=text,
                    ),
                    source="file",
                    origin=Origin(f"/home/{PERSONAL}/a.fit"),
                    parser_version=1,
                    packed_records=opened.packed_records(hard.id),
                    classification=hard.classification,
                )
            ]
        )
        entry = opened.entries()[-1]
        later = entry.time_utc + timedelta(minutes=7)
        opened.add_entries([replace(entry, id=None, time_utc=later, entered_utc=later, note=text)])
        yield opened


def visible(page: str) -> str:
    """Return the page without Vega's own code, which has words of its own."""
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def secrets_of(library: Library) -> set[str]:
    """Return every place, title, note, gear and file name of a library."""
    found = set[str]()
    for stored in library.activities():
        activity = stored.activity
        texts = (activity.name, activity.description, activity.private_note, activity.gear)
        found |= {text for text in (*texts, activity.device, str(stored.origin)) if text}
        places = library.records(stored.id).select("lat_deg", "lon_deg").drop_nulls().head(1)
        found |= {f"{value:.2f}" for row in places.iter_rows() for value in row}
    found |= {note for entry in library.entries() if (note := entry.note)}
    return {text for text in found if len(text) > 3}


def test_page_and_summary_hold_nothing_personal(library: Library):
    report = build_report(library, now=NOW)
    secrets = secrets_of(library)
    assert len(secrets) > 20
    for page in (visible(render_page(report)), render_summary(report)):
        words = re.sub(r"<svg.*?</svg>|<script type.*?</script>", " ", page, flags=re.DOTALL)
        assert not [secret for secret in secrets if secret in words]
        assert PERSONAL not in page
        assert "alert(" not in page


def test_hostile_texts_that_were_asked_for_are_shown_cut_and_never_run(library: Library):
    options = PageOptions(with_notes=True, with_places=True, title=HOSTILE)
    page = render_page(build_report(library, now=NOW, options=options))
    assert page.count("<script>") == 2
    shown = visible(page)
    assert PERSONAL in shown
    assert "<img" not in shown
    assert "&lt;img src=x" in shown
    assert LONG not in shown
    assert re.search(r"\b52\.47, 13\.40\b", shown)
