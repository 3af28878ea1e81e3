"""Walk the message headers of one FIT file once, and note where each layout's messages stand.

Nothing is decoded here. A definition message gives a layout (which fields, where, how wide) for
one of 16 local numbers; every data message starts with one header byte that names the local
number. Source: FIT protocol description, Garmin.
"""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING, cast

from flarelag.errors import UnsafeInputError
from flarelag.sources.fit.layout import COUNT_AT, FIELD_BYTES, Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    Opening = tuple[int, Callable[[int], None]]

IS_COMPRESSED = 0x80
IS_DEFINITION = 0x40
HAS_DEVELOPER_FIELDS = 0x20
LOCAL_BITS = 0x0F
# A fortnight of four a second. A message may be as short as one byte, and takes 8 in memory.
MOST_MESSAGES = 5_000_000
_STRIDE = 1 << 20
# A long run of one layout is looked for this often, and taken at once.
_LOOK_EVERY_BYTES = 2_048
_LONG_RUN = 64
_MOST_AT_ONCE = 1 << 16
FIELD_DESCRIPTION = 206
_FIXED_BYTES = COUNT_AT + 1
_COMPRESSED_LOCALS = 4
# Where no layout is in force there is nothing to unpack, which ends the tight loop.
_NO_OPENING = cast("Opening", ())


class Walk:
    """The state of a walk: which layout each header byte means at this point.

    Parameters
    ----------
    data : bytes
        The whole file.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._layouts: dict[tuple[bytes, bool, int], Layout] = {}
        self._definitions = array("q")
        self._n_descriptions = 0
        self._clear()

    def _clear(self) -> None:
        self._current: dict[int, Layout] = {}
        # By header byte: a message's size and what notes it.
        self._openings: list[Opening] = [_NO_OPENING] * 256

    @property
    def layouts(self) -> list[Layout]:
        """Every layout that has messages."""
        return [layout for layout in self._layouts.values() if len(layout)]

    @property
    def current(self) -> dict[int, Layout]:
        """The layouts in force, by local number."""
        return self._current

    def read(self, position: int, end: int) -> int:
        """Walk from one byte to another; return where it had to stop (`end` if all is well).

        Raises
        ------
        UnsafeInputError
            There are more messages than any recording has.
        """
        count_at = position
        while position < end:
            if position >= count_at:
                self._refuse_too_many()
                count_at = position + _STRIDE
            position = self._messages(position, min(end, count_at))
            if position > end:
                return max(self.layouts, key=lambda layout: layout.last).forget_last()
            if position < end and self._openings[self.data[position]] is _NO_OPENING:
                after = self.define(position, end)
                if after is None:
                    return position
                position = after
        return position

    def _refuse_too_many(self) -> None:
        if sum(map(len, self._layouts.values())) > MOST_MESSAGES:
            raise UnsafeInputError(f"more than {MOST_MESSAGES:,} messages in one FIT file")

    def _messages(self, position: int, end: int) -> int:
        """Note data messages up to the first byte that opens none; the last may pass `end`."""
        data, openings = self.data, self._openings
        try:
            while position < end:
                pause = min(end, position + _LOOK_EVERY_BYTES)
                while position < pause:
                    size, note = openings[data[position]]
                    note(position)
                    position += size
                if position < end:
                    position = self._long_run(position, end)
        except ValueError:  # `_NO_OPENING`
            return position
        return position

    def _long_run(self, position: int, end: int) -> int:
        """Note many messages of one layout at once; return the byte after them."""
        header = self.data[position]
        layout = self._current.get(header)  # none for compressed headers, which differ anyway
        if layout is None or layout.number == FIELD_DESCRIPTION:
            return position
        size = layout.size
        last = end - size + 1
        first = self.data[position : min(last, position + _LONG_RUN * size) : size]
        if first.count(header) < _LONG_RUN:
            return position
        headers = self.data[position : min(last, position + _MOST_AT_ONCE * size) : size]
        n = len(headers) - len(headers.lstrip(headers[:1]))
        layout.note_run(position, n)
        return position + n * size

    def define(self, position: int, end: int) -> int | None:
        """Take in the definition message at a byte; return the byte after it, or None."""
        after = definition_end(self.data, position, end)
        if after is None:
            return None
        self._definitions.append(position)
        self._use(self.data[position] & LOCAL_BITS, self._intern(position, after))
        return after

    def _intern(self, position: int, after: int) -> Layout:
        """Return the layout of a definition: an equal one before it shares its messages."""
        developer = bool(self.data[position] & HAS_DEVELOPER_FIELDS)
        # A developer field's meaning may be described anew in between.
        described = self._n_descriptions if developer else 0
        key = (self.data[position + 1 : after], developer, described)
        layout = self._layouts.get(key)
        if layout is None:
            layout = self._layouts[key] = Layout(self.data, position, after)
        return layout

    def _note_description(self, note: Callable[[int], None], position: int) -> None:
        self._n_descriptions += 1
        note(position)

    def _use(self, local: int, layout: Layout) -> None:
        if self._current.get(local) is layout:
            return
        self._current[local] = layout
        note = layout.note
        if layout.number == FIELD_DESCRIPTION:
            note = partial(self._note_description, note)
        opening = (layout.size, note)
        # Bits 4 and 5 of a data message's header are reserved: readers ignore them.
        self._openings[local:IS_DEFINITION:16] = [opening] * 4
        if local < _COMPRESSED_LOCALS:
            first = IS_COMPRESSED + (local << 5)
            self._openings[first : first + 32] = [opening] * 32

    def go_back(self, position: int) -> None:
        """Undo everything at or after a byte."""
        for layout in self._layouts.values():
            layout.forget_from(position)
        kept = [at for at in self._definitions if at < position]
        self._definitions = array("q")
        self._clear()
        for at in kept:
            self.define(at, position)
        described = (k for k in self._layouts.values() if k.number == FIELD_DESCRIPTION)
        self._n_descriptions = sum(len(k) for k in described)


def definition_end(data: bytes, position: int, end: int) -> int | None:
    """Return the byte after the definition message at `position`; None if there is none."""
    header = data[position]
    if header & (IS_COMPRESSED | IS_DEFINITION) != IS_DEFINITION:
        return None
    if position + _FIXED_BYTES > end or data[position + 2] > 1:
        return None
    after = position + _FIXED_BYTES + FIELD_BYTES * data[position + COUNT_AT]
    if header & HAS_DEVELOPER_FIELDS:
        if after >= end:
            return None
        after += 1 + FIELD_BYTES * data[after]
    return after if after <= end else None
