"""The words of Vega-Lite that still pictures understand, and what they mean here.

Whatever else stands in a chart is refused by name: no picture leaves out a part silently.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DAY_AND_YEAR: Final = "[utcFormat(datum.value, '%-d %b'), utcFormat(datum.value, '%Y')]"
MONTH_AND_YEAR: Final = "[utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')]"
SIGNED: Final = "datum.value == 0 ? '0' : format(datum.value, '+.1~f')"
HOURS: Final = "format(abs(datum.value), '~r') + ' h'"

CHART: Final = frozenset(
    {"$schema", "autosize", "config", "data", "datasets", "height", "layer", "padding", "title"}
    | {"width"}
)
LAYER: Final = frozenset({"data", "encoding", "mark"})
CHANNELS: Final = frozenset({"color", "shape", "size", "text", "tooltip", "x", "x2", "y", "y2"})
FIELD: Final = frozenset({"axis", "field", "legend", "scale", "sort", "title", "type", "value"})
SCALE: Final = frozenset({"domain", "nice", "padding", "range", "type", "zero"})
AXIS: Final = frozenset(
    {"domain", "grid", "labelExpr", "labelFontSize", "labelLimit", "ticks", "values"}
    | {"tickCount", "tickMinStep"}
    | {"labelBound", "labelOverlap", "labelSeparation"}  # a still's labels always stay apart
)
MARK: Final = frozenset(
    {"align", "angle", "baseline", "clip", "color", "dx", "dy", "fill", "filled", "fontSize"}
    | {"interpolate", "opacity", "orient", "shape", "size", "stroke", "strokeDash", "strokeWidth"}
    | {"thickness", "type"}
)


class UndrawableError(Exception):
    """A chart says something that still pictures do not know."""


def known(part: Mapping[str, Any], words: Iterable[str]) -> None:
    """Refuse a part of a chart that says anything but these words."""
    if strange := set(part) - set(words):
        raise UndrawableError(", ".join(sorted(strange)))


def worded(words: Mapping[float, str] | Mapping[int, str]) -> str:
    """Return the expression that tells an axis's values by these words."""
    said = {_key(value): word for value, word in words.items()}
    return json.dumps(said, ensure_ascii=False) + "[datum.value]"


def labeller(expression: str | None) -> Callable[[float], str]:
    """Return how an axis tells a value; a new line stands between two lines."""
    if expression is None:
        return plain_number
    if expression in _LABELS:
        return _LABELS[expression]
    if not expression.endswith("}[datum.value]"):
        raise UndrawableError(f"labelExpr {expression}")
    words: dict[str, str] = json.loads(expression.removesuffix("[datum.value]"))
    return lambda value: words.get(_key(value), "")


def _key(value: float) -> str:
    """Return a number as JavaScript names a property by it."""
    return repr(float(value)).removesuffix(".0")


def plain_number(value: float) -> str:
    """Return a number as short as it is exact, with a true minus."""
    return f"{value:.6g}".replace("-", "\u2212")


def _signed(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:+.1f}".removesuffix(".0").replace("-", "\u2212")


def _utc(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


_LABELS: Final[dict[str, Callable[[float], str]]] = {
    DAY_AND_YEAR: lambda value: f"{_utc(value).day} {_utc(value):%b\n%Y}",
    MONTH_AND_YEAR: lambda value: f"{_utc(value):%b\n%Y}",
    SIGNED: _signed,
    HOURS: lambda value: f"{abs(value):.6g} h",
}
