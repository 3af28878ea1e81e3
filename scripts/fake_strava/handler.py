"""How each request is answered: as Strava's API does, or wrong on command."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urlencode

from fake_strava.account import ATHLETE, encoded
from fake_strava.oauth import CLIENT_ID, CLIENT_SECRET
from fake_strava.state import API, Fault, State

PER_PAGE: Final = 200
_PAGE: Final = b"<!doctype html><html><title>Strava</title><h1>We will be right back</h1></html>"


class StravaHandler(BaseHTTPRequestHandler):
    """Answers one client, request by request."""

    strava: State
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def do_GET(self) -> None:
        """Answer a GET."""
        self._body = b""
        path, _, query = self.path.partition("?")
        if path == "/oauth/authorize":
            self._authorize(dict(parse_qsl(query)))
        elif path == "/control/clock":
            self._send(200, encoded({"now": self.strava.now().isoformat()}))
        elif path.startswith(API):
            self._api(path.removeprefix(API), {k: v[0] for k, v in parse_qs(query).items()})
        else:
            self._send(404, encoded({"message": "Not Found"}))

    def do_POST(self) -> None:
        """Answer a POST."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/control/clock":
            with self.strava.lock:
                self.strava.set_clock(datetime.fromisoformat(json.loads(body)["set"]))
            self._send(200, b"{}")
            return
        fields = dict(parse_qsl(body.decode()))
        fault = self._fault()
        if fault is not None and self._misbehave(fault):
            return
        if self.path == "/oauth/token":
            self._token(fields)
        elif self.path == "/oauth/revoke":
            self._revoke(fields)
        else:
            self._send(404, encoded({"message": "Not Found"}))

    def _authorize(self, query: dict[str, str]) -> None:
        with self.strava.lock:
            oauth = self.strava.oauth
            answer = {"state": query.get("state", "")}
            if oauth.denies:
                answer["error"] = "access_denied"
            else:
                answer["code"] = oauth.code(self.strava.now().timestamp())
                answer["scope"] = ",".join(oauth.scopes)
        location = f"{query['redirect_uri']}?{urlencode(answer)}"
        self._send(302, b"", {"Location": location})

    def _token(self, fields: dict[str, str]) -> None:
        with self.strava.lock:
            answer = self.strava.oauth.token(fields, self.strava.now().timestamp())
        if answer is None:
            error = {"resource": "RefreshToken", "field": "refresh_token", "code": "invalid"}
            self._send(400, encoded({"message": "Bad Request", "errors": [error]}))
            return
        if fields.get("grant_type") == "authorization_code":
            answer["athlete"] = {"id": ATHLETE}
        self._send(200, encoded(answer))

    def _revoke(self, fields: dict[str, str]) -> None:
        pair = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {pair}":
            self._send(401, encoded({"message": "Authorization Error"}))
            return
        with self.strava.lock:
            known = self.strava.oauth.revoke(fields.get("token", ""))
        self._send(200 if known else 400, b"{}" if known else encoded({"message": "Bad Request"}))

    def _api(self, path: str, query: dict[str, str]) -> None:
        state = self.strava
        with state.lock:
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            scopes = state.oauth.allows(token, state.now().timestamp())
            within, headers = state.limits.count(state.now()) if state.limits else (True, {})
            fault = self._fault()
        if state.delay_s:
            time.sleep(state.delay_s)
        if not within:
            self._send(429, encoded({"message": "Rate Limit Exceeded"}), headers)
        elif fault is not None and self._misbehave(fault, headers, path):
            return
        elif scopes is None:
            error = {"resource": "Athlete", "field": "access_token", "code": "invalid"}
            self._send(401, encoded({"message": "Authorization Error", "errors": [error]}), headers)
        else:
            self._send(*self._answer(path, query, scopes), headers)

    def _answer(
        self, path: str, query: dict[str, str], scopes: tuple[str, ...]
    ) -> tuple[int, bytes]:
        account = self.strava.account
        parts = path.strip("/").split("/")
        everything = "activity:read_all" in scopes
        if parts == ["athlete", "activities"]:
            first = (int(query.get("page", "1")) - 1) * PER_PAGE
            shown = account.slots()[first : first + int(query.get("per_page", "30"))]
            return 200, encoded([e for e in shown if e and _visible(e, everything=everything)])
        if parts[0] == "gear":
            if "profile:read_all" not in scopes:
                return 401, encoded({"message": "Authorization Error", "errors": [MISSING]})
            found = account.gear.get(parts[1])
        else:
            number = int(parts[1])
            found = account.details.get(number)
            if found is not None and not _visible(found, everything=everything):
                found = None
            if found is not None and parts[2:] == ["streams"]:
                found = account.streams.get(number)
        if found is not None and parts[-1] == "streams":
            return 200, self._packed(path, found)
        if found is None:
            return 404, encoded({"message": "Record Not Found", "errors": []})
        return 200, encoded(found)

    def _packed(self, path: str, streams: dict[str, Any]) -> bytes:
        """Return streams as JSON, made once for as long as they stay as they are."""
        lengths = [len(each.get("data", ())) for each in streams.values()]
        key = f"{path} {id(streams)} {lengths}"
        with self.strava.lock:
            if key not in self.strava.bodies:
                self.strava.bodies[key] = encoded(streams)
            return self.strava.bodies[key]

    def _fault(self) -> Fault | None:
        """Return the fault that this request meets."""
        for fault in self.strava.faults:
            if fault.times and fault.where in self.path:
                fault.times -= 1
                return fault
        return None

    def _misbehave(
        self, fault: Fault, headers: dict[str, str] | None = None, path: str = ""
    ) -> bool:
        """Do wrong; return whether that was the answer."""
        body = encoded({"id": 1, "name": "x" * 4000, "path": path})
        kind = fault.kind
        if kind == "slow":
            time.sleep(fault.seconds)
            return False
        if kind == "drop":
            self._note(0)
            self.close_connection = True
        elif kind == "cut":
            self._send(200, body, headers, cut=len(body) // 2)
        elif kind == "trickle":
            self._trickle(body, fault.seconds)
        elif kind == "malformed":
            self._send(200, body[: len(body) // 2], headers)
        elif kind == "html":
            self._send(200, _PAGE, headers, kind="text/html; charset=utf-8")
        else:
            status, error = _REFUSALS[kind]
            self._send(status, encoded({"message": kind, "errors": error}), headers)
        return True

    def _trickle(self, body: bytes, seconds: float) -> None:
        """Send a body a byte at a time, for as long as anybody listens."""
        self._note(200)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(seconds)

    def _send(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        *,
        kind: str = "application/json",
        cut: int | None = None,
    ) -> None:
        self._note(status)
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self.strava.now(), usegmt=True))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.wfile.flush()
        if cut is not None:
            self.close_connection = True

    def _note(self, status: int) -> None:
        with self.strava.lock:
            self.strava.log.append((self.command, self.path, status))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Print nothing."""


MISSING: Final = {"resource": "AccessToken", "field": "activity:read_permission", "code": "missing"}
_REFUSALS: Final[dict[str, tuple[int, list[dict[str, str]]]]] = {
    "429": (429, []),
    "500": (500, []),
    "503": (503, []),
    "expired": (401, [{"resource": "Athlete", "field": "access_token", "code": "invalid"}]),
    "scope": (401, [MISSING]),
    "inactive": (403, [{"resource": "Application", "field": "Status", "code": "Inactive"}]),
    "forbidden": (403, []),
}


def _visible(entry: dict[str, Any], *, everything: bool) -> bool:
    return everything or entry.get("visibility") != "only_me"
