"""Plain objects from anywhere, as JSON has them: nothing in them is taken on trust."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flarelag.errors import DiaryError, quoted
from flarelag.model.moments import PLAUSIBLE_YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping

_Word = TypeVar("_Word", bound=StrEnum)


def iso(instant: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC with Z; null stays null."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


class Values:
    """A plain object from anywhere: each value is asked for by name and checked.

    What is not as it should be raises `DiaryError` with the value's name.

    Parameters
    ----------
    values : mapping
        As JSON has it.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise _wrong(name, value, "is not a text")
        # JSON can name half a character (\ud800), which no database holds.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()

    def text_or_none(self, name: str) -> str | None:
        """Return a text; null where there is none."""
        return None if self._values.get(name) is None else self.text(name)

    def number(self, name: str, least: float, greatest: float) -> float:
        """Return a number from `least` to `greatest`."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(name, value, "is not a number")
        if not (math.isfinite(value) and least <= value <= greatest):
            raise _wrong(name, value, f"is not between {least:g} and {greatest:g}")
        return value

    def whole(self, name: str, least: int, greatest: int) -> int:
        """Return a whole number from `least` to `greatest`."""
        value = self.number(name, least, greatest)
        if value != int(value):
            raise _wrong(name, value, "is not a whole number")
        return int(value)

    def flag(self, name: str) -> bool:
        """Return true or false; false where nothing is said."""
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise _wrong(name, value, "is neither true nor false")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; empty where nothing is said."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _wrong(name, value, "is not a list of texts")
        return value

    def instant(self, name: str) -> datetime:
        """Return an aware instant, in UTC."""
        text = self.text(name)
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or found.year not in PLAUSIBLE_YEARS:
            raise _wrong(name, text, "is not an instant, such as 2026-11-22T20:10:00Z")
        return found.astimezone(UTC)

    def instant_or_none(self, name: str) -> datetime | None:
        """Return an instant; null where there is none."""
        return None if self._values.get(name) is None else self.instant(name)

    def day(self, name: str) -> date:
        """Return a day."""
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise _wrong(name, text, "is not a day, such as 2026-11-22") from error

    def word(self, name: str, words: type[_Word]) -> _Word:
        """Return one of some words."""
        return as_word(name, self.text(name), words)

    def inner(self, name: str) -> Values | None:
        """Return an object inside; null where there is none."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise _wrong(name, value, "is not an object")
        return Values(value)

    def has(self, name: str) -> bool:
        """Return whether anything stands there."""
        return self._values.get(name) is not None


def as_word(name: str, text: str, words: type[_Word]) -> _Word:
    """Return one of some words; `name` says in an error what it was to be."""
    try:
        return words(text)
    except ValueError as error:
        raise _wrong(name, text, f"is none of {', '.join(words)}") from error


def _wrong(name: str, value: object, what: str) -> DiaryError:
    return DiaryError(f"{name} {quoted(str(value))} {what}", field=name, value=str(value))
