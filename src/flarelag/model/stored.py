"""An activity as the library holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.model.activity import Activity
    from flarelag.model.classification import Classification
    from flarelag.model.outcome import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredActivity:
    """An activity with the library's number for it and what is known of its making.

    Parameters
    ----------
    id : int
        The library's number.
    activity : Activity
        The session itself.
    source : str
        Where it came from: `strava export`, `file`.
    origin : Origin
        The file or archive member it was read from.
    sha256 : str or None
        Identity of the original's decompressed bytes; null for a manual activity.
    part : int
        Which of the file's activities it is, counted from 0 (a FIT can be multisport).
    classification : Classification or None
        What the classifier said; null until it has run.
    purged : bool
        Its recording came through Strava's API and was removed since, as its terms ask: what the
        classifier said stays, and cannot be judged again.
    """

    id: int
    activity: Activity
    source: str
    origin: Origin
    sha256: str | None = None
    part: int = 0
    classification: Classification | None = None
    purged: bool = False
