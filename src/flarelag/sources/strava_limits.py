"""How many requests Strava still answers, and from when on it answers more: decisions only.

Strava counts requests in quarters of an hour (:00, :15, :30, :45) and in days (midnight UTC), all
requests and reading ones apart, and every answer says how many there were. Nothing here waits or
reads a clock.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

QUARTER: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)
_KINDS: Final = ("x-ratelimit", "x-readratelimit")
_MOST: Final = 10**9
_FARTHEST: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One of the limits.

    Parameters
    ----------
    kind : str
        Which requests it counts, as the header names them.
    daily : bool
        By the day, not by the quarter of an hour.
    limit, used : int
        How many may be sent, and how many were, in the window that is open.
    resets_utc : datetime
        When it closes and the next one opens, by this computer's clock.
    """

    kind: str
    daily: bool
    limit: int
    used: int
    resets_utc: datetime

    @property
    def length(self) -> timedelta:
        """How long it is open."""
        return DAY if self.daily else QUARTER

    def at(self, now: datetime) -> Window:
        """Return the window that is open at an instant, unused where it is a later one.

        A later one takes at least one request, as only an answer can tell its limit.
        """
        if now < self.resets_utc:
            return self
        passed = (now - self.resets_utc) // self.length + 1
        resets = self.resets_utc + passed * self.length
        return replace(self, used=0, limit=max(self.limit, 1), resets_utc=resets)


@dataclass(frozen=True, slots=True)
class Rates:
    """All limits, as Strava's last answer had them; none before its first.

    Parameters
    ----------
    windows : tuple of Window
        By kind, the quarter before the day.
    """

    windows: tuple[Window, ...] = field(default=())

    def to_json(self) -> str:
        """Return them as a text to keep."""
        rows = [asdict(each) | {"resets_utc": each.resets_utc.isoformat()} for each in self.windows]
        return json.dumps(rows)

    @classmethod
    def from_json(cls, text: str | None) -> Rates:
        """Read `to_json` back; what nobody has kept is no limit yet."""
        rows = json.loads(text) if text else []
        return cls(
            tuple(
                Window(**row | {"resets_utc": datetime.fromisoformat(row["resets_utc"])})
                for row in rows
            )
        )


def observed(known: Rates, headers: Mapping[str, str], now: datetime) -> Rates:
    """Return the limits after an answer.

    Parameters
    ----------
    known : Rates
        As they were before.
    headers : mapping of str to str
        Of the answer. What they do not say stays as it was.
    now : datetime
        By this computer's clock, which may differ from Strava's: windows close by Strava's, which
        the header `Date` tells.
    """
    plain = {key.lower(): value for key, value in headers.items()}
    strava_now = _date(plain.get("date")) or now
    found: list[Window] = []
    for kind in _KINDS:
        limits, used = _pair(plain.get(f"{kind}-limit")), _pair(plain.get(f"{kind}-usage"))
        if limits is None or used is None:
            found += [each for each in known.windows if each.kind == kind]
            continue
        for daily in (False, True):
            closes = now + (_next(strava_now, daily=daily) - strava_now)
            found.append(
                Window(
                    kind=kind,
                    daily=daily,
                    limit=limits[daily],
                    used=used[daily],
                    resets_utc=closes,
                )
            )
    return Rates(tuple(found))


def counted_in(known: Rates, now: datetime) -> Rates:
    """Return the limits with one more request sent."""
    current = (each.at(now) for each in known.windows)
    return Rates(tuple(replace(each, used=each.used + 1) for each in current))


def refused(known: Rates, now: datetime) -> Rates:
    """Return the limits after an answer of 429: where no window shows it, the quarter is used up.

    Parameters
    ----------
    known : Rates
        As that answer's headers have them.
    now : datetime
        When it came.
    """
    if opens_at(known, now) is not None:
        return known
    quarters = [each.at(now) for each in known.windows if not each.daily]
    if not quarters:
        closes = _next(now, daily=False)
        spent_one = Window(kind=_KINDS[0], daily=False, limit=_MOST, used=_MOST, resets_utc=closes)
        return Rates((*known.windows, spent_one))
    spent = {each.kind: replace(each, used=max(each.used, each.limit)) for each in quarters}
    return Rates(tuple(each if each.daily else spent[each.kind] for each in known.windows))


def opens_at(rates: Rates, now: datetime) -> datetime | None:
    """Return when the next request may be sent; null for now.

    Parameters
    ----------
    rates : Rates
        As last observed.
    now : datetime
        By this computer's clock.
    """
    current = [each.at(now) for each in rates.windows]
    return max((each.resets_utc for each in current if each.used >= each.limit), default=None)


def through_at(rates: Rates, n_requests: int, now: datetime) -> datetime:
    """Return when so many requests will have been sent, each as soon as the limits let it.

    Parameters
    ----------
    rates : Rates
        As last observed.
    n_requests : int
        How many there are to send.
    now : datetime
        By this computer's clock.
    """
    at, left = now, n_requests
    windows = [each.at(now) for each in rates.windows]
    while windows and left > 0 and at - now < _FARTHEST:
        sent = min(left, *(max(each.limit - each.used, 0) for each in windows))
        left -= sent
        windows = [replace(each, used=each.used + sent) for each in windows]
        if left > 0:
            spent = [each.resets_utc for each in windows if each.used >= each.limit]
            at = max(spent, default=at)
            windows = [each.at(at) for each in windows]
    return at


def _pair(text: str | None) -> tuple[int, int] | None:
    """Return the two numbers of a header: of the quarter and of the day."""
    parts = (text or "").split(",")
    if len(parts) != 2 or not all(part.strip().isdecimal() for part in parts):  # noqa: PLR2004 - two
        return None
    quarter, day = (min(int(part.strip()[:12]), _MOST) for part in parts)
    return quarter, day


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _next(moment: datetime, *, daily: bool) -> datetime:
    """Return when the window around an instant closes, by the clock that the instant is of."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    length = DAY if daily else QUARTER
    return midnight + ((moment - midnight) // length + 1) * length
