"""A few of the strains of `scripts/crash_diary.py`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from diary_strain.flood import Flood, flood
from diary_strain.kills import Kills, strike_commands, strike_page
from flarelag.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path


def test_killed_commands_lose_nothing_that_was_acknowledged(tmp_path: Path):
    tally = Kills()
    strike_commands(tmp_path / "library", 4, random.Random(5), tally)  # noqa: S311 - no secret
    assert tally.losses == []
    assert tally.cli == 4


def test_a_killed_page_loses_nothing_and_a_form_sent_again_is_one_entry(tmp_path: Path):
    tally = Kills()
    strike_page(tmp_path / "library", 2, random.Random(5), tally)  # noqa: S311 - no secret
    assert tally.losses == []
    assert tally.page == 2
    assert tally.acknowledged >= 2


def test_page_and_commands_write_while_an_import_runs(tmp_path: Path, sample_data: Path):
    written = Flood(by_page=40, by_command=2, by_inbox=0)
    flood(written, tmp_path / "library", sample_data / "loose", phones=2, shells=1)
    assert written.losses == []
    assert written.there == 42
    assert written.imports >= 1
    with Library.open(tmp_path / "library") as library:
        assert len(library.activities()) == written.activities
