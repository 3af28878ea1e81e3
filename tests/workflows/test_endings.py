from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.model.outcome import Origin, Outcome
from flarelag.sources.inputs import Input, list_inputs
from flarelag.store.imports import EndedInput
from flarelag.workflows.endings import (
    PARSER_VERSION,
    ended_by,
    known_outcome,
    stamp_of,
    without_twin,
)

if TYPE_CHECKING:
    from pathlib import Path


def refused_by_the_system() -> UnreadableFileError:
    error = UnreadableFileError("cannot be read: Permission denied")
    error.__cause__ = PermissionError()
    return error


@pytest.mark.parametrize(
    ("error", "outcome", "final"),
    [
        (NotAnActivityError("a course"), Outcome.NOT_AN_ACTIVITY, True),
        (UnreadableFileError("cut off", file="x"), Outcome.FAILED, True),
        (UnsafeInputError("a bomb"), Outcome.FAILED, True),
        (refused_by_the_system(), Outcome.FAILED, False),
        (MemoryError(), Outcome.FAILED, False),
        (IndexError("0"), Outcome.FAILED, False),
    ],
)
def test_what_an_error_means(error: Exception, outcome: Outcome, final: bool):  # noqa: FBT001 - a parameter of a test
    found, reason, pointless = ended_by(error)
    assert (found, pointless) == (outcome, final)
    assert reason


ITEM = Input(origin=Origin("/a/b.fit"), size_bytes=10, mtime_ns=5)
LAST = EndedInput(
    origin=ITEM.origin,
    outcome=Outcome.IMPORTED,
    n_records=9,
    stamp="5:10:None",
    parser_version=PARSER_VERSION,
)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, None),
        (LAST, Outcome.DUPLICATE),
        (replace(LAST, outcome=Outcome.SALVAGED), Outcome.DUPLICATE),
        (replace(LAST, outcome=Outcome.DUPLICATE), Outcome.DUPLICATE),
        (replace(LAST, outcome=Outcome.FAILED), Outcome.FAILED),
        (replace(LAST, outcome=Outcome.NOT_AN_ACTIVITY), Outcome.NOT_AN_ACTIVITY),
        (replace(LAST, parser_version=PARSER_VERSION - 1), Outcome.DUPLICATE),
        (replace(LAST, outcome=Outcome.FAILED, parser_version=PARSER_VERSION - 1), None),
        (replace(LAST, stamp="6:10:None"), None),
        (replace(LAST, stamp=None), None),
    ],
)
def test_what_is_known_need_not_be_read(last: EndedInput | None, expected: Outcome | None):
    known = known_outcome(last, ITEM)
    assert (known.outcome if known else None) == expected


def test_an_input_that_cannot_be_told_apart_is_read():
    unstamped = replace(LAST, stamp=None)
    assert known_outcome(unstamped, replace(ITEM, mtime_ns=None)) is None


def test_a_twin_matters_only_to_what_holds_activities():
    failed = replace(LAST, outcome=Outcome.FAILED, reason="cut off")
    assert without_twin(failed, Origin("/c.fit")) == failed
    assert without_twin(LAST, None) == LAST


def test_a_stamp_changes_with_the_file(tmp_path: Path):
    path = tmp_path / "a"
    stamps = set()
    for content in (b"one", b"three"):
        path.write_bytes(content)
        (item,) = list_inputs([path])
        stamps.add(stamp_of(item))
    (missing,) = list_inputs([tmp_path / "none"])
    assert len(stamps) == 2
    assert stamp_of(missing) is None
