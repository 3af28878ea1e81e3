"""Load indices and the quality of a recording as JSON objects in SQLite's columns, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import Final

from flarelag.model.classification import DataGrade, DataQuality
from flarelag.model.load import EffortLoad, ForceMethod, LoadIndex
from flarelag.store.encoding import to_json

_Plain = LoadIndex | EffortLoad | DataQuality
_FIELDS: Final[dict[type[_Plain], tuple[str, ...]]] = {
    kind: tuple(each.name for each in fields(kind)) for kind in (LoadIndex, EffortLoad, DataQuality)
}
_VALUES: Final = {kind: attrgetter(*names) for kind, names in _FIELDS.items()}


def plain_json(value: _Plain | None) -> str | None:
    """Return a value as a JSON object of its fields; null stays null."""
    return None if value is None else to_json(_as_dict(value))


def _as_dict(value: _Plain) -> dict[str, object]:
    """Return its fields; `dataclasses.asdict` copies every value deeply, at ten times the cost."""
    kind = type(value)
    values: dict[str, object] = dict(zip(_FIELDS[kind], _VALUES[kind](value), strict=True))
    if isinstance(value, EffortLoad):
        values["index"] = _as_dict(value.index)
    return values


def load_index(column: str | None) -> LoadIndex | None:
    """Read a load index back."""
    return None if column is None else LoadIndex(**json.loads(column))


def effort_load(column: str | None) -> EffortLoad | None:
    """Read an effort's load back."""
    if column is None:
        return None
    values = json.loads(column)
    values["force_method"] = ForceMethod(values["force_method"])
    values["index"] = LoadIndex(**values["index"])
    return EffortLoad(**values)


def quality(column: str | None) -> DataQuality | None:
    """Read the quality of a recording back."""
    if column is None:
        return None
    values = json.loads(column)
    return DataQuality(grade=DataGrade(values["grade"]), reasons=tuple(values["reasons"]))
