"""The data behind every chart, as they were when last looked at.

Golden files lie beside this test. `FLARELAG_GOLDEN=write pytest tests/report/test_golden_frames.py`
writes them anew, to be looked at before they are kept.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.report.test_experiments import live
from tests.report.test_outlook import FOUND, HOURS

from flarelag.effects.ranking import Ranked, Role
from flarelag.effects.result import Estimate
from flarelag.report import charts, frames
from flarelag.report.embed import figure

if TYPE_CHECKING:
    import altair as alt

    from flarelag.report.report import Report

GOLDEN = Path(__file__).parent / "golden"
MOST_ROWS = 12


def charts_of(report: Report) -> dict[str, alt.LayerChart]:
    slowing = charts.hardest_slowing(report.traces[0])
    assert slowing is not None
    things = [
        Ranked("sitting", Role.TRIGGER, Estimate(0.8, 0.3, 1.2), 6.0, 60, 0.01, 0.02, 0.2),
        Ranked("ride", Role.CANNOT_TELL, Estimate(-0.1, -0.4, 0.2), 1.0, 40, 0.5, 0.5, 0.15),
    ]
    by_place = frames.hours_by_place(report.hours_by_place)
    return {
        "around": charts.around_sessions(report.around),
        "lag_curve": charts.lag_curve(report.result),
        "time_line": charts.time_line(report),
        "session_trace": charts.session_trace(report.traces[0]),
        "hardest_slowing": slowing,
        "volume": charts.volume(report.training.weeks, report.training.switches),
        "reach": charts.reach(frames.reach_by_day(report.entries)),
        "entry_times": charts.entry_times(report),
        "hours_of_day": charts.hours_of_day(report.hours, by_place),
        "forest": charts.forest(frames.ranking(things)),
        "by_place": charts.forest(frames.place_effects(report.places)),
        "dose_steps": charts.dose_steps(FOUND),
        "expected_pain": charts.expected_pain(HOURS),
    }


NAMES = (
    "around",
    "lag_curve",
    "time_line",
    "session_trace",
    "hardest_slowing",
    "volume",
    "reach",
    "entry_times",
    "hours_of_day",
    "forest",
    "by_place",
    "dose_steps",
    "expected_pain",
    "pair_differences",
)


def ends_of(rows: list[list[object]]) -> list[list[object]]:
    """Return the first and the last few rows."""
    half = MOST_ROWS // 2
    return rows if len(rows) <= MOST_ROWS else rows[:half] + rows[-half:]


def data_of(chart: alt.LayerChart) -> list[dict[str, object]]:
    """Return each layer's data: how many rows, and the first and last of them."""
    spec = json.loads(figure("x", chart, "").spec)
    parts = [part["data"] for part in (spec, *spec["layer"]) if "data" in part]
    return [
        {
            "names": part["names"],
            "n_rows": len(part["rows"]),
            "rows": ends_of(part["rows"]),
        }
        for part in parts
    ]


@pytest.fixture(scope="module")
def drawn(
    full_report: Report, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, alt.LayerChart]:
    result = live(tmp_path_factory.mktemp("experiment"), 14, skip=(3,)).result
    assert result is not None
    return {**charts_of(full_report), "pair_differences": charts.pair_differences(result)}


@pytest.mark.parametrize("name", NAMES)
def test_the_data_of_each_chart_are_as_they_were(drawn: dict[str, alt.LayerChart], name: str):
    assert set(drawn) == set(NAMES)
    path = GOLDEN / f"{name}.json"
    data = data_of(drawn[name])
    if os.environ.get("FLARELAG_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in data)
        path.write_text(f"[{rows}]\n", encoding="utf-8")
    assert data == json.loads(path.read_text(encoding="utf-8"))


def test_a_chart_is_usable_by_itself(drawn: dict[str, alt.LayerChart]):
    for chart in drawn.values():
        assert chart.to_dict()["layer"]
