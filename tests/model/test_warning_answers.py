"""Which answer to the warning signs stands, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, warning_guard

NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
HAVE, SEEN = SignsAnswer.HAVE, SignsAnswer.SEEN


def said(answer: SignsAnswer, hours: float = 0) -> WarningAnswer:
    time_utc = NOON + timedelta(hours=hours)
    return WarningAnswer(answer=answer, time_utc=time_utc, zone="Europe/Zurich", utc_offset_s=3600)


def test_nothing_is_hidden_before_anything_was_said():
    guard = warning_guard([])
    assert not guard.hidden
    assert not guard.why


def test_a_yes_hides_the_tools_and_says_when_she_said_so_by_her_own_clock():
    guard = warning_guard([said(HAVE)])
    assert guard.hidden
    assert guard.why.startswith("On 23 Nov 2026 at 13:05 you said that you have one")
    assert "Experiments, tolerance and forecast are hidden until you say" in guard.why


def test_the_latest_answer_counts_in_whichever_order_they_are_stored():
    for three in permutations([said(HAVE), said(SEEN, 2), said(HAVE, 5)]):
        assert warning_guard(three).since == said(HAVE, 5)
    for two in permutations([said(HAVE), said(SEEN, 2)]):
        assert not warning_guard(two).hidden
    for late in permutations([said(SEEN), said(HAVE, 2)]):
        assert warning_guard(late).hidden


def test_of_two_answers_at_one_instant_the_yes_counts():
    for two in permutations([said(HAVE), said(SEEN)]):
        assert warning_guard(two).hidden


def test_nothing_that_is_said_reassures():
    words = warning_guard([said(HAVE)]).why.lower()
    assert not {"safe", "fine", "probably", "harmless", "normal"} & set(words.split())
