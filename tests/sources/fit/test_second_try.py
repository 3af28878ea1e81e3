"""fitparse as a second try: it must find what our own reader finds, and be asked last."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from flarelag.errors import UnreadableFileError
from flarelag.sources import fit
from flarelag.sources.detect import parse_activities
from flarelag.sources.fit import read_again, second_try

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.model.activity import Activity


@pytest.fixture
def sprints(sample_data: Path) -> bytes:
    return (sample_data / "loose" / "sprints.fit").read_bytes()


def gives_up(_: bytes) -> None:
    raise UnreadableFileError("nothing found")


def measured(activity: Activity) -> tuple[object, ...]:
    return (
        activity.sport,
        activity.start_utc,
        activity.duration_s,
        activity.timer_s,
        activity.distance_m,
        activity.utc_offset_s,
        activity.device,
        activity.laps,
        activity.pauses,
        activity.splits,
    )


def test_it_reads_what_our_own_reader_reads(sprints: bytes):
    (ours,) = parse_activities(sprints)
    again = read_again(sprints)
    assert again is not None
    (theirs,) = again.activities
    assert measured(theirs.activity) == measured(ours.activity)
    assert theirs.records.equals(ours.records)


@pytest.mark.parametrize(
    "name",
    [
        "sweatpy__6471559601_ACTIVITY.fit",  # multisport
        "workoutizer__with_nones.fit",
        "python-fitparse__garmin-fenix-5-walk.fit",
    ],
)
def test_it_reads_real_files_as_our_own_reader_does(corpus: Path, name: str):
    data = (corpus / "fit" / name).read_bytes()
    again = read_again(data)
    assert again is not None
    for theirs, ours in zip(again.activities, parse_activities(data), strict=True):
        assert measured(theirs.activity) == measured(ours.activity)
        assert theirs.records["t_s"].equals(ours.records["t_s"])
        assert theirs.records["heart_rate_bpm"].equals(ours.records["heart_rate_bpm"])


def test_it_is_asked_where_our_reader_gives_up(monkeypatch: pytest.MonkeyPatch, sprints: bytes):
    monkeypatch.setattr(fit, "_read", gives_up)
    (parsed,) = parse_activities(sprints)
    assert parsed.activity.salvaged
    assert "read by fitparse" in parsed.activity.remarks[0]
    (cut,) = parse_activities(sprints[: len(sprints) // 2])
    assert 0 < cut.activity.n_records < parsed.activity.n_records


def test_where_it_finds_nothing_either_the_first_reason_stands(
    monkeypatch: pytest.MonkeyPatch, sprints: bytes
):
    monkeypatch.setattr(fit, "_read", gives_up)
    with pytest.raises(UnreadableFileError, match="nothing found"):
        parse_activities(sprints[:20])


def test_it_leaves_other_kinds_of_files_alone(corpus: Path):
    assert read_again((corpus / "fit" / "fit__Settings.fit").read_bytes()) is None


def test_its_size_messages_and_time_are_bounded(monkeypatch: pytest.MonkeyPatch, sprints: bytes):
    monkeypatch.setattr(second_try, "MOST_MESSAGES", 100)
    few = read_again(sprints)
    assert few is not None
    assert 0 < few.activities[0].activity.n_records <= 100
    ticks: Any = count(0, 30)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))
    fewer = read_again(sprints)
    assert fewer is not None
    assert fewer.activities[0].activity.n_records < few.activities[0].activity.n_records
    monkeypatch.setattr(second_try, "MOST_BYTES", 10)
    assert read_again(sprints) is None
