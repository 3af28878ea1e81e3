"""From a library to a page on disk."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from flarelag.errors import InputError, LibraryBusyError
from flarelag.model.activity import Activity
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.diary import DiaryEntry
from flarelag.model.effort import Effort, EffortClass, EffortSource
from flarelag.model.frames import Records
from flarelag.model.interval import Interval
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.store.records import pack_records
from flarelag.workflows.reporting import build_report, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.store.library import Library

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TITLE = "Geheimweg intervals"
SPRINT = Interval(600.0, 630.0)


def sprint_session(start: datetime, *, recorded: bool = True) -> NewActivity:
    speed = [7.0 if SPRINT.start_s <= t < SPRINT.end_s else 2.7 for t in range(1200)]
    records = Records.validate(
        pl.DataFrame({"t_s": [float(t) for t in range(1200)], "speed_m_s": speed}).with_columns(
            pl.lit(None, dtype=pl.Float64).alias(name)
            for name in Records.column_names()
            if name not in {"t_s", "speed_m_s"}
        )
    )
    sprint = Effort(
        interval=SPRINT,
        effort_class=EffortClass.SPRINT,
        source=EffortSource.DETECTED,
        confidence=0.9,
        mean_speed_m_s=7.0,
    )
    return NewActivity(
        activity=Activity(
            sport=Sport.RUN,
            start_utc=start,
            duration_s=1200.0,
            zone="Europe/Zurich",
            name=TITLE,
            n_records=1200 if recorded else 0,
        ),
        source="file",
        origin=Origin("/home/geheim/a.fit"),
        parser_version=1,
        packed_records=pack_records(records) if recorded else None,
        classification=Classification(
            rule_version=1,
            speed_source=SpeedSource.DEVICE,
            best_100m_m_s=7.2,
            efforts=(sprint,),
            doses=Doses(effort_s=30, sprint_s=30, fast_s=0, tempo_s=0, hard_s=30),
        ),
    )


def entry(time: datetime, score: int, **facts: datetime) -> DiaryEntry:
    given: dict[str, Any] = {"entered_utc": time, **facts}
    return DiaryEntry(
        time_utc=time,
        zone="Europe/Zurich",
        utc_offset_s=3600,
        score=score,
        sites=(PainSite(BodySite.BUTTOCK, Side.LEFT),),
        note="geheim",
        **given,
    )


def test_an_empty_library_makes_a_page(library: Library, tmp_path: Path):
    outcome = write_report(library, tmp_path / "report.html", now=NOW)
    page = outcome.path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert outcome.headline in page
    assert "No activities yet" in page


def test_the_report_holds_what_the_library_holds(library: Library):
    days = [NOW - timedelta(days=n) for n in (9, 6, 3)]
    library.add_activities([sprint_session(day) for day in days])
    library.diary.add_entries([entry(day + timedelta(hours=10), 5) for day in days])
    report = build_report(library, now=NOW)
    assert len(report.activities) == 3
    assert report.result.n_entries == 3
    assert report.usual_dose.per_dose == 30
    assert report.generated_at == NOW
    assert report.traces[0].session.activity.start_utc == days[-1]
    trace = report.traces[0].trace
    assert trace.columns == ["t_s", "speed_m_s"]
    assert trace.filter(pl.col("t_s").is_between(610, 625))["speed_m_s"].min() == pytest.approx(
        7.0, abs=0.3
    )


def test_the_latest_session_drawn_is_the_latest_with_a_speed(library: Library):
    older, newer = NOW - timedelta(days=5), NOW - timedelta(days=2)
    library.add_activities([sprint_session(older), sprint_session(newer, recorded=False)])
    latest = build_report(library, now=NOW).traces[0]
    assert latest.session.activity.start_utc == older


def test_what_was_left_out_is_said(library: Library):
    time = NOW - timedelta(days=4)
    library.diary.add_entries(
        [
            entry(time, 3),
            entry(time + timedelta(hours=1), 3, time_end_utc=time + timedelta(hours=5)),
            entry(time + timedelta(hours=2), 3, entered_utc=NOW),
        ]
    )
    assert build_report(library, now=NOW).left_out == (
        "1 entry speaking of a stretch of time, not of an instant",
        "1 entry written down more than 24 h later",
    )


def test_a_report_goes_without_records_that_are_damaged_and_says_so(
    library: Library, tmp_path: Path
):
    library.add_activities([sprint_session(NOW - timedelta(days=days)) for days in (3, 2)])
    assert len(build_report(library, now=NOW).traces) == 2
    # Alike to the last digit, they share a file.
    (kept,) = (path for path in library.present_files() if path.suffix == ".arrows")
    kept.write_bytes(kept.read_bytes()[:-1])
    report = build_report(library, now=NOW)
    assert report.traces == ()
    assert report.left_out == (
        (
            "2 activities whose records are gone or damaged: from pictures only "
            "(`flarelag doctor` says more)"
        ),
    )
    write_report(library, tmp_path / "page.html", now=NOW)


def test_the_page_replaces_an_older_one_is_private_and_keeps_secrets(
    library: Library, tmp_path: Path
):
    library.add_activities([sprint_session(NOW - timedelta(days=2))])
    library.diary.add_entries([entry(NOW - timedelta(days=1), 4)])
    target = tmp_path / "report.html"
    target.write_text("old", encoding="utf-8")
    write_report(library, target, now=NOW)
    page = target.read_text(encoding="utf-8")
    assert "Each hard session and the pain that followed" in page
    assert "geheim" not in page.lower()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.name != "library"] == ["report.html"]


def test_a_page_that_cannot_be_written_leaves_nothing_behind(library: Library, tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written here"):
        write_report(library, tmp_path / "absent" / "report.html", now=NOW)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(InputError, match="cannot be written here"):
        write_report(library, folder, now=NOW)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "library"]


def test_a_report_is_written_although_another_program_holds_the_library(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_: object, **__: object) -> int:
        raise LibraryBusyError("busy", file="library")

    monkeypatch.setattr("flarelag.workflows.reporting.make_forecasts", busy)
    assert write_report(library, tmp_path / "report.html", now=NOW).path.exists()
