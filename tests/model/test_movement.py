from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.movement import HourOfMovement, combined

if TYPE_CHECKING:
    from random import Random

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALL = (1 << 60) - 1


def minutes(first: int, after: int) -> int:
    return sum(1 << minute for minute in range(first, after))


def hour(
    covered: int,
    *,
    at: int = 0,
    sedentary: int = 0,
    steps: int | None = None,
    source: str = "watch",
) -> HourOfMovement:
    return HourOfMovement(
        hour_utc=NOON + timedelta(hours=at),
        source=source,
        covered=covered,
        sedentary=sedentary,
        active=covered & ~sedentary,
        steps=steps,
    )


def test_files_that_complete_one_another_add_up():
    early = hour(minutes(0, 20), sedentary=minutes(0, 20), steps=10)
    late = hour(minutes(20, 60), steps=900)
    (together,) = combined([late, early])
    assert (together.n_minutes_covered, together.steps) == (60, 910)
    assert (together.sedentary_min, together.active.bit_count()) == (20, 40)


def test_the_same_minutes_count_once_and_the_fuller_file_is_believed():
    part = hour(minutes(0, 30), steps=500)
    whole = hour(ALL, sedentary=ALL, steps=700)
    (together,) = combined([part, whole, part])
    assert (together.sedentary_min, together.active.bit_count(), together.steps) == (60, 0, 700)


def test_two_watches_are_not_mixed():
    assert len(combined([hour(ALL), hour(ALL, source="band")])) == 2


@given(
    st.lists(
        st.builds(
            hour,
            st.integers(0, ALL),
            at=st.integers(0, 1),
            steps=st.none() | st.integers(0, 9),
        ),
        max_size=5,
    ),
    st.randoms(),
)
def test_the_order_of_files_does_not_matter(hours: list[HourOfMovement], random: Random):
    shuffled = list(hours)
    random.shuffle(shuffled)
    once = combined(hours)
    assert combined(shuffled) == once
    assert combined(once) == once
