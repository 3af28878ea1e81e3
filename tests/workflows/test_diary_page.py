"""What the diary page is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import DiaryError, LibraryError
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.factor_sayings import FactorWords, understand_factor
from flarelag.model.pain_words import PainWords, understand_pain
from flarelag.model.remembered import RememberedFlare
from flarelag.store.library import Library
from flarelag.workflows.clock import home_zone
from flarelag.workflows.diary import save_entry
from flarelag.workflows.diary_page import (
    JUST_NOW,
    logged_item,
    recent_diary,
    save_together,
    trusted_zone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flarelag.workflows.diary import SavedEntry

ZONE = "Europe/Zurich"
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        home_zone(opened, ZONE)
        yield opened


def said(library: Library, score: int, at: str, *sites: str, now: datetime = NOW) -> SavedEntry:
    words = PainWords(score=str(score), zone=ZONE, at=at, sites=sites, source="page")
    return save_entry(library, understand_pain(words, now=now).entry)


def test_an_empty_diary_has_nothing_to_show(library: Library):
    recent = recent_diary(library, now=NOW)
    assert (recent.today, recent.yesterday, recent.usual_places) == ((), (), ())
    assert recent.change is None
    assert "sitting" in {each.name for each in recent.names}


def test_days_are_those_of_the_home_zone(library: Library):
    for at in ("today 00:00", "yesterday 23:59", "yesterday 00:00", "2026-11-26 23:59"):
        said(library, 3, at)
    recent = recent_diary(library, now=NOW)
    assert [each.time_utc for each in recent.today] == [datetime(2026, 11, 27, 23, tzinfo=UTC)]
    assert len(recent.yesterday) == 2


def test_a_stretch_belongs_to_the_day_on_which_it_ends(library: Library):
    said(library, 3, "last night")
    assert len(recent_diary(library, now=NOW).today) == 1


def test_the_usual_places_are_those_of_the_latest_entry(library: Library):
    said(library, 3, "1 h ago", "left:buttock", "left:foot")
    said(library, 3, "3 h ago", "right:hip")
    assert recent_diary(library, now=NOW).usual_places == (
        PainSite(BodySite.BUTTOCK, Side.LEFT),
        PainSite(BodySite.FOOT, Side.LEFT),
    )


def test_a_change_is_spoken_of_while_it_is_fresh_and_stands(library: Library):
    number = said(library, 3, "now").change_id
    assert number is not None
    change = recent_diary(library, now=NOW + JUST_NOW, change_id=number).change
    assert change is not None
    assert change.id == number
    late = NOW + JUST_NOW + timedelta(seconds=1)
    assert recent_diary(library, now=late, change_id=number).change is None
    assert recent_diary(library, now=NOW, change_id=number + 1).change is None
    library.diary.undo(number, at_utc=NOW)
    assert recent_diary(library, now=NOW, change_id=number).change is None


def test_one_form_is_one_change(library: Library):
    words = [FactorWords(name=name, zone=ZONE) for name in ("ice", "stress")]
    factors = [understand_factor(each, now=NOW) for each in words]
    first = save_together(library, factors, now=NOW, request_id="form")
    assert save_together(library, factors, now=NOW, request_id="form") == first
    assert len(library.diary.factors()) == 2
    assert first is not None
    library.diary.undo(first, at_utc=NOW)
    assert not library.diary.factors()


def test_what_is_logged_is_found_by_its_number(library: Library):
    saved = said(library, 3, "now")
    assert saved.entry.id is not None
    assert logged_item(library, saved.entry.id) == saved.entry
    with pytest.raises(LibraryError, match="nothing numbered 99"):
        logged_item(library, 99)


def test_a_remembered_flare_up_is_in_no_days_log(library: Library):
    day = NOW.date()
    flare = RememberedFlare(first_day=day, last_day=day, entered_utc=NOW)
    (number,) = library.diary.add([flare], at_utc=NOW).ids
    with pytest.raises(DiaryError, match="not in the log"):
        logged_item(library, number)


@pytest.mark.parametrize(
    ("named", "taken"),
    [
        ("America/New_York", "America/New_York"),
        ("", ZONE),
        ("Nowhere/At_All", ZONE),
        ("../../etc/passwd", ZONE),
        ("/etc/localtime", ZONE),
        ("a\x00b", ZONE),
        ("x" * 5000, ZONE),
    ],
)
def test_a_browsers_zone_is_taken_where_it_is_one(library: Library, named: str, taken: str):
    assert trusted_zone(library, named) == taken
