from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import LibraryError
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry

if TYPE_CHECKING:
    from flarelag.store.library import Library

NOON = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
FULL = DiaryEntry(
    time_utc=NOON,
    time_end_utc=NOON + timedelta(hours=3),
    entered_utc=NOON + timedelta(hours=30),
    zone="Europe/Berlin",
    utc_offset_s=3600,
    score=7,
    sites=(PainSite(BodySite.CALF_OUTER, Side.LEFT), PainSite(BodySite.BUTTOCK)),
    qualities=(Quality.SHARP, Quality.NUMB),
    flare=True,
    woke=True,
    note="nach dem Sitzen | : ü",
    source="diary.csv",
)
BARE = DiaryEntry(time_utc=NOON, entered_utc=NOON, zone="UTC", utc_offset_s=0, score=0)


def test_every_field_comes_back(library: Library):
    numbers = library.diary.add_entries([FULL, BARE])
    assert library.diary.entries() == [
        replace(FULL, id=numbers[0]),
        replace(BARE, id=numbers[1]),
    ]


def test_entries_come_by_time_and_between_two_instants(library: Library):
    times = [NOON + timedelta(hours=hours) for hours in (5, 1, 3)]
    library.diary.add_entries([replace(FULL, time_utc=time, time_end_utc=None) for time in times])
    assert [each.time_utc for each in library.diary.entries()] == sorted(times)
    since, until = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    found = library.diary.entries(since, until)
    assert [each.time_utc for each in found] == [since]
    assert found[0].sites == FULL.sites
    assert found[0].qualities == FULL.qualities
    assert len(library.diary.entries(since)) == 3
    assert len(library.diary.entries(None, until)) == 1


def test_an_instant_is_the_same_in_any_zone(library: Library):
    local = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    library.diary.add_entries([replace(BARE, time_utc=local)])
    assert library.diary.entries()[0].time_utc == NOON


def test_importing_a_diary_again_adds_nothing(library: Library):
    assert len(library.diary.add_entries([FULL, BARE], skip_known=True)) == 2
    later = [
        replace(each, entered_utc=NOON + timedelta(days=9), source="again.csv")
        for each in (FULL, BARE)
    ]
    changed = replace(BARE, note="one word more")
    assert len(library.diary.add_entries([*later, changed, changed], skip_known=True)) == 1
    assert len(library.diary.entries()) == 3


def test_the_order_of_sites_says_nothing_new(library: Library):
    library.diary.add_entries([FULL])
    turned = replace(FULL, sites=FULL.sites[::-1], qualities=FULL.qualities[::-1])
    assert library.diary.add_entries([turned], skip_known=True) == []


def test_two_deliberate_entries_alike_are_two(library: Library):
    library.diary.add_entries([BARE])
    library.diary.add_entries([replace(BARE, entered_utc=NOON + timedelta(minutes=1))])
    assert len(library.diary.entries()) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        replace(BARE, score=11),
        replace(BARE, score=-1),
        replace(BARE, time_end_utc=NOON - timedelta(seconds=1)),
        replace(BARE, utc_offset_s=100_000),
    ],
)
def test_an_entry_that_cannot_be_right_stores_nothing(library: Library, wrong: DiaryEntry):
    with pytest.raises(LibraryError, match="refused"):
        library.diary.add_entries([BARE, wrong])
    assert library.diary.entries() == []


def test_no_entries_is_no_transaction(library: Library):
    assert library.diary.add_entries([]) == []
