"""What can be tried, and that no arm of an experiment adds load."""

from __future__ import annotations

import pytest

from flarelag.errors import ExperimentError
from flarelag.experiments.measures import (
    OFFERED,
    Arm,
    Measure,
    PairedSessions,
    Timing,
    adds_load,
    offered_measure,
    own_measure,
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ice", "ice"),
        ("Dynamic Stretching", "dynamic_stretching"),
        ("stretching", "dynamic_stretching"),
        ("ride", "cycling_instead"),
        ("cycling-instead", "cycling_instead"),
    ],
)
def test_what_is_offered_is_found_by_its_names(said: str, name: str):
    found = offered_measure(said)
    assert found is not None
    assert found.name == name
    assert not found.own


def test_other_words_are_her_own():
    assert offered_measure("heat pad") is None


def test_arms_are_said_as_one_says_them():
    ice, stretching, riding = (OFFERED[n] for n in ("ice", "dynamic_stretching", "riding"))
    assert ice.due_words(Arm.WITH) == "your next hard session: with ice after it"
    assert ice.arm_words(Arm.WITHOUT) == "without ice"
    assert stretching.arm_words(Arm.WITH) == "with dynamic stretching before it"
    assert riding.due_words(Arm.WITH) == "your next easy run: ride instead"
    assert riding.arm_words(Arm.WITHOUT) == "run as usual"
    assert Arm.WITH.other is Arm.WITHOUT


@pytest.mark.parametrize(
    "words",
    [
        *("extra sprints", "running", "10 km more", "hill repeats", "squats", "box jumps"),
        *("more sprints without a break", "weights", "a faster warm-up", "jogging", "long run"),
    ],
)
def test_words_that_name_load_are_refused(words: str):
    assert adds_load(words)
    with pytest.raises(ExperimentError, match="may add load"):
        own_measure(words, Timing.BEFORE, adds_no_load=True)


@pytest.mark.parametrize(
    "words", ["heat pad", "fewer sprints", "shorter run", "walking before", "foam roller", "yoga"]
)
def test_words_that_take_load_away_or_name_none_are_taken_once_she_confirms(words: str):
    assert not adds_load(words)
    with pytest.raises(ExperimentError, match="--no-added-load"):
        own_measure(words, Timing.AFTER, adds_no_load=False)
    assert own_measure(f" {words} ", Timing.AFTER, adds_no_load=True) == Measure(
        name=words, timing=Timing.AFTER, sessions=PairedSessions.HARD, own=True
    )


@pytest.mark.parametrize("words", ["", "  ", "x" * 61, "heat\x07pad"])
def test_a_name_is_a_few_words(words: str):
    with pytest.raises(ExperimentError, match="name the measure"):
        own_measure(words, Timing.BEFORE, adds_no_load=True)


def test_only_riding_takes_the_place_of_a_run():
    with pytest.raises(ExperimentError, match="only riding"):
        own_measure("swimming", Timing.INSTEAD, adds_no_load=True)
