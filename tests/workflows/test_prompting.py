"""What the diary asks, from a library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import ConfigError
from flarelag.model.diary import DiaryEntry
from flarelag.model.prompts import PromptKind, Protocol, question
from flarelag.workflows.clock import home_zone
from flarelag.workflows.following_up import adherence
from flarelag.workflows.importing import import_paths
from flarelag.workflows.logged_sessions import log_session
from flarelag.workflows.prompting import SEED, prompt_seed, prompting, prompts_due

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flarelag.store.library import Library

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=9)


@pytest.fixture
def library(library: Library) -> Library:
    home_zone(library, "UTC")
    # By some seeds a prompt of a day of rest falls among those looked at.
    library.set_setting(SEED, 1)
    return library


def write(library: Library, at: datetime, score: int = 3) -> None:
    entry = DiaryEntry(time_utc=at, entered_utc=at, zone="UTC", utc_offset_s=0, score=score)
    library.diary.add_entries([entry])


def settings(library: Library, text: str) -> None:
    library.paths.config.write_text(f"[diary]\n{text}\n")


def test_prompts_count_from_a_logged_session_and_an_entry_answers(library: Library):
    log_session(library, "6x200", ended="12:00", zone="UTC", now=NOON)
    before = prompting(library, NOON + timedelta(hours=4))
    (waiting,) = before.waiting
    assert question(waiting, NOON + timedelta(hours=4)) == "4 h after your 6x200: how is it now?"
    assert before.next == waiting
    write(library, NOON + timedelta(hours=4))
    after = prompting(library, NOON + timedelta(hours=4, minutes=1))
    assert after.waiting == ()
    assert after.next is not None
    assert after.next.kind is PromptKind.NEXT_MORNING


def test_they_count_from_the_recording_once_it_is_there(
    library: Library, tmp_path: Path, sprints: Callable[[int], bytes]
):
    morning = datetime(2026, 1, 2, 8, tzinfo=UTC)
    log_session(library, "6x200", ended="2026-01-01 18:00", zone="UTC", now=morning)
    (tmp_path / "run.tcx").write_bytes(sprints(0))
    guessed = prompting(library, morning).waiting
    import_paths(library, [tmp_path / "run.tcx"], now=morning, jobs=1)
    known = prompting(library, morning).waiting
    assert [each.key for each in known] == [each.key for each in guessed]
    assert [question(each, morning) for each in known] == ["15 h after your 6x200: how is it now?"]


def test_they_count_from_the_weekly_plan_until_the_run_is_known(library: Library):
    settings(library, 'plan = ["track Tuesdays 11:00"]')
    later = NOON + timedelta(hours=4)
    assert [each.session.words for each in prompting(library, later).waiting if each.session] == [
        "track"
    ]
    log_session(library, "6x200", ended="11:30", zone="UTC", now=NOON)
    assert [each.session.words for each in prompting(library, later).waiting if each.session] == [
        "6x200"
    ]


def test_a_planned_run_of_last_week_did_not_take_place(library: Library):
    settings(library, 'plan = ["track Tuesdays 11:00"]')
    now = NOON + timedelta(days=6)
    due = prompts_due(library, now - timedelta(days=6), now, now=now)
    assert {each.kind for each in due} == {PromptKind.REST_DAY}


def test_the_seed_is_drawn_once(library: Library):
    seed = prompt_seed(library)
    assert prompt_seed(library) == seed
    week = timedelta(days=7)
    assert prompts_due(library, NOON, NOON + week, now=NOON) == prompts_due(
        library, NOON, NOON + week, now=NOON
    )


def test_the_protocol_is_set_in_the_file_or_asked_for(library: Library):
    def n(protocol: Protocol | None = None) -> int:
        monday = NOON - timedelta(days=1, hours=12)
        week = monday + timedelta(days=7)
        return len(prompts_due(library, monday, week, now=NOON, protocol=protocol))

    assert (n(), n(Protocol.LIGHT)) == (4, 2)
    settings(library, 'protocol = "light"')
    assert (n(), n(Protocol.FULL)) == (2, 4)


@pytest.mark.parametrize(
    ("text", "key"),
    [('protocol = "lite"', "diary.protocol"), ('plan = ["track"]', "diary.plan")],
)
def test_settings_that_cannot_be_used_are_named(library: Library, text: str, key: str):
    settings(library, text)
    with pytest.raises(ConfigError) as caught:
        prompting(library, NOON)
    assert caught.value.key == key
    assert caught.value.file == str(library.paths.config)


def test_adherence_says_which_hours_have_entries_from_the_first_entry_on(library: Library):
    for day in (1, 15, 20):
        log_session(
            library, "easy", ended=f"2026-11-{day:02} 12:00", zone="UTC", now=EVENING, minutes=30
        )
    for day, hour in ((14, 8), (15, 17), (16, 8), (18, 8), (21, 8)):
        write(library, datetime(2026, 11, day, hour, tzinfo=UTC))
    found = adherence(library, since=EVENING - timedelta(weeks=8), now=EVENING)
    assert [each.session.end_utc.day for each in found.runs] == [15, 20]
    assert [each.follow_up.enough for each in found.runs] == [True, False]
    # 13 to 23 November without the two days of a run; entries on four of them.
    assert (found.n_rest_days, found.n_rest_days_with_entry) == (9, 4)
    assert found.prompting.next is not None


def test_an_empty_diary_has_nothing_to_judge(library: Library):
    log_session(library, "easy", ended="11:00", zone="UTC", now=NOON)
    found = adherence(library, since=NOON - timedelta(weeks=8), now=NOON)
    assert (found.runs, found.n_rest_days) == ((), 0)
