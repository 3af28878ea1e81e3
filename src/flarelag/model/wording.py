"""How sentences count things."""

from __future__ import annotations


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 entry`, `26 hard sessions`, `1,024 records`.

    Parameters
    ----------
    n : int
        The count.
    one : str
        The noun for one.
    many : str or None
        The noun for any other count, where it is not `one` with an s.
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
