"""Messages read one by one say the same as all of them read as columns."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.fit.columns import BASE_TYPES, table
from flarelag.sources.fit.layout import Layout
from flarelag.sources.fit.messages import messages
from flarelag.sources.fit.profile import field_spec, message_number
from flarelag.sources.fit.scan import Walk

FIELDS = ("start_time", "total_elapsed_time", "sport", "total_distance", "wkt_step_index")
_ANY_TYPE = st.sampled_from([*BASE_TYPES, 7, 0x7F, 0x84, 0x86, 0x88])


@st.composite
def _definitions(draw: st.DrawFn) -> list[tuple[int, bool, list[tuple[int, int, int]]]]:
    """Draw definitions of laps: local number, byte order, (field, size, base type)."""
    numbers = [field_spec("lap", name).number for name in FIELDS]
    field = st.tuples(st.sampled_from(numbers), st.integers(0, 9), _ANY_TYPE)
    one = st.tuples(st.integers(0, 3), st.booleans(), st.lists(field, max_size=6))
    return draw(st.lists(one, min_size=1, max_size=3))


def _laps(data: st.DataObject) -> list[Layout]:
    made = b""
    for local, big_endian, fields in data.draw(_definitions()):
        number = struct.pack(">H" if big_endian else "<H", message_number("lap"))
        head = bytes([0x40 | local, 0, big_endian]) + number + bytes([len(fields)])
        made += head + b"".join(bytes(field) for field in fields)
        size = sum(size for _, size, _ in fields)
        content = st.binary(min_size=size, max_size=size)
        odd = st.sampled_from([b"\xff" * size, b"\x7f" * size, b"\x00" * size])
        for each in data.draw(st.lists(content | odd, max_size=3)):
            made += bytes([local]) + each
    walk = Walk(made)
    assert walk.read(0, len(made)) == len(made)
    return walk.layouts


@given(st.data())
def test_numbers_are_those_of_the_columns_to_the_last_bit(data: st.DataObject):
    layouts = _laps(data)
    assert messages(layouts, "lap").rows(FIELDS) == table(layouts, "lap", FIELDS).rows()


@given(st.data(), st.integers(0, 4))
def test_the_first_messages_are_those_that_stand_first_in_the_file(data: st.DataObject, n: int):
    found = messages(_laps(data), "lap")
    assert found.first(n).starts == sorted(found.starts)[:n]
    assert len(found.first(n)) == min(n, len(found))
