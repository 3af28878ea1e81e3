"""What the delayed-effect model sees of a library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flarelag.effects.result import Verdict
from flarelag.model.activity import Activity, activity_end
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity
from flarelag.workflows.analysis import analyze_stored
from flarelag.workflows.analysis_frames import diary_frame, exposure_frame

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"
LEFT_CALF = PainSite(BodySite.CALF_OUTER, Side.LEFT)
RIGHT_FOOT = PainSite(BodySite.FOOT, Side.RIGHT)


def stored(
    *, doses: Doses | None = None, sport: Sport = Sport.RUN, **facts: object
) -> StoredActivity:
    made = Classification(rule_version=1, speed_source=SpeedSource.DEVICE, doses=doses or Doses())
    given: dict[str, Any] = {"start_utc": NOON, "duration_s": 3600.0, **facts}
    return StoredActivity(
        id=1,
        activity=Activity(sport=sport, **given),
        source="file",
        origin=Origin("a.fit"),
        classification=made if doses else None,
    )


def entry(score: int = 4, *sites: PainSite, hours: float = 0.0, **facts: object) -> DiaryEntry:
    time_utc = NOON + timedelta(hours=hours)
    given: dict[str, Any] = {
        "entered_utc": time_utc,
        "zone": "Europe/Berlin",
        "utc_offset_s": 7200,
        **facts,
    }
    return DiaryEntry(time_utc=time_utc, score=score, sites=sites, **given)


def test_an_exposure_stands_at_the_activitys_end():
    doses = Doses(hard_s=31.5, effort_s=80.0)
    frame = exposure_frame([stored(doses=doses, zone="Europe/Berlin")], [])
    first = ("end", "utc_offset_min", "sport", "dose", "dose_effort_s", "dose_load_b2")
    expected = [(NOON + timedelta(hours=1), 120, "run", 31.5, 80.0, None)]
    assert frame.select(first).rows() == expected


@pytest.mark.parametrize(
    ("sport", "word"), [(Sport.RUN, "run"), (Sport.RIDE, "ride"), (Sport.SWIM, "other")]
)
def test_sports_become_run_ride_or_other(sport: Sport, word: str):
    assert exposure_frame([stored(sport=sport)], [entry()])["sport"].to_list() == [word]


def test_a_dose_that_is_not_known_is_null_not_zero():
    unclassified, unjudged = stored(), stored(doses=Doses(effort_s=20.0))
    frame = exposure_frame([unclassified, unjudged], [entry()])
    assert frame["dose"].to_list() == [None, None]
    assert frame["dose_effort_s"].to_list() == [None, 20.0]


def test_the_offset_is_that_of_the_activitys_end():
    """Clocks in Berlin went forward at 01:00 UTC on that day."""
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    frame = exposure_frame([stored(zone="Europe/Berlin", start_utc=start)], [])
    assert frame["utc_offset_min"].to_list() == [120]


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        ({"zone": "Asia/Kolkata", "utc_offset_s": 3600}, 330),
        ({"zone": None, "utc_offset_s": -10800}, -180),
        ({"zone": "Atlantis/Capital", "utc_offset_s": 3600}, 60),
        ({"zone": None, "utc_offset_s": None}, 120),  # of the entry nearest in time
    ],
)
def test_where_an_offset_comes_from(facts: dict[str, Any], minutes: int):
    entries = [entry(hours=2), entry(hours=200, utc_offset_s=0)]
    assert exposure_frame([stored(**facts)], entries)["utc_offset_min"].to_list() == [minutes]


@pytest.mark.parametrize("duration_s", [None, 1e300])
def test_an_activity_without_an_end_is_left_out_and_counted(duration_s: float | None):
    lost = stored(duration_s=duration_s)
    assert activity_end(lost.activity) is None
    analysis = analyze_stored([lost, stored()], [entry()])
    assert analysis.n_without_end == 1
    assert analysis.frames.exposures.height == 1


@pytest.mark.parametrize(
    ("facts", "hidden"),
    [
        ({"zone": BERLIN, "start_utc": datetime(2026, 7, 1, 22, 0, 1, tzinfo=UTC)}, 1),
        ({"zone": BERLIN, "start_utc": datetime(2026, 1, 1, 23, 0, 1, tzinfo=UTC)}, 1),
        ({"zone": BERLIN, "start_utc": datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC)}, 0),
        # On the night in which clocks went back.
        ({"zone": BERLIN, "start_utc": datetime(2025, 10, 26, 0, 0, 1, tzinfo=UTC)}, 0),
        ({"zone": BERLIN, "start_utc": datetime(2025, 10, 25, 22, 0, 1, tzinfo=UTC)}, 1),
        ({"zone": None, "utc_offset_s": -10800, "start_utc": NOON.replace(hour=3, second=1)}, 1),
        ({"zone": None, "start_utc": NOON.replace(hour=0, second=1)}, 1),
        ({"zone": "Atlantis/Capital", "start_utc": NOON.replace(hour=0, second=1)}, 0),
        ({"zone": None, "start_utc": NOON.replace(hour=0, second=0)}, 0),
    ],
)
def test_a_hidden_start_is_left_out_and_counted(facts: dict[str, Any], hidden: int):
    analysis = analyze_stored([stored(**facts), stored()], [entry()])
    assert (analysis.n_hidden_start, analysis.n_without_end) == (hidden, 0)
    assert analysis.frames.exposures.height == 2 - hidden


def test_each_site_of_an_entry_is_a_row():
    frame = diary_frame([entry(6, LEFT_CALF, RIGHT_FOOT), entry(0, hours=1)])
    assert frame.select("score", "site", "side", "entry").rows() == [
        (6, "calf_outer", "left", 0),
        (6, "foot", "right", 0),
        (0, None, None, 1),
    ]


def test_recalled_and_vague_entries_stay_out_and_are_counted():
    recalled = entry(9, hours=1, entered_utc=NOON + timedelta(days=3))
    vague = entry(9, hours=2, time_end_utc=NOON + timedelta(hours=6))
    both = entry(9, entered_utc=NOON + timedelta(days=3), time_end_utc=NOON + timedelta(hours=6))
    analysis = analyze_stored([], [entry(3), recalled, vague, both])
    assert (analysis.n_recalled, analysis.n_vague) == (1, 2)
    assert analysis.diary["score"].to_list() == [3]
    assert analysis.result.n_entries == 1


def test_one_site_and_side():
    entries = [
        entry(6, LEFT_CALF, hours=0),
        entry(5, RIGHT_FOOT, hours=1),
        entry(0, hours=2),
        entry(4, hours=3),
    ]
    analysis = analyze_stored([], entries, site=BodySite.CALF_OUTER, side=Side.LEFT)
    assert analysis.diary["score"].to_list() == [6, 0]  # "no pain" speaks of every site
    assert analysis.n_elsewhere == 2


def test_an_empty_library_says_what_is_missing():
    analysis = analyze_stored([], [])
    assert analysis.result.verdict is Verdict.INSUFFICIENT
    assert "8 more hard sessions and 100 more diary entries" in analysis.result.headline


def test_a_diary_without_sessions_is_analysed():
    analysis = analyze_stored([], [entry(3, hours=h) for h in (-30, 2, 9, 20)])
    assert analysis.result.n_entries == 4
    assert analysis.result.missing.entries == 96
