"""What the lines of an inbox come to: pain, something else that is logged, a run, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.factors import FactorSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flarelag.model.diary_history import DiaryItem
    from flarelag.model.factors import FactorName
    from flarelag.sources.inbox_lines import InboxLine, Spoken
    from flarelag.store.library import Library

_MOST_NAME_WORDS: Final = 3
_RAN: Final = re.compile(r"ran\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_NAME_AND_AMOUNT: Final = re.compile(
    r"(?P<name>[^\d:]+?)[:\s]*(?P<amount>\d.*|yes|no)?", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A line, and what it comes to: something for the diary, a session, or a reason."""

    line: InboxLine
    item: DiaryItem | None = None
    ran: str | None = None
    reason: str | None = None

    @property
    def good(self) -> bool:
        """Whether it could be understood."""
        return self.reason is None


def meanings_of(library: Library, lines: Sequence[InboxLine]) -> list[Understood]:
    """Return what each line comes to, by the names of what this library logs."""
    from flarelag.workflows.logging_factors import factor_names  # noqa: PLC0415

    names = factor_names(library) if any(line.spoken for line in lines) else {}
    return [_meaning(line, names) for line in lines]


def _meaning(line: InboxLine, names: Mapping[str, FactorName]) -> Understood:
    if line.entry is not None or line.spoken is None:
        return Understood(line=line, item=line.entry, reason=line.reason)
    spoken = line.spoken
    if ran := _RAN.fullmatch(spoken.words):
        reason = "say when the run ended, too" if spoken.end_utc else None
        return Understood(line=line, ran=None if reason else ran[1], reason=reason)
    try:
        return Understood(line=line, item=_factor(spoken, names))
    except DiaryError as error:
        return Understood(line=line, reason=error.reason)


def _factor(spoken: Spoken, names: Mapping[str, FactorName]) -> DiaryItem:
    found = _NAME_AND_AMOUNT.fullmatch(spoken.words)
    if found is None or len(found["name"].split()) > _MOST_NAME_WORDS:
        raise _neither(spoken.words)
    from flarelag.model.factor_sayings import FactorWords, understand_factor  # noqa: PLC0415

    whole_day = spoken.end_utc is not None
    words = FactorWords(
        name=found["name"],
        amount=found["amount"],
        zone=spoken.moment.zone,
        day=f"{spoken.moment.local:%Y-%m-%d}" if whole_day else None,
        source=FactorSource.INBOX,
    )
    # As if it had been typed when it was written.
    written = spoken.end_utc or spoken.moment.time_utc
    try:
        return understand_factor(words, now=written, known=names)
    except DiaryError as error:
        raise (_neither(spoken.words) if error.field == "name" else error) from error


def _neither(words: str) -> DiaryError:
    reason = (
        f"{quoted(words)} begins neither with a score from 0 to 10 nor with the name of something "
        "that is logged, such as sitting 6h or ice 20 min"
    )
    return DiaryError(reason, field="score", value=words)


def log_run(library: Library, words: str, spoken: Spoken) -> None:
    """Log a run of which an inbox says when it ended."""
    from flarelag.workflows.logged_sessions import log_session  # noqa: PLC0415

    log_session(
        library,
        words or "run",
        ended=spoken.moment.time_utc.isoformat(),
        zone=spoken.moment.zone,
        now=spoken.moment.time_utc,
    )
