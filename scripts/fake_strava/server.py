"""The server: a fake Strava on this machine, for as long as a `with` block lasts."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from fake_strava.account import ATHLETE, Account
from fake_strava.handler import StravaHandler
from fake_strava.oauth import CLIENT_ID, CLIENT_SECRET
from fake_strava.state import API, State

if TYPE_CHECKING:
    from pathlib import Path

    from fake_strava.limits import Limits


class FakeStrava:
    """A running server; ends with its `with` block.

    Parameters
    ----------
    account : Account
        What it shows.
    limits : Limits or None
        Which limits hold.
    """

    def __init__(self, account: Account, limits: Limits | None = None) -> None:
        self.state = State(account, limits)
        state = self.state

        class Handler(StravaHandler):
            strava = state

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self, *, read_timeout_s: float = 10.0, more: str = "") -> str:
        """Return the settings that send flarelag here."""
        return (
            "[strava]\n"
            f'api_url = "{self.url}{API}"\n'
            f'authorize_url = "{self.url}/oauth/authorize"\n'
            f'token_url = "{self.url}/oauth/token"\n'
            f'revoke_url = "{self.url}/oauth/revoke"\n'
            f"connect_timeout_s = 5\nread_timeout_s = {read_timeout_s}\n{more}"
        )

    def write_settings(self, library: Path, **options: Any) -> None:  # noqa: ANN401 - as `settings`
        """Write the settings into a library's folder."""
        library.mkdir(parents=True, exist_ok=True)
        path = library / "config.toml"
        path.write_text(self.settings(**options), encoding="utf-8")
        path.chmod(0o600)

    def tokens(self) -> dict[str, object]:
        """Return tokens as `connect` would have kept them."""
        with self.state.lock:
            now_s = self.state.now().timestamp()
            pair = self.state.oauth.token(
                {
                    "client_id": str(CLIENT_ID),
                    "client_secret": CLIENT_SECRET,
                    "grant_type": "authorization_code",
                    "code": self.state.oauth.code(now_s),
                },
                now_s,
            )
        assert pair is not None  # noqa: S101 - by what stands above
        names = ("access_token", "refresh_token", "expires_at")
        return {name: pair[name] for name in names} | {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "scopes": self.state.oauth.scopes,
            "athlete_id": ATHLETE,
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that were killed."""
