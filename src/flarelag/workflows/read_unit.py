"""What a worker is handed to read, and what holds for all of an import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.model.load import ForceLine

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.classify.expected import ExpectedBest
    from flarelag.model.metadata import Metadata
    from flarelag.model.sport import Sport
    from flarelag.sources.inputs import Input

_CLOCKS_DIFFER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """What holds for activities whose files do not say it.

    Parameters
    ----------
    home_zone : str
        IANA name of the zone that they took place in.
    sport : Sport or None
        What they were; also those in the library, as all is read again then.
    """

    home_zone: str = "UTC"
    sport: Sport | None = None


UTC_AND_NO_SPORT: Final = Unsaid()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What holds for every input of an import.

    Parameters
    ----------
    home_zone : str
        IANA name of the zone of an activity that says nothing of its own.
    keep_originals : bool
        Whether the bytes are kept.
    now : datetime
        When the import began: nothing can have been recorded much later.
    force_line : ForceLine
        Whose line of force over speed the load index uses.
    sport : Sport or None
        What activities were whose files do not say it.
    """

    home_zone: str
    keep_originals: bool
    now: datetime
    force_line: ForceLine = ForceLine.MEAN
    sport: Sport | None = None

    def yet_to_come(self, start_utc: datetime) -> bool:
        """Return whether something is said to begin when it cannot have begun yet."""
        return start_utc > self.now + _CLOCKS_DIFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUnit:
    """One input to read, with what is known of it from elsewhere.

    Parameters
    ----------
    input : Input
        What to read.
    source : str
        What it lies in: `strava export`; `file` for a file on its own.
    metadata : Metadata or None
        What the export's table says of it.
    expected : ExpectedBest or None
        The best 100 m as other activities show it so far.
    """

    input: Input
    source: str = "file"
    metadata: Metadata | None = None
    expected: ExpectedBest | None = None
