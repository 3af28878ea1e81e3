"""How remarks count things."""

from __future__ import annotations


def counted(n: int, noun: str) -> str:
    """Return `1 record`, `2 records`, `1,024 records`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
