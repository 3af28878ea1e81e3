"""What Strava's API answered, on its way through a worker process to the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.outcome import Origin
from flarelag.sources.inputs import Input
from flarelag.store.strava import SOURCE
from flarelag.workflows.read_unit import ReadingOptions, ReadUnit
from flarelag.workflows.reading import read_bytes

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.store.imports import EndedInput

ACCOUNT: Final = "Strava account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnit:
    """One activity as the account has it, self-contained for a worker.

    Parameters
    ----------
    strava_id : int
        Strava's number.
    data : bytes
        The answers, as `strava_json.to_bytes` puts them together.
    options : ReadingOptions
        For the whole sync.
    at : datetime
        When the oldest part of it came.
    told_only : bool
        Its recording was removed after a while: take only what is said of it.
    """

    strava_id: int
    data: bytes
    options: ReadingOptions
    at: datetime
    told_only: bool = False


def read_answer(unit: AnswerUnit) -> EndedInput:
    """Read and classify one activity: what each worker does."""
    origin = Origin(ACCOUNT, f"activities/{unit.strava_id}")
    item = Input(origin=origin, size_bytes=len(unit.data))
    return read_bytes(unit.options, ReadUnit(input=item, source=SOURCE), unit.data)
