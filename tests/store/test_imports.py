"""Imports, how their inputs ended, and what was new of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flarelag.model.outcome import Origin, Outcome
from flarelag.store.activities import NewActivity
from flarelag.store.imports import EndedInput
from flarelag.store.originals import original_of
from flarelag.store.results import ended_as_stored

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.store.library import Library

MEMBER = Origin("/a/export.zip", "activities/1.fit.gz")
LOOSE = Origin("/a/1.fit")


def ended(origin: Origin, outcome: Outcome, reason: str | None = None) -> EndedInput:
    return EndedInput(origin=origin, outcome=outcome, reason=reason, stamp="17:3", parser_version=2)


def holding(activity: Activity, origin: Origin) -> EndedInput:
    new = NewActivity(
        activity=activity,
        source="file",
        origin=origin,
        original=original_of(b"bytes", keep=True),
        parser_version=2,
    )
    return replace(ended(origin, Outcome.IMPORTED), n_records=3, activities=(new,))


def test_an_import_and_its_results_are_kept(
    library: Library, noon: datetime, full_activity: Activity
):
    number = library.imports.begin(started_utc=noon, program_version="0.1.0")
    first = holding(full_activity, MEMBER)
    bad = ended(LOOSE, Outcome.FAILED, "cut off")
    stored = library.imports.add_results(number, [first, bad])
    assert [(each.outcome, len(numbers)) for each, numbers in stored] == [
        (Outcome.IMPORTED, 1),
        (Outcome.FAILED, 0),
    ]
    (run,) = library.imports.all()
    assert run.finished_utc is None
    assert run.counts == {Outcome.IMPORTED: 1, Outcome.FAILED: 1}
    library.imports.finish(number, finished_utc=noon + timedelta(seconds=3))
    (run,) = library.imports.all()
    assert (run.started_utc, run.finished_utc) == (noon, noon + timedelta(seconds=3))
    assert library.imports.results_of(number) == [replace(first, activities=()), bad]


def test_an_activity_that_is_in_already_ends_as_a_duplicate(
    library: Library, noon: datetime, full_activity: Activity
):
    number = library.imports.begin(started_utc=noon, program_version="0.1.0")
    results = library.imports.add_results(
        number, [holding(full_activity, MEMBER), holding(full_activity, LOOSE)]
    )
    assert [each.outcome for each, _ in results] == [Outcome.IMPORTED, Outcome.DUPLICATE]
    assert len(library.activities()) == 1


def test_the_last_result_of_an_input_is_the_newest(library: Library, noon: datetime):
    assert library.imports.last_result(LOOSE) is None
    number = library.imports.begin(started_utc=noon, program_version="0.1.0")
    failed, worked = ended(LOOSE, Outcome.FAILED, "cut off"), ended(LOOSE, Outcome.IMPORTED)
    library.imports.add_results(number, [failed, worked, ended(MEMBER, Outcome.FAILED, "no")])
    assert library.imports.last_result(LOOSE) == worked
    assert library.imports.last_result(replace(MEMBER, member=None)) is None


def test_what_was_known_already_is_decided_by_what_was_new(full_activity: Activity):
    one = holding(full_activity, LOOSE)
    assert ended_as_stored(one, n_new=1) == one
    assert ended_as_stored(one, n_new=0).outcome is Outcome.DUPLICATE
    failed = ended(LOOSE, Outcome.FAILED, "no")
    assert ended_as_stored(failed, n_new=0) == failed
