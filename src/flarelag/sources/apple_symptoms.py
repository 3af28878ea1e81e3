"""Pain in the lower back that was logged in Apple Health, out of its export.

Of its symptoms only this one is felt where sciatica is. The others that have a severity (headache,
pelvic pain) are counted by name: taken for pain of the back or leg, they would hide what is.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, time, timedelta
from typing import IO, TYPE_CHECKING, Final

from flarelag.errors import DiaryError, UnsafeInputError, quoted
from flarelag.model.body import BodySite, PainSite
from flarelag.model.diary import DiaryEntry
from flarelag.model.moments import moment_at, parse_iso, refuse_future
from flarelag.model.stretches import When, whole_day
from flarelag.model.wording import counted
from flarelag.sources.apple_xml import BACK_PAIN, HealthElements, health_time, health_zone
from flarelag.sources.diary_csv import BadRow, DiaryFile
from flarelag.sources.other_apps import NRS_OF_WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

_SEVERITY: Final = "HKCategoryValueSeverity"
_SEVERITIES: Final = ("Unspecified", "NotPresent", "Mild", "Moderate", "Severe")
"""By Apple's numbers for them; an export has the names."""
_SYMPTOM: Final = "lower back pain"
RATED: Final = (
    "Apple Health rates symptoms in words; not present, mild, moderate and severe were taken as "
    "0, 2, 5 and 8 of 10 (a guess)"
)
_WARNING: Final = "HKCategoryTypeIdentifierBladderIncontinence"
WARNS: Final = (
    "the export speaks of bladder incontinence: where that is new, it is a warning sign; "
    "see `flarelag warning-signs`"
)
_INSTANT: Final = timedelta(minutes=1)
"""The clock that people set there shows no seconds."""
_MOST_NAMES: Final = 20
_MOST_KINDS: Final = 200
"""Apple knows some forty symptoms."""
_MOST_RECORDS: Final = 100_000
"""Ten a day make that many in 27 years."""
_KIND: Final = re.compile(r"HKCategoryTypeIdentifier([A-Za-z]{1,60})", re.ASCII)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_health_symptoms(file: IO[bytes], *, name: str, zone: str, now: datetime) -> DiaryFile:
    """Return the pain in an Apple Health export, in memory that does not grow with the export.

    Parameters
    ----------
    file : binary file
        `export.xml`.
    name : str
        Its name, as the entries' source.
    zone : str
        Kept as the zone of records that name none, where it agrees with their offset.
    now : datetime
        Aware. Later times are refused.

    Raises
    ------
    UnsafeInputError
        For declared entities, and for XML made to exhaust memory.
    UnreadableFileError
        When it cannot be read from its beginning.
    """
    entries: list[DiaryEntry] = []
    bad_rows: list[BadRow] = []
    unused: Counter[str] = Counter()
    n_unstated, warns = 0, False
    elements = HealthElements(file, _is_symptom)
    for record in elements:
        if (kind := record.get("type", "")) != BACK_PAIN:
            named = _KIND.fullmatch(kind) if len(unused) < _MOST_KINDS else None
            unused[_in_words(named[1]) if named else "other symptoms"] += 1
            warns |= kind == _WARNING and not record.get("value", "").endswith("NotPresent")
            continue
        try:
            if severity := _severity(record.get("value", "")):
                entries.append(_entry(record, severity, source=name, zone=zone, now=now))
            else:
                n_unstated += 1
        except DiaryError as error:
            said = quoted(record.get("startDate", ""))
            bad_rows.append(BadRow(None, f"{_SYMPTOM} of {said}: {error.reason}"))
        if len(entries) + len(bad_rows) > _MOST_RECORDS:
            raise UnsafeInputError(f"refused: more than {_MOST_RECORDS:,} records of pain")
    return DiaryFile(
        entries=tuple(entries),
        bad_rows=tuple(bad_rows),
        unused=tuple(f"{each} ({n})" for each, n in unused.most_common(_MOST_NAMES)),
        remarks=(
            *([WARNS] if warns else []),
            *elements.remarks,
            *_remarks(len(entries), n_unstated),
        ),
    )


def _is_symptom(record: _Element) -> bool:
    """Return whether a record is a symptom that is used, or one with a severity, as all have."""
    return record.get("type") == BACK_PAIN or record.get("value", "").startswith(_SEVERITY)


def _remarks(n_entries: int, n_unstated: int) -> list[str]:
    told = [RATED] if n_entries else []
    if n_unstated:
        records = counted(n_unstated, "record")
        told.append(f"left out, as missing is not zero: {records} of pain without its severity")
    return told


def _in_words(name: str) -> str:
    return _HUMP.sub(" ", name).lower()


def _severity(value: str) -> int:
    """Return Apple's number for a severity: 0 where none is stated, 1 where the symptom is not."""
    name = value.strip().removeprefix(_SEVERITY)
    if name in _SEVERITIES:
        return _SEVERITIES.index(name)
    if name in {"", *map(str, range(len(_SEVERITIES)))}:
        return int(name or 0)
    raise DiaryError(
        f"severity {quoted(value)} is none of not present, mild, moderate and severe",
        field="score",
        value=value,
    )


def _entry(record: _Element, severity: int, *, source: str, zone: str, now: datetime) -> DiaryEntry:
    when = _when(record, zone=zone, now=now)
    first, last = when.first.time_utc, when.end_utc or when.first.time_utc
    written = health_time(record.get("creationDate"))
    return DiaryEntry(
        time_utc=first,
        time_end_utc=when.end_utc,
        entered_utc=max(first, min(last if written is None else written.astimezone(UTC), now)),
        zone=when.first.zone,
        utc_offset_s=when.first.utc_offset_s,
        score=NRS_OF_WORDS[severity - 1],
        sites=(PainSite(BodySite.LOWER_BACK),),
        note=f"Apple Health: {_SYMPTOM}, {_in_words(_SEVERITIES[severity])}",
        source=source,
    )


def _when(record: _Element, *, zone: str, now: datetime) -> When:
    """Return the instant or stretch of a record; midnight sharp is how apps write a whole day.

    An export has the times of the zone in which it was made: abroad, midnight is that at home.
    """
    start, end = _time(record, "startDate"), _time(record, "endDate")
    said = health_zone(record)
    first = moment_at(start, said) if said else parse_iso(start.isoformat(), zone=zone)
    for moment, text in ((first, "startDate"), (moment_at(end, first.zone), "endDate")):
        refuse_future(moment, now=now, text=record.get(text, ""))
    if end < start:
        raise DiaryError("this ends before it begins", field="time_end")
    if end - start > _INSTANT:
        return When(first, end.astimezone(UTC))
    for moment in (first, moment_at(start, zone)):
        if moment.local.time() == time(0):
            return When(*whole_day(moment.local.date(), moment.zone))
    return When(first)


def _time(record: _Element, name: str) -> datetime:
    text = record.get(name, "")
    told = health_time(text)
    if told is None:
        raise DiaryError(f"{name} {quoted(text)} is no time", field="time", value=text)
    return told
