"""What an experiment tries, and why no arm of one may add load."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flarelag.errors import ExperimentError, quoted


class Timing(StrEnum):
    """When the measure is taken."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    INSTEAD = "instead"
    """In the place of the session."""


class PairedSessions(StrEnum):
    """Which sessions are paired."""

    HARD = "hard"
    EASY = "easy"

    @property
    def words(self) -> str:
        """One of them in words: `hard session`, `easy run`."""
        return "hard session" if self is PairedSessions.HARD else "easy run"


class Arm(StrEnum):
    """What a session of a pair is due to be."""

    WITH = "with"
    WITHOUT = "without"

    @property
    def other(self) -> Arm:
        """The other session's."""
        return Arm.WITHOUT if self is Arm.WITH else Arm.WITH


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is tried.

    Parameters
    ----------
    name : str
        As the diary has it (`ice`), or the person's own words.
    timing : Timing
        When it is taken.
    sessions : PairedSessions
        Which sessions are paired.
    own : bool
        Whether it is the person's own.
    """

    name: str
    timing: Timing
    sessions: PairedSessions = PairedSessions.HARD
    own: bool = False

    @property
    def words(self) -> str:
        """The measure in words: `dynamic stretching`, `riding`."""
        return "riding" if self.timing is Timing.INSTEAD else self.name.replace("_", " ")

    def arm_words(self, arm: Arm) -> str:
        """Return what a session is done with: `with ice after it`, `without ice`."""
        if self.timing is Timing.INSTEAD:
            return "ride instead" if arm is Arm.WITH else "run as usual"
        if arm is Arm.WITHOUT:
            return f"without {self.words}"
        return f"with {self.words} {self.timing} it"

    def due_words(self, arm: Arm) -> str:
        """Return what is due in one phrase: `your next hard session: with ice after it`."""
        return f"your next {self.sessions.words}: {self.arm_words(arm)}"


OFFERED: Final[dict[str, Measure]] = {
    "dynamic_stretching": Measure(name="dynamic_stretching", timing=Timing.BEFORE),
    "ice": Measure(name="ice", timing=Timing.AFTER),
    "riding": Measure(name="cycling_instead", timing=Timing.INSTEAD, sessions=PairedSessions.EASY),
}
"""What can be tried by name; each takes the place of nothing, or of something harder."""

_LONGEST_WORDS: Final = 60
_LOAD: Final = re.compile(
    r"\b(?:run(?:s|ning)?|jog(?:s|ging)?|sprint(?:s|ing)?|rac(?:e|es|ing)|interval(?:s)?|"
    r"repeat(?:s)?|rep(?:s)?|stride(?:s)?|tempo|fartlek|hill(?:s)?|stair(?:s)?|mile(?:s)?|"
    r"km|kilomet(?:er|re)s?|jump(?:s|ing)?|hop(?:s|ping)?|bound(?:s|ing)?|plyo\w*|skipping|"
    r"lift(?:s|ing)?|squat(?:s)?|deadlift(?:s)?|lunge(?:s)?|weights?|kettlebells?|"
    r"faster|speed)\b",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    r"\b(?:more|extra|add(?:ed|ing|itional)?|another|longer|farther|further|harder|faster|"
    r"steeper|heavier|double|twice)\b",
    re.IGNORECASE,
)
_LESS: Final = re.compile(
    r"\b(?:less|fewer|shorter|slower|softer|gentler|easier|lighter|skip|without|no|half|reduced?|"
    r"walk(?:ing)?)\b",
    re.IGNORECASE,
)


def offered_measure(text: str) -> Measure | None:
    """Return the measure that everybody can try by this name; null for none."""
    key = "_".join(text.lower().replace("-", " ").split())
    again = {"stretching": "dynamic_stretching", "ride": "riding", "cycling_instead": "riding"}
    return OFFERED.get(again.get(key, key))


def own_measure(text: str, timing: Timing, *, adds_no_load: bool) -> Measure:
    """Return a person's own measure, tried beside her hard sessions.

    A program cannot know what a few words ask of a back. It refuses those that name load without
    taking some away ("extra sprints", "10 km more"), and of all others she has to say herself
    that no session becomes longer, faster or heavier by them.

    Parameters
    ----------
    text : str
        What, in a few words: `heat pad`, `walking before`.
    timing : Timing
        When it is taken; never instead of a session.
    adds_no_load : bool
        Whether she says so.

    Raises
    ------
    ExperimentError
        The words name load, or she has not said that there is none.
    """
    name = " ".join(text.split()).encode("utf-8", "replace").decode()
    if not name or len(name) > _LONGEST_WORDS or not name.isprintable():
        raise ExperimentError(f"name the measure in at most {_LONGEST_WORDS} characters")
    if timing is Timing.INSTEAD:
        raise ExperimentError("only riding can be tried instead of a run: say riding")
    if adds_load(name):
        raise ExperimentError(
            f"{quoted(name)} names running, jumping or lifting: no arm of an experiment may add "
            "load. Try something beside the same session, or less of it (say fewer, shorter, "
            "slower, without)"
        )
    if not adds_no_load:
        raise ExperimentError(
            f"say that {quoted(name)} makes no session longer, faster or heavier: add "
            "--no-added-load. If you cannot say so, ask your physiotherapist first"
        )
    return Measure(name=name, timing=timing, own=True)


def adds_load(name: str) -> bool:
    """Return whether words name load without taking some away."""
    load, more, less = (bool(each.search(name)) for each in (_LOAD, _MORE, _LESS))
    return load and (more or not less)
