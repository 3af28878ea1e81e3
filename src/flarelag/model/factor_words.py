"""The words in which people log factors and measures: "sitting 6h", "ice 20 min", "cold yes"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.factors import KNOWN_NAMES, FactorKind, FactorName, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALIASES: Final = {
    "sit": "sitting",
    "sat": "sitting",
    "desk": "sitting",
    "car": "driving",
    "drive": "driving",
    "drove": "driving",
    "stand": "standing",
    "cold_day": "cold",
    "barefoot_on_hard_floor": "barefoot",
    "bad_sleep": "poor_sleep",
    "slept_badly": "poor_sleep",
    "old_shoes": "worn_shoes",
    "shoes": "worn_shoes",
    "icing": "ice",
    "heat_pad": "heat",
    "strength_session": "strength",
    "gym": "strength",
    "roller": "foam_roller",
    "foam_rolling": "foam_roller",
    "stretching": "static_stretching",
    "meds": "medication",
    "painkillers": "painkiller",
    "ibuprofen": "painkiller",
    "paracetamol": "painkiller",
    "bike_instead": "cycling_instead",
    "cycled_instead": "cycling_instead",
}
_LONGEST_NAME: Final = 60
_NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?)"
_HOURS = re.compile(
    rf"{_NUMBER}\s*(?:h|hrs?|hours?)(?:\s*(?:and\s*)?(\d{{1,2}})\s*(?:m|mins?|minutes?)?)?",
    re.ASCII,
)
_MINUTES = re.compile(rf"{_NUMBER}\s*(?:m|mins?|minutes?)", re.ASCII)
_PLAIN = re.compile(_NUMBER, re.ASCII)
_DETAIL = re.compile(r"\d.*", re.DOTALL)
_YES: Final = {"yes", "y", "true"}
_NO: Final = {"no", "n", "none", "false", "0"}
_MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something there was.

    Parameters
    ----------
    amount : float
        On the scale of its factor.
    duration : timedelta or None
        How long it lasted, where a duration was named.
    detail : str or None
        The words, where the amount does not hold all that they say: `400 mg`, `20 min`.
    """

    amount: float
    duration: timedelta | None = None
    detail: str | None = None


def name_key(text: str) -> str:
    """Return a name as it is stored: small letters, `_` between words.

    Raises
    ------
    DiaryError
        Nothing that could be a name: blank, or longer than any.
    """
    key = re.sub(r"[\s_-]+", "_", text.strip().casefold()).strip("_")
    if not key or len(key) > _LONGEST_NAME or not key.isprintable():
        reason = f"{quoted(text)} is no name for a factor: 1 to {_LONGEST_NAME} characters"
        raise DiaryError(reason, field="name", value=text)
    return key


def parse_name(
    text: str, known: Mapping[str, FactorName] = KNOWN_NAMES, *, new: FactorKind | None = None
) -> FactorName | str:
    """Return what a name means.

    Parameters
    ----------
    text : str
        `sitting`, `Foam roller`, or a word of the person's own.
    known : mapping of str to FactorName
        By name: everybody's and the person's own.
    new : FactorKind or None
        A name that is not known is a new one of this kind.

    Returns
    -------
    FactorName or str
        A string where the name is new: as it is to be stored.

    Raises
    ------
    DiaryError
        Not known, and not said to be new; the nearest name is given.
    """
    key = name_key(text)
    found = known.get(key) or known.get(_ALIASES.get(key, ""))
    if found is not None:
        return found
    if new is not None:
        return key
    raise DiaryError(_unknown(text, key, known), field="name", value=text)


def parse_amount(text: str | None, scale: Scale | None) -> tuple[Amount | None, Scale]:
    """Return an amount, and the scale it is on.

    Parameters
    ----------
    text : str or None
        `6h`, `1 h 30`, `20 min`, `400 mg`, `yes`, `no`, `7`; null: nothing was said.
    scale : Scale or None
        The scale of what is logged; null for a new name: the words decide.

    Returns
    -------
    tuple of (Amount or None, Scale)
        No amount where hours or a number are wanted, and none was said.

    Raises
    ------
    DiaryError
        Not an amount on this scale.
    """
    words = " ".join((text or "").lower().split())
    duration = _duration(words)
    plain = _PLAIN.fullmatch(words)
    if scale is None:
        scale = Scale.HOURS if duration else Scale.NUMBER if plain else Scale.YES
    if scale is Scale.HOURS:
        if plain:
            duration = timedelta(hours=_float(plain[1]))
        if duration is not None:
            return Amount(duration.total_seconds() / 3600, duration), scale
        wanted = 'hours or minutes, such as "6h", "1h30" or "45 min"'
    elif scale is Scale.NUMBER:
        if plain:
            return Amount(_float(plain[1])), scale
        wanted = "a number, 0 or more"
    else:
        found = _yes_or_no(words, text, duration)
        if found is not None:
            return found, scale
        wanted = '"yes", "no", or how much, such as "20 min" or "400 mg"'
    if not words:
        return None, scale
    raise DiaryError(f"amount {quoted(text or '')} is not {wanted}", field="amount", value=text)


def name_in_words(name: str) -> str:
    """Return a stored name as a person says it: "foam roller"."""
    return name.replace("_", " ")


def hours_in_words(hours: float) -> str:
    """Return hours as a person says them: "6 h", "1 h 30 min", "45 min"."""
    minutes = round(hours * _MINUTES_AN_HOUR)
    whole, rest = divmod(minutes, _MINUTES_AN_HOUR)
    parts = [f"{whole} h"] if whole or not rest else []
    return " ".join([*parts, *([f"{rest} min"] if rest else [])])


def _yes_or_no(words: str, text: str | None, duration: timedelta | None) -> Amount | None:
    if not words or words in _YES:
        return Amount(1.0)
    if words in _NO:
        return Amount(0.0)
    if duration is not None or _DETAIL.fullmatch(words):
        return Amount(1.0 if duration is None or duration else 0.0, duration, (text or "").strip())
    return None


def _duration(words: str) -> timedelta | None:
    if found := _HOURS.fullmatch(words):
        return timedelta(hours=_float(found[1]), minutes=int(found[2] or 0))
    if found := _MINUTES.fullmatch(words):
        return timedelta(minutes=_float(found[1]))
    return None


def _float(text: str) -> float:
    value = float(text.replace(",", "."))
    assert math.isfinite(value)  # noqa: S101 - five digits at most
    return value


def _unknown(text: str, key: str, known: Mapping[str, FactorName]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only when a word is wrong

    near = get_close_matches(key, [*known, *_ALIASES], n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return (
        f"{quoted(text)} is not on your list{hint}; known are {', '.join(known)}; "
        "to add a word of your own: --new factor or --new measure"
    )
