"""A session in a runner's shorthand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.activity import Intensity
from flarelag.model.declared_session import DeclaredSet, parse_sets, workout_steps


def metres(repetitions: int, distance_m: float) -> DeclaredSet:
    return DeclaredSet(repetitions=repetitions, distance_m=distance_m)


def seconds(repetitions: int, duration_s: float) -> DeclaredSet:
    return DeclaredSet(repetitions=repetitions, duration_s=duration_s)


@pytest.mark.parametrize(
    ("words", "sets"),
    [
        ("6x200", [metres(6, 200)]),
        ("6 x 200 m flying", [metres(6, 200)]),
        ("6\u00d7200m, hard", [metres(6, 200)]),
        ("track: 10*100", [metres(10, 100)]),
        ("3x(4x200)", [metres(12, 200)]),
        ("3x4x200m", [metres(12, 200)]),
        ("5x1km + 4 x 60", [metres(5, 1000), metres(4, 60)]),
        ("8x30s", [seconds(8, 30)]),
        ('8x30"', [seconds(8, 30)]),
        ("5 x 3 min", [seconds(5, 180)]),
        ("4x1.5k", [metres(4, 1500)]),
        ("8x30", []),
        ("0x200", []),
        ("6x0m", []),
        ("300x200", []),
        ("5 km easy", []),
        ("6x200yd", []),
        ("", []),
    ],
)
def test_repetitions_where_they_are_plain(words: str, sets: list[DeclaredSet]):
    assert list(parse_sets(words)) == sets


def test_each_repetition_is_a_step_of_the_workout():
    steps = workout_steps([metres(2, 200), seconds(1, 30)])
    assert [(s.index, s.duration_type, s.duration_value) for s in steps] == [
        (0, "distance", 200),
        (1, "distance", 200),
        (2, "time", 30),
    ]
    assert {step.intensity for step in steps} == {Intensity.INTERVAL}


@given(st.text() | st.text(alphabet="0123456789x\u00d7 ()mskin'\".,"))
def test_any_words_are_read(words: str):
    for one in parse_sets(words):
        assert 0 < one.repetitions <= 200
        assert (one.distance_m is None) != (one.duration_s is None)
