"""stravalib over HTTP, against a real server on 127.0.0.1 that does wrong on command."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, cast

import pytest

from fake_strava.account import make_account
from fake_strava.limits import Limits
from fake_strava.oauth import CLIENT_ID, CLIENT_SECRET
from fake_strava.server import FakeStrava
from fake_strava.state import Fault
from flarelag.config import StravaConfig, read_config
from flarelag.model.strava_account import Gear
from flarelag.sources.strava_api import ApiClient, StravaApi
from flarelag.sources.strava_faults import FaultKind, StravaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CLIENT = ApiClient(CLIENT_ID, CLIENT_SECRET)


@pytest.fixture
def strava() -> Iterator[FakeStrava]:
    with FakeStrava(make_account(3)) as running:
        yield running


@pytest.fixture
def config(strava: FakeStrava, tmp_path: Path) -> StravaConfig:
    strava.write_settings(tmp_path, read_timeout_s=0.3)
    return read_config(tmp_path / "config.toml").strava


@pytest.fixture
def api(strava: FakeStrava, config: StravaConfig) -> Iterator[StravaApi]:
    found = StravaApi(config, str(strava.tokens()["access_token"]))
    yield found
    found.close()


def fault_of(ask: Callable[[], object]) -> StravaError:
    with pytest.raises(StravaError) as caught:
        ask()
    return caught.value


def test_lists_details_streams_and_gear_come_as_they_are(strava: FakeStrava, api: StravaApi):
    account = strava.state.account
    number = next(iter(account.details))
    page: list[Any] = api.page(1)
    assert [each["id"] for each in page] == list(account.details)
    assert api.page(2) == []
    assert api.detail(number) == account.details[number]
    assert api.streams(number) == account.streams[number]
    assert api.gear("g1") == Gear(
        id="g1", name="Pegasus", brand="Brand", model="Pegasus", distance_m=123456.0
    )


def test_headers_of_the_last_answer_are_there_also_when_it_was_a_refusal(
    strava: FakeStrava, api: StravaApi
):
    strava.state.limits = Limits((200, 2000, 1, 1000))
    api.page(1)
    assert api.headers["X-ReadRateLimit-Usage"] == "1,1"
    assert fault_of(lambda: api.page(1)).kind is FaultKind.LIMIT
    assert api.headers["X-ReadRateLimit-Usage"] == "2,2"


@pytest.mark.parametrize(
    ("kind", "expected", "status"),
    [
        ("429", FaultKind.LIMIT, 429),
        ("500", FaultKind.SERVER, 500),
        ("503", FaultKind.SERVER, 503),
        ("slow", FaultKind.TIMEOUT, None),
        ("drop", FaultKind.NETWORK, None),
        ("cut", FaultKind.NETWORK, None),
        ("malformed", FaultKind.NOT_JSON, None),
        ("html", FaultKind.NOT_JSON, None),
        ("expired", FaultKind.UNAUTHORIZED, 401),
        ("scope", FaultKind.MISSING_SCOPE, 401),
        ("inactive", FaultKind.INACTIVE, 403),
        ("forbidden", FaultKind.FORBIDDEN, 403),
    ],
)
def test_each_fault_has_its_kind(
    strava: FakeStrava, api: StravaApi, kind: str, expected: FaultKind, status: int | None
):
    strava.state.faults = [Fault(kind, seconds=1.0)]
    fault = fault_of(lambda: api.page(1))
    assert (fault.kind, fault.status, fault.page) == (expected, status, kind == "html")
    assert len(api.page(1)) == 3, "the next request is as good as any"


def test_an_answer_that_trickles_ends(strava: FakeStrava, api: StravaApi):
    strava.state.faults = [Fault("trickle", seconds=0.02)]
    began_s = time.monotonic()
    assert fault_of(lambda: api.page(1)).kind is FaultKind.TIMEOUT
    assert time.monotonic() - began_s < 40, "whole, it takes 80: ten time-outs of 0.3 s are it"


def test_nobody_there_is_no_connection(config: StravaConfig):
    nowhere = StravaConfig(api_url="http://127.0.0.1:9/api", read_timeout_s=1.0)
    assert fault_of(lambda: StravaApi(nowhere, "t").page(1)).kind is FaultKind.NETWORK
    assert config.read_timeout_s == 0.3


def test_what_is_not_there_and_what_is_of_another_form(strava: FakeStrava, api: StravaApi):
    assert fault_of(lambda: api.detail(1)).kind is FaultKind.NOT_FOUND
    strava.state.account.details = {5: cast("Any", [1])}
    assert fault_of(lambda: api.detail(5)).kind is FaultKind.NOT_JSON


def test_a_code_buys_tokens_once(strava: FakeStrava, config: StravaConfig):
    code = strava.state.oauth.code(strava.state.now().timestamp())
    api = StravaApi(config)
    grant = api.exchange(CLIENT, code)
    assert grant.athlete_id == 4711
    assert "access-" not in repr(grant)
    assert fault_of(lambda: api.exchange(CLIENT, code)).kind is FaultKind.REFUSED
    api.use(grant.access_token)
    assert len(api.page(1)) == 3


def test_renewing_leaves_the_token_in_use_alone(strava: FakeStrava, config: StravaConfig):
    tokens = strava.tokens()
    api = StravaApi(config, str(tokens["access_token"]))
    grant = api.refresh(CLIENT, str(tokens["refresh_token"]))
    assert grant.refresh_token == strava.state.oauth.refresh
    assert api._api.access_token == tokens["access_token"]
    api.page(1)
    strava.state.oauth.access.clear()
    assert fault_of(lambda: api.page(1)).kind is FaultKind.UNAUTHORIZED


def test_access_can_be_given_back(strava: FakeStrava, config: StravaConfig):
    tokens = strava.tokens()
    api = StravaApi(config, str(tokens["access_token"]))
    api.revoke(CLIENT, str(tokens["refresh_token"]))
    assert fault_of(lambda: api.page(1)).kind is FaultKind.UNAUTHORIZED
    assert fault_of(lambda: api.revoke(CLIENT, "x")).kind is FaultKind.REFUSED
    wrong = ApiClient(1, "wrong")
    assert fault_of(lambda: api.revoke(wrong, "x")).kind is FaultKind.UNAUTHORIZED


def test_variables_in_the_environment_make_stravalib_renew_nothing(
    strava: FakeStrava, config: StravaConfig, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STRAVA_CLIENT_ID", str(CLIENT_ID))
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", CLIENT_SECRET)
    api = StravaApi(config, "expired")
    assert fault_of(lambda: api.page(1)).kind is FaultKind.UNAUTHORIZED
    assert strava.state.oauth.n_renewed == 0


def test_a_netrc_takes_no_tokens_place(
    api: StravaApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert len(api.page(1)) == 3


def test_nothing_secret_is_logged_at_any_level(
    strava: FakeStrava, config: StravaConfig, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        api = StravaApi(config)
        code = strava.state.oauth.code(strava.state.now().timestamp())
        grant = api.exchange(CLIENT, code)
        api.use(grant.access_token)
        api.page(1)
        renewed = api.refresh(CLIENT, grant.refresh_token)
        api.revoke(CLIENT, renewed.refresh_token)
    assert "/oauth/token" in caplog.text
    secrets = [*strava.state.oauth.issued, CLIENT_SECRET]
    assert len(secrets) == 6
    assert not [each for each in secrets if each in caplog.text]


def test_importing_it_changes_nothing_outside():
    """stravalib sets a filter of warnings and captures them in the log."""
    program = (
        "import logging, warnings\n"
        "import flarelag.sources.strava_json  # numpy has filters of its own\n"
        "before = list(warnings.filters), warnings.showwarning, list(logging.root.handlers)\n"
        "import flarelag.sources.strava_api\n"
        "after = list(warnings.filters), warnings.showwarning, list(logging.root.handlers)\n"
        "assert before == after\n"
        "assert logging._warnings_showwarning is None\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
