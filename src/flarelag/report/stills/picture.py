"""The whole picture: title, axes and marks in their places."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flarelag.report.stills.channels import Axis, Layer, axis_of
from flarelag.report.stills.marks import Plot, drawn
from flarelag.report.stills.words import CHART, LAYER, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Told: TypeAlias = "Sequence[tuple[float, str]]"
TICK: Final = 5
LINE: Final = 15
"""Pixels from one line of words to the next."""
_EDGE: Final = {"left": 14, "right": 14, "top": 5, "bottom": 5}
_LETTER: Final = 0.56
"""A usual letter's width over its size; narrow and wide ones differ."""
_NARROW, _WIDE = frozenset("ijlt.,:;'|!fI() \u00b7-"), frozenset("mwMW@%")


def still_svg(name: str, spec: Mapping[str, Any], width: int) -> str:
    """Return a chart as SVG.

    Parameters
    ----------
    name : str
        Sets the picture's own references apart from those of others in a page.
    spec : Mapping
        A layered chart as Vega-Lite has it, its rows under `datasets`.
    width : int
        Of the whole picture, in pixels.

    Raises
    ------
    UndrawableError
        When the chart says something that is not known here.
    """
    known(spec, CHART)
    layers = [_layer(each, spec) for each in spec["layer"]]
    height, title = float(spec["height"]), str(spec.get("title") or "")
    y_axis = axis_of("y", layers, height)
    look = spec["config"]["axis"]
    size = float(y_axis.look.get("labelFontSize", look["labelFontSize"]))
    left = _EDGE["left"] + _room(y_axis, look, size)
    x_axis = axis_of("x", layers, width - left)
    right = _EDGE["right"] + max(0.0, _last_half(x_axis, size) - _EDGE["right"])
    top = _EDGE["top"] + (2 * LINE - 6 if title else TICK)
    plot = Plot(width - left - right, height, x_axis, y_axis)
    below = _below(x_axis)
    clip = f"still-{name}-plot"
    parts = [
        *_axes(plot, look, size),
        *(drawn(each, plot, f' clip-path="url(#{clip})"') for each in layers),
    ]
    whole = top + height + below + _EDGE["bottom"]
    return (
        f'<svg class="marks" width="{width}" height="{whole:.0f}" '
        f'viewBox="0 0 {width} {whole:.0f}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="{escape(spec["config"]["font"])}" font-size="12">'
        f'<clipPath id="{clip}"><rect width="{plot.width:.1f}" height="{height:.1f}"/></clipPath>'
        f"{_title(title, spec)}"
        f'<g transform="translate({left:.1f},{top:.1f})">{"".join(parts)}</g></svg>'
    )


def _layer(layer: Mapping[str, Any], spec: Mapping[str, Any]) -> Layer:
    known(layer, LAYER)
    data = layer.get("data") or spec["data"]
    return Layer(spec["datasets"][data["name"]], layer["mark"], layer["encoding"])


def _title(title: str, spec: Mapping[str, Any]) -> str:
    if not title:
        return ""
    colour = spec["config"]["title"]["color"]
    return (
        f'<text x="{_EDGE["left"]}" y="{_EDGE["top"] + 11}" fill="{colour}">{escape(title)}</text>'
    )


def _room(axis: Axis, look: Mapping[str, Any], size: float) -> float:
    """Return the width of the words beside the plot."""
    widest = max((_width(word, size) for _, word in axis.told), default=0.0)
    return widest + float(look["labelPadding"]) + (TICK if axis.look.get("ticks", True) else 0)


def _last_half(axis: Axis, size: float) -> float:
    return max((_width(word, size) / 2 for _, word in axis.told[-1:]), default=0.0)


def _below(axis: Axis) -> float:
    lines = max((word.count("\n") + 1 for _, word in axis.told), default=0)
    return TICK + 6 + lines * LINE + (LINE + 8 if axis.title else 0)


def _width(word: str, size: float) -> float:
    longest = max(word.split("\n"), key=len)
    letters = (0.3 if c in _NARROW else 0.85 if c in _WIDE else _LETTER for c in longest)
    return size * sum(letters)


def _axes(plot: Plot, look: Mapping[str, Any], size: float) -> Iterator[str]:
    """Yield the lines behind the marks, then the axes' lines, then their words."""
    across = [(plot.x(value), word) for value, word in plot.x_axis.told]
    down = [(plot.y(value), word) for value, word in plot.y_axis.told]
    yield _path(
        _grid(plot, across, down),
        f'stroke="{look["gridColor"]}" stroke-opacity="{look["gridOpacity"]}"',
    )
    yield _path(_lines(plot, across, down), f'stroke="{look["tickColor"]}"')
    beside = -look["labelPadding"] - (TICK if plot.y_axis.look.get("ticks", True) else 0)
    words = (_text(beside, y + 0.33 * size, word) for y, word in down if word)
    ink = look["labelColor"]
    yield f'<g text-anchor="end" font-size="{size:g}" fill="{ink}">{"".join(words)}</g>'
    yield f'<g text-anchor="middle" fill="{ink}">{"".join(_under(plot, across))}</g>'


def _path(parts: Iterator[str], style: str) -> str:
    path = "".join(parts)
    return f'<path d="{path}" {style}/>' if path else ""


def _grid(plot: Plot, across: Told, down: Told) -> Iterator[str]:
    if plot.x_axis.look.get("grid", True):
        yield from (f"M{x:.1f},0v{plot.height:.1f}" for x, _ in across)
    if plot.y_axis.look.get("grid", plot.y_axis.kind != "nominal"):
        yield from (f"M0,{y:.1f}h{plot.width:.1f}" for y, _ in down)


def _lines(plot: Plot, across: Told, down: Told) -> Iterator[str]:
    if plot.x_axis.look.get("ticks", True):
        yield from (f"M{x:.1f},{plot.height:.1f}v{TICK}" for x, _ in across)
    if plot.y_axis.look.get("ticks", True):
        yield from (f"M0,{y:.1f}h-{TICK}" for y, _ in down)
    if across and plot.x_axis.look.get("domain", True):
        yield f"M0,{plot.height:.1f}h{plot.width:.1f}"
    if down and plot.y_axis.look.get("domain", True):
        yield f"M0,0v{plot.height:.1f}"


def _under(plot: Plot, across: Told) -> Iterator[str]:
    """Yield the words under the plot, and what they tell."""
    base = plot.height + TICK + 15
    for x, word in _apart(across):
        for n, line in enumerate(word.split("\n")):
            yield _text(x, base + n * LINE, line)
    if plot.x_axis.title:
        yield _text(plot.width / 2, plot.height + _below(plot.x_axis) - 5, plot.x_axis.title)


def _apart(told: Told) -> Iterator[tuple[float, str]]:
    """Yield the words that do not run into the one before."""
    free = float("-inf")
    for x, word in told:
        half = _width(word, 12) / 2
        if word and x - half > free:
            yield x, word
            free = x + half + 4


def _text(x: float, y: float, word: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(word)}</text>'
