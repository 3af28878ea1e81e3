"""The charts' colours and type: quiet ink, one accent, shapes instead of more colours.

A chart made here carries plain hexadecimal colours, so that it also works in a notebook. In the
page each of them becomes the CSS variable of the same meaning: charts then follow the reader's
light, dark or print colours without being drawn again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import altair as alt
import polars as pl
from altair.utils.schemapi import debug_mode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

INK: Final = "#1c2530"
MUTED: Final = "#57636e"
RULE: Final = "#ccd3d9"
BAND: Final = "#b9c4cd"
ACCENT: Final = "#a8371b"
PAPER: Final = "#fffffe"
"""Not quite #ffffff, which Vega itself writes in places that must stay as they are."""

CSS_VARIABLES: Final = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    BAND: "var(--band)",
    ACCENT: "var(--accent)",
    PAPER: "var(--paper)",
}

Mark: TypeAlias = Literal["area", "line", "point", "rect", "rule", "text", "tick"]

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
_AXIS: Final = {
    "domainColor": MUTED,
    "gridColor": RULE,
    "gridOpacity": 0.6,
    "labelColor": MUTED,
    "labelFontSize": 12,
    "labelPadding": 6,
    "tickColor": MUTED,
    "titleColor": MUTED,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "titlePadding": 10,
}
_CONFIG: Final[dict[str, Any]] = {
    "aria": False,  # each figure has its caption and its table; thousands of labels help nobody
    "background": PAPER,
    "font": _FONT,
    "axis": _AXIS,
    "text": {"color": INK, "font": _FONT, "fontSize": 12},
    "title": {
        "anchor": "start",
        "color": MUTED,
        "fontSize": 12,
        "fontWeight": "normal",
        "frame": "bounds",
        "offset": 10,
    },
    "view": {"stroke": None},
}


def unchecked() -> AbstractContextManager[None]:
    """Make charts without Altair's check of each part as it comes; tests check ours whole."""
    return debug_mode(False)  # noqa: FBT003 - Altair's word


def layer(rows: list[dict[str, Any]], mark: Mark, **style: Any) -> alt.Chart:  # noqa: ANN401 - Vega-Lite's words
    """Return one layer: rows drawn with a mark.

    The rows go in as a frame. Altair checks inline values one by one against Vega-Lite's schema,
    which takes seconds for a year of entries. Encodings want objects, `x=alt.X("day:T")`: Altair
    weighs a bare text against every class it has.
    """
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return alt.Chart(frame, mark=alt.MarkDef(type=mark, **style))


def layered(layers: Iterable[alt.Chart], *, title: str, height: int) -> alt.LayerChart:
    """Return layers as one chart, as wide as its container, in this look.

    Parameters
    ----------
    layers : iterable of Chart
        From the back to the front. Those without a row are left out: Vega warns of them.
    title : str
        What the vertical axis shows, written above it.
    height : int
        Height of the plot in pixels.
    """
    every = list(layers)
    filled = [each for each in every if len(each.data)]
    chart = alt.LayerChart(layer=filled or every, width="container", height=height, title=title)
    chart.config = alt.Config(**_CONFIG)
    return chart
