"""`flarelag log`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flarelag.model.factors import FactorKind, FactorSource, Scale
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]


def test_hours_of_sitting_are_logged(run: Run, library_root: Path):
    result = run("log", "sitting", "6h", "--day", "2026-11-20", "--note", "desk")
    assert result.stdout == ("saved: sitting 6 h, between 2026-11-20 00:00 and 2026-11-21 00:00\n")
    with Library.open(library_root, create=False) as library:
        (factor,) = library.diary.factors()
    assert (factor.name, factor.amount, factor.scale) == ("sitting", 6.0, Scale.HOURS)
    assert factor.time_utc == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert factor.end_utc == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert (factor.note, factor.source, factor.zone) == (
        *("desk", FactorSource.TYPED),
        "Europe/Zurich",
    )
    assert factor.recalled


def test_a_stretch_is_as_long_as_it_was(run: Run, library_root: Path):
    words = ("--from", "2026-11-20 09:15", "--to", "2026-11-20 11:45")
    assert run("log", "driving", *words).exit_code == 0
    with Library.open(library_root, create=False) as library:
        (factor,) = library.diary.factors()
    assert factor.amount == 2.5


def test_a_painkiller_keeps_how_much_it_was(run: Run, library_root: Path):
    before = datetime.now(UTC)
    run("log", "ibuprofen", "400 mg", "--at", "1 h ago")
    with Library.open(library_root, create=False) as library:
        (factor,) = library.diary.factors()
    assert (factor.name, factor.kind, factor.amount, factor.detail) == (
        *("painkiller", FactorKind.MEASURE),
        *(1.0, "400 mg"),
    )
    assert abs(before - timedelta(hours=1) - factor.time_utc) < timedelta(seconds=30)


def test_the_list_is_extended_by_a_word_of_her_own(run: Run, library_root: Path):
    unknown = run("log", "standing desk", "2h")
    assert unknown.exit_code == 1
    assert "did you mean standing?" in unknown.stderr
    assert run("log", "standing desk", "1h", "--new", "factor", "--at", "yesterday").exit_code == 0
    assert run("log", "Standing-Desk", "90 min", "--day", "yesterday").exit_code == 0
    with Library.open(library_root, create=False) as library:
        names = {each.name for each in library.diary.factors()}
    assert names == {"standing_desk"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("siting", "6h"), "did you mean sitting?"),
        (("sitting",), "say how long it was, such as 6h"),
        (("sitting", "lots"), 'is not hours or minutes, such as "6h"'),
        (("ice", "lots"), 'is not "yes", "no", or how much'),
        (("sitting", "30h", "--day", "2026-11-20"), "is longer than the time it lay in (24 h)"),
        (("sitting", "2h", "--at", "2999-01-01 10:00"), "still to come"),
        (("driving", "--from", "2026-11-20 12:00", "--to", "2026-11-20 11:00"), "ends before"),
        (("sitting", "1h", "--at", "now", "--day", "today"), "either --at or --day"),
        (("sitting", "1h", "--at", "now", "--from", "now"), "either --from and --to"),
        (("driving", "--to", "2026-11-20 12:00"), "say --from, or how long"),
        (("driving", "--from", "2026-11-20"), "--from and --to are clock times"),
        (("sitting", "6h", "--day", "2026-03-29 02:30"), "never showed 02:30"),
    ],
)
def test_what_cannot_be_right_is_one_sentence(run: Run, words: tuple[str, ...], said: str):
    result = run("log", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_kind_that_is_none_is_misuse(run: Run, library_root: Path):
    result = run("log", "sauna", "--new", "thing")
    assert result.exit_code == 2
    assert "neither factor nor measure" in result.stderr
    assert not library_root.exists()
