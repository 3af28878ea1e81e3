"""A score and where it hurts, in the few words that people type on a phone: `6 left glute`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from flarelag.errors import DiaryError
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary_words import known_word, parse_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD: Final = re.compile(r"\S+")
_MOST_WORDS: Final = 4
"""As many words as a place has: `back of the knee`."""
_FILLERS: Final = {"and", "&", "+", "in", "my", "the"}
_FLARE, _WOKE = "flare", "woke"
_BREAKS: Final = ",;:."


@dataclass(frozen=True, slots=True, kw_only=True)
class PainPhrase:
    """What a few words say of pain.

    Parameters
    ----------
    score : int
        0 to 10.
    sites : tuple of PainSite
        Where it hurts; empty where it is not said.
    qualities : tuple of Quality
        What it feels like.
    flare, woke : bool
        The words "flare" and "woke" stand among the others.
    rest : str or None
        What follows, from the first word that is none of these: a note.
    """

    score: int
    sites: tuple[PainSite, ...] = field(default=())
    qualities: tuple[Quality, ...] = field(default=())
    flare: bool = False
    woke: bool = False
    rest: str | None = None


def parse_pain_phrase(text: str) -> PainPhrase:
    """Return what a phrase says: `6 buttock left ran 200s` is 6, left buttock, and a note.

    A side stands before its places ("left buttock and calf") or right after them ("buttock
    left"); a comma ends its reach. A side with no place beside it is part of the note ("6 left
    work early").

    Raises
    ------
    DiaryError
        It does not begin with a score.
    """
    first = _WORD.search(text)
    if first is None:
        raise DiaryError("there is no score", field="score", value=text)
    score = parse_score(first[0].rstrip(_BREAKS))
    meanings = list(_meanings(text, first.end()))
    while meanings and isinstance(meanings[-1].what, Side) and not _belongs(meanings):
        meanings.pop()
    end = meanings[-1].end if meanings else first.end()
    said = [each.what for each in meanings]
    return PainPhrase(
        score=score,
        sites=tuple(dict.fromkeys(_places(meanings))),
        qualities=tuple(dict.fromkeys(what for what in said if isinstance(what, Quality))),
        flare=_FLARE in said,
        woke=_WOKE in said,
        rest=text[end:].strip(f"{_BREAKS}- \t") or None,
    )


class _Meaning(NamedTuple):
    what: BodySite | Side | Quality | str
    end: int
    """Where its words end in the text."""
    last: bool
    """A comma or the like follows."""


def _meanings(text: str, start: int) -> Iterator[_Meaning]:
    """Yield what known words mean, for as long as they follow one another."""
    words = list(_WORD.finditer(text, start))
    n = 0
    while n < len(words):
        filled = n
        while filled < len(words) and words[filled][0].lower() in _FILLERS:
            filled += 1
        found = _longest([word[0] for word in words[filled : filled + _MOST_WORDS]])
        if found is None:
            return
        n_words, what = found
        n = filled + n_words
        word = words[n - 1]
        yield _Meaning(what, word.end(), word[0][-1] in _BREAKS)


def _longest(words: Sequence[str]) -> tuple[int, BodySite | Side | Quality | str] | None:
    """Return how many of the words mean something together, and what; null for nothing."""
    for n in range(len(words), 0, -1):
        phrase = " ".join([*words[: n - 1], words[n - 1].rstrip(_BREAKS)]).lower()
        if phrase in {_FLARE, _WOKE}:
            return n, phrase
        if (what := known_word(phrase)) is not None:
            return n, what
    return None


def _belongs(meanings: Sequence[_Meaning]) -> bool:
    """Return whether a side that stands last belongs to the place before it."""
    *earlier, _ = meanings
    if not earlier or earlier[-1].last or not isinstance(earlier[-1].what, BodySite):
        return False
    return _places(earlier)[-1].side is None


def _places(meanings: Sequence[_Meaning]) -> list[PainSite]:
    places: list[PainSite] = []
    side: Side | None = None
    unsided = 0
    for what, _, last in meanings:
        if isinstance(what, BodySite):
            places.append(PainSite(what, side))
            unsided = unsided + 1 if side is None else 0
        elif isinstance(what, Side) and unsided:
            places[-unsided:] = [replace(place, side=what) for place in places[-unsided:]]
            unsided = 0
        elif isinstance(what, Side):
            side = what
        if last:
            side, unsided = None, 0
    return places
