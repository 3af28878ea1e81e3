"""Any diary at all, for properties: any text in any field, any instant, every kind of thing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.diary import DiaryEntry, Phase, Pin
from flarelag.model.factors import KNOWN_NAMES, Factor, FactorKind, FactorSource, Scale
from flarelag.model.moments import moment_at
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
ZONES = (
    "Europe/Zurich",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
    "-03:30",
)

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
"""Any characters: quotes, line ends, NUL, markup, other scripts; no half characters."""
notes = st.none() | texts
instants = st.datetimes(
    datetime(1975, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    NOW.replace(tzinfo=None) - timedelta(days=1),
    timezones=st.just(UTC),
)
durations = st.timedeltas(timedelta(0), timedelta(hours=20))
places = st.builds(PainSite, st.sampled_from(BodySite), st.none() | st.sampled_from(Side))
numbers = st.floats(0, 1e6, allow_nan=False)


@st.composite
def entries(draw: st.DrawFn) -> DiaryEntry:
    time_utc, zone = draw(instants), draw(st.sampled_from(ZONES))
    return DiaryEntry(
        time_utc=time_utc,
        time_end_utc=draw(st.none() | durations.map(lambda lasts: time_utc + lasts)),
        entered_utc=time_utc + draw(durations),
        zone=zone,
        utc_offset_s=moment_at(time_utc, zone).utc_offset_s,
        score=draw(st.integers(0, 10)),
        sites=tuple(draw(st.lists(places, max_size=3, unique=True))),
        qualities=tuple(draw(st.lists(st.sampled_from(Quality), max_size=3, unique=True))),
        flare=draw(st.booleans()),
        woke=draw(st.booleans()),
        note=draw(notes),
        source=draw(texts),
        pin=draw(st.none() | pins()),
    )


def pins() -> st.SearchStrategy[Pin]:
    return st.builds(
        Pin,
        activity_id=st.integers(0, 10**6),
        activity_start_utc=instants,
        offset_s=numbers,
        lap=st.none() | st.integers(1, 99),
        phase=st.none() | st.sampled_from(Phase),
    )


@st.composite
def factors(draw: st.DrawFn) -> Factor:
    time_utc, zone = draw(instants), draw(st.sampled_from(ZONES))
    source = draw(st.sampled_from(FactorSource))
    return Factor(
        name=draw(st.sampled_from([*KNOWN_NAMES]) | texts),
        kind=draw(st.sampled_from(FactorKind)),
        scale=draw(st.sampled_from(Scale)),
        amount=draw(numbers),
        time_utc=time_utc,
        end_utc=draw(st.none() | durations.map(lambda lasts: time_utc + lasts)),
        entered_utc=time_utc + draw(durations),
        zone=zone,
        utc_offset_s=moment_at(time_utc, zone).utc_offset_s,
        detail=draw(notes),
        note=draw(notes),
        source=source,
        origin=draw(notes),
    )


@st.composite
def flares(draw: st.DrawFn) -> RememberedFlare:
    first = draw(st.dates(date(1950, 1, 1), date(2026, 1, 1)))
    return RememberedFlare(
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 300))),
        entered_utc=draw(instants),
        sites=tuple(draw(st.lists(places, max_size=2, unique=True))),
        side=draw(st.none() | st.sampled_from(Side)),
        note=draw(notes),
        source=draw(texts),
    )


def shoes() -> st.SearchStrategy[ShoeSettings]:
    return st.builds(
        ShoeSettings,
        name=texts,
        entered_utc=instants,
        start_m=st.none() | numbers,
        limit_m=st.none() | numbers,
    )


@st.composite
def warnings(draw: st.DrawFn) -> WarningAnswer:
    time_utc, zone = draw(instants), draw(st.sampled_from(ZONES))
    return WarningAnswer(
        answer=draw(st.sampled_from(SignsAnswer)),
        time_utc=time_utc,
        zone=zone,
        utc_offset_s=moment_at(time_utc, zone).utc_offset_s,
        source=draw(texts),
    )


diaries = st.tuples(
    st.lists(entries(), max_size=4),
    st.lists(factors(), max_size=4),
    st.lists(flares(), max_size=2),
    st.lists(shoes(), max_size=2, unique_by=lambda each: each.name),
    st.lists(warnings(), max_size=3),
).map(lambda parts: [item for part in parts for item in part])
"""Everything that a diary may hold, without numbers."""
