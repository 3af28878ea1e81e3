"""All that went on, from the library: what was logged and what is known without logging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.factors import Scale
from flarelag.workflows.automatic_factors import (
    activity_factors,
    cold_hours,
    still_hours,
    without_doubles,
)
from flarelag.workflows.clock import home_zone
from flarelag.workflows.shoes import list_shoes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from flarelag.model.factors import Factor
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library


def all_factors(
    library: Library, activities: Sequence[StoredActivity] | None = None
) -> list[Factor]:
    """Return factors and measures by time: logged ones, activities, worn shoes, the watch's hours.

    Parameters
    ----------
    library : Library
        Open.
    activities : sequence of StoredActivity or None
        All of its activities, where they are at hand; null: they are read.
    """
    zone = home_zone(library, None)
    known = library.activities() if activities is None else activities
    automatic = [
        *activity_factors(known, list_shoes(library, known), zone),
        *cold_hours(known, zone),
        *still_hours(library.movement(), zone),
    ]
    return without_doubles(library.diary.factors(), automatic)


def factor_frame(factors: Iterable[Factor]) -> pl.DataFrame:
    """Return factors as the delayed-effect model takes them.

    Parameters
    ----------
    factors : iterable of Factor
        As `all_factors` returns them. Those recalled more than 24 h later are left out.

    Returns
    -------
    DataFrame
        Columns of `Factors`: `value` is hours, 1 or 0 for yes and no, or the number logged.
    """
    import polars as pl  # noqa: PLC0415 - not for writing down pain

    from flarelag.model.frames import Factors  # noqa: PLC0415

    rows = [
        {
            "time": each.time_utc,
            "utc_offset_min": each.utc_offset_s // 60,
            "name": each.name,
            "value": float(each.amount > 0) if each.scale is Scale.YES else each.amount,
            "end": each.end_utc,
            "automatic": each.source.automatic,
        }
        for each in factors
        if not each.recalled
    ]
    return pl.DataFrame(rows, schema=Factors.create_empty().schema)
