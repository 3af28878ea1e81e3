"""What a person says to the warning signs, kept in her diary; and what is hidden because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.moments import moment_at
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, WarningGuard, warning_guard

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.store.library import Library


def guard_of(library: Library) -> WarningGuard:
    """Say whether experiments, tolerance and forecast are hidden, and why.

    Parameters
    ----------
    library : Library
        Open.
    """
    return warning_guard(library.diary.warning_answers())


def answer_signs(
    library: Library,
    answer: SignsAnswer,
    *,
    now: datetime,
    zone: str,
    source: str = "cli",
    request_id: str | None = None,
) -> int | None:
    """Keep what she says to the warning signs, and wait until the disk has it.

    "Seen" where no "have" stands says nothing, and is not kept.

    Parameters
    ----------
    library : Library
        Open; an import may be running.
    answer : SignsAnswer
        What she says.
    now : datetime
        Aware.
    zone : str
        Where she is.
    source, request_id
        As in `Diary.add`.

    Returns
    -------
    int or None
        The change of the diary that this was, to take it back by; null where nothing was kept.
    """
    if answer is SignsAnswer.SEEN and not guard_of(library).hidden:
        return None
    moment = moment_at(now, zone)
    said = WarningAnswer(
        answer=answer,
        time_utc=moment.time_utc,
        zone=zone,
        utc_offset_s=moment.utc_offset_s,
        source=source,
    )
    return library.diary.add([said], at_utc=now, request_id=request_id).change_id
