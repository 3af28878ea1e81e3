"""Notes as a diary keeps them."""

from __future__ import annotations

from flarelag.errors import DiaryError, quoted

_LONGEST_NOTE = 10_000
"""Characters; more than anybody writes, less than would make a diary slow."""


def kept_note(text: str | None) -> str | None:
    """Return a note as it is kept: unknown where it is blank, storable whatever stands in it.

    Raises
    ------
    DiaryError
        It is longer than any note.
    """
    if text is None or not text.strip():
        return None
    if len(text) > _LONGEST_NOTE:
        reason = f"this note has {len(text):,} characters; {_LONGEST_NOTE:,} are the most"
        raise DiaryError(f"{reason} ({quoted(text)})", field="note")
    return storable(text)


def storable(text: str) -> str:
    """Return a text with what no database can hold (bytes that are no UTF-8) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
