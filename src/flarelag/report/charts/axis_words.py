"""How the charts' axes tell their values: expressions that Vega evaluates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_AND_YEAR: Final = (
    "datum.index && utchours(datum.value) ? '' : "
    "[utcFormat(datum.value, '%-d %b'), utcFormat(datum.value, '%Y')]"
)
"""Days are named where they begin, and at the first tick: no day twice."""
MONTH_AND_YEAR: Final = "[utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')]"
SIGNED: Final = "datum.value == 0 ? '0' : format(datum.value, '+.1~f')"
HOURS: Final = "format(abs(datum.value), '~r') + ' h'"


def worded(words: Mapping[float, str] | Mapping[int, str]) -> str:
    """Return the expression that tells an axis's values by these words."""
    said = {repr(float(value)).removesuffix(".0"): word for value, word in words.items()}
    return json.dumps(said, ensure_ascii=False) + "[datum.value]"
