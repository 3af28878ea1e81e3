"""Which members an archive has: each by a name of its own, and within what all may unpack to."""

from __future__ import annotations

import posixpath
from itertools import count
from typing import TYPE_CHECKING, Final

from flarelag.sources.limits import HARMLESS, LARGEST_RATIO, is_bomb, refuse_ratio

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Mapping

_RESOURCE_FORK: Final = "__MACOSX/"


def by_name(infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return every file but hidden ones, in order; of those with one name each has its own.

    The first keeps its name, so that it stays when the archive is added to; the others are called
    `name (2).fit` and so on, as far as no file has that name. Some programs of Windows part folders
    by backslashes; here they all are parted alike.

    Parameters
    ----------
    infos : iterable of zipfile.ZipInfo
        All that an archive lists.
    """
    shown = [(name, info) for info in infos if _is_shown(name := info.filename.replace("\\", "/"))]
    named: dict[str, zipfile.ZipInfo] = {}
    for name, info in shown:
        named.setdefault(name, info)
    if len(named) == len(shown):
        return named
    names = set(named)
    numbers = {name: count(2) for name in names}
    found: dict[str, zipfile.ZipInfo] = {}
    for first, info in shown:
        name = first
        if named[first] is not info:
            name = next(new for n in numbers[first] if (new := _numbered(first, n)) not in names)
            names.add(name)
        found[name] = info
    return found


def _is_shown(name: str) -> bool:
    hidden = any(part.startswith(".") and part.strip(".") for part in name.split("/"))
    return not (name.endswith("/") or hidden or name.startswith(_RESOURCE_FORK))


def _numbered(name: str, number: int) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"{stem} ({number}){suffix}"


def too_many_bytes(
    members: Mapping[str, zipfile.ZipInfo], size_bytes: int, packing: float, *, is_inner: bool
) -> frozenset[str]:
    """Return the names of members that together with the others unpack to too much.

    A member that is a bomb by itself takes no room from the others: it is refused when it is read.
    Those that pack as recordings do come first, so that what packs like a bomb refuses none of
    them.

    Parameters
    ----------
    members : mapping of str to zipfile.ZipInfo
        The archive's.
    size_bytes : int
        The archive's size.
    packing : float
        Its bytes in the outermost file for each of its own.
    is_inner : bool
        Whether it lies in another archive, as one member of it: it is then refused whole.

    Raises
    ------
    UnsafeInputError
        When the archive is refused whole: it lies in another, or its members share their bytes.
    """

    def packed_bytes(info: zipfile.ZipInfo) -> int:
        return round(info.compress_size * packing)

    packed = round(size_bytes * packing)
    # Of one that the archive's end cuts off, what is there.
    lie = (min(info.compress_size, size_bytes - info.header_offset) for info in members.values())
    if sum(lie) > size_bytes:
        refuse_ratio(packed, sum(info.file_size for info in members.values()))
    kept = {
        name: info
        for name, info in members.items()
        if not is_bomb(packed_bytes(info), info.file_size)
    }
    if is_inner:
        refuse_ratio(packed, sum(info.file_size for info in kept.values()))
    left = max(HARMLESS, LARGEST_RATIO * packed)
    refused: set[str] = set()
    for name, info in sorted(
        kept.items(),
        key=lambda each: each[1].file_size > LARGEST_RATIO * packed_bytes(each[1]),
    ):
        if info.file_size > left:
            refused.add(name)
        else:
            left -= info.file_size
    return frozenset(refused)
