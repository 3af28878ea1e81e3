"""`flarelag plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_a_session_is_drawn(run: Run, one_json: OneJson, gpx: Path, tmp_path: Path):
    run("import", gpx)
    target = tmp_path / "run.svg"
    assert run("plot", "1", "-o", target).stdout == f"plot: {target}\n"
    drawn = target.read_text()
    assert drawn.startswith("<svg")
    assert "run, Fri 20 Nov 2026, 18:00" in drawn
    again = one_json(run("plot", "1", "-o", target, "--json"))
    assert (again["plot"], again["activity_id"]) == (str(target), 1)


def test_what_cannot_be_drawn_is_said(run: Run, gpx: Path, tmp_path: Path):
    run("import", gpx)
    unknown = run("plot", "1", "-o", tmp_path / "run.pdf")
    assert (unknown.exit_code, "ends in one of .svg, .png, .html" in unknown.stderr) == (2, True)
    assert run("plot", "9", "-o", tmp_path / "run.svg").exit_code == 1
    assert run("plot", "1", "-o", tmp_path / "no" / "run.svg").exit_code == 1
    assert sorted(tmp_path.glob("*.svg")) == []


def test_a_session_without_speed_is_not_drawn(run: Run, gpx: Path, tmp_path: Path):
    lines = gpx.read_text()
    start, rest = lines.split("<trkseg>")
    one_point = rest[: rest.index("</trkpt>") + len("</trkpt>")]
    gpx.write_text(f"{start}<trkseg>{one_point}</trkseg></trk></gpx>")
    run("import", gpx)
    result = run("plot", "1", "-o", tmp_path / "run.svg")
    assert result.exit_code == 1
    assert "activity 1 has no speed to draw" in result.stderr
