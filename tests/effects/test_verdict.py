"""The wording table, row by row."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from flarelag.effects.design import BIN_EDGES_H
from flarelag.effects.exposures import Sessions
from flarelag.effects.result import (
    AtOnce,
    Controls,
    Estimate,
    LagBin,
    Missing,
    Outcome,
    PeakLag,
    Verdict,
)
from flarelag.effects.verdict import (
    Findings,
    at_once_words,
    before_words,
    decide,
    happened_at_once,
    headline,
    points,
    remarks,
)

ENOUGH = Missing(0, 0, 0.9, None)
QUIET = tuple(LagBin(low, high, Estimate(0, -0.4, 0.4), 50) for low, high in pairwise(BIN_EDGES_H))
FLAT = Estimate(0.1, -0.3, 0.4)
SHARP = PeakLag(11, 8, 16)


def findings(
    theta: Estimate = FLAT,
    p_harm: float = 0.6,
    immediate: Estimate | None = FLAT,
    bins: tuple[LagBin, ...] = QUIET,
    lag_h: PeakLag = SHARP,
) -> Findings:
    return Findings(theta=theta, p_harm=p_harm, immediate=immediate, bins=bins, lag_h=lag_h)


def with_bin(number: int, estimate: Estimate | None) -> tuple[LagBin, ...]:
    return tuple(
        replace(one, estimate=estimate) if i == number else one for i, one in enumerate(QUIET)
    )


HIGH = findings(Estimate(0.9, 0.4, 1.4), 0.999)
NEARLY = findings(Estimate(0.7, -0.1, 1.5), 0.98)
LOW = findings(Estimate(-0.8, -1.3, -0.3), 0.001)
OPEN = findings(Estimate(0.2, -0.8, 1.2), 0.7)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (findings(), Verdict.NONE),
        (HIGH, Verdict.CLEAR),
        (NEARLY, Verdict.LIKELY),
        (LOW, Verdict.LOWER),
        (OPEN, Verdict.CANNOT_TELL),
    ],
)
def test_each_row(found: Findings, verdict: Verdict):
    assert decide(ENOUGH, found) is verdict


@pytest.mark.parametrize(
    "lacking",
    [
        Missing(1, 0, 0.9, None),
        Missing(0, 1, 0.9, None),
        Missing(0, 0, 0.69, None),
        Missing(0, 0, None, None),
    ],
)
def test_too_little_comes_before_everything(lacking: Missing):
    assert decide(lacking, HIGH) is Verdict.INSUFFICIENT


def test_nothing_fitted_is_too_little():
    assert decide(ENOUGH, None) is Verdict.INSUFFICIENT


def test_a_small_but_sure_rise_is_no_meaningful_one():
    """The first matching row: `none` stands before `clear`."""
    assert decide(ENOUGH, findings(Estimate(0.3, 0.1, 0.5), 0.99)) is Verdict.NONE


@pytest.mark.parametrize(
    "found",
    [
        findings(Estimate(0.1, -0.3, 0.51)),
        findings(Estimate(0.1, -0.51, 0.4)),
        findings(bins=with_bin(6, Estimate(0.5, -0.1, 1.1))),
        findings(bins=with_bin(7, None)),
        findings(immediate=Estimate(0.5, 0.1, 0.9)),
    ],
)
def test_no_effect_is_claimed_only_where_every_interval_says_so(found: Findings):
    assert decide(ENOUGH, found) is Verdict.CANNOT_TELL


def test_the_first_bin_is_judged_by_its_rise_only():
    eased = findings(immediate=Estimate(-2, -3, -1), bins=with_bin(0, Estimate(-2, -3, -1)))
    assert decide(ENOUGH, eased) is Verdict.NONE


def test_the_headlines():
    assert headline(Verdict.CLEAR, ENOUGH, HIGH) == (
        "Clear pattern: hard sessions were followed by higher pain, on average "
        "+0.9 points (0.4 to 1.4), strongest 8-16 h later."
    )
    assert headline(Verdict.LIKELY, ENOUGH, NEARLY) == (
        "Likely, not settled: hard sessions were followed by higher pain, on average "
        "+0.7 points (-0.1 to 1.5), strongest 8-16 h later."
    )
    assert headline(Verdict.LOWER, ENOUGH, LOW) == (
        "Hard sessions were followed by lower pain, on average -0.8 points (-1.3 to -0.3)."
    )
    assert headline(Verdict.NONE, ENOUGH, findings()) == (
        "No meaningful rise after hard sessions at the doses you logged."
    )
    assert headline(Verdict.CANNOT_TELL, ENOUGH, OPEN, (1.0, 60)) == (
        "Cannot tell yet: after hard sessions pain changed on average by +0.2 points "
        "(-0.8 to 1.2); enough to see a rise of 1 point in about 9 more weeks of diary like "
        "the last."
    )
    assert headline(Verdict.CANNOT_TELL, ENOUGH, OPEN).endswith(
        "; how much more it takes cannot be told."
    )
    assert "a rise of half a point" in headline(Verdict.CANNOT_TELL, ENOUGH, OPEN, (0.5, 60))


def test_how_far_pain_reaches_has_words_of_its_own():
    clear = headline(Verdict.CLEAR, ENOUGH, HIGH, outcome=Outcome.REACH)
    assert "followed by pain further down the leg, on average +0.9 steps (" in clear
    lower = headline(Verdict.LOWER, ENOUGH, LOW, outcome=Outcome.REACH)
    assert "followed by pain less far down the leg" in lower
    open_ = headline(Verdict.CANNOT_TELL, ENOUGH, OPEN, outcome=Outcome.REACH)
    assert "the reach of pain changed" in open_


def test_a_flat_lag_is_a_window_not_a_peak():
    flat = findings(Estimate(0.9, 0.4, 1.4), 0.999, lag_h=PeakLag(15, 6.2, 30.4))
    words = headline(Verdict.CLEAR, ENOUGH, flat)
    assert words.endswith("+0.9 points (0.4 to 1.4), at some time between 6 and 30 h later.")


@pytest.mark.parametrize(
    ("verdict", "immediate", "happened"),
    [
        (Verdict.INSUFFICIENT, Estimate(1, 0.5, 1.5), None),
        (Verdict.CANNOT_TELL, Estimate(1, 0.5, 1.5), AtOnce.ROSE),
        (Verdict.LIKELY, Estimate(1, 0.5, 1.5), AtOnce.BOTH),
        (Verdict.CLEAR, Estimate(-1, -1.5, -0.5), AtOnce.EASED_THEN_ROSE),
        (Verdict.LOWER, Estimate(-1, -1.5, -0.5), AtOnce.EASED),
        (Verdict.CLEAR, FLAT, AtOnce.LATER),
        (Verdict.CLEAR, None, AtOnce.LATER),
        (Verdict.NONE, FLAT, AtOnce.UNCLEAR),
    ],
)
def test_what_happened_at_once(
    verdict: Verdict, immediate: Estimate | None, happened: AtOnce | None
):
    assert happened_at_once(verdict, immediate) is happened
    words = at_once_words(happened, immediate)
    assert bool(words) == (happened is not None)


def test_nothing_that_is_said_claims_a_cause_or_safety():
    said = [
        headline(verdict, lacking, found, day)
        for verdict in Verdict
        for lacking in (ENOUGH, Missing(3, 4, 0.2, None))
        for found in (HIGH, NEARLY, LOW, OPEN, findings(), None)
        for day in (None, (0.5, 60))
    ]
    said += [at_once_words(happened, FLAT) for happened in AtOnce]
    for words in said:
        assert not {"caused", "cause", "because", "safe", "tolerated"} & set(
            words.lower().replace(",", " ").replace(".", " ").split()
        )


@pytest.mark.parametrize(
    ("value", "signed", "words"),
    [
        (0.94, True, "+0.9"),
        (-0.25, False, "-0.2"),
        (0.03, False, "0.03"),
        (-0.03, True, "-0.03"),
        (0.0, True, "+0.0"),
        (-0.001, False, "0.0"),
        (0.001, True, "0.0"),
    ],
)
def test_points_are_rounded_but_never_to_nothing(value: float, *, signed: bool, words: str):
    assert points(value, signed=signed) == words


def test_remarks():
    none, one = np.zeros(1, dtype=bool), np.ones(1, dtype=bool)
    plain = Sessions(np.zeros(1), np.ones(1), one, none, one, one, "hard_s", 1.0, 0)
    quiet = Controls(before=Estimate(-0.1, -0.4, 0.2))
    assert remarks(plain, quiet) == ()
    assert remarks(replace(plain, n_unknown=1), Controls()) == (
        "1 run has no known dose: counted as a run, not as a hard session.",
    )
    said = remarks(replace(plain, name="effort_s", n_unknown=2), quiet)
    assert said[0].startswith("Fewer than 8 runs")
    assert said[1].startswith("2 runs have no known dose")


def test_pain_before_hard_sessions_is_said_where_it_differs():
    assert before_words(None) == ""
    assert before_words(Estimate(-0.2, -0.5, 0.1)) == ""
    good_days = "You tend to run hard on good days; read this with care."
    assert before_words(Estimate(-0.6, -0.9, -0.3)).endswith(good_days)
    assert before_words(Estimate(0.6, 0.3, 0.9)).startswith("Pain is higher in the 24 h before")
