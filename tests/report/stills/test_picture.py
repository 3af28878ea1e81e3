"""Still pictures beside Vega's own: the same marks at the same places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl
import pytest
import vl_convert

from flarelag.report import charts, embed, frames
from flarelag.report.look import ACCENT, INK, PAPER, layer, layered
from flarelag.report.page import render_page
from flarelag.report.stills import UndrawableError, still_svg
from flarelag.report.stills.words import HOURS, SIGNED, labeller, worded

if TYPE_CHECKING:
    from flarelag.report.report import Report

NUMBER = r"(-?[\d.]+)"
ROWS: list[dict[str, Any]] = [
    {"h": 0.0, "low": 1.0, "mean": 2.5, "high": 4.0, "name": "a<b>", "day": "2026-01-05T00:00Z"},
    {"h": 6.0, "low": 2.0, "mean": None, "high": 5.0, "name": "c", "day": "2026-02-05T00:00Z"},
    {"h": 12.0, "low": 0.5, "mean": 1.5, "high": 2.0, "name": "d", "day": "2026-05-05T00:00Z"},
]


def spec_of(chart: alt.LayerChart) -> dict[str, Any]:
    with alt.data_transformers.enable("default", max_rows=None):  # ty: ignore[invalid-context-manager]
        spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def still(*layers: alt.Chart) -> str:
    return still_svg("t", spec_of(layered(layers, title="t", height=200)), 720)


def shares(places: list[tuple[str, ...]]) -> list[tuple[float, ...]]:
    """Return places as shares of the box around them: free of margins and widths."""
    points = [tuple(float(each) for each in place) for place in places]
    low, high = ([end(axis) for axis in zip(*points, strict=True)] for end in (min, max))
    return [
        tuple((v - a) / ((b - a) or 1) for v, a, b in zip(point, low, high, strict=True))
        for point in points
    ]


def vega_places(spec: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return where Vega draws the points of a chart."""
    drawn = vl_convert.vegalite_to_svg(spec | {"width": 640}, allowed_base_urls=[])
    groups = re.findall(r'class="mark-symbol[^>]*>(.*?)</g>', drawn)
    return [place for g in groups for place in re.findall(rf"translate\({NUMBER},{NUMBER}\)", g)]


def own_places(svg: str) -> list[tuple[str, ...]]:
    """Return where the small shapes of a still picture are: each begins with its middle."""
    return re.findall(rf"M{NUMBER},{NUMBER}m", svg)


@pytest.fixture(scope="module")
def page_charts(full_report: Report) -> dict[str, alt.LayerChart]:
    report = full_report
    latest = report.latest_hard
    assert latest is not None
    slowing = charts.hardest_slowing(latest)
    assert slowing is not None
    return {
        "around": charts.around_sessions(report.around),
        "lag": charts.lag_curve(report.result),
        "time line": charts.time_line(report, whole=True),
        "entries": charts.entry_times(report),
        "reach": charts.reach(frames.reach_by_day(report.entries)),
        "session": charts.session_trace(latest),
        "slowing": slowing,
        "hours": charts.hours_of_day(report.hours, frames.hours_by_place(report.hours_by_place)),
        "places": charts.forest(frames.place_effects(report.places)),
        "weeks": charts.volume(report.training.weeks),
    }


@pytest.mark.parametrize(
    "name",
    ["around", "lag", "time line", "entries", "reach", "session", "slowing", "hours", "places"],
)
def test_points_lie_where_vega_draws_them(page_charts: dict[str, alt.LayerChart], name: str):
    spec = spec_of(page_charts[name])
    theirs = sorted(shares(vega_places(spec)))
    ours = sorted(shares(own_places(still_svg("t", spec, 720))))
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(other, abs=0.004)


def test_every_chart_of_the_page_is_drawn_without_an_engine(
    full_report: Report, monkeypatch: pytest.MonkeyPatch
):
    def engine(*_: object, **__: object) -> str:
        raise AssertionError

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", engine)
    page = render_page(full_report)
    assert page.count('<svg class="marks"') == page.count('<figure class="chart"') > 0


def test_what_is_not_known_is_refused_and_drawn_by_vega():
    bars = alt.Chart(pl.DataFrame(ROWS), mark="bar").encode(x=alt.X("h:Q"))
    told = layer(ROWS, "point", color=INK, filled=True)
    faceted = told.encode(x=alt.X("h:Q"), y=alt.Y("low:Q"), size=alt.Size("high:Q"))
    for part in (bars, faceted, faceted.transform_filter("datum.h > 0")):
        with pytest.raises(UndrawableError):
            still(part)
    assert "<svg" in embed.still_picture("t", layered([faceted], title="", height=100))


def test_what_is_unknown_is_a_gap_in_a_line_and_no_point():
    where: dict[str, Any] = {"x": alt.X("h:Q"), "y": alt.Y("mean:Q")}
    line = still(layer([*ROWS, *ROWS], "line", color=INK).encode(**where))
    (path,) = re.findall(r'd="([^"]*)" fill="none" stroke="#1c2530"', line)
    assert path.count("M") == 3  # one point, two from the end of one run to the next, one point
    assert len(own_places(still(layer(ROWS, "point", color=INK).encode(**where)))) == 2


def test_words_are_text_and_never_markup():
    word = layer(ROWS, "text", color=INK, angle=270, align="right").encode(
        x=alt.X("h:Q"), y=alt.Y("low:Q"), text=alt.Text("name:N")
    )
    svg = still(word)
    assert "a&lt;b&gt;" in svg
    assert "rotate(270)" in svg


def test_areas_rectangles_and_rules_span_what_they_say():
    x, y = alt.X("h:Q"), alt.Y("low:Q")
    svg = still(
        layer(ROWS, "area", color=ACCENT, interpolate="monotone").encode(
            x=x, y=y, y2=alt.Y2("high:Q")
        ),
        layer(ROWS, "rule", color=INK, strokeDash=[4, 3]).encode(y=y),
        layer(ROWS, "rect", color=PAPER, stroke=INK).encode(
            x=x, x2=alt.X2("high:Q"), y=y, y2=alt.Y2("zero:Q")
        ),
    )
    assert svg.count("C") >= 4
    assert 'stroke-dasharray="4 3"' in svg
    with pytest.raises(UndrawableError):
        still(layer(ROWS, "line", color=INK, interpolate="basis").encode(x=x, y=y))


def test_an_axis_tells_its_values_by_words():
    assert labeller(worded({-1.4: "hard", 0.0: "none"}))(-1.4) == "hard"
    assert labeller(worded({2.0: "two"}))(3.0) == ""
    assert [labeller(SIGNED)(v) for v in (-0.5, 0.0, 2.0)] == ["\u22120.5", "0", "+2"]
    assert labeller(HOURS)(-2.5) == "2.5 h"
    with pytest.raises(UndrawableError):
        labeller("datum.value * 2")


def test_names_of_a_nominal_side_run_downwards():
    told = pl.DataFrame(
        {
            "label": ["first", "second"],
            "told": ["", ""],
            "mean": [0.2, 0.4],
            "low": [0.1, 0.2],
            "high": [0.3, 0.5],
        }
    )
    svg = still_svg("t", spec_of(charts.forest(told)), 720)
    (first, second) = (float(y) for _, y in own_places(svg))
    assert (first, second) == (17.0, 51.0)
    assert svg.index(">first<") < svg.index(">second<")
