"""Where inputs come from, and how each of them ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flarelag.errors import printable

RECORDING_ABSENT: Final = "its recording is not in the export"
RECORDING_UNREAD: Final = "its recording could not be read"
RECORDING_LEFT_OUT: Final = "Strava's export left out its recording"
RECORDING_AWAITED: Final = (RECORDING_ABSENT, RECORDING_UNREAD, RECORDING_LEFT_OUT)
"""Remarks of activities that an export's table tells of, but whose recording is yet to come."""

RESTORED: Final = "what the library had of it was damaged or gone, and is whole again"
"""Why a duplicate was of use."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A file, or a member of an archive.

    Parameters
    ----------
    path : str
        The file on disk.
    member : str or None
        The member's name inside it, where it is an archive.
    """

    path: str
    member: str | None = None

    def __str__(self) -> str:
        return printable(f"{self.path} > {self.member}" if self.member else self.path)


class Outcome(StrEnum):
    """How one input ended. Each input ends in exactly one."""

    IMPORTED = "imported"
    SALVAGED = "salvaged"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    NOT_AN_ACTIVITY = "not an activity"
    FAILED = "failed"
