"""`flarelag sync strava`, against a server on 127.0.0.1, as its users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fake_strava.account import make_account
from fake_strava.limits import Limits
from fake_strava.oauth import CLIENT_ID, CLIENT_SECRET
from fake_strava.server import FakeStrava
from fake_strava.state import Fault
from flarelag.cli import sync as sync_command
from flarelag.cli.app import app
from flarelag.cli.sync_text import outcome_text
from flarelag.store.library import Library
from flarelag.workflows.sync_run import SyncOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]

NOW = datetime(2026, 11, 20, 14, 3, tzinfo=UTC)
OUTCOME = SyncOutcome(
    n_done=1240,
    n_listed=1600,
    n_new=240,
    n_changed=0,
    n_gone=0,
    n_requests=500,
    n_purged=0,
    started_utc=NOW - timedelta(days=3),
    paused_until=NOW.replace(minute=15),
    through_utc=NOW + timedelta(days=1, hours=1),
    n_odd=0,
    problems=(),
    gear=(),
)
# What a person's browser does: go where it is sent, and follow the redirect.
BROWSER = "import sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\n"
LOUD = (
    "import logging, http.client\n"
    "logging.basicConfig(level=logging.DEBUG)\n"
    "from flarelag.cli.app import main\n"
    "main()\n"
)


@pytest.fixture
def strava(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStrava]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("STRAVA_CLIENT_ID", str(CLIENT_ID))
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.delenv("DISPLAY", raising=False)
    with FakeStrava(make_account(3, seconds=60)) as server:
        yield server


@pytest.fixture
def connected(strava: FakeStrava, library_root: Path) -> FakeStrava:
    strava.write_settings(library_root)
    Library.open(library_root).close()
    tokens = library_root / "strava-tokens.json"
    tokens.write_text(json.dumps(strava.tokens()))
    tokens.chmod(0o600)
    return strava


def pasting(
    strava: FakeStrava, root: Path, *answers: str, change: Callable[[str], str] = str
) -> Result:
    """Connect by pasting what the page's address would be."""
    strava.write_settings(root)
    runner = CliRunner()
    state = "the-state"
    now_s = strava.state.now().timestamp()
    code = strava.state.oauth.code(now_s)
    scopes = ",".join(strava.state.oauth.scopes)
    address = change(f"http://127.0.0.1/strava?state={state}&code={code}&scope={scopes}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("flarelag.workflows.strava_account.new_state", lambda: state)
        typed = "\n".join([*answers, address, ""])
        return runner.invoke(app, ["sync", "strava", "connect", "--paste"], input=typed)


def test_a_person_connects_syncs_and_lets_go_and_no_secret_shows_at_any_level_of_logs(
    strava: FakeStrava, library_root: Path, tmp_path: Path
):
    assert not library_root.exists()
    strava.write_settings(library_root)
    browser = tmp_path / "browser.py"
    browser.write_text(BROWSER)
    environment = {**os.environ, "BROWSER": f"{sys.executable} {browser} %s &"}
    shown = ""

    def flarelag(*words: str) -> str:
        nonlocal shown
        done = subprocess.run(
            [sys.executable, "-c", LOUD, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        shown += done.stdout + done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout

    told = flarelag("sync", "strava", "connect")
    assert "7 days" in told
    assert "bulk export" in told
    assert "subscription" in told
    assert "connected; the tokens are in" in told
    assert "3 of 3 done: 3 new" in flarelag("sync", "strava")
    assert "3 here" in flarelag("sync", "strava", "status")
    strava.state.oauth.expire()
    flarelag("sync", "strava", "--full")
    assert "3 recordings from the API removed" in flarelag(
        "sync", "strava", "disconnect", "--delete-data"
    )
    assert "/oauth/token" in shown, "the logs are as loud as they can be"
    secrets = [*strava.state.oauth.issued, CLIENT_SECRET]
    assert len(secrets) == 6
    assert not [each for each in secrets if each in shown]
    assert not (library_root / "strava-tokens.json").exists()
    assert strava.state.oauth.refresh is None
    kept = b"".join(path.read_bytes() for path in library_root.rglob("*") if path.is_file())
    assert not [each for each in secrets if each.encode() in kept]


def test_an_address_can_be_pasted(strava: FakeStrava, library_root: Path):
    result = pasting(strava, library_root)
    assert result.exit_code == 0, result.stderr
    assert "/oauth/authorize?client_id=99" in result.stdout
    assert "next: flarelag sync strava" in result.stdout


def test_an_address_of_another_attempt_is_refused_and_asked_for_again(
    strava: FakeStrava, library_root: Path
):
    wrong = "http://127.0.0.1/strava?state=other&code=abc"
    result = pasting(strava, library_root, wrong)
    assert result.exit_code == 0
    assert "not the answer to what was asked" in result.stderr
    assert pasting(strava, library_root, wrong, wrong, change=lambda _: wrong).exit_code == 1


def test_a_code_works_once(strava: FakeStrava, library_root: Path):
    codes: list[str] = []

    def same(address: str) -> str:
        codes.append(address)
        return codes[0]

    assert pasting(strava, library_root, change=same).exit_code == 0
    before = (library_root / "strava-tokens.json").read_bytes()
    result = pasting(strava, library_root, change=same)
    assert result.exit_code == 1
    assert "used before" in result.stderr
    assert (library_root / "strava-tokens.json").read_bytes() == before


def test_id_and_secret_are_asked_for_where_nobody_has_said_them(
    strava: FakeStrava, library_root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("STRAVA_CLIENT_ID")
    monkeypatch.delenv("STRAVA_CLIENT_SECRET")
    result = pasting(strava, library_root, str(CLIENT_ID), CLIENT_SECRET)
    assert result.exit_code == 0
    assert CLIENT_SECRET not in result.output
    assert pasting(strava, library_root, "my-app", "x").exit_code == 2


def test_a_wrong_secret_is_said_to_be_so(
    strava: FakeStrava, library_root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "wrong")
    result = pasting(strava, library_root)
    assert (result.exit_code, "secret is wrong" in result.stderr) == (1, True)
    assert not (library_root / "strava-tokens.json").exists()


@pytest.mark.parametrize(
    ("scopes", "told"),
    [
        (("read", "activity:read", "profile:read_all"), "that only you can see will be missing"),
        (("read", "activity:read_all"), "your shoes and bikes have gone will not be known"),
    ],
)
def test_what_a_missing_permission_costs_is_said(
    strava: FakeStrava, library_root: Path, scopes: tuple[str, ...], told: str
):
    strava.state.oauth.scopes = scopes
    result = pasting(strava, library_root)
    assert result.exit_code == 0
    assert told in result.stdout


def test_without_permission_to_read_activities_nothing_is_stored(
    strava: FakeStrava, library_root: Path
):
    strava.state.oauth.scopes = ("read",)
    result = pasting(strava, library_root)
    assert (result.exit_code, "nothing to sync" in result.stderr) == (1, True)
    assert not (library_root / "strava-tokens.json").exists()


def test_another_account_is_not_mixed_in(
    strava: FakeStrava, library_root: Path, monkeypatch: pytest.MonkeyPatch
):
    assert pasting(strava, library_root).exit_code == 0
    monkeypatch.setattr("fake_strava.handler.ATHLETE", 5)
    result = pasting(strava, library_root)
    assert (result.exit_code, "another Strava account" in result.stderr) == (1, True)


def test_a_token_file_that_others_can_read_is_refused(
    run: Run, connected: FakeStrava, library_root: Path
):
    (library_root / "strava-tokens.json").chmod(0o644)
    result = run("sync", "strava")
    assert (result.exit_code, "others can read these tokens" in result.stderr) == (1, True)
    assert not connected.state.log
    assert run("sync", "strava", "disconnect").exit_code == 0
    assert not (library_root / "strava-tokens.json").exists()


def test_a_sync_is_one_json_object_for_programs(
    run: Run, connected: FakeStrava, one_json: Callable[[Result], dict[str, Any]]
):
    synced = run("sync", "strava", "--json", "--jobs", "1")
    content = json.loads(synced.stdout)
    assert synced.stderr == "flarelag: took in 3 entries from #pain tags\n"
    assert (content["done"], content["listed"], content["new"]) == (3, 3, 3)
    assert content["paused_until_utc"] is None
    status = one_json(run("sync", "strava", "status", "--json"))
    assert (status["connected"], status["here"], status["keep"]) == (True, 3, False)
    assert len(status["gear"]) == 2
    assert connected.state.statuses() == {200: 10}


def test_a_fault_is_a_json_object_too(run: Run, connected: FakeStrava):
    connected.state.faults = [Fault("inactive", times=-1)]
    result = run("sync", "strava", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == "sync"
    assert "subscription" in error["message"]


def test_at_a_limit_it_ends_well_and_says_when_it_goes_on(run: Run, connected: FakeStrava):
    connected.state.limits = Limits((200, 2000, 4, 1000))
    result = run("sync", "strava", "--jobs", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 of 3 done; the next window opens at ")
    assert "flarelag sync strava --wait" in result.stdout


def test_told_to_wait_it_goes_on_until_all_is_here(
    run: Run, connected: FakeStrava, monkeypatch: pytest.MonkeyPatch
):
    connected.state.limits = Limits((200, 2000, 4, 1000))
    waited: list[str] = []

    def wait(moment: datetime, done: str) -> None:
        waited.append(done)
        connected.state.set_clock(moment)

    monkeypatch.setattr(sync_command, "_now", connected.state.now)
    monkeypatch.setattr(sync_command, "_wait_until", wait)
    result = run("sync", "strava", "--wait", "--jobs", "1")
    assert result.exit_code == 0
    assert [done.partition(" done")[0] for done in waited] == ["1 of 3", "3 of 3"]
    assert connected.state.limits.most["quarter"] == 4


def test_waiting_ends_when_it_should(capsys: pytest.CaptureFixture[str]):
    sync_command._wait_until(datetime.now(UTC) + timedelta(seconds=0.05), "1 of 3 done")
    assert "1 of 3 done; waiting until" in capsys.readouterr().err


def test_keeping_is_said_each_time(run: Run, connected: FakeStrava):
    assert "longer than its terms allow" in run("sync", "strava", "--keep", "--jobs", "1").stdout
    assert "longer than its terms allow" in run("sync", "strava", "--jobs", "1").stdout
    assert "kept, by your own decision" in run("sync", "strava", "status").stdout
    assert "longer" not in run("sync", "strava", "--no-keep", "--jobs", "1").stdout
    assert connected.state.statuses()[429] == 0


def test_where_strava_cannot_be_told_nothing_is_deleted(
    run: Run, connected: FakeStrava, library_root: Path
):
    connected.state.faults = [Fault("503", "/oauth/revoke")]
    result = run("sync", "strava", "disconnect")
    assert (result.exit_code, "nothing was deleted" in result.stderr) == (1, True), result.output
    assert (library_root / "strava-tokens.json").exists()
    result = run("sync", "strava", "disconnect", "--offline")
    assert "Strava was not told" in result.stdout
    assert connected.state.oauth.refresh is not None


def test_letting_go_leaves_what_came_unless_asked_otherwise(run: Run, connected: FakeStrava):
    run("sync", "strava", "--jobs", "1")
    assert "stays" in run("sync", "strava", "disconnect").stdout
    assert run("activities").stdout.count("run") == 3
    assert "no Strava account is connected" in run("sync", "strava", "status").stdout
    assert "no Strava account is connected" in run("sync", "strava").stderr
    run("sync", "strava", "disconnect", "--delete-data")
    assert run("activities").stdout.count("run ") == 0
    assert connected.state.oauth.refresh is None


def test_a_backup_holds_no_token(run: Run, connected: FakeStrava, tmp_path: Path):
    assert run("backup", tmp_path / "backup.zip").exit_code == 0
    kept = (tmp_path / "backup.zip").read_bytes()
    assert not [each for each in connected.state.oauth.issued if each.encode() in kept]
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert not [name for name in archive.namelist() if "token" in name]


def test_a_pause_reads_as_a_person_would_say_it():
    assert outcome_text(OUTCOME, keep=False).splitlines()[0].startswith("1,240 of 1,600 done; the")
    assert "about 4 days in all" in outcome_text(OUTCOME, keep=False)
    soon = replace(OUTCOME, started_utc=NOW, through_utc=NOW + timedelta(minutes=20))
    assert "about 20 minutes in all" in outcome_text(soon, keep=False)
    hours = replace(OUTCOME, started_utc=NOW, through_utc=NOW + timedelta(hours=3))
    assert "about 3 hours in all" in outcome_text(hours, keep=False)


def test_what_was_left_out_is_named():
    through = replace(
        OUTCOME,
        paused_until=None,
        through_utc=None,
        n_odd=1,
        n_gone=2,
        n_purged=3,
        problems=((7, "Strava refuses to show it"),),
    )
    removed = "3 recordings from the API removed, as their time was over"
    assert outcome_text(through, keep=False).splitlines() == [
        "1,240 of 1,600 done: 240 new, 2 gone or hidden at Strava (kept here)",
        f"{removed}; what was worked out from them stays",
        "1 entry of Strava's list made no sense",
        "",
        "1 activity left out:",
        "  Strava's activity 7: Strava refuses to show it",
    ]
