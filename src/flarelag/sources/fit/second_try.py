"""fitparse as a second try where flarelag's own reader gives up.

It is some two hundred times slower and ends at the first damage, so it is asked only for files of
which nothing would be kept otherwise, and for so long.
"""

from __future__ import annotations

import math
import time
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from flarelag.model.parsed import ParsedFile
from flarelag.model.same_activity import RecordingFormat
from flarelag.model.wording import counted
from flarelag.sources.fit.activity import activities
from flarelag.sources.fit.columns import Table
from flarelag.sources.fit.contents import Contents
from flarelag.sources.fit.heart_rate import NO_BEATS
from flarelag.sources.fit.messages import Messages
from flarelag.sources.fit.profile import is_never_an_activity
from flarelag.sources.fit.salvage import Scan
from flarelag.sources.fit.samples import RECORD_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flarelag.sources.fit.messages import Row

MOST_BYTES: Final = 32 << 20
MOST_MESSAGES: Final = 200_000
"""Two days of one a second."""
LONGEST_S: Final = 60.0
_BEYOND: Final = 2.0**32


class _FoundMessages(Messages):
    """Those of one kind; their texts are not asked of fitparse."""

    __slots__ = ("_found",)

    def __init__(self, kind: str, found: Sequence[Row]) -> None:
        super().__init__(kind, ())
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def first(self, n: int) -> Messages:
        return _FoundMessages(self._kind, self._found[:n])

    def rows(self, fields: Sequence[str]) -> list[Row]:
        return [{name: row.get(name) for name in fields} for row in self._found]

    def texts(self, field: str) -> list[str | None]:  # noqa: ARG002 - as in `Messages`
        return [None] * len(self)


class _Found(Contents):
    """The messages that fitparse found, as if our reader had.

    Parameters
    ----------
    rows : mapping of str to sequence of Row
        By the message's name, in the order of the file.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._found = rows
        kept = counted(len(rows["record"]), "record")
        remark = f"read by fitparse, as flarelag's own reader found nothing in it: {kept} kept"
        scan = Scan([], salvaged=True, remarks=(remark,), stopped_at=0)
        super().__init__(b"", scan, NO_BEATS)
        self.records = self._table("record", RECORD_FIELDS)

    def _messages(self, kind: str) -> Messages:
        return _FoundMessages(kind, self._found[kind])

    def _table(self, kind: str, fields: Sequence[str]) -> Table:
        rows = self._found[kind]
        told = ([row.get(name) for row in rows] for name in fields)
        columns = [np.array(column, dtype=np.float64) for column in told]
        return Table(np.arange(len(rows)), dict(zip(fields, columns, strict=True)))


def read_again(data: bytes) -> ParsedFile | None:
    """Return what fitparse reads of a FIT file's activities; null where it finds none either.

    Parameters
    ----------
    data : bytes
        The whole file, decompressed.
    """
    if len(data) > MOST_BYTES:
        return None
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is damaged is known
        for message in _messages(data):
            rows[message.name].append(_row(message))
    found = _Found(rows)
    if is_never_an_activity(found.file_type):
        return None
    parsed = tuple(activities(found))
    return ParsedFile(format=RecordingFormat.FIT, activities=parsed) if parsed else None


def _messages(data: bytes) -> Iterator[Any]:
    """Yield messages up to the first damage, or until it has taken too long."""
    import fitparse  # noqa: PLC0415 - seldom needed

    until_s = time.monotonic() + LONGEST_S
    try:
        messages = fitparse.FitFile(data, check_crc=False).get_messages()
        for _, message in zip(range(MOST_MESSAGES), messages, strict=False):
            yield message
            if time.monotonic() > until_s:
                return
    except Exception:  # noqa: BLE001 - damage ends it in many ways: what came before is kept
        return


def _row(message: Any) -> Row:  # noqa: ANN401 - fitparse has no types
    """Return a message's fields, under the names that they have whatever the others say, too."""
    row = {each.name: _number(each) for each in message.fields}
    for each in message.fields:
        if each.parent_field is not None:
            row.setdefault(each.parent_field.name, _number(each))
    return row


def _number(told: Any) -> float | None:  # noqa: ANN401 - fitparse has no types
    """Return a field's scaled value; of words and instants, the number behind them."""
    value = told.value if isinstance(told.value, int | float) else told.raw_value
    if isinstance(value, tuple):
        value = next((each for each in value if each is not None), None)
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) >= _BEYOND:
        return None
    return float(value)
