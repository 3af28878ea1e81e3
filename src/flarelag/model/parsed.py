"""What a parser returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dataframely as dy

    from flarelag.model.activity import Activity
    from flarelag.model.frames import Records


@dataclass(frozen=True, slots=True, eq=False)
class ParsedActivity:
    """An activity with its records.

    Parameters
    ----------
    activity : Activity
        The session and what its source declared.
    records : DataFrame[Records]
        Its samples, in the order of the file; may be empty.
    """

    activity: Activity
    records: dy.DataFrame[Records]
