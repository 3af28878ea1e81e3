"""The messages of one FIT file, decoded as far as an activity needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.wording import counted
from flarelag.sources.fit.columns import table, texts
from flarelag.sources.fit.profile import word
from flarelag.sources.fit.samples import record_table
from flarelag.sources.fit.structure import (
    EVENT_FIELDS,
    LAP_FIELDS,
    SPLIT_FIELDS,
    STEP_FIELDS,
    are_of_timer,
    workout_steps,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.model.activity import WorkoutStep
    from flarelag.sources.fit.columns import Table
    from flarelag.sources.fit.heart_rate import Beats
    from flarelag.sources.fit.salvage import Scan
    from flarelag.sources.fit.structure import Row

SESSION_FIELDS = (
    "start_time",
    "timestamp",
    "total_elapsed_time",
    "total_timer_time",
    "total_distance",
    "sport",
    "sub_sport",
    "workout_rpe",
)
# More of them than any recording has would only fill memory.
_MOST_SESSIONS = 100
_MOST_ROWS = 20_000
_MOST_STEPS = 1_000
_QUARTER_S = 900
_OFFSET_SLACK_S = 120
_LEAST_OFFSET_S, _MOST_OFFSET_S = -12 * 3600, 14 * 3600


class Contents:
    """The messages of one FIT file, decoded.

    Parameters
    ----------
    data : bytes
        The whole file.
    scan : Scan
        Where the messages are.
    strap : Beats
        Heart rate from anywhere in the chain.
    """

    def __init__(self, data: bytes, scan: Scan, strap: Beats) -> None:
        self._data = data
        self._layouts = scan.layouts
        self.salvaged = scan.salvaged
        self.records, remarks = record_table(data, scan.layouts, strap)
        self._remarks = [*scan.remarks, *remarks]
        self.file_id = self._one("file_id", ("type", "manufacturer", "product"))
        sessions = self._table("session", SESSION_FIELDS)
        self.sessions = self._first(sessions, "session", _MOST_SESSIONS).rows()
        self.laps = self._rows("lap", LAP_FIELDS)
        self.splits = self._rows("split", SPLIT_FIELDS)
        events = self._table("event", EVENT_FIELDS)
        timer_events = events.where(are_of_timer(events))
        self.timer_events = self._first(timer_events, "timer event").rows()

    def _table(self, message: str, fields: Sequence[str]) -> Table:
        return table(self._data, self._layouts, message, fields)

    def _rows(self, message: str, fields: Sequence[str]) -> list[Row]:
        return self._first(self._table(message, fields), message).rows()

    def _first(self, found: Table, name: str, most: int | None = None) -> Table:
        """Return the first messages, and say so where there are more."""
        most = _MOST_ROWS if most is None else most
        if len(found) > most:
            self._remarks.append(
                f"{counted(len(found) - most, name)} beyond the first {most:,} left out"
            )
            return found.first(most)
        return found

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a user should know of the reading."""
        return tuple(self._remarks)

    def _one(self, message: str, fields: Sequence[str]) -> Row:
        """Return the first message of a kind; nulls where there is none."""
        rows = self._table(message, fields).first(1).rows()
        return rows[0] if rows else dict.fromkeys(fields)

    @property
    def file_type(self) -> float | None:
        """FIT's number for what the file holds."""
        return self.file_id["type"]

    @property
    def sport(self) -> tuple[float | None, float | None]:
        """Sport and sub-sport of a file without sessions."""
        told = self._one("sport", ("sport", "sub_sport"))
        if told["sport"] is not None:
            return told["sport"], told["sub_sport"]
        return next((lap["sport"] for lap in self.laps), None), None

    @property
    def steps(self) -> tuple[WorkoutStep, ...]:
        """The structured workout that was followed."""
        found = self._table("workout_step", STEP_FIELDS).first(_MOST_STEPS)
        names = texts(self._data, self._layouts, "workout_step", "wkt_step_name", found.starts)
        return workout_steps(found.rows(), names)

    @property
    def device(self) -> str | None:
        """Maker and product, as far as the file names them."""
        maker = word("manufacturer", self.file_id["manufacturer"])
        starts = self._table("file_id", ()).first(1).starts
        named = texts(self._data, self._layouts, "file_id", "product_name", starts)
        product = named[0] if named else None
        if product is None and maker == "garmin":
            product = word("garmin_product", self.file_id["product"])
        return " ".join(part for part in (maker, product) if part) or None

    @property
    def utc_offset_s(self) -> int | None:
        """Local time minus UTC, from the `activity` message."""
        told = self._one("activity", ("timestamp", "local_timestamp"))
        utc, local = told["timestamp"], told["local_timestamp"]
        return None if utc is None or local is None else plausible_offset_s(local - utc)


def plausible_offset_s(difference_s: float) -> int | None:
    """Return a UTC offset in whole quarter-hours; None for what no place on Earth has.

    Some programs write a local time of 1989, or one that is minutes off.
    """
    rounded = round(difference_s / _QUARTER_S) * _QUARTER_S
    near = abs(difference_s - rounded) <= _OFFSET_SLACK_S
    return rounded if near and _LEAST_OFFSET_S <= rounded <= _MOST_OFFSET_S else None
