"""Charts inside a page: a still picture for every reader, a live one where scripts run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup

from flarelag.report.look import CSS_VARIABLES

STILL_WIDTH: Final = 720
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
    still : Markup
        The chart as SVG, readable without scripts and in print.
    spec : Markup
        The same chart as Vega-Lite JSON, safe inside a script element.
    """

    name: str
    caption: str
    still: Markup
    spec: Markup


def figure(name: str, chart: alt.LayerChart, caption: str) -> Figure:
    """Return a chart with its still picture and its caption."""
    with alt.data_transformers.enable("default", max_rows=None):  # ty: ignore[invalid-context-manager]
        spec: dict[str, Any] = chart.to_dict()
    sized = spec | {
        "width": STILL_WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 14, "right": 14, "top": 5, "bottom": 5},  # a reader's font may be wider
    }
    drawn = vl_convert.vegalite_to_svg(sized, allowed_base_urls=[])
    return Figure(
        name=name,
        caption=caption,
        still=Markup(_with_variables(_rounded(drawn))),  # noqa: S704 - Vega escapes the text it draws
        spec=Markup(_with_variables(script_safe_json(spec))),  # noqa: S704 - escaped just here
    )


def script_safe_json(value: object) -> str:
    """Return JSON that cannot end the script element that holds it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escaped in _JSON_ESCAPES.items():
        text = text.replace(character, escaped)
    return text


@cache
def vega_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, safe inside a script element."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


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
