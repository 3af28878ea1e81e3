"""`flarelag report` and `flarelag demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_a_report_is_written_and_its_answer_said(
    run: Run, one_json: OneJson, gpx: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run("import", gpx)
    run("pain", "3", "--site", "left:buttock")
    monkeypatch.chdir(tmp_path)
    headline, blank, where = run("report").stdout.splitlines()
    assert headline
    assert not blank
    assert where == f"report: {tmp_path / 'flarelag-report.html'}"
    assert (tmp_path / "flarelag-report.html").read_text(encoding="utf-8").startswith("<!")
    content = one_json(run("report", "-o", tmp_path / "own.html", "--json"))
    assert content == {
        "schema_version": 1,
        "report": str(tmp_path / "own.html"),
        "headline": headline,
    }
    assert (tmp_path / "own.html").is_file()


def test_a_report_that_cannot_be_written_is_said(run: Run, gpx: Path, tmp_path: Path):
    run("import", gpx)
    target = tmp_path / "none" / "report.html"
    result = run("report", "-o", target)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"flarelag: {target}: ")
    assert result.stderr.count("\n") == 1


def test_the_demo_goes_the_whole_way_and_a_second_time_adds_nothing(
    run: Run, one_json: OneJson, library_root: Path, tmp_path: Path
):
    first, second = (run("demo", "--directory", tmp_path / "demo") for _ in range(2))
    for result in (first, second):
        assert result.exit_code == 0, result.stderr
        *_, headline, blank, where = result.stdout.splitlines()
        assert headline
        assert not blank
        assert where == f"report: {tmp_path / 'demo' / 'demo-report.html'}"
    assert " new activities" in first.stdout
    assert "\n0 new activities" not in first.stdout
    assert "\n0 new activities" in second.stdout
    assert "diary: 0 entries added" in second.stdout
    listed = run("--library", tmp_path / "demo" / "demo-library", "activities", "--json")
    assert len(one_json(listed)["activities"]) > 50
    assert not library_root.exists()


def test_the_page_is_made_as_the_reader_wants_it(run: Run, gpx: Path, tmp_path: Path):
    run("import", gpx)
    target = tmp_path / "own.html"
    result = run(
        *("report", "-o", target, "--title", "My <page>", "--imperial", "--week-start", "sunday"),
        *("--since", "2000-01-01", "--until", "2030-12-31", "--site", "buttock", "--side", "left"),
    )
    assert result.exit_code == 0, result.stderr
    page = target.read_text(encoding="utf-8")
    assert "My &lt;page&gt;" in page
    assert "left buttock only" in page
    assert "1 Jan 2000" in page


def test_days_and_week_starts_that_cannot_be_meant_are_refused(run: Run, gpx: Path):
    run("import", gpx)
    for words, said in (
        (("--since", "yesterday"), "is not a day"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "is after"),
        (("--week-start", "noon"), "monday or sunday"),
    ):
        result = run("report", *words)
        assert result.exit_code == 2
        assert said in result.stderr
        assert result.stderr.count("\n") == 1


def test_tables_are_written_as_one_kind(run: Run, one_json: OneJson, gpx: Path, tmp_path: Path):
    run("import", gpx)
    listed = run("export", "--csv", tmp_path / "tables").stdout
    assert "activities.csv" in listed
    assert (tmp_path / "tables" / "COLUMNS.md").is_file()
    content = one_json(run("export", "--json", tmp_path / "json"))
    assert content["tables"][0]["rows"] == 1
    assert run("export", "--json", "--csv", tmp_path / "json").exit_code == 2
