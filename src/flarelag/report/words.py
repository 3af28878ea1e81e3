"""Numbers as a reader expects them: a true minus sign, paces, durations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flarelag.model import wording
from flarelag.report.units import Units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.result import Estimate
    from flarelag.model.activity import Activity

EN_DASH = "\u2013"
MINUS = "\u2212"
THIN_SPACE = "\u202f"
NO_BREAK = "\u00a0"
UNKNOWN = EN_DASH
SLOWEST_WITH_PACE_M_S = 0.5


def pace(speed_m_s: float | None, units: Units = Units.METRIC) -> str:
    """Return minutes and seconds per kilometre: `4:05`; a dash at a standstill or unknown."""
    if not speed_m_s or speed_m_s <= 0:
        return UNKNOWN
    seconds = round(units.distance_m / speed_m_s)
    return f"{seconds // 60}:{seconds % 60:02d}"


def speed_and_pace(speed_m_s: float | None, units: Units = Units.METRIC) -> str:
    """Return a speed both ways: `7.1 m/s (2:21 /km)`, unbroken; a dash when unknown.

    Below a slow walk a pace says nothing: `0.1 m/s` would be 167 minutes a kilometre.
    """
    if speed_m_s is None:
        return UNKNOWN
    told = f"{units.speed(speed_m_s):.1f}{NO_BREAK}{units.speed_name}"
    if speed_m_s < SLOWEST_WITH_PACE_M_S:
        return told
    return f"{told} ({pace(speed_m_s, units)}{NO_BREAK}/{units.distance_name})"


def number(value: float | None, digits: int = 0, unit: str = "") -> str:
    """Return a number with its unit; a dash when unknown."""
    if value is None:
        return UNKNOWN
    return f"{value:,.{digits}f}{NO_BREAK if unit else ''}{unit}".replace("-", MINUS).replace(
        ",", THIN_SPACE
    )


def signed(value: float | None) -> str:
    """Return a change in points: `+0.9`, `0.0`, with a true minus; a dash when unknown."""
    if value is None:
        return UNKNOWN
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text.replace("-", MINUS)


def interval(estimate: Estimate | None) -> str:
    """Return an estimate with its 95 % interval: `+0.9 (+0.4 to +1.4)`; a dash when unknown."""
    if estimate is None:
        return UNKNOWN
    return f"{signed(estimate.mean)} ({signed(estimate.low)} to {signed(estimate.high)})"


def clock(seconds: float) -> str:
    """Return a time within a session: `7:05`, `1:02:30`."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def distance_words(activity: Activity, units: Units) -> str:
    """Return how long an activity was: `8.4 km`; a dash when unknown."""
    kilometres = None if activity.distance_m is None else activity.distance_m / 1000
    return number(units.distance(kilometres), 1, units.distance_name)


def cut(text: str, most: int) -> str:
    """Return somebody's own words on one line, no longer than a page can show."""
    told = " ".join(text.split())
    return told if len(told) <= most else f"{told[: most - 1].rstrip()}…"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, thousands set apart by a thin space."""
    return wording.counted(n, one, many).replace(",", THIN_SPACE)


def listed(parts: Sequence[str], last: str) -> str:
    """Return parts as one list: `a, b and c`.

    Parameters
    ----------
    parts : sequence of str
        At least one.
    last : str
        What stands before the last of several: `and`, `or`.
    """
    *before, end = parts
    return f"{', '.join(before)} {last} {end}" if before else end


def hours_span(from_h: float, to_h: float) -> str:
    """Return a stretch of hours: `6-12 h`, with an en dash."""
    if from_h < 0:
        return f"{-from_h:g} to {-to_h:g} h before" if to_h else f"{-from_h:g} h before to the end"
    return f"{from_h:g}{EN_DASH}{to_h:g} h"


def typeset(text: str) -> str:
    """Return a sentence with a true minus sign before numbers and an en dash between them."""
    return re.sub(r"(?<![\w-])-(?=\d)", MINUS, re.sub(r"(?<=\d)-(?=\d)", EN_DASH, text))
