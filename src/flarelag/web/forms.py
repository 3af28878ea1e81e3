"""What a form sent, as text and nothing more."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_FIELDS: Final = 100
MOST_BYTES: Final = 64 * 1024
"""A form with a note of 4,000 characters, each sent as twelve bytes."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form: each name with its values in order.

    Parameters
    ----------
    values : mapping of str to tuple of str
        Every field that was sent.
    """

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Fields:
        """Return fields from names and values as they come."""
        values: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            values[name] = (*values.get(name, ()), value)
        return cls(values)

    def one(self, name: str) -> str:
        """Return a field's only or first value; empty when it was not sent."""
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of a field, empty ones left out."""
        return tuple(value for value in self.values.get(name, ()) if value)

    def has(self, name: str, value: str) -> bool:
        """Return whether a field holds a value."""
        return value in self.every(name)

    @property
    def receipt(self) -> str:
        """What the same form sent twice has in common, and two forms do not.

        Every form carries a key of its own. Sent again by a second tap or a reload it says the
        same; changed and sent again it says something else and is worth keeping as well.
        """
        said = repr(sorted((name, values) for name, values in self.values.items()))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def parse_form(body: bytes) -> Fields:
    """Return the fields of a URL-encoded form.

    Parameters
    ----------
    body : bytes
        Whatever came. Bytes that are no UTF-8 become replacement characters; line ends, which
        forms send as CR LF, become LF.

    Raises
    ------
    ValueError
        More fields than any form of the page has.
    """
    pairs = parse_qsl(
        body.decode("utf-8", "replace"),
        keep_blank_values=True,
        errors="replace",
        max_num_fields=MOST_FIELDS,
    )
    return Fields.of((name, value.replace("\r\n", "\n")) for name, value in pairs)


def new_key() -> str:
    """Return a key that no other form has."""
    return secrets.token_urlsafe(16)
