"""Syncing with a real server on 127.0.0.1; its clock, its limits and its faults are moved here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fake_strava.account import FIRST_ID, NEWEST, Account, make_account, make_detail, make_export
from fake_strava.limits import Limits
from fake_strava.server import FakeStrava
from fake_strava.state import Fault
from flarelag.errors import LibraryBusyError, SyncError
from flarelag.model.outcome import Outcome
from flarelag.store.library import Library
from flarelag.store.tokens import TokenStore
from flarelag.workflows import out_of_date
from flarelag.workflows.analysis import explain_frames
from flarelag.workflows.analysis_frames import library_frames
from flarelag.workflows.importing import import_paths
from flarelag.workflows.maintenance import catch_up, check_library, undo_import
from flarelag.workflows.profile import reclassify
from flarelag.workflows.purging import set_keeps
from flarelag.workflows.rebuilding import rebuild
from flarelag.workflows.reporting import build_report
from flarelag.workflows.runner_settings import read_settings
from flarelag.workflows.sources_told import sources_told
from flarelag.workflows.syncing import sync_strava

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flarelag.model.stored import StoredActivity
    from flarelag.workflows.sync_run import SyncOutcome

NOW = datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
WEEK = timedelta(days=7, minutes=1)


@dataclass(slots=True)
class Sync:
    """A library and the account it is synced with, on one clock."""

    library: Library
    server: FakeStrava
    slept_s: list[float] = field(default_factory=list)

    def __call__(self, *, whole: bool = False) -> SyncOutcome:
        return sync_strava(
            self.library,
            TokenStore(self.library.paths.root),
            clock=self.server.state.now,
            sleep=self.slept_s.append,
            jobs=1,
            whole=whole,
        )

    @property
    def account(self) -> Account:
        return self.server.state.account

    def fails_with(self, *faults: Fault) -> None:
        self.server.state.faults = list(faults)

    def later(self, by: timedelta) -> None:
        self.server.state.set_clock(self.server.state.now() + by)

    def asked(self, part: str = "/api/v3") -> int:
        """Return how many requests there were since this was last asked, and forget them."""
        n = sum(part in path for _, path, _ in self.server.state.log)
        self.server.state.log.clear()
        return n

    def activities(self) -> list[StoredActivity]:
        return self.library.activities()


@pytest.fixture
def sync(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sync]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with FakeStrava(make_account(4, seconds=120)) as server:
        server.state.set_clock(NOW)
        server.write_settings(library.paths.root, read_timeout_s=0.5)
        tokens = TokenStore(library.paths.root).file
        tokens.write_text(json.dumps(server.tokens()))
        tokens.chmod(0o600)
        yield Sync(library, server)


@pytest.fixture
def old(sync: Sync) -> Sync:
    """Return a sync of an account in which nothing is recent."""
    sync.server.state.set_clock(NOW + timedelta(days=60))
    return sync


def test_the_first_sync_brings_everything(sync: Sync):
    outcome = sync()
    assert (outcome.n_done, outcome.n_listed, outcome.n_new) == (4, 4, 4)
    assert outcome.paused_until is None
    assert sync.asked() == 2 + 2 * 4 + 2  # two pages, each activity twice, two pairs of shoes
    stored = sync.activities()
    assert [each.source for each in stored] == ["strava api"] * 4
    newest = stored[-1].activity
    assert (newest.name, newest.private_note) == ("Run 0", "#pain 0 left glute +8h")
    assert (newest.description, newest.perceived_exertion) == ("felt like 0", 0.5)
    assert (newest.gear, newest.zone) == ("Pegasus", "Europe/Zurich")
    assert all(each.classification and each.classification.rule_version for each in stored)
    assert [each.distance_m for each in outcome.gear] == [123456.0] * 2
    assert check_library(sync.library) == []
    results = sync.library.imports.results_of(1)
    assert [each.outcome for each in results] == [Outcome.IMPORTED] * 4


def test_the_next_sync_asks_for_the_list_and_what_is_recent_only(old: Sync):
    old()
    old.asked()
    assert old().n_new == 0
    assert old.asked() == 2
    assert len(old.library.imports.all()) == 1, "a sync that brings nothing is no import"


def test_notes_written_later_come_with_the_next_sync(sync: Sync):
    sync()
    number = next(iter(sync.account.details))
    sync.account.details[number]["private_note"] = "#pain 7 left calf +10h"
    sync.asked()
    assert sync().n_changed == 1
    assert sync.asked("/streams") == 0
    stored = sync.activities()[-1]
    assert stored.activity.private_note == "#pain 7 left calf +10h"
    assert stored.activity.n_records == 120, "its recording stays"
    assert stored.classification is not None
    assert check_library(sync.library) == []


def test_what_changes_in_the_list_is_asked_for_again(old: Sync):
    old()
    old.asked()
    number = list(old.account.details)[2]
    old.account.details[number] |= {"name": "Renamed", "sport_type": "TrailRun"}
    assert old().n_changed == 1
    assert old.asked(f"/activities/{number}") == 1
    assert [each.activity.name for each in old.activities()].count("Renamed") == 1


def test_a_recording_that_was_cropped_is_asked_for_again(old: Sync):
    old()
    number = list(old.account.details)[2]
    old.account.details[number]["elapsed_time"] = 59
    for stream in old.account.streams[number].values():
        stream["data"] = stream["data"][:60]
    old.asked()
    old()
    assert old.asked("/streams") == 1
    assert sorted(each.activity.n_records for each in old.activities()) == [60, 120, 120, 120]
    assert check_library(old.library) == []


def test_all_details_are_asked_for_when_all_is_wanted(old: Sync):
    old()
    number = next(iter(old.account.details))
    old.account.details[number]["description"] = "changed where no list shows it"
    old.asked()
    assert old(whole=True).n_changed == 1
    assert old.asked() == 2 + 4 + 2


def test_short_pages_are_not_the_end(sync: Sync):
    sync.server.state.account = make_account(205, seconds=1)
    for number in list(sync.account.streams):
        del sync.account.streams[number]  # 404: there are none, which is no fault
    sync.account.holes = {3, 150, 199, 201}
    outcome = sync()
    assert (outcome.n_listed, outcome.n_new) == (205, 205)
    assert sync.asked("/athlete/activities") == 3
    sync()
    assert sync.asked("/streams") == 0, "what is not there is asked for once"


def test_what_is_deleted_or_hidden_is_noticed_and_stays_here(old: Sync):
    old()
    first, second, *_ = old.account.details
    old.account.details.pop(first)
    old.account.details[second]["visibility"] = "only_me"
    old.server.state.oauth.access = {
        token: (ends, ("read", "activity:read"))
        for token, (ends, _) in old.server.state.oauth.access.items()
    }
    outcome = old()
    assert (outcome.n_gone, outcome.n_listed) == (2, 2)
    assert len(old.activities()) == 4
    old.asked()
    assert old().n_gone == 0
    assert old.asked() == 2


def test_what_a_moving_list_skips_is_not_taken_for_deleted(old: Sync):
    old()
    number = list(old.account.details)[1]
    old.account.unlisted = {number}
    assert old().n_gone == 0
    assert len(old.library.strava.known()) == 4
    assert not any(each.gone for each in old.library.strava.known())


def test_one_odd_activity_stops_no_page(sync: Sync):
    first, second, third, fourth = sync.account.details
    sync.account.details[first]["start_date"] = "yesterday"
    sync.account.details[second]["perceived_exertion"] = 7.5
    sync.account.details[third]["sport_type"] = "Quidditch"
    sync.account.streams[fourth] = {"time": {"data": "none"}}
    outcome = sync()
    assert (outcome.n_new, outcome.n_odd) == (3, 1)
    assert {each.activity.perceived_exertion for each in sync.activities()} >= {7.5}


def test_an_activity_that_cannot_be_read_is_named_and_the_rest_goes_on(sync: Sync):
    number = next(iter(sync.account.details))
    good = sync.account.details[number]
    sync.account.details[number] = {**good}
    sync.fails_with(Fault("malformed", f"/activities/{number}", times=-1))
    outcome = sync()
    assert outcome.n_new == 3
    assert outcome.problems == ((number, "Strava's answer cannot be read"),)
    sync.fails_with()
    again = sync()
    assert (again.n_new, again.problems) == (1, ())


@pytest.mark.parametrize("kind", ["500", "503", "drop", "cut", "malformed", "slow", "html"])
@pytest.mark.parametrize("where", ["/athlete/activities", "/streams", "/gear"])
def test_passing_faults_pass(sync: Sync, kind: str, where: str):
    sync.fails_with(Fault(kind, where, times=2, seconds=1.0))
    assert sync().n_done == 4
    assert sync.slept_s == [1.0, 4.0]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("500", "an error of its own (500)"),
        ("drop", "cannot be reached"),
        ("cut", "cannot be reached"),
        ("html", "a web page in place of data"),
        ("inactive", "API application inactive"),
        ("scope", "a permission is missing"),
        ("expired", "does not accept flarelag's access"),
    ],
)
def test_lasting_faults_are_told_in_one_sentence_and_progress_is_kept(
    sync: Sync, kind: str, told: str
):
    first, *others = sync.account.details
    sync.fails_with(*(Fault(kind, f"/activities/{each}", times=-1) for each in others))
    with pytest.raises(SyncError) as caught:
        sync()
    assert told in caught.value.reason
    assert "kept" in caught.value.reason
    assert "\n" not in caught.value.reason
    assert [each.activity.strava_id for each in sync.activities()] == [first]
    assert all(each.classification for each in sync.activities())
    sync.fails_with()
    sync.asked()
    assert sync().n_new == 3
    assert sync.asked("/athlete/activities") == 0
    assert check_library(sync.library) == []


def test_a_429_pauses_and_is_no_error(sync: Sync):
    sync.fails_with(Fault("429", "/streams"))
    outcome = sync()
    assert outcome.paused_until is not None
    assert outcome.paused_until - NOW.replace(minute=15) < timedelta(seconds=1)
    sync.asked()
    assert sync().paused_until is not None
    assert sync.asked() == 0, "nothing is asked before the window opens"
    sync.server.state.set_clock(outcome.paused_until)
    assert sync().n_done == 4


def test_limits_are_kept_to_the_request(sync: Sync):
    sync.server.state.limits = limits = Limits((200, 2000, 3, 8))
    pauses = []
    while (outcome := sync()).paused_until is not None:
        # Strava tells its time in whole seconds: a window may seem to open up to one later.
        pauses.append(outcome.paused_until.replace(second=0, microsecond=0))
        sync.server.state.set_clock(outcome.paused_until)
    quarter = NOW.replace(minute=15)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert pauses == [
        quarter,
        quarter + timedelta(minutes=15),
        midnight,
        midnight.replace(minute=15),
    ]
    assert (
        sync.server.state.statuses() == {200: 12, 404: 0} or sync.server.state.statuses()[429] == 0
    )
    assert limits.most == {"quarter": 3, "day": 8}


def test_a_pause_says_how_much_is_done_and_how_long_all_takes(sync: Sync):
    sync.server.state.limits = Limits((200, 2000, 4, 8))
    outcome = sync()
    assert (outcome.n_done, outcome.n_listed, outcome.n_new) == (1, 4, 1)
    assert outcome.through_utc is not None
    assert outcome.paused_until is not None
    assert outcome.through_utc >= outcome.paused_until


def test_a_token_that_ends_is_renewed_and_kept_before_it_is_used(sync: Sync):
    sync.later(timedelta(hours=7))
    sync()
    oauth = sync.server.state.oauth
    assert oauth.n_renewed == 1
    kept = TokenStore(sync.library.paths.root).load()
    assert kept is not None
    assert kept.refresh_token == oauth.refresh


def test_a_token_taken_for_good_that_is_not_is_renewed_once(sync: Sync):
    sync.server.state.oauth.expire()
    assert sync().n_done == 4
    assert sync.server.state.oauth.n_renewed == 1


def test_access_that_was_taken_back_is_said_so(sync: Sync):
    sync.server.state.oauth.revoke(str(sync.server.state.oauth.refresh))
    with pytest.raises(SyncError, match="Connect again"):
        sync()


def test_a_clock_far_ahead_does_not_renew_for_every_request(sync: Sync):
    state = sync.server.state
    sync_strava(
        sync.library,
        TokenStore(sync.library.paths.root),
        clock=lambda: state.now() + timedelta(days=365),
        sleep=sync.slept_s.append,
        jobs=1,
    )
    assert state.oauth.n_renewed == 1


def test_without_an_account_nothing_is_asked(library: Library):
    with pytest.raises(SyncError, match="no Strava account is connected"):
        sync_strava(library, TokenStore(library.paths.root), clock=lambda: NOW)


def test_a_sync_waits_for_no_import(sync: Sync):
    with (
        Library.open(sync.library.paths.root) as other,
        other.exclusive(),
        pytest.raises(LibraryBusyError),
    ):
        sync()
    assert sync.asked() == 0


def test_an_undone_sync_comes_again(sync: Sync):
    sync()
    undo_import(sync.library, 1)
    assert sync.activities() == []
    assert sync().n_new == 4
    assert check_library(sync.library) == []


# The same account by archive and by API


def archive(sync: Sync, folder: Path) -> Path:
    path = folder / "export_4711.zip"
    path.write_bytes(make_export(sync.account))
    return path


def content_without_numbers(library: Library) -> dict[object, object]:
    return {
        each.activity.start_utc: (
            each.activity,
            each.classification,
            each.source,
            each.sha256,
            library.packed_records(each.id),
        )
        for each in library.activities()
    }


def test_archive_and_account_make_the_same_library_in_either_order(sync: Sync, tmp_path: Path):
    manual = make_detail(FIRST_ID + 99, NEWEST + timedelta(hours=2), [3.0] * 60, 1)
    sync.account.add({**manual, "manual": True})
    export = archive(sync, tmp_path)
    with Library.open(tmp_path / "other") as library:
        sync.server.write_settings(library.paths.root)
        tokens = TokenStore(library.paths.root).file
        tokens.write_bytes(TokenStore(sync.library.paths.root).file.read_bytes())
        tokens.chmod(0o600)
        import_paths(library, [export], now=NOW, jobs=1)
        first = Sync(library, sync.server)
        first()
        assert sync.asked("/streams") == 0, "the originals are there"
        sync()
        import_paths(sync.library, [export], now=NOW, jobs=1)
        assert content_without_numbers(library) == content_without_numbers(sync.library)
        assert len(library.activities()) == 5
        assert check_library(library) == check_library(sync.library) == []
    sources = [each.source for each in sync.activities()]
    assert sources.count("strava export") == 4, "the richer original stands for the activity"


def test_an_export_taken_back_leaves_streams_to_be_asked_for(sync: Sync, tmp_path: Path):
    import_paths(sync.library, [archive(sync, tmp_path)], now=NOW, jobs=1)
    sync()
    undo_import(sync.library, 1)
    assert [each.activity.n_records for each in sync.activities()] == [0] * 4
    sync()
    assert [each.activity.n_records for each in sync.activities()] == [120] * 4


def test_what_was_cropped_at_strava_is_the_same_activity_by_its_number(sync: Sync, tmp_path: Path):
    export = archive(sync, tmp_path)
    number = next(iter(sync.account.details))
    later = datetime.fromisoformat(sync.account.details[number]["start_date"]) + timedelta(
        minutes=9
    )
    sync.account.details[number] |= {
        "start_date": f"{later:%Y-%m-%dT%H:%M:%SZ}",
        "elapsed_time": 30,
    }
    sync()
    import_paths(sync.library, [export], now=NOW, jobs=1)
    assert len(sync.activities()) == 4


# The terms


def test_after_a_week_streams_and_raw_json_go_together_and_efforts_stay(sync: Sync):
    sync()
    before = [each.classification for each in sync.activities()]
    sync.later(WEEK)
    assert sync().n_purged == 4
    assert sync.library.present_files() == []
    after = sync.activities()
    assert [each.classification for each in after] == before
    assert all(each.purged for each in after)
    assert check_library(sync.library) == []
    sync.asked()
    sync()
    assert sync.asked("/streams") == 0, "what was removed is not fetched again"


def test_reports_and_analyses_remove_what_is_due_too(sync: Sync):
    sync()
    catch_up(sync.library, sync.server.state.now() + WEEK)
    assert sync.library.present_files() == []


def test_keeping_is_a_decision_that_is_remembered(sync: Sync):
    set_keeps(sync.library, keep=True)
    sync()
    sync.later(WEEK)
    assert sync().n_purged == 0
    assert not any(each.purged for each in sync.activities())
    set_keeps(sync.library, keep=False)
    assert sync().n_purged == 4


def test_keeping_can_stand_in_the_settings(sync: Sync):
    sync.server.write_settings(sync.library.paths.root, more="keep = true\n")
    sync()
    sync.later(WEEK)
    assert sync().n_purged == 0


def test_what_is_removed_is_neither_judged_nor_read_again(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
):
    sync()
    sync.later(WEEK)
    sync()
    before = sync.activities()
    monkeypatch.setattr(out_of_date, "RULE_VERSION", 999)
    assert reclassify(sync.library, everything=True) == 0
    assert rebuild(sync.library, now=sync.server.state.now()).n_originals == 0
    assert sync.activities() == before
    settings = read_settings(sync.library)
    outdated = out_of_date.beyond_judging(before, settings)
    assert outdated == {each.id for each in before}
    told = sources_told(before, outdated)
    assert told[0] == "Activities come from: Strava's API (4)."
    assert "its owner alone" in told[1]
    assert "4 activities were judged by earlier rules" in told[2]
    assert told[2] in explain_frames(library_frames(sync.library)).result.remarks
    assert build_report(sync.library, now=sync.server.state.now()).sources == told


def test_notes_still_come_for_what_is_removed(sync: Sync):
    sync()
    sync.later(WEEK)
    sync()
    number = next(iter(sync.account.details))
    sync.account.details[number] |= {"name": "Renamed", "private_note": "later"}
    assert sync().n_changed == 1
    stored = sync.activities()[-1]
    assert (stored.activity.name, stored.activity.private_note) == ("Renamed", "later")
    assert stored.purged
    assert stored.classification is not None
    assert sync.library.present_files() == []


def test_an_export_makes_what_is_removed_judgeable_again(sync: Sync, tmp_path: Path):
    sync()
    sync.later(WEEK)
    sync()
    import_paths(sync.library, [archive(sync, tmp_path)], now=NOW, jobs=1)
    assert not any(each.purged for each in sync.activities())
    assert len(sync.activities()) == 4


def test_rebuilding_reads_the_kept_json_again(
    sync: Sync, content: Callable[[Library], dict[object, object]]
):
    sync()
    before = content(sync.library)
    assert rebuild(sync.library, now=sync.server.state.now(), jobs=1).n_originals == 4
    assert content(sync.library) == before
