"""A whole diary as one JSON file, with its history, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from flarelag.errors import DiaryError, UnreadableFileError
from flarelag.model.diary_history import (
    ChangeAction,
    DiaryChange,
    DiaryItem,
    ItemChange,
    ItemKind,
    kind_of,
)
from flarelag.model.diary_json import from_plain, plain
from flarelag.model.plain_values import Values, iso
from flarelag.sources.diary_csv import BadRow, DiaryFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from flarelag.model.diary import DiaryEntry

FORMAT: Final = 1
MARK: Final = "flarelag_diary"
_LISTS: Final = {
    ItemKind.ENTRY: "entries",
    ItemKind.FACTOR: "factors",
    ItemKind.FLARE: "flares",
    ItemKind.SHOES: "shoes",
    ItemKind.WARNING: "warnings",
}
_GREATEST_ID: Final = 2**62


def write_diary_json(
    items: Iterable[DiaryItem], changes: Sequence[DiaryChange], *, exported: datetime
) -> bytes:
    """Return a diary as JSON that `read_diary_json` reads back to equality.

    Parameters
    ----------
    items : iterable of DiaryItem
        Everything that the diary holds.
    changes : sequence of DiaryChange
        How it came about; empty to leave that out.
    exported : datetime
        Noted in the file. Aware.
    """
    content: dict[str, Any] = {
        MARK: FORMAT,
        "exported": iso(exported),
        **{name: [] for name in _LISTS.values()},
    }
    for item in items:
        content[_LISTS[kind_of(item)]].append({"id": item.id, **plain(item)})
    content["changes"] = [_plain_change(each) for each in changes]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode()


def read_diary_json(data: bytes, *, file: str) -> DiaryFile:
    """Return what a file of `write_diary_json` holds; what cannot be right is listed by its place.

    Parameters
    ----------
    data : bytes
        UTF-8.
    file : str
        The file's name, for messages.

    Raises
    ------
    UnreadableFileError
        No such file, or one that a newer flarelag wrote.
    """
    content = _content(data, file)
    bad: list[BadRow] = []
    items: list[DiaryItem] = []
    for kind, name in _LISTS.items():
        for n, each in enumerate(_list(content, name, file)):
            try:
                items.append(_item(kind, each))
            except DiaryError as error:
                bad.append(BadRow(n + 1, f"in {name}: {error.reason}"))
    try:
        changes = tuple(_change(each) for each in _list(content, "changes", file))
    except DiaryError as error:
        reason = f"the history in this file cannot be right ({error.reason})"
        raise UnreadableFileError(reason, file=file) from error
    entries = tuple(each for each in items if kind_of(each) is ItemKind.ENTRY)
    return DiaryFile(
        entries=cast("tuple[DiaryEntry, ...]", entries),
        others=tuple(each for each in items if kind_of(each) is not ItemKind.ENTRY),
        bad_rows=tuple(bad),
        changes=changes,
    )


def _content(data: bytes, file: str) -> Mapping[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = f"this is no JSON ({str(error).splitlines()[0]})"
        raise UnreadableFileError(reason, file=file) from error
    if not isinstance(content, dict) or MARK not in content:
        reason = f'this is no diary that flarelag exported: it has no "{MARK}"'
        raise UnreadableFileError(reason, file=file)
    if content[MARK] != FORMAT:
        reason = "a newer flarelag exported this diary; upgrade flarelag"
        raise UnreadableFileError(reason, file=file)
    return content


def _list(content: Mapping[str, Any], name: str, file: str) -> list[Any]:
    values = content.get(name, [])
    if not isinstance(values, list):
        raise UnreadableFileError(f"{name} is not a list", file=file)
    return values


def _item(kind: ItemKind, each: object) -> DiaryItem:
    if not isinstance(each, dict):
        raise DiaryError("this is not an object")
    values = Values(each)
    number = values.whole("id", 1, _GREATEST_ID) if values.has("id") else None
    return from_plain(kind, each, number)


def _plain_change(change: DiaryChange) -> dict[str, object]:
    return {
        "id": change.id,
        "at": iso(change.at_utc),
        "action": change.action,
        "undone": change.undone,
        "undoes": change.undoes,
        "items": [
            {
                "id": each.item_id,
                "kind": kind_of(each.present),
                "before": plain(each.before) if each.before else None,
                "after": plain(each.after) if each.after else None,
            }
            for each in change.items
        ],
    }


def _change(each: object) -> DiaryChange:
    if not isinstance(each, dict):
        raise DiaryError("a change is not an object")
    values = Values(each)
    items = each.get("items")
    if not isinstance(items, list):
        raise DiaryError("the items of a change are not a list")
    return DiaryChange(
        id=values.whole("id", 1, _GREATEST_ID),
        at_utc=values.instant("at"),
        action=values.word("action", ChangeAction),
        undone=values.flag("undone"),
        undoes=values.whole("undoes", 1, _GREATEST_ID) if values.has("undoes") else None,
        items=tuple(_item_change(item) for item in items),
    )


def _item_change(each: object) -> ItemChange:
    if not isinstance(each, dict):
        raise DiaryError("an item of a change is not an object")
    values = Values(each)
    kind, number = values.word("kind", ItemKind), values.whole("id", 1, _GREATEST_ID)

    def side(name: str) -> DiaryItem | None:
        said = each.get(name)
        if said is None:
            return None
        if not isinstance(said, dict):
            raise DiaryError(f"{name} is not an object")
        return from_plain(kind, said, number)

    before, after = side("before"), side("after")
    if before is None and after is None:
        raise DiaryError("a change says nothing of what it changed")
    return ItemChange(item_id=number, before=before, after=after)
