"""Running commands in this process, with a library of their own and a clock in Zurich."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from flarelag.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result


@pytest.fixture
def library_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a library that does not exist yet, and make it the usual one."""
    root = tmp_path / "library"
    monkeypatch.setenv("FLARELAG_LIBRARY", str(root))
    monkeypatch.setenv("TZ", "Europe/Zurich")
    return root


@pytest.fixture
def run(library_root: Path) -> Callable[..., Result]:
    """Return a way to run commands on that library."""
    assert not library_root.exists()
    runner = CliRunner()

    def invoke(*words: str | Path) -> Result:
        result = runner.invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def one_json() -> Callable[[Result], dict[str, Any]]:
    """Return a way to read the one JSON object of a command that printed nothing else."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    def read(result: Result) -> dict[str, Any]:
        content = json.loads(result.stdout, parse_constant=refuse)
        assert isinstance(content, dict)
        assert not result.stderr
        return content

    return read


@pytest.fixture
def gpx(tmp_path: Path) -> Path:
    """Return a run of ten minutes in Zurich at 3 m/s with 20 s at 6.5 m/s, as GPX."""
    points, latitude = [], 47.37
    for second in range(600):
        latitude += (6.5 if 300 <= second < 320 else 3.0) / 111_195
        clock = f"2026-11-20T17:{second // 60:02d}:{second % 60:02d}Z"
        points.append(f'<trkpt lat="{latitude:.7f}" lon="8.54"><time>{clock}</time></trkpt>')
    path = tmp_path / "run.gpx"
    path.write_text(
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="test"><trk>'
        f"<type>running</type><trkseg>{''.join(points)}</trkseg></trk></gpx>"
    )
    return path
