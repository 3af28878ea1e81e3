"""Which hours after a session the diary speaks of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flarelag.model.diary import DiaryEntry
from flarelag.model.lag_bands import BandState, FollowUp, entry_instants, follow_up

END = datetime(2026, 11, 24, 18, 40, tzinfo=UTC)
LONG_AFTER = END + timedelta(days=9)
COVERED, WAITING, MISSED = BandState.COVERED, BandState.WAITING, BandState.MISSED


def hours(*lags: float) -> list[datetime]:
    return [END + timedelta(hours=lag) for lag in lags]


def entry(lag_h: float, *, entered_h: float | None = None, end_h: float | None = None):
    return DiaryEntry(
        time_utc=END + timedelta(hours=lag_h),
        entered_utc=END + timedelta(hours=lag_h if entered_h is None else entered_h),
        zone="UTC",
        utc_offset_s=0,
        score=3,
        time_end_utc=None if end_h is None else END + timedelta(hours=end_h),
    )


def test_each_band_holds_its_beginning_and_not_its_end():
    assert follow_up(END, hours(3, 12, 24), LONG_AFTER).bands == (COVERED, COVERED, COVERED)
    assert follow_up(END, hours(-1, 2.99, 48), LONG_AFTER).bands == (MISSED, MISSED, MISSED)


def test_a_band_waits_for_as_long_as_it_lasts():
    assert follow_up(END, [], END).bands == (WAITING, WAITING, WAITING)
    assert follow_up(END, hours(4), hours(24)[0]).bands == (COVERED, MISSED, WAITING)


def test_two_bands_are_enough_and_one_with_one_to_come_is_undecided():
    assert FollowUp((COVERED, MISSED, COVERED)).enough
    assert FollowUp((COVERED, MISSED, WAITING)).undecided
    for hopeless in (
        FollowUp((MISSED, MISSED, WAITING)),
        FollowUp((COVERED, MISSED, MISSED)),
    ):
        assert not hopeless.enough
        assert not hopeless.undecided
    assert not FollowUp((COVERED, COVERED, WAITING)).undecided


def test_vague_and_recalled_entries_cannot_be_counted_in_hours():
    entries = [entry(9), entry(4), entry(5, end_h=8), entry(6, entered_h=31)]
    assert entry_instants(entries) == hours(4, 9)
