"""What a person's words about what went on mean: a factor or measure, or a correction of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.errors import DiaryError, quoted
from flarelag.model.factor_words import Amount, hours_in_words, parse_amount, parse_name
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorKind, FactorName, FactorSource, Scale
from flarelag.model.moments import FUTURE_TOLERANCE, Moment, moment_at, zone_named
from flarelag.model.notes import kept_note, storable
from flarelag.model.stretches import When, parse_when, whole_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ROUNDING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorWords:
    """Something logged, as a person wrote it.

    Parameters
    ----------
    name : str
        As in `model.factor_words.parse_name`.
    zone : str
        The zone in which times are meant.
    amount : str or None
        As in `model.factor_words.parse_amount`.
    at : str or None
        When it was, or when it began; in words as in `model.stretches.parse_when`.
    start, end : str or None
        From when to when; null leaves an end to `amount`, else to now.
    day : str or None
        The day or part of a day in which it lay.
    note : str or None
        Free text.
    new : FactorKind or None
        A name that is not known yet is a new one of this kind.
    source : FactorSource
        Where the words were written.
    """

    name: str
    zone: str
    amount: str | None = None
    at: str | None = None
    start: str | None = None
    end: str | None = None
    day: str | None = None
    note: str | None = None
    new: FactorKind | None = None
    source: FactorSource = FactorSource.TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorCorrection:
    """What a person wants changed of something logged; null leaves it as it is.

    Parameters
    ----------
    amount, at, start, end, day
        As in `FactorWords`.
    note : str or None
        Blank: none.
    """

    amount: str | None = None
    at: str | None = None
    start: str | None = None
    end: str | None = None
    day: str | None = None
    note: str | None = None

    @property
    def times(self) -> bool:
        """Whether anything is said of when it was."""
        return any((self.at, self.start, self.end, self.day))


def understand_factor(
    words: FactorWords, *, now: datetime, known: Mapping[str, FactorName] = KNOWN_NAMES
) -> Factor:
    """Return what a person's words log.

    Hours without a time lie somewhere in today so far. Anything else without a time is now.

    Parameters
    ----------
    words : FactorWords
        The words.
    now : datetime
        Aware.
    known : mapping of str to FactorName
        As `factor_names` returns it.

    Raises
    ------
    DiaryError
        Something in the words cannot be right.
    """
    found = parse_name(words.name, known, new=words.new)
    kind = words.new if isinstance(found, str) else found.kind
    assert kind is not None  # noqa: S101 - a new name comes with its kind
    said, scale = parse_amount(words.amount, None if isinstance(found, str) else found.scale)
    when = _when(words, said, scale, now=now)
    amount = said or _amount_of(when, words, scale)
    _check_fits(amount, when)
    return Factor(
        name=storable(found if isinstance(found, str) else found.name),
        kind=kind,
        scale=scale,
        amount=amount.amount,
        time_utc=when.first.time_utc,
        end_utc=when.end_utc,
        entered_utc=now,
        zone=when.first.zone,
        utc_offset_s=when.first.utc_offset_s,
        detail=storable(amount.detail) if amount.detail else None,
        note=kept_note(words.note),
        source=words.source,
    )


def corrected_factor(factor: Factor, correction: FactorCorrection, *, now: datetime) -> Factor:
    """Return something logged as a person corrects it; when it was entered stays as it was.

    Raises
    ------
    DiaryError
        Something in the correction cannot be right.
    """
    name = FactorName(name=factor.name, kind=factor.kind, scale=factor.scale)
    amount = correction.amount
    if amount is None:
        amount = hours_in_words(factor.amount) if factor.scale is Scale.HOURS else factor.detail
    words = FactorWords(
        name=factor.name,
        zone=factor.zone,
        amount=amount,
        at=correction.at,
        start=correction.start,
        end=correction.end,
        day=correction.day,
    )
    changed = factor
    if correction.times:
        again = understand_factor(words, now=now, known={factor.name: name})
        changed = replace(
            changed,
            amount=again.amount if correction.amount is not None else factor.amount,
            detail=again.detail,
            time_utc=again.time_utc,
            end_utc=again.end_utc,
            utc_offset_s=again.utc_offset_s,
            entered_utc=max(factor.entered_utc, again.time_utc),
        )
    elif correction.amount is not None:
        said, _ = parse_amount(correction.amount, factor.scale)
        if said is None:
            raise DiaryError("say how much", field="amount")
        moment = Moment(
            time_utc=factor.time_utc, zone=factor.zone, utc_offset_s=factor.utc_offset_s
        )
        _check_fits(said, When(moment, factor.end_utc))
        changed = replace(changed, amount=said.amount, detail=said.detail)
    if correction.note is not None:
        changed = replace(changed, note=kept_note(correction.note))
    return changed


def _when(words: FactorWords, said: Amount | None, scale: Scale, *, now: datetime) -> When:
    """Return when it was: an instant, or the stretch in which it lay."""
    zone, duration = words.zone, said.duration if said else None
    if words.start or words.end:
        if words.at or words.day:
            raise DiaryError("say either --from and --to, or one of --at and --day", field="time")
        return _between(words, duration, now=now)
    if words.at and words.day:
        raise DiaryError("say either --at or --day", field="time")
    if words.at or words.day:
        when = parse_when(words.day or words.at or "", now=now, zone=zone)
        if when.end_utc is None and duration:
            return _until(when, when.first.time_utc + duration, now=now)
        return when
    if scale is Scale.HOURS:
        return _today_so_far(zone, duration or timedelta(0), now=now)
    return _ending_now(zone, duration, now=now)


def _between(words: FactorWords, duration: timedelta | None, *, now: datetime) -> When:
    end = parse_when(words.end or "now", now=now, zone=words.zone)
    if words.start:
        start = parse_when(words.start, now=now, zone=words.zone)
        if not words.end and duration:
            return _until(start, start.first.time_utc + duration, now=now)
    elif duration:
        start = When(moment_at(end.first.time_utc - duration, words.zone))
    else:
        raise DiaryError("say --from, or how long it was", field="time")
    if start.end_utc or end.end_utc:
        raise DiaryError("--from and --to are clock times, such as 14:00", field="time")
    return _until(start, end.first.time_utc, now=now)


def _until(when: When, end_utc: datetime, *, now: datetime) -> When:
    if end_utc < when.first.time_utc:
        raise DiaryError("this ends before it begins", field="time")
    if end_utc > now + FUTURE_TOLERANCE:
        end = moment_at(end_utc, when.first.zone)
        raise DiaryError(f"this would end at {end.local:%H:%M}, still to come", field="time")
    return When(when.first, end_utc)


def _today_so_far(zone: str, duration: timedelta, *, now: datetime) -> When:
    second = now.replace(microsecond=0)
    first, _ = whole_day(now.astimezone(zone_named(zone)).date(), zone)
    if second - first.time_utc >= duration:
        return When(first, second)
    return _ending_now(zone, duration, now=now)


def _ending_now(zone: str, duration: timedelta | None, *, now: datetime) -> When:
    second = now.replace(microsecond=0)
    if not duration:
        return When(moment_at(second, zone))
    return When(moment_at(second - duration, zone), second)


def _amount_of(when: When, words: FactorWords, scale: Scale) -> Amount:
    """Return the amount that nobody named: all of a stretch that was."""
    if scale is Scale.HOURS and when.end_utc and words.start:
        duration = when.end_utc - when.first.time_utc
        return Amount(duration.total_seconds() / 3600, duration)
    wanted = "how long it was, such as 6h" if scale is Scale.HOURS else "how much, a number"
    raise DiaryError(f"say {wanted}", field="amount", value=words.name)


def _check_fits(amount: Amount, when: When) -> None:
    if amount.duration is None or when.end_utc is None:
        return
    there = when.end_utc - when.first.time_utc
    if amount.duration > there + _ROUNDING:
        room = hours_in_words(there.total_seconds() / 3600)
        asked = quoted(hours_in_words(amount.duration.total_seconds() / 3600))
        raise DiaryError(f"{asked} is longer than the time it lay in ({room})", field="amount")
