"""Every change of the diary is kept and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flarelag.errors import LibraryError
from flarelag.model.body import Side
from flarelag.model.diary import DiaryEntry, Phase, Pin
from flarelag.model.diary_history import ChangeAction, DiaryItem, ItemKind
from flarelag.model.factors import Factor, FactorKind, FactorSource, Scale
from flarelag.model.remembered import RememberedFlare
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer
from flarelag.store.inbox import InboxMark, InboxState
from flarelag.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

NOW = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)
ENTRY = DiaryEntry(
    time_utc=NOW,
    entered_utc=NOW,
    zone="Europe/Zurich",
    utc_offset_s=3600,
    score=3,
    pin=Pin(activity_id=7, activity_start_utc=NOW, offset_s=1300.0, lap=8, phase=Phase.SLOWING),
)
FACTOR = Factor(
    name="sitting",
    kind=FactorKind.FACTOR,
    scale=Scale.HOURS,
    amount=6.0,
    time_utc=NOW - timedelta(hours=8),
    end_utc=NOW,
    entered_utc=NOW,
    zone="Europe/Zurich",
    utc_offset_s=3600,
    detail="six hours",
    note="desk <b>",
    source=FactorSource.PAGE,
    origin="x",
)
FLARE = RememberedFlare(
    first_day=date(2023, 5, 14),
    last_day=date(2023, 6, 20),
    side=Side.LEFT,
    entered_utc=NOW,
    note="spring",
)
SHOES = ShoeSettings(name="Spikes", entered_utc=NOW, start_m=120_000.0, limit_m=500_000.0)
SIGNS = WarningAnswer(
    answer=SignsAnswer.HAVE, time_utc=NOW, zone="Europe/Zurich", utc_offset_s=3600
)
ITEMS: tuple[DiaryItem, ...] = (ENTRY, FACTOR, FLARE, SHOES, SIGNS)


def everything(library: Library) -> list[DiaryItem]:
    diary = library.diary
    items: list[DiaryItem] = [*diary.entries(), *diary.factors(), *diary.flares()]
    return [*items, *diary.shoes(), *diary.warning_answers()]


def test_every_kind_comes_back_under_its_own_number(library: Library):
    written = library.diary.add(ITEMS, at_utc=NOW)
    assert everything(library) == [
        replace(item, id=number) for item, number in zip(ITEMS, written.ids, strict=True)
    ]
    assert len(set(written.ids)) == len(ITEMS)
    assert library.diary.n_items() == dict.fromkeys(ItemKind, 1)
    assert FLARE.recalled
    assert FLARE.n_days == 38


def test_an_edit_keeps_what_was_said_before(library: Library):
    (number,) = library.diary.add([ENTRY], at_utc=NOW).ids
    changed = replace(ENTRY, id=number, score=7, note="worse than I thought")
    later = NOW + timedelta(hours=1)
    library.diary.edit(changed, at_utc=later)
    assert library.diary.entries() == [changed]
    added, edited = library.diary.history(number)
    assert (added.action, added.at_utc, edited.action, edited.at_utc) == (
        *(ChangeAction.ADD, NOW),
        *(ChangeAction.EDIT, later),
    )
    (change,) = edited.items
    assert (change.before, change.after) == (replace(ENTRY, id=number), changed)


def test_an_edit_that_changes_nothing_is_no_change(library: Library):
    (number,) = library.diary.add([ENTRY], at_utc=NOW).ids
    assert library.diary.edit(replace(ENTRY, id=number), at_utc=NOW).change_id is None
    assert len(library.diary.history()) == 1


def test_an_edit_does_not_turn_one_kind_into_another(library: Library):
    (number,) = library.diary.add([ENTRY], at_utc=NOW).ids
    with pytest.raises(LibraryError, match="another kind"):
        library.diary.edit(replace(FACTOR, id=number), at_utc=NOW)


def test_a_deletion_keeps_what_was_said_and_never_gives_its_number_away(library: Library):
    (number,) = library.diary.add([ENTRY], at_utc=NOW).ids
    library.diary.delete([number], at_utc=NOW)
    assert library.diary.entries() == []
    assert library.diary.add([FACTOR], at_utc=NOW).ids != (number,)
    with pytest.raises(LibraryError, match="was deleted from the diary"):
        library.diary.item(number)
    deletion = library.diary.undo(2, at_utc=NOW)
    assert library.diary.entries() == [replace(ENTRY, id=number)]
    assert (deletion.action, deletion.undoes) == (ChangeAction.UNDO, 2)


def test_a_number_that_is_nowhere_deletes_nothing(library: Library):
    (number,) = library.diary.add([ENTRY], at_utc=NOW).ids
    with pytest.raises(LibraryError, match="nothing numbered 99"):
        library.diary.delete([number, 99], at_utc=NOW)
    assert len(library.diary.entries()) == 1


def test_undo_goes_back_change_by_change_and_an_undo_can_be_undone(library: Library):
    diary = library.diary
    (number,) = diary.add([ENTRY], at_utc=NOW).ids
    diary.edit(replace(ENTRY, id=number, score=5), at_utc=NOW)
    first_undo = diary.undo(at_utc=NOW)
    assert [each.score for each in library.diary.entries()] == [3]
    diary.undo(first_undo.id, at_utc=NOW)
    assert [each.score for each in library.diary.entries()] == [5]
    diary.undo(at_utc=NOW)
    diary.undo(at_utc=NOW)
    assert library.diary.entries() == []
    with pytest.raises(LibraryError, match="no change of the diary left"):
        diary.undo(at_utc=NOW)
    assert len(diary.history()) == 6


def test_a_change_that_later_ones_build_on_is_not_undone(library: Library):
    diary = library.diary
    written = diary.add([ENTRY], at_utc=NOW)
    diary.edit(replace(ENTRY, id=written.ids[0], score=5), at_utc=NOW)
    with pytest.raises(LibraryError, match="has changed since"):
        diary.undo(written.change_id, at_utc=NOW)
    assert [each.score for each in library.diary.entries()] == [5]
    assert len(diary.history()) == 2


def test_nothing_is_undone_twice(library: Library):
    written = library.diary.add([ENTRY], at_utc=NOW)
    library.diary.undo(written.change_id, at_utc=NOW)
    with pytest.raises(LibraryError, match="undone already"):
        library.diary.undo(written.change_id, at_utc=NOW)
    with pytest.raises(LibraryError, match="no change 99"):
        library.diary.undo(99, at_utc=NOW)


def test_an_import_is_undone_as_a_whole_and_can_be_imported_again(library: Library):
    diary = library.diary
    for _ in range(2):
        written = diary.add(ITEMS, at_utc=NOW, action=ChangeAction.IMPORT, skip_known=True)
        assert len(written.ids) == len(ITEMS)
        diary.undo(at_utc=NOW)
        assert everything(library) == []


def test_importing_again_does_not_bring_back_what_was_edited_or_deleted(library: Library):
    diary = library.diary
    first, second, *_ = diary.add(ITEMS, at_utc=NOW).ids
    diary.edit(replace(ENTRY, id=first, score=9), at_utc=NOW)
    diary.delete([second], at_utc=NOW)
    again = diary.add(ITEMS, at_utc=NOW, action=ChangeAction.IMPORT, skip_known=True)
    assert again.ids == ()
    assert again.change_id is None
    assert [each.score for each in library.diary.entries()] == [9]


def test_the_same_request_twice_is_one_change(library: Library):
    diary = library.diary
    first = diary.add([ENTRY], at_utc=NOW, request_id="a")
    assert diary.add([ENTRY], at_utc=NOW, request_id="a") == first
    assert diary.add([ENTRY], at_utc=NOW, request_id="b") != first
    edited = replace(ENTRY, id=first.ids[0], score=8)
    assert diary.edit(edited, at_utc=NOW, request_id="c") == diary.edit(
        edited, at_utc=NOW, request_id="c"
    )
    gone = diary.delete(first.ids, at_utc=NOW, request_id="d")
    assert diary.delete(first.ids, at_utc=NOW, request_id="d") == gone
    undone = diary.undo(at_utc=NOW, request_id="e")
    assert diary.undo(at_utc=NOW, request_id="e") == undone
    assert len(library.diary.entries()) == 2


def test_the_last_entry_is_the_one_before_an_instant(library: Library):
    library.diary.add(
        [replace(ENTRY, time_utc=NOW + timedelta(hours=h)) for h in (3, 1, 2)], at_utc=NOW
    )
    found = library.diary.last_entry(NOW + timedelta(hours=3))
    assert found is not None
    assert found.time_utc == NOW + timedelta(hours=2)
    assert library.diary.last_entry(NOW) is None


def test_forgetting_leaves_no_word_on_the_disk(library: Library):
    word = "only-in-the-diary-5317"
    (number,) = library.diary.add([replace(ENTRY, note=word)], at_utc=NOW).ids
    library.diary.delete([number], at_utc=NOW)
    library.diary.add([replace(FACTOR, note=word)], at_utc=NOW)
    refused = InboxMark(key="k", path="pain.txt", number=1, text=word, reason="no score")
    state = InboxState(path="pain.txt", n_bytes=1, mtime_ns=1, read_utc=NOW)
    library.inbox.remember(state, [refused], NOW)
    library.diary.forget()
    assert everything(library) == []
    assert library.diary.history() == []
    assert library.inbox.marks()["k"].text is None
    held = b"".join(each.read_bytes() for each in library.paths.root.iterdir() if each.is_file())
    assert word.encode() not in held


def test_a_diary_is_restored_with_its_history_into_an_empty_library_only(
    library: Library, tmp_path: Path
):
    diary = library.diary
    numbers = diary.add(ITEMS, at_utc=NOW).ids
    diary.edit(replace(ENTRY, id=numbers[0], score=9), at_utc=NOW)
    diary.delete([numbers[1]], at_utc=NOW)
    diary.undo(at_utc=NOW)
    with Library.open(tmp_path / "other") as other:
        other.diary.restore(everything(library), diary.history())
        assert everything(other) == everything(library)
        assert other.diary.history() == diary.history()
        other.diary.undo(at_utc=NOW)
        assert [each.score for each in other.diary.entries()] == [3]
        with pytest.raises(LibraryError, match="not empty"):
            other.diary.restore([], [])


ACTIONS = st.lists(st.sampled_from(["add", "edit", "delete", "undo", "redo"]), max_size=25)


def test_an_undo_of_an_undo_of_an_undo_is_an_undo(library: Library):
    diary = library.diary
    diary.add([ENTRY], at_utc=NOW)
    change = diary.undo(at_utc=NOW)
    for stands in (True, False, True):
        change = diary.undo(change.id, at_utc=NOW)
        assert len(library.diary.entries()) == stands
        assert diary.history()[0].undone is not stands


@given(actions=ACTIONS, pick=st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_undoing_everything_always_leads_back_to_the_empty_diary(
    tmp_path_factory: pytest.TempPathFactory, actions: list[str], pick: Random
):
    choose = pick.choice
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        diary = library.diary
        for action in actions:
            there = library.diary.entries()
            if action == "add":
                diary.add([ENTRY, replace(ENTRY, score=4)], at_utc=NOW)
            elif action == "edit" and there:
                diary.edit(replace(choose(there), score=choose(range(11))), at_utc=NOW)
            elif action == "delete" and there:
                diary.delete([choose(there).id or 0], at_utc=NOW)
            elif action == "undo" and any(
                not each.undone and each.undoes is None for each in diary.history()
            ):
                diary.undo(at_utc=NOW)
            elif action == "redo" and diary.history() and diary.history()[-1].undoes is not None:
                diary.undo(diary.history()[-1].id, at_utc=NOW)
        while any(not each.undone and each.undoes is None for each in diary.history()):
            diary.undo(at_utc=NOW)
        assert library.diary.entries() == []
