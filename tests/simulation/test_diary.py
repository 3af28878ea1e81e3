from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from flarelag.model.body import BodySite
from flarelag.simulation.calendar import Calendar
from flarelag.simulation.diary import DiaryHabit, keep_diary

if TYPE_CHECKING:
    import numpy.typing as npt

    from flarelag.model.diary import DiaryEntry

CALENDAR = Calendar(first_day=date(2026, 4, 6), weeks=30)
STEADY = DiaryHabit(skipped=0, gaps_per_week=0, recalled=0, vague=0, jitter_h=0)


def wave(t_h: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return pain that swings from below 0 to above 10 within ten days."""
    return 5 + 6 * np.sin(t_h / 38)


def kept(habit: DiaryHabit, report_sd: float = 0.0, seed: int = 1) -> tuple[DiaryEntry, ...]:
    return keep_diary(
        habit, CALENDAR, wave, usual=5.0, report_sd=report_sd, rng=np.random.default_rng(seed)
    )


def hours(entries: tuple[DiaryEntry, ...]) -> npt.NDArray[np.float64]:
    return np.array([CALENDAR.hours_of(entry.time_utc) for entry in entries])


def days(entries: tuple[DiaryEntry, ...]) -> set[date]:
    return {entry.time_utc.astimezone(ZoneInfo(entry.zone)).date() for entry in entries}


def test_a_steady_diary_has_three_entries_every_day_at_its_hours():
    entries = kept(STEADY)
    assert len(entries) == 3 * 7 * 30
    assert len(days(entries)) == 210
    clocks = {entry.time_utc.astimezone(ZoneInfo("Europe/Berlin")).hour for entry in entries}
    assert clocks == {7, 13, 21}


def test_scores_are_the_pain_rounded_and_held_within_the_scale():
    entries = kept(STEADY)
    expected = np.clip(np.round(wave(hours(entries))), 0, 10)
    assert [entry.score for entry in entries] == expected.astype(int).tolist()
    assert {entry.score for entry in entries} == {*range(11)}


def test_a_usual_diary_has_gaps_and_about_three_entries_a_day():
    entries = kept(DiaryHabit())
    written = days(entries)
    assert 5 < 210 - len(written) < 40
    per_day = Counter(entry.time_utc.astimezone(ZoneInfo(entry.zone)).date() for entry in entries)
    assert 2.5 < np.mean(list(per_day.values())) < 3.0


def test_pain_prompts_further_entries_only_when_asked():
    few, many = kept(STEADY), kept(replace(STEADY, extra_per_point=0.1))
    extra = {entry.time_utc for entry in many} - {entry.time_utc for entry in few}
    assert len(extra) > 100
    assert all(entry.score >= 5 for entry in many if entry.time_utc in extra)


def test_times_of_entry_come_after_and_some_a_day_after():
    entries = kept(DiaryHabit(recalled=0.2, vague=0.2))
    assert all(entry.entered_utc > (entry.time_end_utc or entry.time_utc) for entry in entries)
    assert 0.1 < np.mean([entry.recalled for entry in entries]) < 0.3
    vague = [e.time_end_utc - e.time_utc for e in entries if e.time_end_utc is not None]
    assert {*vague} == {timedelta(hours=3)}
    assert 0.1 < len(vague) / len(entries) < 0.3


def test_worse_pain_goes_further_down_the_leg():
    for entry in kept(STEADY):
        sites = {place.site for place in entry.sites}
        assert bool(sites) is (entry.score > 0)
        assert (BodySite.CALF_OUTER in sites) is (entry.score >= 5)


def test_flares_stand_out_from_the_days_before_and_come_once_a_day():
    entries = kept(STEADY)
    t_h = hours(entries)
    scores = np.array([entry.score for entry in entries])
    flares = [i for i, entry in enumerate(entries) if entry.flare]
    assert flares
    assert np.diff(t_h[flares]).min() >= 24
    for i in flares:
        recent = scores[(t_h < t_h[i]) & (t_h >= t_h[i] - 72)]
        assert scores[i] >= np.median(recent) + 2


@pytest.mark.parametrize("report_sd", [0.0, 0.5])
def test_the_same_chance_gives_the_same_diary(report_sd: float):
    assert kept(DiaryHabit(), report_sd) == kept(DiaryHabit(), report_sd)
    assert kept(DiaryHabit(), report_sd) != kept(DiaryHabit(), report_sd, seed=2)
