"""When the diary asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.model.moments import clock_on, moment_at, moment_by_clock
from flarelag.model.prompts import (
    Prompt,
    PromptKind,
    Protocol,
    Schedule,
    Session,
    next_prompt,
    prompts_between,
    question,
    waiting_prompts,
)

ZONE = "Europe/Zurich"
FULL = Schedule(zone=ZONE, seed=7)
LIGHT = Schedule(zone=ZONE, seed=7, protocol=Protocol.LIGHT)
MONDAY = date(2026, 11, 23)


def at(day: int, clock: str) -> datetime:
    """Return an instant of the week of Monday, 23 November 2026, by the clock of Zurich."""
    local = datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock))
    return moment_by_clock(local, ZONE).time_utc


def run(day: int, clock: str, *, planned: bool = False, words: str = "6x200") -> Session:
    return Session(end_utc=at(day, clock), zone=ZONE, planned=planned, words=words)


def week(*sessions: Session, schedule: Schedule = FULL) -> list[Prompt]:
    return prompts_between(sessions, schedule, at(0, "00:00"), at(7, "00:00"))


def clocks(prompts: list[Prompt], *kinds: PromptKind) -> list[tuple[int, str]]:
    """Return the day of the week and the clock time of each prompt of some kinds."""
    local = [moment_at(p.due_utc, p.zone).local for p in prompts if p.kind in kinds]
    return [((each.date() - MONDAY).days, f"{each:%H:%M}") for each in local]


AFTER, MORNING, EVENING, REST = PromptKind


def test_a_run_at_noon_is_asked_about_six_hours_later_in_the_morning_and_the_evening_after():
    assert clocks(week(run(1, "12:30")), AFTER, MORNING, EVENING) == [
        (1, "18:30"),
        (2, "07:30"),
        (2, "20:30"),
    ]


def test_the_light_protocol_asks_eight_hours_later_and_in_the_morning():
    asked = clocks(week(run(1, "12:30"), schedule=LIGHT), AFTER, MORNING, EVENING)
    assert asked == [(1, "20:30"), (2, "07:30")]


def test_nobody_is_asked_at_night_but_before_bed_or_in_the_morning():
    assert clocks(week(run(1, "18:40")), AFTER, MORNING) == [(1, "21:45"), (2, "07:30")]
    assert clocks(week(run(1, "19:00")), AFTER, MORNING) == [(2, "07:30")]
    assert clocks(week(run(2, "00:30")), AFTER, MORNING) == [(2, "07:30")]


def test_an_entry_before_bed_and_one_in_the_morning_cover_two_bands_of_an_evening_run():
    evening = run(1, "18:40")
    before_bed, morning, _ = (p for p in week(evening) if p.session)
    assert timedelta(hours=3) <= before_bed.due_utc - evening.end_utc < timedelta(hours=12)
    assert timedelta(hours=12) <= morning.due_utc - evening.end_utc < timedelta(hours=24)


def test_days_of_rest_are_drawn_by_the_seed_and_never_days_of_a_run():
    rest = {
        seed: tuple(clocks(week(run(1, "12:30"), schedule=Schedule(zone=ZONE, seed=seed)), REST))
        for seed in range(40)
    }
    assert len(set(rest.values())) > 30
    days = {day for drawn in rest.values() for day, _ in drawn}
    assert days == {0, 2, 3, 4, 5, 6}
    hours = [clock for drawn in rest.values() for _, clock in drawn]
    assert min(hours) < "09:30"
    assert max(hours) > "19:45"


@pytest.mark.parametrize(("schedule", "n"), [(FULL, 4), (LIGHT, 2)])
def test_so_many_days_of_rest_are_asked_about_in_a_week_without_runs(schedule: Schedule, n: int):
    assert len(clocks(week(schedule=schedule), REST)) == n
    assert week(schedule=schedule) == week(schedule=schedule)


def test_a_run_on_a_drawn_day_of_rest_draws_another_and_leaves_the_rest():
    drawn = [day for day, _ in clocks(week(schedule=LIGHT), REST)]
    again = [day for day, _ in clocks(week(run(drawn[0], "12:00"), schedule=LIGHT), REST)]
    assert drawn[0] not in again
    assert drawn[1] in again
    assert len(again) == 2


def test_a_planned_run_is_asked_about_until_the_day_s_run_is_known():
    planned = run(1, "19:00", planned=True, words="track")
    (morning, evening) = (p for p in week(planned) if p.session)
    assert question(morning, morning.due_utc) == "12 h after your track: how is it now?"
    real = week(planned, run(1, "18:40"))
    assert {p.session.words for p in real if p.session} == {"6x200"}
    assert {morning.key, evening.key} < {p.key for p in real}


def test_keys_stay_when_the_end_of_a_run_is_corrected():
    first, second = week(run(1, "12:30")), week(run(1, "12:55"))
    assert [p.key for p in first] == [p.key for p in second]
    assert first != second


def test_two_runs_a_day_have_keys_of_their_own_and_prompts_keep_apart():
    prompts = week(run(1, "08:00"), run(1, "12:30"), run(2, "12:00"))
    assert len({p.key for p in prompts}) == len(prompts)
    dues = [p.due_utc for p in prompts]
    assert all(later - sooner >= timedelta(hours=2) for sooner, later in pairwise(dues))


def test_an_entry_in_its_window_answers_a_prompt_and_an_early_one_counts():
    noon = run(1, "12:30")
    prompts = week(noon)
    after = next(p for p in prompts if p.kind is AFTER)
    now = noon.end_utc + timedelta(hours=4)
    assert waiting_prompts(prompts, [], now) == [after]
    assert question(after, now) == "4 h after your 6x200: how is it now?"
    assert next_prompt(prompts, [], now) == after
    entered = [now - timedelta(minutes=1)]
    assert waiting_prompts(prompts, entered, now) == []
    after_that = next_prompt(prompts, entered, now)
    assert after_that is not None
    assert after_that.kind is MORNING


def test_an_entry_of_the_hours_right_after_a_run_does_not_answer():
    noon = run(1, "12:30")
    now = noon.end_utc + timedelta(hours=4)
    assert waiting_prompts(week(noon), [noon.end_utc + timedelta(hours=1)], now)


def test_a_day_of_rest_asks_without_naming_a_run():
    rest = week()[0]
    assert question(rest, rest.due_utc) == "A day without a run: how is it now?"
    assert next_prompt([], [], rest.due_utc) is None


def test_a_clock_time_that_the_spring_skips_is_an_hour_later():
    assert clock_on(date(2026, 3, 29), time(2, 30), ZONE) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


@given(
    minutes=st.lists(st.integers(0, 7 * 24 * 60), max_size=12),
    seed=st.integers(0, 2**31),
    protocol=st.sampled_from(Protocol),
    start=st.sampled_from([MONDAY, date(2026, 3, 23), date(2026, 10, 19)]),
)
def test_no_prompt_ever_falls_into_the_night(
    minutes: list[int], seed: int, protocol: Protocol, start: date
):
    """Also in the weeks in which the clocks change."""
    first = clock_on(start, time(), ZONE)
    sessions = [Session(end_utc=first + timedelta(minutes=m), zone=ZONE) for m in minutes]
    schedule = Schedule(zone=ZONE, seed=seed, protocol=protocol)
    prompts = prompts_between(sessions, schedule, first, first + timedelta(days=9))
    for prompt in prompts:
        assert time(7) <= moment_at(prompt.due_utc, ZONE).local.time() < time(22)
        assert prompt.opens_utc <= prompt.due_utc < prompt.closes_utc
        assert prompt.session is None or prompt.due_utc - prompt.session.end_utc >= timedelta(
            hours=3
        )
    assert len({prompt.key for prompt in prompts}) == len(prompts)
