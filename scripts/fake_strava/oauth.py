"""The server's side of OAuth: codes that work once, tokens that end, refresh tokens that rotate."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

CLIENT_ID = 99
CLIENT_SECRET = "the-client-secret-of-the-test"  # noqa: S105 - of no one
LIFETIME_S = 6 * 3600
CODE_LIFETIME_S = 600
ALL_SCOPES = ("read", "activity:read_all", "profile:read_all")


@dataclass(slots=True)
class OAuth:
    """Codes and tokens that are out.

    Parameters
    ----------
    scopes : tuple of str
        What the person leaves ticked.
    denies : bool
        Whether she says no.
    """

    scopes: tuple[str, ...] = ALL_SCOPES
    denies: bool = False
    codes: dict[str, float] = field(default_factory=dict)
    access: dict[str, tuple[float, tuple[str, ...]]] = field(default_factory=dict)
    refresh: str | None = None
    superseded: str | None = None
    """The refresh token before: it works until the access token that took its place is used, as
    else an answer that gets lost would shut the person out."""
    n_renewed: int = 0
    issued: list[str] = field(default_factory=list)

    def code(self, now_s: float) -> str:
        """Return a new code."""
        code = f"code-{secrets.token_hex(16)}"
        self.codes[code] = now_s + CODE_LIFETIME_S
        self.issued.append(code)
        return code

    def token(self, fields: dict[str, str], now_s: float) -> dict[str, object] | None:
        """Return the answer to `POST /oauth/token`; null where it is refused."""
        if (fields.get("client_id"), fields.get("client_secret")) != (
            str(CLIENT_ID),
            CLIENT_SECRET,
        ):
            return None
        if fields.get("grant_type") == "authorization_code":
            ends_s = self.codes.pop(fields.get("code", ""), None)
            if ends_s is None or ends_s < now_s:
                return None
            self.access.clear()
        elif fields.get("refresh_token") in {self.refresh, self.superseded} - {None}:
            self.n_renewed += 1
        else:
            return None
        return self._pair(now_s)

    def allows(self, token: str, now_s: float) -> tuple[str, ...] | None:
        """Return the scopes that an access token carries; null where it is no good."""
        ends_s, scopes = self.access.get(token, (0.0, ()))
        if ends_s <= now_s:
            return None
        self.superseded = None
        return scopes

    def revoke(self, token: str) -> bool:
        """Take all access back by one of its tokens; return whether there was any."""
        known = token in self.access or token == self.refresh
        if known:
            self.access.clear()
            self.refresh = self.superseded = None
        return known

    def expire(self) -> None:
        """End every access token now."""
        self.access = {token: (0.0, scopes) for token, (_, scopes) in self.access.items()}

    def _pair(self, now_s: float) -> dict[str, object]:
        access, refresh = f"access-{secrets.token_hex(16)}", f"refresh-{secrets.token_hex(16)}"
        self.access[access] = now_s + LIFETIME_S, self.scopes
        self.superseded, self.refresh = self.refresh, refresh
        self.issued += [access, refresh]
        return {
            "token_type": "Bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_at": int(now_s + LIFETIME_S),
            "expires_in": LIFETIME_S,
        }
