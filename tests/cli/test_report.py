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
