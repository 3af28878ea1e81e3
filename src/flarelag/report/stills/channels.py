"""What a chart's layers say of one axis, together: its values, its scale and its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from flarelag.report.stills.scales import Scale, nice, ticks, time_ticks
from flarelag.report.stills.words import AXIS, FIELD, SCALE, UndrawableError, known, labeller

Row: TypeAlias = Mapping[str, Any]
Letter: TypeAlias = Literal["x", "y"]
PIXELS_A_TICK = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its rows, how they are drawn, and what of them where.

    Parameters
    ----------
    rows, mark, encoding
        As the chart says them.
    """

    rows: Sequence[Row]
    mark: Mapping[str, Any]
    encoding: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a picture.

    Parameters
    ----------
    kind : str
        `quantitative`, `temporal` or `nominal`.
    names : tuple of str
        What a nominal axis holds, in order.
    low, high : float
        Its ends.
    padding : float
        Pixels free at both ends.
    title : str
        What it shows; empty: nothing said.
    told : tuple of (float, str)
        Its ticks and their words.
    look : Mapping
        What the chart says of its lines.
    """

    kind: str
    names: tuple[str, ...]
    low: float
    high: float
    padding: float
    title: str
    told: tuple[tuple[float, str], ...]
    look: Mapping[str, Any]

    def over(self, start: float, end: float) -> Scale:
        """Return the scale between two places, in pixels."""
        inner = self.padding if end >= start else -self.padding
        return Scale(self.low, self.high, start + inner, end - inner)

    def number(self, value: object) -> float | None:
        """Return a row's value as a number; null where there is none."""
        if value is None:
            return None
        if self.kind == "temporal":
            return datetime.fromisoformat(str(value)).timestamp() * 1000
        if self.kind == "nominal":
            return self.names.index(str(value)) + 0.5
        if isinstance(value, int | float):
            return float(value)
        raise UndrawableError(f"the value {value!r}")


def axis_of(letter: Letter, layers: Iterable[Layer], pixels: float) -> Axis:
    """Return what all layers say of one side.

    Parameters
    ----------
    letter : str
        `x` or `y`.
    layers : iterable of Layer
        All of them.
    pixels : float
        How long the side is.
    """
    found = [
        (layer, field)
        for layer in layers
        for channel in (letter, f"{letter}2")
        if (field := layer.encoding.get(channel)) is not None and "field" in field
    ]
    fields = [field for _, field in found]
    for field in fields:
        known(field, FIELD)
    kind = next((f["type"] for f in fields if "type" in f), "quantitative")
    scale, look = _merged(fields, "scale", SCALE), _merged(fields, "axis", AXIS)
    title = next((field["title"] for field in fields if field.get("title")), "")
    if kind == "nominal":
        names = tuple(_first(fields, "sort"))
        told = tuple((n + 0.5, name) for n, name in enumerate(names))
        return Axis(kind, names, 0.0, float(len(names)) or 1.0, 0.0, title, told, look)
    bare = Axis(kind, (), 0.0, 1.0, 0.0, title, (), look)
    values = [
        number
        for layer, field in found
        for row in layer.rows
        if (number := bare.number(row.get(field["field"]))) is not None
    ]
    low, high = _ends(kind, scale, values)
    told = _told(kind, (low, high), look, pixels)
    return Axis(kind, (), low, high, float(scale.get("padding", 0)), title, told, look)


def _merged(fields: Iterable[Row], name: str, words: Iterable[str]) -> dict[str, Any]:
    merged = dict[str, Any]()
    for field in fields:
        part = field.get(name) or {}
        known(part, words)
        merged = part | merged
    return merged


def _first(fields: Iterable[Row], name: str) -> list[str]:
    return next((field[name] for field in fields if name in field), [])


def _ends(kind: str, scale: Row, values: Sequence[float]) -> tuple[float, float]:
    if "domain" in scale:
        low, high = scale["domain"]
        return float(low), float(high)
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if kind == "temporal":
        return (low, high) if low < high else (low - 1, high + 1)
    if scale.get("zero", True):
        low, high = min(low, 0.0), max(high, 0.0)
    return nice(low, high) if scale.get("nice", True) and "padding" not in scale else (low, high)


def _told(
    kind: str, ends: tuple[float, float], look: Row, pixels: float
) -> tuple[tuple[float, str], ...]:
    low, high = ends
    tell: Callable[[float], str] = labeller(look.get("labelExpr"))
    if "values" in look:
        first, last = sorted(ends)
        values = [float(value) for value in look["values"] if first <= value <= last]
    elif kind == "temporal":
        values = time_ticks(low, high, look.get("tickCount", 6))
    else:
        count = look.get("tickCount", -(-pixels // PIXELS_A_TICK))
        values = ticks(low, high, int(count), look.get("tickMinStep", 0.0))
    return tuple((value, tell(value)) for value in values)
