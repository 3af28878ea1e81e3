from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from flarelag.model.activity import Lap, LapTrigger
from flarelag.model.interval import Interval
from flarelag.report.charts.session_plot import PictureFormat, picture, session_plot
from flarelag.report.report import SessionTrace

if TYPE_CHECKING:
    from flarelag.report.report import Report


@pytest.fixture
def latest(full_report: Report) -> SessionTrace:
    """Return a session with a pause and a declared lap."""
    stored = full_report.traces[0].session
    lap = Lap(interval=Interval(100, 160), trigger=LapTrigger.MANUAL)
    other = Lap(interval=Interval(160, 400), trigger=LapTrigger.MANUAL)
    activity = replace(stored.activity, laps=(lap, other), pauses=(Interval(30, 90),))
    assert stored.classification is not None
    classified = replace(stored.classification, declared_laps=(True, False))
    session = replace(stored, activity=activity, classification=classified)
    return SessionTrace(session, full_report.traces[0].trace)


def _rows(spec: dict[str, Any], mark: str, field: str) -> list[dict[str, Any]]:
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    found = [spec["datasets"][layer["data"]["name"]] for layer in layers]
    return next(rows for rows in found if field in rows[0])


def test_the_plot_holds_pauses_declared_laps_and_efforts(latest: SessionTrace):
    spec = session_plot(latest, title="run").to_dict()
    assert spec["title"]["text"] == "run"
    assert {"from": 0.5, "to": 1.5} in _rows(spec, "rect", "from")
    assert [row["at"] for row in _rows(spec, "rule", "at")] == [
        pytest.approx(100 / 60, abs=0.001),
        pytest.approx(160 / 60, abs=0.001),
    ]
    classified = latest.session.classification
    assert classified is not None
    assert len(_rows(spec, "text", "number")) == len(classified.efforts)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (PictureFormat.SVG, b"<svg"),
        (PictureFormat.PNG, b"\x89PNG"),
        (PictureFormat.HTML, b"<!DOCTYPE html>"),
    ],
)
def test_it_is_a_picture_that_needs_nothing_else(
    latest: SessionTrace, kind: PictureFormat, begins: bytes
):
    made = picture(session_plot(latest, title="run"), kind)
    assert made.lstrip().startswith(begins)
    assert b'src="http' not in made
    assert b"@import" not in made
