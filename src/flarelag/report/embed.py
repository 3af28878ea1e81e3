"""Charts inside a page: live ones where scripts run, and still pictures of those that answer.

A still picture takes Vega's engine a tenth of a second. Where scripts do not run, every other chart
is there as its caption and its table.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup

from flarelag.paths import cache_root
from flarelag.report.look import CSS_VARIABLES

if TYPE_CHECKING:
    from flarelag.report.tables import Table

STILL_WIDTH: Final = 720
ROUND_A_CHART_PX: Final = 60
"""What title and axis add to a chart's height."""
_JSON_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for the page.

    Parameters
    ----------
    name : str
        Its anchor in the page.
    caption : str
        What it says, in words.
    still : Markup or None
        The chart as SVG, readable without scripts and in print; null where words have to do.
    height_px : int
        About how high the chart will be: room that is kept for it.
    spec : Markup
        The same chart as Vega-Lite JSON, safe inside a script element.
    table : Table or None
        The data behind it, as a table to read.
    """

    name: str
    caption: str
    still: Markup | None
    height_px: int
    spec: Markup
    table: Table | None = None


def figure(
    name: str,
    chart: alt.LayerChart,
    caption: str,
    *,
    still: bool = False,
    table: Table | None = None,
) -> Figure:
    """Return a chart with its caption, and with a still picture where one is wanted.

    Parameters
    ----------
    name : str
        Its anchor in the page.
    chart : LayerChart
        What is drawn where scripts run.
    caption : str
        What it says, in words.
    still : bool
        Draw it as a picture, too, for where scripts do not run, and for paper.
    table : Table or None
        The data behind it.
    """
    spec = _spec(chart)
    live = script_safe_json(_packed(spec))
    return Figure(
        name=name,
        caption=caption,
        still=_drawn(name, spec, STILL_WIDTH) if still else None,
        height_px=spec["height"] + ROUND_A_CHART_PX,
        spec=Markup(_with_variables(live)),  # noqa: S704 - escaped just above
        table=table,
    )


def still_picture(name: str, chart: alt.LayerChart, width: int = STILL_WIDTH) -> Markup:
    """Return a chart as SVG in the page's colours.

    Parameters
    ----------
    name : str
        Sets the picture's own references apart from those of the others in the page.
    chart : LayerChart
        The chart.
    width : int
        Of the picture, in pixels.
    """
    return _drawn(name, _spec(chart), width)


def _drawn(name: str, spec: dict[str, Any], width: int) -> Markup:
    sized = spec | {
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 14, "right": 14, "top": 5, "bottom": 5},  # a reader's font may be wider
    }
    drawn = vl_convert.vegalite_to_svg(sized, allowed_base_urls=[])
    apart = re.sub(r'(\bid="|url\(#)(?=\w)', rf"\g<1>still-{name}-", drawn)
    return Markup(_with_variables(_rounded(apart)))  # noqa: S704 - Vega escapes the text it draws


def _spec(chart: alt.LayerChart) -> dict[str, Any]:
    with alt.data_transformers.enable("default", max_rows=None):  # ty: ignore[invalid-context-manager]
        spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def _packed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a chart with its rows as lists under one head: half the length for the page."""
    packed = dict(spec)
    datasets = packed.pop("datasets", {})

    def with_rows(part: dict[str, Any]) -> dict[str, Any]:
        if "data" not in part:
            return part
        rows: list[dict[str, Any]] = datasets[part["data"]["name"]]
        names = list(rows[0]) if rows else []
        return part | {"data": {"names": names, "rows": [list(row.values()) for row in rows]}}

    packed["layer"] = [with_rows(layer) for layer in packed["layer"]]
    return with_rows(packed)  # a single layer's data stand at the top


def script_safe_json(value: object) -> str:
    """Return JSON that cannot end the script element that holds it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in _JSON_ESCAPES.items():
        text = text.replace(character, escaped)
    return text


@cache
def vega_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, safe inside a script element.

    Putting it together takes longer than anything else of a page, and gives the same text each
    time: it is kept in the cache folder, where there is one.
    """
    kept = cache_root() / f"vega-{version('vl-convert-python')}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        made = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    made = made.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    with suppress(OSError):
        _keep(kept, made)
    return made


def _keep(path: Path, text: str) -> None:
    """Write a text whole or not at all, so that no reader ever finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)


def csp_hash(text: str) -> str:
    """Return the Content-Security-Policy source that allows exactly this inline text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _rounded(svg: str) -> str:
    """Return a picture with coordinates to a hundredth of a pixel; no label has three decimals."""
    return re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}", svg)


def _with_variables(text: str) -> str:
    for colour, variable in CSS_VARIABLES.items():
        text = text.replace(colour, variable)
    return text
