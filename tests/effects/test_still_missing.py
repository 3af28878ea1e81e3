"""What is still missing, in words."""

from __future__ import annotations

import pytest

from flarelag.effects.result import EntryToAdd, Missing
from flarelag.effects.still_missing import advice, insufficient_words, more_diary

MORNINGS = EntryToAdd(3, 12, n_without=14, n_sessions=20, usual_end_h=7.6)


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        (
            Missing(3, 40, 1.0, 40),
            (
                "3 more hard sessions and 40 more diary entries; about 6 more weeks of diary like "
                "the last"
            ),
        ),
        (Missing(1, 1, None, None), "1 more hard session and 1 more diary entry"),
        (Missing(0, 0, None, None), "hard sessions that lie a day back"),
        (
            Missing(0, 0, 0.45, 66, MORNINGS),
            (
                "entries in the hours after hard sessions (in two of 3-12, 12-24 and 24-48 h after "
                "70% of them; so far after 45%); about 10 more weeks of diary like the last with "
                "them"
            ),
        ),
    ],
)
def test_too_little_says_only_what_is_missing(lacking: Missing, words: str):
    assert insufficient_words(lacking) == f"Not enough yet: {words}."


@pytest.mark.parametrize(
    ("days", "span"),
    [
        (1, "1 more day"),
        (13, "13 more days"),
        (14, "2 more weeks"),
        (15, "3 more weeks"),
        (181, "26 more weeks"),
        (182, "6 more months"),
        (730, "25 more months"),
    ],
)
def test_a_wait_is_told_in_days_weeks_or_months_never_as_a_date(days: int, span: str):
    assert more_diary(days) == f"about {span} of diary like the last"


@pytest.mark.parametrize(
    ("band_h", "end_h", "when"),
    [
        (
            (3, 12),
            7.6,
            "07:30: between 10:30 and 19:30 the same day.",
        ),
        (
            (12, 24),
            18.0,
            "18:00: between 06:00 and 18:00 the next day.",
        ),
        (
            (12, 24),
            7.5,
            "07:30: from 19:30 the same day to 07:30 the next day.",
        ),
        (
            (24, 48),
            23.9,
            "00:00: from 00:00 the next day to 00:00 the day after that.",
        ),
    ],
)
def test_the_entry_to_add_is_told_by_the_clock(
    band_h: tuple[float, float], end_h: float, when: str
):
    add = EntryToAdd(*band_h, n_without=14, n_sessions=20, usual_end_h=end_h)
    low, high = band_h
    usual, span = when.split(": ")
    assert advice(add) == (
        f"Add an entry {low}-{high} h after each hard session: 14 of 20 have none there. "
        f"After one that ends about {usual}, that is {span}"
    )


def test_without_a_usual_hour_the_stretch_alone_is_told_and_nothing_missing_asks_for_nothing():
    add = EntryToAdd(3, 12, n_without=1, n_sessions=1, usual_end_h=None)
    assert advice(add) == "Add an entry 3-12 h after each hard session: 1 of 1 have none there."
    assert advice(None) == ""
