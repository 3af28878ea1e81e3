from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flarelag.model.movement import HourOfMovement
from flarelag.model.outcome import Origin, Outcome
from flarelag.store.imports import EndedInput
from flarelag.store.movement import NewMovement
from flarelag.store.originals import original_of

if TYPE_CHECKING:
    from flarelag.store.library import Library

MORNING = datetime(2026, 6, 1, 7, tzinfo=UTC)


def hour(at: int, covered: int, steps: int | None = None) -> HourOfMovement:
    return HourOfMovement(
        hour_utc=MORNING + timedelta(hours=at),
        source="garmin watch",
        covered=covered,
        active=covered & 0b01,
        sedentary=covered & 0b10,
        steps=steps,
    )


def ended(data: bytes, *hours: HourOfMovement) -> EndedInput:
    new = NewMovement(hours=hours, original=original_of(data, keep=True), parser_version=2)
    return EndedInput(
        origin=Origin("/a/export.zip", f"{data.decode()}.fit"),
        outcome=Outcome.IMPORTED,
        parser_version=2,
        movement=new,
    )


def stored(library: Library, *inputs: EndedInput) -> list[Outcome]:
    number = library.imports.begin(started_utc=MORNING, program_version="0.1.0")
    return [each.outcome for each, _ in library.imports.add_results(number, inputs)]


def test_hours_come_back_as_they_were(library: Library):
    hours = (hour(0, 0b111, 40), hour(2, 1 << 59))
    assert stored(library, ended(b"one", *hours)) == [Outcome.IMPORTED]
    assert library.movement() == list(hours)
    assert library.movement(since=MORNING + timedelta(hours=1)) == [hours[1]]
    assert library.movement(until=MORNING + timedelta(hours=2)) == [hours[0]]


def test_an_hour_in_two_files_is_put_together(library: Library):
    stored(library, ended(b"one", hour(0, 0b011, 5)), ended(b"two", hour(0, 0b100, 7)))
    assert library.movement() == [hour(0, 0b111, 12)]


def test_the_same_bytes_are_a_duplicate(library: Library):
    one = ended(b"one", hour(0, 0b1))
    assert stored(library, one, one) == [Outcome.IMPORTED, Outcome.DUPLICATE]
    assert stored(library, one) == [Outcome.DUPLICATE]
    assert library.movement() == [hour(0, 0b1)]


def test_the_original_is_kept(library: Library):
    new = ended(b"one", hour(0, 0b1))
    stored(library, new)
    assert new.movement is not None
    path = library.paths.original(new.movement.original.sha256)
    assert path.read_bytes() == new.movement.original.packed
    assert [each.path for each in library.expected_files()] == [path]


def test_hours_that_another_import_met_outlive_the_one_that_brought_them(library: Library):
    hours = (hour(0, 0b111, 40), hour(2, 1 << 59))
    for _ in range(3):
        stored(library, ended(b"one", *hours))
    for number in (1, 3):
        library.imports.undo(number)
        assert library.movement() == list(hours)
    assert [each.owner for each in library.expected_files()]
    library.imports.undo(2)
    assert (library.movement(), library.expected_files()) == ([], [])
