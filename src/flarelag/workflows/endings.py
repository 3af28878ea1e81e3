"""How an input ends: in exactly one outcome, with a reason, decided here and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flarelag.errors import FlarelagError, NotAnActivityError
from flarelag.model.outcome import RESTORED, Outcome
from flarelag.store.imports import EndedInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.outcome import Origin
    from flarelag.model.parsed import ParsedFile
    from flarelag.sources.inputs import Input
    from flarelag.workflows.pool import WorkerDied

PARSER_VERSION: Final = 6
"""Raised whenever a reader learns something, so that what failed before is tried again."""

HELD: Final = {Outcome.IMPORTED, Outcome.SALVAGED, Outcome.MERGED}
"""How inputs end of which the library holds something."""

_KEPT: Final = "records kept"
_UNCHANGED: Final = "imported before, and unchanged since"


def ended_well(activities: Sequence[Activity]) -> tuple[Outcome, str | None]:
    """Return the outcome of an input that held activities, and what a user should know of it."""
    if not any(each.salvaged for each in activities):
        return Outcome.IMPORTED, None
    remarks = [remark for each in activities if each.salvaged for remark in each.remarks]
    reason = "; ".join(dict.fromkeys(remarks))
    if _KEPT not in reason:
        reason += f"; {sum(each.n_records for each in activities):,} {_KEPT}"
    return Outcome.SALVAGED, reason


def ended_with_movement(
    file: ParsedFile, outcome: Outcome, reason: str | None
) -> tuple[Outcome, str]:
    """Return the outcome of an input that held hours of movement, and how many there are.

    Parameters
    ----------
    file : ParsedFile
        What the input held.
    outcome, reason : Outcome, str or None
        How it ended for its activities.
    """
    n_hours = len(file.movement)
    told = f"hourly movement, {n_hours:,} {'hour' if n_hours == 1 else 'hours'}"
    if file.salvaged:
        outcome, told = Outcome.SALVAGED, f"the file is damaged: what could be read was ({told})"
    return outcome, told if reason is None else f"{reason}; {told}"


def ended_badly(item: Input, error: BaseException) -> EndedInput:
    """Return how an input ended that could not be read."""
    outcome, reason, final = ended_by(error)
    return EndedInput(
        origin=item.origin,
        outcome=outcome,
        reason=reason,
        stamp=stamp_of(item) if final else None,
        parser_version=PARSER_VERSION,
    )


def ended_by(error: BaseException) -> tuple[Outcome, str, bool]:
    """Return the outcome that an error means, its reason, and whether trying again is pointless.

    Trying again is worth it when the system refused (the file may be readable next time) and
    when the fault was ours (the next flarelag may know better).
    """
    if isinstance(error, NotAnActivityError):
        return Outcome.NOT_AN_ACTIVITY, error.reason, True
    if isinstance(error, FlarelagError):
        return Outcome.FAILED, error.reason, not isinstance(error.__cause__, OSError)
    if isinstance(error, MemoryError):
        return Outcome.FAILED, "too large for this computer's memory", False
    first_line = str(error).partition("\n")[0]
    reason = f"internal error ({type(error).__name__}: {first_line}); please report it"
    return Outcome.FAILED, reason, False


def ended_in_time_to_come(item: Input, start_utc: datetime) -> EndedInput:
    """Return a failure that is tried again: this machine's clock may be the wrong one."""
    return EndedInput(
        origin=item.origin,
        outcome=Outcome.FAILED,
        reason=f"it says that it was recorded on {start_utc:%Y-%m-%d}, a day yet to come: "
        "the clock of the device, or of this computer, is wrong",
        stamp=None,
        parser_version=PARSER_VERSION,
    )


def ended_with_its_worker(item: Input, died: WorkerDied) -> EndedInput:
    """Return how an input ended over which a worker process died."""
    return EndedInput(
        origin=item.origin,
        outcome=Outcome.FAILED,
        reason=died.reason,
        parser_version=PARSER_VERSION,
    )


def known_outcome(last: EndedInput | None, item: Input) -> EndedInput | None:
    """Return how an input ends without being read; null when it must be read.

    What is unchanged need not be read again; what failed or was no activity is judged again by
    newer readers.

    Parameters
    ----------
    last : EndedInput or None
        How it ended when it was last met.
    item : Input
        As it is now.
    """
    stamp = stamp_of(item)
    if last is None or stamp is None or last.stamp != stamp:
        return None
    if last.outcome in HELD:
        return replace(last, outcome=Outcome.DUPLICATE, reason=_UNCHANGED, n_records=0)
    if last.outcome is Outcome.DUPLICATE:
        return replace(last, reason=_UNCHANGED) if last.reason == RESTORED else last
    return last if last.parser_version == PARSER_VERSION else None


def without_twin(ended: EndedInput, twin: Origin | None) -> EndedInput:
    """Return how an input ends when its very bytes are in the library from elsewhere.

    What it holds goes on all the same, for what an export now says of it.

    Parameters
    ----------
    ended : EndedInput
        As it was read.
    twin : Origin or None
        Where the same bytes were first met.
    """
    if twin is None or not ended.activities:
        return ended
    reason = _UNCHANGED if twin == ended.origin else f"the same bytes as {twin}"
    return replace(ended, outcome=Outcome.DUPLICATE, reason=reason, n_records=0)


def stamp_of(item: Input) -> str | None:
    """Return what changes when an input changes; null where that cannot be told.

    Its time of change (the archive's, for a member), its size, and the archive's checksum of it.
    """
    if item.mtime_ns is None:
        return None
    return f"{item.mtime_ns}:{item.size_bytes}:{item.crc32}"
