"""Correcting what has a number in the diary, whatever kind of thing it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from flarelag.errors import UsageError
from flarelag.model.diary import DiaryEntry
from flarelag.model.factor_sayings import FactorCorrection, corrected_factor
from flarelag.model.factors import Factor
from flarelag.model.pain_words import PainCorrection, corrected_entry
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import WarningAnswer
from flarelag.workflows.remembered import FlareWords, corrected_flare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person wants changed; null leaves it as it is.

    Parameters
    ----------
    score, at : str or None
        As in `PainCorrection`; `at` of a factor, too.
    sites, qualities : sequence of str or None
        In the place of those that are there.
    side, note : str or None
        As in `PainCorrection`.
    flare, woke : bool or None
        As in `DiaryEntry`.
    amount, start, end, day : str or None
        As in `FactorCorrection`.
    days : str or None
        Of a remembered flare-up.
    """

    score: str | None = None
    at: str | None = None
    sites: Sequence[str] | None = None
    side: str | None = None
    qualities: Sequence[str] | None = None
    flare: bool | None = None
    woke: bool | None = None
    note: str | None = None
    amount: str | None = None
    start: str | None = None
    end: str | None = None
    day: str | None = None
    days: str | None = None


_OPTIONS: Final = {"sites": "site", "qualities": "quality", "start": "from", "end": "to"}
_FOR_PAIN: Final = {"score", "at", "sites", "side", "qualities", "flare", "woke", "note"}
_FOR_FACTORS: Final = {"amount", "at", "start", "end", "day", "note"}
_FOR_FLARES: Final = {"days", "side", "sites", "note"}


def corrected(item: DiaryItem, wanted: Correction, *, now: datetime, zone: str) -> DiaryItem:
    """Return an item as a person corrects it.

    Raises
    ------
    DiaryError
        Something in the correction cannot be right.
    UsageError
        It says something that this kind of item does not have, or nothing at all.
    """
    given = {
        each.name: value
        for each in fields(wanted)
        if (value := getattr(wanted, each.name)) is not None
    }
    if not given:
        raise UsageError("say what is to be changed, such as --note TEXT")
    match item:
        case DiaryEntry():
            _refuse_others(given, _FOR_PAIN, "a pain entry")
            return corrected_entry(item, PainCorrection(**given), now=now).entry
        case Factor():
            _refuse_others(given, _FOR_FACTORS, "something logged")
            return corrected_factor(item, FactorCorrection(**given), now=now)
        case RememberedFlare():
            _refuse_others(given, _FOR_FLARES, "a remembered flare-up")
            return corrected_flare(item, FlareWords(**given), now=now, zone=zone)
        case ShoeSettings():
            raise UsageError("these are shoes; to change what is said of them: flarelag shoes set")
        case WarningAnswer():
            raise UsageError(
                "this answers the warning signs: answer again with flarelag warning-signs, or take "
                "a mistake back with flarelag diary undo"
            )


def _refuse_others(given: dict[str, object], fitting: set[str], what: str) -> None:
    for name in given:
        if name not in fitting:
            raise UsageError(f"{what} has no --{_OPTIONS.get(name, name)}")
