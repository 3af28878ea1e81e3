"""From the points of an XML track to columns and records: what GPX and TCX share.

From the tree only texts are collected, each with the row it belongs to; numbers and times are then
read a column at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl

from flarelag.model.frames import Records, validated_records
from flarelag.model.interval import Interval
from flarelag.sources.instants import instants_us
from flarelag.sources.places import are_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import dataframely as dy
    from lxml.etree import _Element
    from numpy.typing import NDArray

TIME = "time"
CADENCE = "cadence"
"""As the file has it: strides, steps or turns, whichever the sport and the value suggest."""
MEASURED = (
    "lat_deg",
    "lon_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "heart_rate_bpm",
    CADENCE,
    "power_w",
    "temperature_c",
)
_FARTHEST_US = 30 * 86_400 * 1_000_000
"""A time further than this from the median one is a clock that was not yet set, or damage."""
_MOST_STRIDES_PER_MIN = 120
"""A stride is two steps; 120 strides a minute are 240 steps. Above this, steps were written."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """One column, as far as it is known: texts and the rows they belong to."""

    rows: list[int]
    texts: list[str]

    def add(self, row: int, text: str | None) -> None:
        """Note the first text that a row has."""
        if text is not None and (not self.rows or self.rows[-1] != row):
            self.rows.append(row)
            self.texts.append(text)

    def extend(self, rows: Iterable[int], texts: Sequence[str | None]) -> None:
        """Note a text each for some rows."""
        if None in texts:
            for row, text in zip(rows, texts, strict=True):
                self.add(row, text)
        else:
            self.rows.extend(rows)
            self.texts.extend(cast("Sequence[str]", texts))


class PointTexts:
    """The texts of a track's points, gathered a column at a time.

    lxml looks for elements of some names in C: that takes a quarter of the time of a walk over all
    elements here.

    Parameters
    ----------
    point : str
        Local name of the element that holds one record.
    columns : mapping of str to str
        Local name of an element anywhere inside a point -> column. Where a point has several for
        one column, the first counts.
    attributes : mapping of str to str
        Attribute of the point itself -> column.
    """

    def __init__(
        self, point: str, columns: Mapping[str, str], attributes: Mapping[str, str] | None = None
    ) -> None:
        self.n = 0
        self.first_rows: list[int] = []
        self._point = f"{{*}}{point}"
        self._attributes = attributes or {}
        self._tags: dict[str, list[str]] = {}
        for name, column in columns.items():
            self._tags.setdefault(column, []).append(f"{{*}}{name}")
        self._texts = {
            column: _Texts([], []) for column in (*self._tags, *self._attributes.values())
        }

    def add_segment(self, segment: _Element) -> None:
        """Read all points of one uninterrupted stretch (`trkseg`, `Track`)."""
        points = list(segment.iterchildren(self._point))
        # What a segment says of itself must not count as its last point's.
        parts = [segment] if len(segment) == len(points) else points
        rows = range(self.n, self.n + len(points))
        for name, column in self._attributes.items():
            self._texts[column].extend(rows, [point.get(name) for point in points])
        for column, tags in self._tags.items():
            if next(segment.iter(*tags), None) is not None:
                found = [each for part in parts for each in part.iter(self._point, *tags)]
                self._add(self._texts[column], points, found, rows)
        self.first_rows.append(self.n)
        self.n += len(points)

    def _add(
        self, column: _Texts, points: list[_Element], found: list[_Element], rows: range
    ) -> None:
        """Add what was found for one column: points and, after each, elements inside it."""
        if found[::2] == points and len(found) == 2 * len(points):  # one in each
            column.extend(rows, [element.text for element in found[1::2]])
        else:
            row, begins = rows.start - 1, set(points)
            for element in found:
                if element in begins:
                    row += 1
                else:
                    column.add(row, element.text)

    def samples(self) -> Samples:
        """Return the points that have a time, as numbers."""
        timed = self._texts[TIME]
        rows = np.array(timed.rows, dtype=np.int64)
        instants, unzoned = instants_us(timed.texts)
        known = instants.is_not_null().to_numpy()
        rows, instant_us = rows[known], instants.drop_nulls().to_numpy()
        middle = np.median(instant_us) if rows.size else 0
        near = np.abs(instant_us - middle) <= _FARTHEST_US
        segment = np.searchsorted(self.first_rows, np.arange(self.n), side="right") - 1
        return Samples(
            instant_us=instant_us[near],
            segment=segment[rows[near]],
            columns={name: self._numbers(name)[rows[near]] for name in MEASURED},
            untimed=self.n - known.size,
            unreadable=known.size - rows.size,
            misplaced=rows.size - int(np.count_nonzero(near)),
            unzoned=unzoned,
        )

    def _numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column in full length, NaN where there is no finite number."""
        values = np.full(self.n, np.nan)
        if (known := self._texts.get(column)) and known.rows:
            stripped = pl.Series(known.texts, dtype=pl.String).str.strip_chars()
            values[known.rows] = stripped.cast(pl.Float64, strict=False).to_numpy()
            values[np.isinf(values)] = np.nan
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points with a time, in the order of the file. NaN stands for null, inside this module only.

    Parameters
    ----------
    instant_us : ndarray of int64
        Microseconds since 1970.
    segment : ndarray of int64
        Which uninterrupted stretch each belongs to, counted from 0.
    columns : mapping of str to ndarray of float64
        One array for each of `MEASURED`.
    untimed, unreadable, misplaced, unzoned : int
        Points without a time, with one that is no time since 1970, with one weeks away from the
        rest; times without a zone.
    """

    instant_us: NDArray[np.int64]
    segment: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]
    untimed: int = 0
    unreadable: int = 0
    misplaced: int = 0
    unzoned: int = 0

    @property
    def start_us(self) -> int:
        """The earliest instant. There must be one."""
        return int(self.instant_us.min())

    @property
    def end_us(self) -> int:
        """The latest instant. There must be one."""
        return int(self.instant_us.max())

    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know of the points' times."""
        left_out = "points left out because their time is"
        said = (
            (self.unzoned, "times without a zone were taken as UTC"),
            (self.untimed, f"{left_out} missing: {self.untimed}"),
            (self.unreadable, f"{left_out} unreadable or before 1970: {self.unreadable}"),
            (self.misplaced, f"{left_out} weeks from the rest: {self.misplaced}"),
        )
        return tuple(text for count, text in said if count)


def joined(parts: Sequence[Samples]) -> Samples:
    """Return several recordings as one, each starting a new segment."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(int(part.segment.max()) + 1 for part in parts[:-1])])
    return Samples(
        instant_us=np.concatenate([part.instant_us for part in parts]),
        segment=np.concatenate([p.segment + o for p, o in zip(parts, offsets, strict=True)]),
        columns={name: np.concatenate([part.columns[name] for part in parts]) for name in MEASURED},
        untimed=sum(part.untimed for part in parts),
        unreadable=sum(part.unreadable for part in parts),
        misplaced=sum(part.misplaced for part in parts),
        unzoned=sum(part.unzoned for part in parts),
    )


def records_of(samples: Samples, *, on_foot: bool) -> dy.DataFrame[Records]:
    """Return the samples as validated records.

    Parameters
    ----------
    samples : Samples
        May be empty.
    on_foot : bool
        Whether cadence counts steps. Files count strides (one foot) on foot; a median over
        120 a minute can only be steps (our own rule).
    """
    columns = dict(samples.columns)
    cadence = _not_negative(columns.pop(CADENCE))
    steps, turns = (_steps(cadence), None) if on_foot else (None, cadence)
    columns["lat_deg"], columns["lon_deg"] = _positions(columns["lat_deg"], columns["lon_deg"])
    columns["heart_rate_bpm"] = np.where(  # a strap that lost contact writes 0
        columns["heart_rate_bpm"] > 0, columns["heart_rate_bpm"], np.nan
    )
    for name in ("distance_m", "speed_m_s", "power_w"):  # -1: "not known" (iOS)
        columns[name] = _not_negative(columns[name])
    start_us = samples.start_us if samples.instant_us.size else 0
    columns["t_s"] = (samples.instant_us - start_us) / 1e6
    frame = pl.DataFrame(columns, nan_to_null=True).with_columns(
        _optional("cadence_spm", steps),
        _optional("cadence_rpm", turns),
        _optional("contact_time_s", None),
    )
    return validated_records(frame.select(Records.column_names()))


def pauses_of(samples: Samples) -> tuple[Interval, ...]:
    """Return the gaps between segments, in seconds from the earliest sample.

    A new segment without a real gap (a lap, a file that was split) is no pause: the gap has to be
    over twice the median step between samples.
    """
    if samples.instant_us.size == 0:
        return ()
    order = np.argsort(samples.instant_us, kind="stable")
    times = (samples.instant_us[order] - samples.start_us) / 1e6
    steps = np.diff(times)
    changed = np.diff(samples.segment[order]) != 0
    inside = steps[~changed]
    shortest = 2 * float(np.median(inside)) if inside.size else 0.0
    ends = np.flatnonzero(changed & (steps > shortest))
    return tuple(Interval(float(times[i]), float(times[i + 1])) for i in ends)


def _optional(name: str, values: NDArray[np.float64] | None) -> pl.Series | pl.Expr:
    if values is None:
        return pl.lit(None, dtype=pl.Float64).alias(name)
    return pl.Series(name, values, nan_to_null=True)


def _steps(cadence: NDArray[np.float64]) -> NDArray[np.float64]:
    moving = cadence[cadence > 0]
    in_steps = moving.size > 0 and float(np.median(moving)) > _MOST_STRIDES_PER_MIN
    return cadence if in_steps else 2 * cadence


def _not_negative(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values >= 0, values, np.nan)


def _positions(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both or neither: half a position is none, and so is one where nobody can be."""
    valid = are_places(lat_deg, lon_deg)
    return np.where(valid, lat_deg, np.nan), np.where(valid, lon_deg, np.nan)
