"""The words in which people write scores, places and qualities of pain, and read them back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from flarelag.errors import DiaryError, quoted
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import GREATEST_SCORE, LEAST_SCORE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Word = TypeVar("_Word", BodySite, Side, Quality)

_SCORE = re.compile(r"(\d{1,2})(?:\.0+)?(?:\s*/\s*10)?", re.ASCII)
_SITE_ALIASES: dict[str, BodySite] = {
    "back": BodySite.LOWER_BACK,
    "low_back": BodySite.LOWER_BACK,
    "glute": BodySite.BUTTOCK,
    "glutes": BodySite.BUTTOCK,
    "buttocks": BodySite.BUTTOCK,
    "hamstring": BodySite.BACK_OF_THIGH,
    "calf": BodySite.CALF_OUTER,
    "outer_calf": BodySite.CALF_OUTER,
}
_SIDE_ALIASES: dict[str, Side] = {
    "l": Side.LEFT,
    "r": Side.RIGHT,
    "centre": Side.MIDDLE,
    "center": Side.MIDDLE,
}

_KNOWN: dict[str, BodySite | Side | Quality] = {
    **{word.value: word for words in (BodySite, Side, Quality) for word in words},
    **_SITE_ALIASES,
    **_SIDE_ALIASES,
}


def parse_score(text: str) -> int:
    """Return a pain score, a whole number from 0 to 10.

    Raises
    ------
    DiaryError
        Anything else.
    """
    found = _SCORE.fullmatch(text.strip())
    if found and LEAST_SCORE <= int(found[1]) <= GREATEST_SCORE:
        return int(found[1])
    raise DiaryError(
        f"score {quoted(text)} is not a whole number from {LEAST_SCORE} to {GREATEST_SCORE}",
        field="score",
        value=text,
    )


def parse_site(text: str) -> BodySite:
    """Return the place that a word means: `buttock`, `outer calf`, `Lower back`.

    Raises
    ------
    DiaryError
        No such place; the nearest one and all names are given.
    """
    return _parse_word(text, BodySite, "site", _SITE_ALIASES)


def parse_side(text: str) -> Side:
    """Return the side that a word means; raise `DiaryError` for any other word."""
    return _parse_word(text, Side, "side", _SIDE_ALIASES)


def parse_quality(text: str) -> Quality:
    """Return the quality that a word means; raise `DiaryError` for any other word."""
    return _parse_word(text, Quality, "quality", {})


def known_word(text: str) -> BodySite | Side | Quality | None:
    """Return the place, side or quality that a word or a few words mean; null for any others."""
    return _KNOWN.get(_folded(text))


def parse_pain_sites(texts: Iterable[str], side: str | None = None) -> tuple[PainSite, ...]:
    """Return where it hurts, without repetition, in the order given.

    Parameters
    ----------
    texts : iterable of str
        `buttock`, `left:buttock` or `left buttock`, one place each.
    side : str or None
        The side of every place that names none itself.

    Raises
    ------
    DiaryError
        An unknown word, two sides for one place, or a side without a place.
    """
    given = parse_side(side) if side else None
    places = tuple(dict.fromkeys(_pain_site(text, given) for text in texts))
    if given and not places:
        raise DiaryError(
            f"a side ({given}) needs a site: {_names(BodySite)}", field="site", value=None
        )
    return places


def site_in_words(place: PainSite) -> str:
    """Return a place as a person says it: "left buttock", "lower back (middle)"."""
    name = "outer calf" if place.site is BodySite.CALF_OUTER else place.site.replace("_", " ")
    if place.side in {Side.LEFT, Side.RIGHT}:
        return f"{place.side} {name}"
    return f"{name} ({place.side})" if place.side else name


@lru_cache(maxsize=1024)  # a diary says the same few places thousands of times
def _pain_site(text: str, given: Side | None) -> PainSite:
    first, colon, rest = text.strip().partition(":")
    if not colon:
        first, _, rest = text.strip().partition(" ")
        if first.lower() not in {*Side, *_SIDE_ALIASES}:
            return PainSite(parse_site(text), given)
    side = parse_side(first)
    if given not in {None, side}:
        raise DiaryError(f"{quoted(text)} and side {given} do not agree", field="side", value=text)
    return PainSite(parse_site(rest), side)


def _parse_word(text: str, words: type[_Word], field: str, aliases: Mapping[str, _Word]) -> _Word:
    folded = _folded(text)
    if folded in aliases:
        return aliases[folded]
    try:
        return words(folded)
    except ValueError as error:
        raise DiaryError(_unknown(text, folded, words, field), field=field, value=text) from error


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def _unknown(text: str, folded: str, words: type[_Word], field: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only when a word is wrong

    near = get_close_matches(folded, list(words), n=1) or [
        str(word) for word in words if folded and folded in word
    ]
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"{field} {quoted(text)} is not known{hint}; known are {_names(words)}"


def _names(words: type[_Word]) -> str:
    return ", ".join(words)
