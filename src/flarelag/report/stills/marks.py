"""What layers draw: areas, lines, points, rectangles, rules, ticks and words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flarelag.report.stills.scales import Scale
from flarelag.report.stills.words import CHANNELS, MARK, UndrawableError, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from flarelag.report.stills.channels import Axis, Layer, Letter, Row

Point: TypeAlias = tuple[float, float]
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
_BASELINES: Final = {"top": 0.8, "middle": 0.33, "bottom": -0.2, "alphabetic": 0.0}


@dataclass(frozen=True, slots=True)
class Plot:
    """The part of a picture that holds the marks, its upper left corner at 0.

    Parameters
    ----------
    width, height : float
        In pixels.
    x_axis, y_axis : Axis
        Its sides.
    font_size : float
        Of words that do not say otherwise.
    """

    width: float
    height: float
    x_axis: Axis
    y_axis: Axis
    font_size: float = 12.0

    @property
    def x(self) -> Scale:
        """Where values lie across."""
        return self.x_axis.over(0.0, self.width)

    @property
    def y(self) -> Scale:
        """Where values lie up and down; the names of a nominal side run downwards."""
        if self.y_axis.kind == "nominal":
            return self.y_axis.over(0.0, self.height)
        return self.y_axis.over(self.height, 0.0)

    def places(self, layer: Layer, channel: str) -> list[float | None]:
        """Return where each row lies by one channel; null where it does not say."""
        letter: Letter = "x" if channel[0] == "x" else "y"
        axis, scale = (self.x_axis, self.x) if letter == "x" else (self.y_axis, self.y)
        field = layer.encoding[channel]
        if "value" in field:
            return [float(field["value"])] * len(layer.rows)
        numbers = (axis.number(row.get(field["field"])) for row in layer.rows)
        return [None if number is None else scale(number) for number in numbers]


def drawn(layer: Layer, plot: Plot, clip: str) -> str:
    """Return a layer as SVG.

    Parameters
    ----------
    layer : Layer
        Which.
    plot : Plot
        Where.
    clip : str
        The attribute that cuts off what lies outside the plot.
    """
    known(layer.mark, MARK)
    known(layer.encoding, CHANNELS)
    draw = _DRAWN.get(layer.mark["type"])
    if draw is None:
        raise UndrawableError(f"the mark {layer.mark['type']}")
    inside = "".join(draw(layer, plot))
    return f"<g{clip if layer.mark.get('clip') else ''}>{inside}</g>" if inside else ""


def _style(mark: Mapping[str, Any], *, fill: str = "none", stroke: str = "none") -> str:
    said = {"fill": fill, "stroke": stroke}
    if stroke != "none":
        said["stroke-width"] = _short(mark.get("strokeWidth", 1))
        dash = mark.get("strokeDash")
        if dash and dash != [1, 0]:
            said["stroke-dasharray"] = " ".join(map(str, dash))
    if mark.get("opacity", 1) != 1:
        said["opacity"] = _short(mark["opacity"])
    return "".join(f' {name}="{value}"' for name, value in said.items())


def _with_usual(mark: Mapping[str, Any], **usual: float) -> dict[str, Any]:
    """Return what a mark says, and what Vega-Lite takes where it says nothing."""
    return usual | dict(mark)


def _area(layer: Layer, plot: Plot) -> Iterator[str]:
    x = plot.places(layer, "x")
    edges = [
        [(a, b) for a, b in zip(x, plot.places(layer, side), strict=True) if None not in {a, b}]
        for side in ("y", "y2")
    ]
    if edges[0]:
        there, back = (_curve(edge, layer.mark) for edge in (edges[0], edges[1][::-1]))
        yield f'<path d="{there}L{back[1:]}Z"{_style(layer.mark, fill=layer.mark["color"])}/>'


def _line(layer: Layer, plot: Plot) -> Iterator[str]:
    places = zip(plot.places(layer, "x"), plot.places(layer, "y"), strict=True)
    parts = groupby(places, key=lambda place: None not in place)
    paths = [_curve(list(part), layer.mark) for is_known, part in parts if is_known]
    mark = _with_usual(layer.mark, strokeWidth=2)
    if paths:
        yield f'<path d="{"".join(paths)}"{_style(mark, stroke=mark["color"])}/>'


def _curve(points: Sequence[Any], mark: Mapping[str, Any]) -> str:
    if mark.get("interpolate") == "monotone":
        return _monotone(points)
    if "interpolate" in mark:
        raise UndrawableError(f"interpolate {mark['interpolate']}")
    return "M" + "L".join(_at(point) for point in points)


def _monotone(points: Sequence[Point]) -> str:
    """Return a curve without overshoot (Fritsch and Carlson 1980, as d3 has it)."""
    if len(points) < 3:  # noqa: PLR2004 - a straight line
        return "M" + "L".join(_at(point) for point in points)
    steps = [b[0] - a[0] for a, b in pairwise(points)]
    rises = [(b[1] - a[1]) / (b[0] - a[0] or 1) for a, b in pairwise(points)]
    inner = [_slope(*pair) for pair in zip(pairwise(steps), pairwise(rises), strict=True)]
    slopes = [(3 * rises[0] - inner[0]) / 2, *inner, (3 * rises[-1] - inner[-1]) / 2]
    path = [f"M{_at(points[0])}"]
    for (a, b), step, (out, into) in zip(pairwise(points), steps, pairwise(slopes), strict=True):
        third = step / 3
        first, second = (a[0] + third, a[1] + third * out), (b[0] - third, b[1] - third * into)
        path.append(f"C{_at(first)} {_at(second)} {_at(b)}")
    return "".join(path)


def _slope(steps: tuple[float, float], rises: tuple[float, float]) -> float:
    (h0, h1), (s0, s1) = steps, rises
    if s0 * s1 <= 0:
        return 0.0
    mean = (s0 * h1 + s1 * h0) / (h0 + h1)
    return math.copysign(2.0 * min(abs(s0), abs(s1), 0.5 * abs(mean)), s0)


def _rect(layer: Layer, plot: Plot) -> Iterator[str]:
    sides = (plot.places(layer, channel) for channel in ("x", "x2", "y", "y2"))
    boxes = [
        f"M{_at((min(x, x2), min(y, y2)))}h{_short(abs(x2 - x))}v{_short(abs(y2 - y))}"
        f"h{_short(-abs(x2 - x))}z"
        for x, x2, y, y2 in zip(*sides, strict=True)
        if x is not None and x2 is not None and y is not None and y2 is not None
    ]
    mark = layer.mark
    if boxes:
        style = _style(mark, fill=mark["color"], stroke=mark.get("stroke", "none"))
        yield f'<path d="{"".join(boxes)}"{style}/>'


def _rule(layer: Layer, plot: Plot) -> Iterator[str]:
    n = len(layer.rows)
    side = {name: plot.places(layer, name) for name in layer.encoding if name[0] in "xy"}
    x1 = side.get("x", [0.0] * n)
    y1 = side.get("y", [plot.height] * n)
    x2 = side.get("x2", x1 if "x" in side else [plot.width] * n)
    y2 = side.get("y2", y1 if "y" in side else [0.0] * n)
    lines = [
        f"M{_at((a, b))}L{_at((c, d))}"
        for a, b, c, d in zip(x1, y1, x2, y2, strict=True)
        if a is not None and b is not None and c is not None and d is not None
    ]
    if lines:
        yield f'<path d="{"".join(lines)}"{_style(layer.mark, stroke=layer.mark["color"])}/>'


def _tick(layer: Layer, plot: Plot) -> Iterator[str]:
    if layer.mark.get("orient") != "vertical":
        raise UndrawableError("a tick that is not vertical")
    size = layer.mark["size"]
    lines = (f"M{_at((x, y - size / 2))}v{size}" for _, (x, y) in _placed(layer, plot))
    mark = _with_usual(layer.mark, strokeWidth=layer.mark["thickness"], opacity=0.7)
    if path := "".join(lines):
        yield f'<path d="{path}"{_style(mark, stroke=mark["color"])}/>'


def _points(layer: Layer, plot: Plot) -> Iterator[str]:
    """Yield points: filled ones of one look together, hollow ones apart, as each hides others."""
    shape, colour = (_by_row(layer, name) for name in ("shape", "color"))
    mark = _with_usual(layer.mark, size=30, strokeWidth=2, opacity=0.7)
    size = _size(layer, mark["size"])
    looks = dict[tuple[str, str, float], list[Point]]()
    for row, point in _placed(layer, plot):
        looks.setdefault((shape(row), colour(row), size(row)), []).append(point)
    for (form, paint, large), points in looks.items():
        outline = _outline(form, large)
        filled = mark.get("filled", False)
        style = _style(
            mark,
            fill=mark.get("fill", paint if filled else "none"),
            stroke=mark.get("stroke", "none") if filled else paint,
        )
        each = (f"M{_at(point)}{outline}" for point in points)
        if filled:
            yield f'<path d="{"".join(each)}"{style}/>'
        else:
            inside = "".join(f'<path d="{outline_at}"/>' for outline_at in each)
            yield f"<g{style}>{inside}</g>"


def _text(layer: Layer, plot: Plot) -> Iterator[str]:
    mark, field = layer.mark, layer.encoding["text"]["field"]
    size = mark.get("fontSize", plot.font_size)
    down = mark.get("dy", 0) + _BASELINES[mark.get("baseline", "middle")] * size
    turn = f" rotate({mark['angle']})" if mark.get("angle") else ""
    anchor = _ANCHORS[mark.get("align", "center")]
    for row, (x, y) in _placed(layer, plot):
        if row.get(field) is not None:
            yield (
                f'<text transform="translate({_at((x, y))}){turn}" x="{mark.get("dx", 0)}" '
                f'y="{_short(down)}" text-anchor="{anchor}" font-size="{size}" '
                f'fill="{mark["color"]}">{escape(str(row[field]))}</text>'
            )


def _placed(layer: Layer, plot: Plot) -> Iterator[tuple[Row, Point]]:
    x, y = plot.places(layer, "x"), plot.places(layer, "y")
    for row, across, down in zip(layer.rows, x, y, strict=True):
        if across is not None and down is not None:
            yield row, (across, down)


def _by_row(layer: Layer, name: str) -> Callable[[Row], str]:
    said = layer.encoding.get(name)
    if said is None:
        always = str(layer.mark.get(name, "circle"))
        return lambda _: always
    words = dict(zip(*_ends(said), strict=True))
    return lambda row: words[row[said["field"]]]


def _ends(said: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return what a scale is said to go from and to."""
    scale = said.get("scale") or {}
    if "domain" not in scale or "range" not in scale:
        raise UndrawableError("a scale without its domain or range")
    return scale["domain"], scale["range"]


def _size(layer: Layer, usual: float) -> Callable[[Row], float]:
    """Return how large a row's point is, its area in square pixels."""
    said = layer.encoding.get("size")
    if said is None:
        return lambda _: usual
    domain, reach = _ends(said)
    scale = Scale(*domain, *reach)
    return lambda row: scale(float(row[said["field"]]))


def _outline(shape: str, size: float) -> str:
    """Return a point's outline around its middle, as large as Vega draws it."""
    r = math.sqrt(size) / 2
    h, bar = r * math.sqrt(3) / 2, r / 2.5
    if shape == "circle":
        radius, across = _short(r), _short(2 * r)
        half = f"a{radius} {radius} 0 1 1 "
        return f"m-{radius} 0{half}{across} 0{half}-{across} 0z"
    corners: dict[str, Iterable[Point]] = {
        "square": ((-r, -r), (r, -r), (r, r), (-r, r)),
        "diamond": ((-r, 0), (0, -r), (r, 0), (0, r)),
        "triangle-up": ((0, -h), (-r, h), (r, h)),
        "triangle-down": ((0, h), (-r, -h), (r, -h)),
        "triangle-right": ((h, 0), (-h, -r), (-h, r)),
        "triangle-left": ((-h, 0), (h, -r), (h, r)),
        "cross": (
            *((-r, -bar), (-r, bar), (-bar, bar), (-bar, r), (bar, r), (bar, bar)),
            *((r, bar), (r, -bar), (bar, -bar), (bar, -r), (-bar, -r), (-bar, -bar)),
        ),
    }
    if shape not in corners:
        raise UndrawableError(f"the shape {shape}")
    first, *others = corners[shape]
    steps = pairwise((first, *others))
    lines = "".join(f"l{_short(b[0] - a[0])} {_short(b[1] - a[1])}" for a, b in steps)
    return f"m{_short(first[0])} {_short(first[1])}{lines}z"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


_DRAWN: Final[dict[str, Callable[[Layer, Plot], Iterator[str]]]] = {
    "area": _area,
    "line": _line,
    "point": _points,
    "rect": _rect,
    "rule": _rule,
    "text": _text,
    "tick": _tick,
}
