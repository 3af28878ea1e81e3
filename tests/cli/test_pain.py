"""`flarelag pain`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]


def test_an_entry_is_stored_and_said_in_words(run: Run, library_root: Path):
    words = ("--site", "buttock", "--side", "left", "--at", "2 h ago", "--note", "after 200s")
    before = datetime.now(UTC)
    result = run("pain", "6", *words)
    assert result.exit_code == 0
    assert result.stdout.startswith("saved: 6/10 left buttock, ")
    assert not result.stderr
    with Library.open(library_root, create=False) as library:
        (entry,) = library.diary.entries()
    assert entry.score == 6
    assert entry.sites == (PainSite(BodySite.BUTTOCK, Side.LEFT),)
    assert (entry.note, entry.zone, entry.source) == ("after 200s", "Europe/Zurich", "cli")
    assert abs(before - timedelta(hours=2) - entry.time_utc) < timedelta(seconds=30)
    assert timedelta(0) <= entry.entered_utc - before < timedelta(seconds=30)


def test_several_sites_qualities_and_marks(run: Run, library_root: Path):
    sites = ("--site", "left:buttock", "--site", "outer calf", "--site", "right:foot")
    marks = ("--quality", "ache", "--quality", "Burning", "--flare", "--woke")
    result = run("pain", "0", *sites, *marks, "--at", "2026-10-25 02:30")
    assert result.stdout == (
        "saved: 0/10 left buttock and outer calf and right foot (ache, burning), 2026-10-25 02:30; "
        "the clock showed this time twice, taken as the first\n"
    )
    with Library.open(library_root) as library:
        (entry,) = library.diary.entries()
    assert entry.time_utc == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert entry.qualities == (Quality.ACHE, Quality.BURNING)
    assert entry.flare
    assert entry.woke
    assert entry.recalled


def test_a_zone_of_its_own(run: Run, library_root: Path):
    run("pain", "3", "--at", "2026-07-01 12:00", "--zone", "America/New_York")
    with Library.open(library_root) as library:
        (entry,) = library.diary.entries()
    assert entry.time_utc == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert (entry.zone, entry.utc_offset_s) == ("America/New_York", -14400)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("11",), 'score "11" is not a whole number from 0 to 10'),
        (("6.5",), "not a whole number from 0 to 10"),
        (("six",), "not a whole number from 0 to 10"),
        (("6", "--site", "buttok"), "did you mean buttock?); known are lower_back, buttock, hip"),
        (("6", "--site", "hip", "--side", "port"), "known are left, right, both, middle"),
        (("6", "--side", "left"), "needs a site"),
        (("6", "--quality", "odd"), "known are ache, sharp, burning, numb, weak"),
        (("6", "--at", "2999-01-01 10:00"), "still to come"),
        (("6", "--at", "soon"), 'write "now", "2 h ago"'),
        (("6", "--at", "2026-03-29 02:30"), "never showed 02:30"),
        (("6", "--zone", "Europe/Zuerich"), "did you mean Europe/Zurich"),
    ],
)
def test_what_cannot_be_right_is_one_sentence_and_stores_nothing(
    run: Run, library_root: Path, words: tuple[str, ...], said: str
):
    result = run("pain", *words)
    assert result.exit_code == 1
    assert not result.stdout
    assert said in result.stderr
    assert result.stderr.startswith("flarelag: ")
    assert result.stderr.count("\n") == 1
    assert not library_root.exists()


@pytest.mark.parametrize(
    "words",
    [("--quality", "numb"), ("--quality", "weak"), ("--site", "foot", "--side", "both")],
)
def test_warning_signs_follow_the_saved_entry(run: Run, library_root: Path, words: tuple[str, ...]):
    result = run("pain", "4", *words)
    saved, blank, why, *signs = result.stdout.splitlines()
    assert saved.startswith("saved: 4/10")
    assert not blank
    assert why.endswith(": please read this.")
    assert signs[0] == "Go to an emergency department now:"
    assert "  - numbness or tingling between the legs or around the genitals or anus" in signs
    with Library.open(library_root) as library:
        assert len(library.diary.entries()) == 1


def test_no_warning_signs_otherwise(run: Run):
    assert "emergency" not in run("pain", "9", "--site", "left:foot", "--quality", "ache").stdout


def test_a_note_that_is_no_utf_8_is_stored_all_the_same(run: Run, library_root: Path):
    assert run("pain", "4", "--note", "caf\udce9").exit_code == 0
    with Library.open(library_root) as library:
        assert library.diary.entries()[0].note == "caf?"


def test_the_library_may_be_named_before_or_after_the_command(
    run: Run, library_root: Path, tmp_path: Path
):
    run("--library", tmp_path / "one", "pain", "4")
    run("pain", "4", "--library", tmp_path / "two")
    for name in ("one", "two"):
        with Library.open(tmp_path / name, create=False) as library:
            assert len(library.diary.entries()) == 1
    assert not library_root.exists()
