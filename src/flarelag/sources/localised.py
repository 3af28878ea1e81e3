"""Numbers and times as a website writes them for people, in the languages of its accounts."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?"
_WORD = r"(?P<word>[a-z]{3,})\.?"
_PATTERNS = tuple(
    re.compile(rf"{date},?\s*(?:at|a|um|de|,)?\s*{_CLOCK}")
    for date in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})t?",  # 2018-09-12 15:02:23
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",  # 09.12.2022, 15:24:49
        rf"{_WORD}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",  # May 29, 2022, 3:53:35 PM
        rf"(?P<day>\d{{1,2}})\.?\s+(?:de\s+)?{_WORD}\s+(?:de\s+)?(?P<year>\d{{4}})",  # 29 mai 2022
    )
)
# English, German, French, Spanish, Italian, Portuguese and Dutch, accents dropped. Dates with
# slashes are left out: 03/04/2022 is two different days in different accounts.
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan ene gen",
            "feb fev fevr",
            "mar mrz maa mrt",
            "apr abr avr",
            "may mai mag mei",
            "jun juin giu",
            "jul juil lug",
            "aug ago aou",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}
_NOON = 12


def local_number(text: str, *, decimal_comma: bool) -> float | None:
    """Return a finite number, null for anything else.

    Parameters
    ----------
    text : str
        `1,234.5`, `9,44`, `3189.0`.
    decimal_comma : bool
        Whether a comma is the decimal sign (`9,44`) or parts thousands (`1,234`). A text without
        a comma is read with a decimal point in either case: exports mix both.
    """
    compact = re.sub(r"\s", "", text)
    if decimal_comma and "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    else:
        compact = compact.replace(",", "")
    try:
        value = float(compact)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def local_instant(text: str) -> datetime | None:
    """Return a date and time, taken as UTC; null for what is not one or could be two.

    Parameters
    ----------
    text : str
        `May 29, 2022, 3:53:35 PM`, `09.12.2022, 15:24:49`, `29 mai 2022 à 15:53:35`,
        `2018-09-12 15:02:23`.
    """
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    found = next((match for p in _PATTERNS if (match := p.fullmatch(plain))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts["word"])
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % _NOON + (_NOON if parts["half"] == "p" else 0)
    try:
        return datetime(
            int(parts["year"]),
            month,
            int(parts["day"]),
            hour,
            int(parts["minute"]),
            int(parts["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def _month(word: str) -> int:
    """Return the month's number, 0 for no month's name."""
    return _MONTHS.get(word[:4]) or _MONTHS.get(word[:3], 0)
