"""What a person said to the warning signs, and which tools wait until a doctor has seen her.

After "I have one of these" experiments, tolerance and forecast stay hidden until she says that she
has been seen. Nothing else hides or shows them: an entry that opens the signs is not an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from flarelag.model.moments import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class SignsAnswer(StrEnum):
    """What can be said to the warning signs."""

    HAVE = "have"
    SEEN = "seen"


SAID: Final = {
    SignsAnswer.HAVE: "I have one of the warning signs",
    SignsAnswer.SEEN: "I have been seen by a doctor about it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningAnswer:
    """What a person said to the warning signs, and when.

    Parameters
    ----------
    answer : SignsAnswer
        That she has one, or that a doctor has seen her about it.
    time_utc : datetime
        When she said it.
    zone : str
        IANA name of the zone she was in, or a fixed offset.
    utc_offset_s : int
        Local time minus UTC at that instant.
    source : str
        As in `DiaryEntry`.
    id : int or None
        The library's number for it; null before it is stored.
    """

    recalled: ClassVar[bool] = False

    answer: SignsAnswer
    time_utc: datetime
    zone: str
    utc_offset_s: int
    source: str = "cli"
    id: int | None = None

    @property
    def moment(self) -> Moment:
        """When she said it, by her own clock."""
        return Moment(time_utc=self.time_utc, zone=self.zone, utc_offset_s=self.utc_offset_s)


@dataclass(frozen=True, slots=True)
class WarningGuard:
    """Whether experiments, tolerance and forecast are hidden, and why.

    Parameters
    ----------
    since : WarningAnswer or None
        The "I have one of these" that still stands; null where none does.
    """

    since: WarningAnswer | None = None

    @property
    def hidden(self) -> bool:
        """Whether the three tools are hidden."""
        return self.since is not None

    @property
    def why(self) -> str:
        """Say why they are hidden, and until when; empty where they are not."""
        if self.since is None:
            return ""
        said = self.since.moment.local
        return (
            f"On {said.day} {said:%b %Y} at {said:%H:%M} you said that you have one of the warning "
            "signs. Please do first what they ask. Experiments, tolerance and forecast are hidden "
            "until you say that a doctor has seen you about it; your diary goes on as before."
        )


def warning_guard(answers: Iterable[WarningAnswer]) -> WarningGuard:
    """Decide whether experiments, tolerance and forecast are hidden.

    The latest answer counts, in whichever order they were stored: an older "seen" from another
    device does not lift a later "have".

    Parameters
    ----------
    answers : iterable of WarningAnswer
        All that stand, in any order. Of two at one instant "have" counts.
    """
    latest = max(
        answers,
        key=lambda each: (each.time_utc, each.answer is SignsAnswer.HAVE),
        default=None,
    )
    stands = latest is not None and latest.answer is SignsAnswer.HAVE
    return WarningGuard(latest if stands else None)
