"""Where inputs come from, and how each of them ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flarelag.errors import printable


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
