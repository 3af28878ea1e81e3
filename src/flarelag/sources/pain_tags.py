"""Tags in the words beside an activity: `#pain 6 left glute +8h`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.pain_phrase import PainPhrase, parse_pain_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG: Final = re.compile(r"#pain\b[:=]?\s*([^#\r\n]*)", re.IGNORECASE)
_LATER: Final = re.compile(
    r"(?:^|(?<=\s))\+\s?(\d{1,3}(?:[.,]\d{1,2})?)\s?(h|hrs?|hours?|min|mins|minutes?)\b", re.ASCII
)
_LONGEST_H: Final = 14 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class PainTag:
    """What one tag says.

    Parameters
    ----------
    text : str
        The tag itself.
    phrase : PainPhrase
        Score, places and the rest.
    after : timedelta
        Since the activity's end; zero where the tag does not say.
    """

    text: str
    phrase: PainPhrase
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class BadTag:
    """A tag that could not be read.

    Parameters
    ----------
    text : str
        The tag.
    reason : str
        One plain sentence.
    """

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PainTags:
    """The tags in some texts.

    Parameters
    ----------
    tags : tuple of PainTag
        In order, each once however often it was written.
    bad : tuple of BadTag
        The others.
    """

    tags: tuple[PainTag, ...] = field(default=())
    bad: tuple[BadTag, ...] = field(default=())


def read_pain_tags(texts: Iterable[str | None]) -> PainTags:
    """Return the tags in an activity's title, description and private note.

    Parameters
    ----------
    texts : iterable of str or None
        Each is read by itself; a tag ends with its line, or where the next begins.
    """
    tags: dict[PainTag, None] = {}
    bad: dict[BadTag, None] = {}
    for text in texts:
        for found in _TAG.finditer(text or ""):
            try:
                tags[_tag(found[0].strip(), found[1])] = None
            except DiaryError as error:
                bad[BadTag(found[0].strip(), error.reason)] = None
    return PainTags(tuple(tags), tuple(bad))


def _tag(tag: str, text: str) -> PainTag:
    later = _LATER.search(text)
    if later is None:
        return PainTag(text=tag, phrase=parse_pain_phrase(text))
    amount = float(later[1].replace(",", "."))
    hours = amount if later[2].startswith("h") else amount / 60
    if hours > _LONGEST_H:
        reason = f"{quoted(later[0])} is more than two weeks after the activity"
        raise DiaryError(reason, field="time", value=later[0])
    words = f"{text[: later.start()]} {text[later.end() :]}"
    return PainTag(text=tag, phrase=parse_pain_phrase(words), after=timedelta(hours=hours))
