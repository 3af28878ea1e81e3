"""Numbers and times as a website writes them for people, in the languages of its accounts."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime

# The half of the day stands before the clock in Chinese, Japanese and Korean.
_BEFORE_NOON, _AFTER_NOON = (
    unicodedata.normalize("NFKD", words).split() for words in ("上午 午前 오전", "下午 午後 오후")
)
_CLOCK = rf"(?:(?P<east>{'|'.join([*_BEFORE_NOON, *_AFTER_NOON])})\s*)?"
_CLOCK += r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?"
_WORD = r"(?P<word>[^\W\d_]{3,})\.?"
_PATTERNS = tuple(
    re.compile(rf"{date},?\s*(?:at|a|um|de|г\.|,)?,?\s*{_CLOCK}")  # noqa: RUF001
    for date in (
        # 2018-09-12 15:02:23, 2022/05/29, 2022. 5. 29., 2022年5月29日
        r"(?P<year>\d{4})[-/.年]\s*(?P<month>\d{1,2})[-/.月]\s*(?P<day>\d{1,2})[.日]?t?",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",  # 09.12.2022, 15:24:49
        rf"{_WORD}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",  # May 29, 2022, 3:53:35 PM
        rf"(?P<day>\d{{1,2}})\.?\s+(?:de\s+)?{_WORD}\s+(?:de\s+)?(?P<year>\d{{4}})",  # 29 mai 2022
        r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})",  # 29/05/2022 or 05/29/2022
    )
)
# English, German, French, Spanish, Italian, Portuguese, Dutch and Russian, accents dropped.
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan ene gen янв",
            "feb fev fevr фев",
            "mar mrz maa mrt мар",
            "apr abr avr апр",
            "may mai mag mei мая маи",
            "jun juin giu июн",
            "jul juil lug июл",
            "aug ago aou авг",
            "sep set сен",
            "oct okt ott out окт",
            "nov ноя",
            "dec dez dic дек",
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


def local_instant(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Return a date and time, taken as UTC; null for what is not one or could be two.

    Parameters
    ----------
    text : str
        `May 29, 2022, 3:53:35 PM`, `09.12.2022, 15:24:49`, `29 mai 2022 à 15:53:35`,
        `2018-09-12 15:02:23`, `2022. 5. 29. 오후 3:53:35`.
    day_first : bool or None
        Whether a date with slashes has the day first; null: it could be two.
    """
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    found = next((match for p in _PATTERNS if (match := p.fullmatch(plain))), None)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("one"):
        if day_first is None:
            return None
        names = ("day", "month") if day_first else ("month", "day")
        parts |= dict(zip(names, (parts["one"], parts["other"]), strict=True))
    month = int(parts["month"]) if parts.get("month") else _month(parts["word"])
    hour = int(parts["hour"])
    if half := parts["half"] or parts["east"]:
        after_noon = half == "p" or half in _AFTER_NOON
        hour = hour % _NOON + (_NOON if after_noon else 0)
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
