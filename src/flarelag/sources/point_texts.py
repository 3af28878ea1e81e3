"""From the points of an XML track to columns: what GPX and TCX share.

From the tree only texts are collected, each with the row it belongs to; numbers and times are then
read a column at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl

from flarelag.sources.instants import instants_us
from flarelag.sources.points import MEASURED, TIME, Samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element
    from numpy.typing import NDArray


_FARTHEST_US = 30 * 86_400 * 1_000_000
"""A time further than this from the median one is a clock that was not yet set, or damage."""


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
