"""The walk notes each message once, whether it stands alone or in a long run."""

from hypothesis import given
from hypothesis import strategies as st

from flarelag.sources.fit.scan import FIELD_DESCRIPTION, Walk

# Local number: (message, bytes of its one field).
LAYOUTS = {0: (20, 7), 1: (21, 0), 2: (FIELD_DESCRIPTION, 3), 3: (20, 63)}
DEFINITIONS = b"".join(
    bytes([0x40 | local, 0, 0, number, 0, 1, 0, size, 0x0D])
    for local, (number, size) in LAYOUTS.items()
)
RUNS = st.tuples(st.sampled_from(sorted(LAYOUTS)), st.integers(1, 400))


@given(st.lists(RUNS, max_size=6), st.integers(0, 64))
def test_long_runs_are_noted_message_by_message(runs: list[tuple[int, int]], n_cut: int):
    data, starts = DEFINITIONS, []
    for local, n in runs:
        size = 1 + LAYOUTS[local][1]
        starts += [len(data) + size * number for number in range(n)]
        data += (bytes([local]) + bytes([local]) * (size - 1)) * n
    end = max(len(data) - n_cut, len(DEFINITIONS))
    ends = [*starts[1:], len(data)]
    whole = [start for start, after in zip(starts, ends, strict=False) if after <= end]

    walk = Walk(data[:end])
    stopped_at = walk.read(0, end)

    assert sorted(at for layout in walk.layouts for at in layout.starts.tolist()) == whole
    assert stopped_at == (ends[len(whole) - 1] if whole else len(DEFINITIONS))
    for layout in walk.layouts:
        assert layout.values(0, "u1").tolist() == [data[at] for at in layout.starts.tolist()]
