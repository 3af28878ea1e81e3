"""FIT's own vocabulary: message and field numbers, scales, base types and words.

All of it comes from `fitparse.profile`; nothing is copied here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fitparse.profile import FIELD_TYPES, MESSAGE_TYPES


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """How the profile describes one field.

    Parameters
    ----------
    number : int
        The field's number within its message.
    base_type : int
        FIT base type number, 0 to 16.
    scale, offset : float
        `value = raw / scale - offset`.
    """

    number: int
    base_type: int
    scale: float
    offset: float


_NUMBERS: dict[str, int] = {spec.name: number for number, spec in MESSAGE_TYPES.items()}
_FILE_TYPES_READ_AS = {
    1: "a list of what a device can do",
    2: "device settings",
    3: "sport settings",
    5: "a workout plan",
    6: "a course",
    7: "a training schedule",
    9: "weight scale readings",
    10: "totals",
    11: "goals",
    14: "blood pressure readings",
    15: "monitoring data without a usable minute",
    20: "an activity summary",
    28: "monitoring data without a usable minute",
    32: "monitoring data without a usable minute",
    34: "a segment",
    35: "a list of segments",
    40: "a layout of data screens",
}
_ACTIVITY_FILE = 4
_MONITORING_FILES = frozenset({15, 28, 32})


@cache
def message_number(message: str) -> int:
    """Return the global number of a message, by its name in the profile."""
    return _NUMBERS[message]


@cache
def field_spec(message: str, field: str) -> FieldSpec:
    """Return what the profile says of a message's field.

    Parameters
    ----------
    message, field : str
        Names as in the profile: `record`, `heart_rate`.
    """
    fields = MESSAGE_TYPES[_NUMBERS[message]].fields
    found = next(spec for spec in fields.values() if spec.name == field)
    return FieldSpec(
        number=int(found.def_num),
        base_type=int(found.base_type.type_num),
        scale=float(found.scale or 1.0),
        offset=float(found.offset or 0.0),
    )


def known_message(number: int) -> bool:
    """Return whether the profile knows a message with this global number."""
    return number in MESSAGE_TYPES


def word(vocabulary: str, code: float | None) -> str | None:
    """Return the profile's word for a code; the bare number where it knows none.

    Parameters
    ----------
    vocabulary : str
        Name of the profile's type: `sport`, `lap_trigger`, `manufacturer`.
    code : float or None
        The value as read; null gives null.
    """
    if code is None:
        return None
    named = FIELD_TYPES[vocabulary].values.get(int(code))
    return str(named) if named is not None else str(int(code))


def is_never_an_activity(code: float | None) -> bool:
    """Return whether a file with this `file_id.type` cannot be an activity, even with records."""
    return code is not None and int(code) in _FILE_TYPES_READ_AS


def is_monitoring(code: float | None) -> bool:
    """Return whether a file with this `file_id.type` is what a watch records all day."""
    return code in _MONITORING_FILES


def file_kind(code: float | None) -> str:
    """Return in plain words what a file with this `file_id.type` holds instead of an activity."""
    if code is None:
        return "a FIT file that does not say what it is, with no timed record and no session"
    if int(code) == _ACTIVITY_FILE:
        return "an activity file with no timed record and no session in it"
    kind = _FILE_TYPES_READ_AS.get(int(code), f"a device file of type {int(code)}")
    return f"{kind}, not an activity"
