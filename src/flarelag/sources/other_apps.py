"""Diaries of other apps: Bearable's readings and Daylio's days.

What they hold of pain in the back or leg becomes entries; what they hold of things that can be
logged becomes factors and measures; the rest is counted by name. Their exports do not say when a
row was written: the time it speaks of is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import known_word
from flarelag.model.factor_words import parse_name
from flarelag.model.factors import Factor, FactorName, FactorSource, Scale
from flarelag.model.moments import first_moment, is_date, parse_iso, refuse_future
from flarelag.model.stretches import When, whole_day
from flarelag.sources.csv_table import read_table
from flarelag.sources.diary_csv import BadRow, DiaryFile
from flarelag.sources.loose_times import iso_clock, iso_time
from flarelag.sources.pain_tags import read_pain_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from flarelag.model.diary_history import DiaryItem

BEARABLE: Final = ("date", "time of day", "category", "rating/amount", "detail")
DAYLIO: Final = ("full_date", "time", "mood", "activities")
_DAY_PARTS: Final = {"am": (6, 12), "mid": (11, 18), "pm": (12, 24), "pre": (0, 9)}
"""From which local hour to which Bearable's words may reach; our own reading, wide on purpose."""
NRS_OF_WORDS: Final = (0, 2, 5, 8, 10)
"""None, mild, moderate, severe and unbearable, each by the middle of its numbers."""
NRS_REMARK: Final = (
    "Bearable rates symptoms from 0 to 4; they were taken as 0, 2, 5, 8 and 10 of 10 (a guess)"
)
_SYMPTOM: Final = "symptom"
_PAINFUL: Final = re.compile(
    r"pain|ache|aching|sore|sciatic|hurt|cramp|burning|sharp|schmerz", re.IGNORECASE
)
_SCIATICA: Final = re.compile(r"sciatic|ischias|\bleg pain", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_SCALE: Final = re.compile(r"\bpain\b[^\d|]*(\d{1,2})(?:\s*/\s*10)?(?!\d)", re.IGNORECASE)
_QUALITIES: Final = {"burning": Quality.BURNING, "sharp": Quality.SHARP, "numb": Quality.NUMB}
_NONE: Final = {"none", "no", "0", "not at all"}
_LONGEST_NAMES: Final = 20


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    entries: list[DiaryEntry] = field(default_factory=list)
    factors: list[DiaryItem] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    n_ambiguous: int = 0

    def file(self, *remarks: str) -> DiaryFile:
        common = self.unused.most_common(_LONGEST_NAMES)
        return DiaryFile(
            entries=tuple(self.entries),
            others=tuple(self.factors),
            bad_rows=tuple(self.bad_rows),
            n_ambiguous=self.n_ambiguous,
            unused=tuple(f"{name} ({n})" for name, n in common),
            remarks=remarks if self.entries else (),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """How a file is read."""

    file: str
    zone: str
    now: datetime
    known: Mapping[str, FactorName]

    def entry(
        self,
        when: When,
        score: int,
        sites: Sequence[PainSite] = (),
        qualities: Sequence[Quality] = (),
        note: str | None = None,
    ) -> DiaryEntry:
        return DiaryEntry(
            time_utc=when.first.time_utc,
            time_end_utc=when.end_utc,
            entered_utc=self._entered(when),
            zone=when.first.zone,
            utc_offset_s=when.first.utc_offset_s,
            score=score,
            sites=tuple(dict.fromkeys(sites)),
            qualities=tuple(dict.fromkeys(qualities)),
            note=note or None,
            source=self.file,
        )

    def factor(self, when: When, name: str, *, there: bool = True) -> Factor | None:
        """Return a yes or no that can be logged; null for any other word."""
        try:
            found = parse_name(name, self.known)
        except DiaryError:
            return None
        if isinstance(found, str) or found.scale is not Scale.YES:
            return None
        return Factor(
            name=found.name,
            kind=found.kind,
            scale=found.scale,
            amount=float(there),
            time_utc=when.first.time_utc,
            end_utc=when.end_utc,
            entered_utc=self._entered(when),
            zone=when.first.zone,
            utc_offset_s=when.first.utc_offset_s,
            source=FactorSource.IMPORT,
            origin=self.file,
        )

    def _entered(self, when: When) -> datetime:
        start = when.first.time_utc
        return max(start, min(when.end_utc or start, self.now))

    def when(self, day: str, clock: str) -> When:
        """Return a day's clock time, or a stretch of it."""
        if not is_date(day):
            raise DiaryError(f"{quoted(day)} is no day", field="time", value=day)
        on, part = date.fromisoformat(day), " ".join(clock.lower().split())
        if part in {"", "all day"}:
            when = When(*whole_day(on, self.zone))
        elif part in _DAY_PARTS:
            when = self._hours(on, *_DAY_PARTS[part])
        else:
            when = When(parse_iso(f"{day}T{iso_clock(clock)}", zone=self.zone))
        refuse_future(when.first, now=self.now, text=f"{day} {clock}".strip())
        return when

    def _hours(self, day: date, start: int, end: int) -> When:
        if end == 24:  # noqa: PLR2004 - midnight
            return When(first_moment(day, start, self.zone), whole_day(day, self.zone)[1])
        until = first_moment(day, end, self.zone)
        return When(first_moment(day, start, self.zone), until.time_utc)


def read_bearable_csv(
    data: bytes, *, file: str, zone: str, now: datetime, known: Mapping[str, FactorName]
) -> DiaryFile:
    """Return what Bearable's export holds: the older layout, and the one with `date formatted`.

    Parameters
    ----------
    data, file, zone, now
        As in `diary_csv.read_diary_csv`.
    known : mapping of str to FactorName
        What can be logged by name.
    """
    columns = (*BEARABLE, "date formatted", "notes", "weekday")
    table = read_table(data, needed=BEARABLE, known=columns, what="a Bearable export", file=file)
    reader, found = _Reader(file=file, zone=zone, now=now, known=known), _Found()
    for row in table.rows:
        try:
            _bearable_row(row.fields(table), reader, found)
        except DiaryError as error:
            found.bad_rows.append(BadRow(row.line, error.reason))
    return found.file(NRS_REMARK)


def read_daylio_csv(
    data: bytes, *, file: str, zone: str, now: datetime, known: Mapping[str, FactorName]
) -> DiaryFile:
    """Return what Daylio's export holds of pain: `#pain` tags in notes, and scales called pain.

    Parameters
    ----------
    data, file, zone, now
        As in `diary_csv.read_diary_csv`.
    known : mapping of str to FactorName
        What can be logged by name: such activities become factors and measures.
    """
    columns = (*DAYLIO, "date", "weekday", "scales", "note_title", "note")
    table = read_table(data, needed=DAYLIO, known=columns, what="a Daylio export", file=file)
    reader, found = _Reader(file=file, zone=zone, now=now, known=known), _Found()
    for row in table.rows:
        try:
            _daylio_row(row.fields(table), reader, found, row.line)
        except DiaryError as error:
            found.bad_rows.append(BadRow(row.line, error.reason))
    return found.file()


def _bearable_row(fields: dict[str, str], reader: _Reader, found: _Found) -> None:
    detail, category = fields["detail"].strip(), fields["category"].strip()
    places = _places(detail)
    painful = _PAINFUL.search(detail) is not None
    is_pain = category.lower() == _SYMPTOM and painful and (places or _SCIATICA.search(detail))
    day = fields["date formatted"].strip() or iso_time(fields["date"])
    if is_pain:
        score = _severity(fields["rating/amount"])
        when = reader.when(day, fields["time of day"])
        said = f"Bearable: {detail}, {fields['rating/amount'].strip()} of 4"
        note = "; ".join(part for part in (said, fields["notes"].strip()) if part)
        found.entries.append(reader.entry(when, score, places, _qualities(detail), note))
        found.n_ambiguous += when.first.ambiguous
        return
    parts = [part.strip() for part in detail.split("|") if part.strip()]
    used = False
    if category.lower() != _SYMPTOM:
        when = reader.when(day, fields["time of day"])
        for part in parts:
            level = _BRACKETS.search(part)
            there = (level[1] if level else fields["rating/amount"]).strip().lower() not in _NONE
            factor = reader.factor(when, _plain_name(part), there=there)
            found.factors += [factor] if factor else []
            used = used or factor is not None
    if not used:
        found.unused[": ".join([category, *(_plain_name(part) for part in parts[:1])])] += 1


def _daylio_row(fields: dict[str, str], reader: _Reader, found: _Found, line: int) -> None:
    when = reader.when(fields["full_date"].strip(), fields["time"])
    found.n_ambiguous += when.first.ambiguous
    tags = read_pain_tags([fields["note_title"], fields["note"]])
    for tag in tags.tags:
        phrase = tag.phrase
        found.entries.append(
            reader.entry(when, phrase.score, phrase.sites, phrase.qualities, phrase.rest)
        )
    found.bad_rows += [BadRow(line, f"{each.text}: {each.reason}") for each in tags.bad]
    if (scale := _SCALE.search(fields["scales"])) and int(scale[1]) <= 10:  # noqa: PLR2004 - NRS
        found.entries.append(reader.entry(when, int(scale[1]), note=fields["note"].strip()))
    for name in (part.strip() for part in fields["activities"].split("|") if part.strip()):
        factor = reader.factor(when, name)
        if factor is None:
            found.unused[name] += 1
        else:
            found.factors.append(factor)


def _severity(text: str) -> int:
    plain = text.strip().removesuffix(".0")
    if plain.isascii() and plain.isdecimal() and int(plain) < len(NRS_OF_WORDS):
        return NRS_OF_WORDS[int(plain)]
    raise DiaryError(f"rating {quoted(text)} is not 0, 1, 2, 3 or 4", field="score", value=text)


def _plain_name(text: str) -> str:
    return " ".join(_WORD.findall(_BRACKETS.sub(" ", text)))


def _qualities(text: str) -> list[Quality]:
    folded = text.lower()
    return [quality for word, quality in _QUALITIES.items() if word in folded]


def _places(text: str) -> list[PainSite]:
    """Return the places that a symptom's name names; its side where it names one."""
    meanings = list(_known_words(_WORD.findall(text.lower())))
    sides = [each for each in meanings if isinstance(each, Side)]
    side = sides[0] if len(set(sides)) == 1 else None
    return [PainSite(each, side) for each in meanings if isinstance(each, BodySite)]


def _known_words(words: Sequence[str]) -> Iterator[BodySite | Side | Quality]:
    n = 0
    while n < len(words):
        for length in (3, 2, 1):
            meaning = known_word(" ".join(words[n : n + length]))
            if meaning is not None:
                yield meaning
                n += length
                break
        else:
            n += 1
