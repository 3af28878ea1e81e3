"""A flare-up in plain words: "followed", never "caused"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.effects.flare_result import Came, FoundBy
from flarelag.effects.verdict import interval, points, spoken

if TYPE_CHECKING:
    from flarelag.effects.flare_result import Attribution, FlareStory, Preceding

_KINDS = {
    Came.HARD_SESSION: "a hard session",
    Came.EASY_RUN: "an easy run",
    Came.RIDE: "a ride",
    Came.OTHER_ACTIVITY: "another activity",
}
_PARTS = {"runs_later": "earlier hard sessions", "runs_at_once": "a hard session just before"}
_MOST_NAMED = 4


def flare_words(story: FlareStory) -> str:
    """Return what happened, what came before, and what the model lines up with it."""
    sentences = [_what(story), _before(story)]
    if story.attribution is not None:
        sentences.append(_lined_up(story.attribution))
    return " ".join(sentences)


def _what(story: FlareStory) -> str:
    flare = story.flare
    local = story.onset + timedelta(minutes=story.utc_offset_min)
    when = f"{spoken(local.date())} at {local:%H:%M}"
    from_usual = f" from a usual {flare.usual:g}" if flare.usual is not None else ""
    long = "" if flare.length_h is None else f", for {_length(flare.length_h)}"
    own = " (your own tap)" if flare.found_by is FoundBy.TAP else ""
    return f"{when}: pain rose to {flare.peak}{from_usual}{long}{own}."


def _length(hours: float) -> str:
    return f"about {hours:.0f} h" if hours >= 1 else "less than an hour"


def _before(story: FlareStory) -> str:
    if not story.preceded_by:
        return "Nothing that was logged came before it."
    named = [_named(each) for each in story.preceded_by[:_MOST_NAMED]]
    more = len(story.preceded_by) - len(named)
    return f"Before it: {'; '.join(named)}{f'; and {more} more' if more else ''}."


def _named(each: Preceding) -> str:
    if each.kind is Came.FACTOR:
        return f"{str(each.name).replace('_', ' ')}, {each.hours_before:.0f} h before"
    return f"{_KINDS[each.kind]}, {each.hours_before:.0f} h before"


def _lined_up(attribution: Attribution) -> str:
    shown = [part for part in attribution.parts if part.estimate.mean >= 0.05]  # noqa: PLR2004 - reads as 0.1
    if not shown:
        return "The model lines up none of this rise with what was logged."
    parts = " and ".join(
        f"{interval(part.estimate)} with {_PARTS.get(part.name, part.name.replace('_', ' '))}"
        for part in shown
    )
    return (
        f"Of the rise of {points(attribution.rise)} points the model lines up {parts}; "
        f"{interval(attribution.unexplained)} is unexplained."
    )
