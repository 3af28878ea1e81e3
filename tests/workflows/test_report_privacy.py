"""The page of a whole library holds nothing personal unasked; an export has the same results."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.model.factors import Factor, FactorKind, Scale
from flarelag.model.outcome import Origin
from flarelag.model.remembered import RememberedFlare
from flarelag.paths import sample_data
from flarelag.report.page import render_page
from flarelag.report.report import PageOptions
from flarelag.report.summary import render_summary
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows.diary_files import import_diary, read_diary
from flarelag.workflows.exporting import tables_of
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
        entry = opened.diary.entries()[-1]
        later = entry.time_utc + timedelta(minutes=7)
        opened.diary.add_entries(
            [replace(entry, id=None, time_utc=later, entered_utc=later, note=text)]
        )
        opened.diary.add(
            [
                RememberedFlare(
                    first_day=date(2026, 5, 1),
                    last_day=date(2026, 5, 3),
                    entered_utc=NOW,
                    note=text,
                ),
                Factor(
                    name="sitting",
                    kind=FactorKind.FACTOR,
                    scale=Scale.HOURS,
                    amount=6.0,
                    time_utc=later,
                    entered_utc=later,
                    zone="Europe/Berlin",
                    utc_offset_s=3600,
                    detail=text,
                    note=text,
                ),
            ],
            at_utc=NOW,
        )
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
    found |= {note for entry in library.diary.entries() if (note := entry.note)}
    found |= {note for flare in library.diary.flares() if (note := flare.note)}
    found |= {note for each in library.diary.factors() if (note := each.note)}
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
    for caption in ("Notes in the diary", "Remembered flare-ups"):
        table = shown[shown.index(f"<caption>{caption}") :]
        table = table[: table.index("</table>")]
        assert f"{PERSONAL} &lt;/script&gt;&lt;script&gt;alert(" in table
        assert "\u202e" in table  # shown in a cell of its own, whose direction is its own
        assert "\U0001f3c3" in table
        assert "…</td>" in table
        assert max(map(len, re.findall(r'<td dir="auto">(.*?)</td>', table))) < 400
    assert re.search(r"\b52\.47, 13\.40\b", shown)


def test_an_export_has_the_reports_own_results(library: Library):
    """With the same factors, so to the last digit."""
    report, tables = build_report(library, now=NOW), tables_of(library, now=NOW)
    whole = tables["results"].row(0, named=True)
    theta = report.result.theta
    assert theta is not None
    assert (whole["mean"], whole["low"], whole["high"]) == (theta.mean, theta.low, theta.high)
    told = [(each.side.value, each.result.verdict.value) for each in report.places]
    assert tables["places"].select("side", "verdict").rows() == told
    assert tables["ranking"]["name"].to_list() == [each.name for each in report.ranking]
    assert tables["flare_ups"].height == len(report.stories) > 0
    preceded = tables["before_flare_ups"]["flare_up"].unique().to_list()
    assert set(preceded) <= set(tables["flare_ups"]["flare_up"])
