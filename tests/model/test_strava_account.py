from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flarelag.model.strava_account import (
    KnownActivity,
    ListedActivity,
    SyncPlace,
    detail_needed,
    streams_needed,
    summary_of,
)

BEGAN = datetime(2026, 11, 20, tzinfo=UTC)
PLACE = SyncPlace(round=3, started_utc=BEGAN)
ENTRY = {"start_date": "2026-01-01T07:00:00Z", "elapsed_time": 60, "distance": 9.0, "name": "a"}
SUMMARY = summary_of(ENTRY)
RENAMED = summary_of(ENTRY | {"name": "b"})
LONGER = summary_of(ENTRY | {"elapsed_time": 61})
LISTED = ListedActivity(
    strava_id=1, start_utc=BEGAN - timedelta(days=30), summary=SUMMARY, visibility="everyone"
)
HERE = KnownActivity(
    listed=LISTED,
    listed_round=3,
    fetched=SUMMARY,
    fetched_round=2,
    with_streams=True,
    activity_id=5,
    alone=True,
)


def test_what_is_here_and_unchanged_is_not_asked_for():
    assert not detail_needed(HERE, PLACE)


@pytest.mark.parametrize(
    "known",
    [
        replace(HERE, fetched=None, fetched_round=0, activity_id=None),
        replace(HERE, fetched=RENAMED),
        replace(HERE, activity_id=None),
        replace(HERE, with_streams=False),
        replace(HERE, listed=replace(LISTED, start_utc=BEGAN - timedelta(days=6))),
    ],
    ids=["new", "renamed", "taken out of the library", "no longer stood for", "recent"],
)
def test_what_is_new_changed_missing_or_recent_is_asked_for(known: KnownActivity):
    assert detail_needed(known, PLACE)
    assert not detail_needed(replace(known, fetched_round=3), PLACE), "once a round"
    assert not detail_needed(replace(known, listed_round=2), PLACE), "only what is listed"


@pytest.mark.parametrize(
    "known",
    [
        replace(HERE, activity_id=None, problem="unreadable"),
        replace(HERE, with_streams=False, manual=True),
        replace(HERE, with_streams=False, alone=False),
    ],
    ids=["of which nothing can be made", "entered by hand", "stood for by a richer one"],
)
def test_what_would_come_to_nothing_is_not_asked_for_again(known: KnownActivity):
    assert not detail_needed(known, PLACE)


def test_everything_is_asked_for_when_all_is_wanted():
    assert detail_needed(HERE, replace(PLACE, whole=True))


def test_streams_are_asked_for_once_and_when_the_recording_changes():
    new = replace(HERE, fetched=None, with_streams=False, activity_id=None)
    assert streams_needed(new, manual=False, richer=False)
    assert not streams_needed(new, manual=True, richer=False)
    assert not streams_needed(new, manual=False, richer=True)
    assert not streams_needed(HERE, manual=False, richer=False)
    assert not streams_needed(replace(HERE, fetched=RENAMED), manual=False, richer=False)
    assert streams_needed(replace(HERE, fetched=LONGER), manual=False, richer=False)
