"""Days as people write them: "2023-05-14..2023-06-20", "2023-05-14", "2023-05"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flarelag.errors import DiaryError, quoted
from flarelag.model.moments import PLAUSIBLE_YEARS

_BETWEEN = re.compile(r"\s*(?:\.\.\.?|\bto\b|/|–|—)\s*")  # noqa: RUF001 - dashes that people type
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def parse_days(text: str, *, today: date) -> tuple[date, date]:
    """Return the first and the last day of a range of days, none of them still to come.

    Parameters
    ----------
    text : str
        `2023-05-14..2023-06-20`, `2023-05-14 to 2023-06-20`, one day, a month (`2023-05`), or a
        mixture (`2023-05..2023-06-20`). `today` and `yesterday` are days, too.
    today : date
        The person's own.

    Raises
    ------
    DiaryError
        No such days, or still to come.
    """
    parts = _BETWEEN.split(text.strip(), maxsplit=1)
    first, last = _days(parts[0], text, today), _days(parts[-1], text, today)
    if last[1] < first[0]:
        raise DiaryError(f"{quoted(text)} ends before it begins", field="days", value=text)
    if first[0] > today or (last[0] > today):
        raise DiaryError(f"{quoted(text)} is still to come", field="days", value=text)
    return first[0], min(last[1], today)


def _days(word: str, text: str, today: date) -> tuple[date, date]:
    """Return the first and last day of one end of a range."""
    folded = word.strip().lower()
    if folded in {"today", "yesterday"}:
        day = today - timedelta(days=folded == "yesterday")
        return day, day
    month = bool(_MONTH.fullmatch(folded))
    try:
        first = date.fromisoformat(f"{folded}-01" if month else folded)
    except ValueError as error:
        reason = f"days {quoted(text)} are not understood; write 2023-05-14..2023-06-20"
        raise DiaryError(reason, field="days", value=text) from error
    if first.year not in PLAUSIBLE_YEARS:
        reason = f"{first.year} is not a year that a pain diary can speak of"
        raise DiaryError(reason, field="days", value=text)
    if not month:
        return first, first
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first, next_month - timedelta(days=1)
