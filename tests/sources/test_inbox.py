"""A diary as plain text."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import UnreadableFileError
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.diary import DiaryEntry
from flarelag.model.moments import moment_at
from flarelag.sources.inbox import InboxFile, read_inbox
from flarelag.sources.inbox_lines import InboxLine, Spoken, canonical_name

NOW = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)
CHANGED = NOW - timedelta(minutes=5)


def read(
    text: str | bytes, *, file: str = "diary.txt", changed: datetime = CHANGED, settled: bool = True
) -> InboxFile:
    data = text if isinstance(text, bytes) else text.encode()
    return read_inbox(
        data, file=file, zone="Europe/Zurich", modified=changed, now=NOW, settled=settled
    )


def entries(text: str, *, file: str = "diary.txt") -> list[DiaryEntry]:
    lines = read(text, file=file).lines
    assert not [line.reason for line in lines if line.reason]
    return [line.entry for line in lines if line.entry]


def keys(text: str, *, file: str = "diary.txt") -> list[str]:
    return [line.key for line in read(text, file=file).lines]


def test_a_line_says_when_how_much_where_and_more():
    (entry,) = entries("2026-11-23 21:10 6 buttock left ran 200s\n")
    assert entry == DiaryEntry(
        time_utc=datetime(2026, 11, 23, 20, 10, tzinfo=UTC),
        entered_utc=CHANGED,
        zone="Europe/Zurich",
        utc_offset_s=3600,
        score=6,
        sites=(PainSite(BodySite.BUTTOCK, Side.LEFT),),
        note="ran 200s",
        source="inbox",
    )


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-23 21:10",
        "2026-11-23T21:10",
        "2026-11-23, 21:10:00",
        "- 2026-11-23 21:10:",
        "2026-11-23 at 9:10 pm",
        "2026-11-23 at 9:10\u202fPM",
        "23.11.2026, 21:10",
        "23.11.2026 um 21:10",
        "2026-11-23T21:10:00+01:00",
        "2026-11-23T20:10:00Z",
        "2026-11-23T15:10:00.250-05:00",
    ],
)
def test_times_as_phones_write_them(time: str):
    (entry,) = entries(f"{time} 6\n")
    assert entry.time_utc == datetime(2026, 11, 23, 20, 10, tzinfo=UTC)
    assert entry.time_end_utc is None


def test_a_day_alone_is_the_whole_day():
    (entry,) = entries("2026-11-22 4 lower back, drove all day\n")
    assert entry.time_utc == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    assert entry.time_end_utc == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert entry.note == "drove all day"


def test_the_last_line_without_a_time_was_written_when_the_file_changed():
    (entry,) = entries("6 buttock left\n")
    assert (entry.time_utc, entry.time_end_utc, entry.entered_utc) == (CHANGED, None, CHANGED)


def test_a_line_without_a_time_between_others_keeps_the_stretch_between_them():
    _, vague, _ = entries("2026-11-23 08:00 2\n5 buttock left\n2026-11-23 21:00 3\n")
    assert vague.time_utc == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert vague.time_end_utc == datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def test_a_line_without_a_time_that_nothing_bounds_is_refused():
    first, second = read("5 buttock left\n2026-11-23 21:00 3\n").lines
    assert first.entry is None
    assert "no time" in str(first.reason)
    assert second.entry


def test_lines_are_written_in_their_order_so_one_filled_in_later_is_recalled():
    in_time, later, last = entries("2026-11-20 21:00 3\n2026-11-18 21:00 5\n2026-11-24 08:00 2\n")
    assert not in_time.recalled
    assert later.recalled
    assert later.entered_utc == in_time.time_utc
    assert last.entered_utc == CHANGED


def test_a_last_line_that_speaks_of_days_before_the_file_changed_is_recalled():
    assert entries("2026-11-20 21:00 3\n")[0].recalled


def test_a_file_with_the_newest_line_on_top_is_read_from_below():
    new, between, old = entries("2026-11-24 08:00 2\n4 foot\n2026-11-20 21:00 3\n")
    assert (old.entered_utc, old.recalled) == (old.time_utc, False)
    assert (between.time_utc, between.time_end_utc) == (old.time_utc, new.time_utc)
    assert new.entered_utc == CHANGED
    assert entries("2 hip\n2026-11-23 08:00 2\n2026-11-20 21:00 3\n")[0].time_utc == CHANGED


def test_what_says_nothing_is_passed_over():
    text = "# My diary\n\n// seldom\n   \n#pain 6 left glute\n"
    (line,) = read(text).lines
    assert line.number == 5
    assert line.entry
    assert line.entry.score == 6


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-11-23 21:10", "no score"),
        ("2026-11-23 21:10 11 hip", "0 to 10"),
        ("2026-11-25 21:10 6 hip", "still to come"),
        ("2026-11-25 6 hip", "still to come"),
        ("2026-11-25T21:10+01:00 6 hip", "still to come"),
        ("2026-02-30 21:10 6 hip", "no day"),
        ("31.2.2026 6 hip", "no day"),
        ("2026-03-29 02:30 6 hip", "never showed"),
        ("2026-11-23 25:10 6 hip", "not understood"),
        ("21:10 6 hip", "day first"),
        ("11/23/2026 21:10 6 hip", "day first"),
        ("2026-11-23 21:10 6 \0\0\0", "gap"),
        (f"2026-11-23 21:10 6 {'x' * 10_001}", "too long"),
    ],
)
def test_a_line_that_cannot_be_right_is_kept_beside_its_reason(line: str, words: str):
    bad, good = read(f"{line}\n2026-11-23 22:00 3\n").lines
    assert (bad.entry, bad.number) == (None, 1)
    assert words in str(bad.reason)
    assert good.entry


def test_a_line_still_being_written_waits_and_the_ones_before_it_do_not():
    text = "2026-11-23 20:00 2\n2026-11-23 21:10 6 butt"
    waiting = read(text, settled=False)
    assert [line.number for line in waiting.lines] == [1]
    assert waiting.unfinished == "2026-11-23 21:10 6 butt"
    assert len(read(text).lines) == 2


def test_what_is_no_score_is_handed_on_in_its_own_words():
    cold, sat, ran = read("2026-11-22 cold\n2026-11-23 18:00 sitting 6h\nran 6x200\n").lines
    assert sat.spoken == Spoken(
        words="sitting 6h",
        moment=moment_at(datetime(2026, 11, 23, 17, tzinfo=UTC), "Europe/Zurich"),
    )
    assert cold.spoken
    assert cold.spoken.end_utc == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert ran.spoken
    assert (ran.spoken.words, ran.spoken.moment.time_utc) == ("ran 6x200", CHANGED)


def test_a_clock_time_that_occurs_twice_is_marked():
    twice, once = read("2026-10-25 02:30 3\n2026-10-25 03:30 3\n").lines
    assert (twice.ambiguous, once.ambiguous) == (True, False)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_ends_of_lines_and_utf_16(ends: str):
    text = ends.join(["2026-11-23 20:00 2 hip", "2026-11-23 21:00 3 Hüfte", ""])
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert [line.number for line in read(data).lines if line.entry] == [1, 2]


@pytest.mark.parametrize(
    ("data", "words"), [(b"\xff6 hip", "not UTF-8"), (b"6\n" * 5_000_001, "too large")]
)
def test_what_is_no_text_is_one_sentence(data: bytes, words: str):
    with pytest.raises(UnreadableFileError, match=words):
        read(data)


class TestKeys:
    TIMED = "2026-11-23 21:10 6 buttock left"

    def test_a_line_with_its_time_is_the_same_in_every_file(self):
        assert keys(f"{self.TIMED}\n") == keys("# new\n 2026-11-23  21:10 6 buttock left", file="b")

    def test_a_line_without_is_the_same_in_a_copy_of_its_file_only(self):
        copy = "diary.sync-conflict-20261123-211000-ABCDEFG.txt"
        assert keys("6 hip\n") == keys("6 hip\n", file=copy)
        assert keys("6 hip\n") != keys("6 hip\n", file="other.txt")

    def test_the_same_words_again_are_another_line_where_no_time_is_named(self):
        first, again = keys("6 hip\n6 hip\n")
        assert first != again
        assert keys("2 foot\n6 hip\n6 hip\n")[1:] == [first, again]

    def test_a_bad_line_has_a_key_too(self):
        assert len(set(keys("so so\n21:10 6\n2026-11-23 21:10 11\n"))) == 3


@pytest.mark.parametrize(
    "name",
    [
        "Diary.txt",
        "diary.sync-conflict-20261123-211000-ABCDEFG.txt",
        "diary (Anna's conflicted copy 2026-11-23).txt",
        "diary (conflicted copy 2026-11-23 211000).txt",
        "diary (1).txt",
        "diary_conflict-20261123.txt",
    ],
)
def test_copies_that_syncing_makes_go_by_the_file_s_own_name(name: str):
    assert canonical_name(name) == "diary.txt"


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes):
    with suppress(UnreadableFileError):
        check(read(data).lines)


@given(st.lists(st.text(alphabet="0123456789-:. TZ+apm#left hipfoot\x00\r", max_size=40)))
def test_any_lines_are_read_or_refused(lines: list[str]):
    check(read("\n".join(lines)).lines)


def check(lines: tuple[InboxLine, ...]) -> None:
    for line in lines:
        assert [line.entry, line.spoken, line.reason].count(None) == 2
        if line.entry:
            assert line.entry.time_utc <= NOW + timedelta(minutes=1)
            assert line.entry.entered_utc >= line.entry.time_utc
