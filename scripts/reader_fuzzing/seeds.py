"""Sound and damaged files to start from, and small pieces of the large ones."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.sources.gzipped import MAGIC, gunzip

if TYPE_CHECKING:
    from random import Random

SMALL_BYTES: Final = 6_000
"""A file up to this size is taken whole."""
LARGEST_BYTES: Final = 400_000
_HEAD_BYTES: Final = (600, 4_000)
_SLICE_BYTES: Final = (200, 3_000)
_WHOLE: Final = 0.01
_EXPORT_MEMBERS: Final = 20


@dataclass(frozen=True, slots=True)
class Seed:
    """One file to damage.

    Parameters
    ----------
    name : str
        Where it came from.
    data : bytes
        Its content, decompressed.
    """

    name: str
    data: bytes

    @property
    def is_xml(self) -> bool:
        """Whether it is GPX or TCX rather than FIT."""
        return self.data.lstrip()[:1] == b"<"


def seeds_in(folder: Path) -> list[Seed]:
    """Return every FIT, GPX and TCX file below a folder, and the first ones inside its zips.

    Parameters
    ----------
    folder : Path
        Of real files, or the project's own sample data.
    """
    found: list[Seed] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".zip":
            found += _members(path)
        elif path.suffix.lower() in {".fit", ".gpx", ".tcx"}:
            found.append(Seed(str(path.relative_to(folder)), path.read_bytes()))
    return found


def _members(path: Path) -> list[Seed]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("activities/")]
        return [_unpacked(name, archive.read(name)) for name in names[:_EXPORT_MEMBERS]]


def _unpacked(name: str, data: bytes) -> Seed:
    return Seed(name, gunzip(data).data if data.startswith(MAGIC) else data)


def piece(seed: Seed, rng: Random) -> bytes:
    """Return a small file whole, and of a large one its beginning with a stretch from later on.

    One in a hundred of the large ones comes whole, up to `LARGEST_BYTES`.

    Parameters
    ----------
    seed : Seed
        What to take from.
    rng : Random
        Which piece.
    """
    data = seed.data
    if len(data) <= SMALL_BYTES:
        return data
    if rng.random() < _WHOLE:
        return data[:LARGEST_BYTES]
    head = data[: rng.randint(*_HEAD_BYTES)]
    begin = rng.randrange(len(head), len(data))
    end = data[-200:] if seed.is_xml or rng.random() < 1 / 2 else b""
    return head + data[begin : begin + rng.randint(*_SLICE_BYTES)] + end
