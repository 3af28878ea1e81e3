"""The messages of one FIT file, decoded as far as an activity needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.wording import counted
from flarelag.sources.fit.columns import table
from flarelag.sources.fit.messages import messages
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
    from collections.abc import Sequence, Sized

    from flarelag.model.activity import WorkoutStep
    from flarelag.sources.fit.columns import Table
    from flarelag.sources.fit.heart_rate import Beats
    from flarelag.sources.fit.messages import Messages, Row
    from flarelag.sources.fit.salvage import Scan

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
        self._layouts = scan.layouts
        self.salvaged = scan.salvaged
        self.records, remarks = record_table(data, scan.layouts, strap)
        self._remarks = [*scan.remarks, *remarks]
        self._file_id = self._messages("file_id").first(1)
        self.file_id = _only(self._file_id, ("type", "manufacturer", "product"))
        self.sessions = self._first("session", _MOST_SESSIONS).rows(SESSION_FIELDS)
        self.laps = self._first("lap").rows(LAP_FIELDS)
        self.splits = self._first("split").rows(SPLIT_FIELDS)
        self.timer_events = self._timer_events()

    def _table(self, kind: str, fields: Sequence[str]) -> Table:
        return table(self._layouts, kind, fields)

    def _messages(self, kind: str) -> Messages:
        return messages(self._layouts, kind)

    def _first(self, kind: str, most: int | None = None) -> Messages:
        """Return the first messages of a kind, and say so where there are more."""
        found, most = self._messages(kind), _MOST_ROWS if most is None else most
        self._say_left_out(found, kind, most)
        return found.first(most)

    def _timer_events(self) -> list[Row]:
        """Return when the timer started and stopped; there may be many events of other kinds."""
        events = self._table("event", EVENT_FIELDS)
        of_timer = events.where(are_of_timer(events))
        self._say_left_out(of_timer, "timer event", _MOST_ROWS)
        return of_timer.first(_MOST_ROWS).rows()

    def _say_left_out(self, found: Sized, name: str, most: int) -> None:
        if len(found) > most:
            self._remarks.append(
                f"{counted(len(found) - most, name)} beyond the first {most:,} left out"
            )

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a user should know of the reading."""
        return tuple(self._remarks)

    def _one(self, kind: str, fields: Sequence[str]) -> Row:
        return _only(self._messages(kind).first(1), fields)

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
        found = self._messages("workout_step").first(_MOST_STEPS)
        return workout_steps(found.rows(STEP_FIELDS), found.texts("wkt_step_name"))

    @property
    def device(self) -> str | None:
        """Maker and product, as far as the file names them."""
        maker = word("manufacturer", self.file_id["manufacturer"])
        product = next(iter(self._file_id.texts("product_name")), None)
        if product is None and maker == "garmin":
            product = word("garmin_product", self.file_id["product"])
        return " ".join(part for part in (maker, product) if part) or None

    @property
    def utc_offset_s(self) -> int | None:
        """Local time minus UTC, from the `activity` message."""
        told = self._one("activity", ("timestamp", "local_timestamp"))
        utc, local = told["timestamp"], told["local_timestamp"]
        return None if utc is None or local is None else plausible_offset_s(local - utc)


def _only(found: Messages, fields: Sequence[str]) -> Row:
    """Return the one message there is; nulls where there is none."""
    return next(iter(found.rows(fields)), dict.fromkeys(fields))


def plausible_offset_s(difference_s: float) -> int | None:
    """Return a UTC offset in whole quarter-hours; None for what no place on Earth has.

    Some programs write a local time of 1989, or one that is minutes off.
    """
    rounded = round(difference_s / _QUARTER_S) * _QUARTER_S
    near = abs(difference_s - rounded) <= _OFFSET_SLACK_S
    return rounded if near and _LEAST_OFFSET_S <= rounded <= _MOST_OFFSET_S else None
