"""The whole import of large archives: CPU of all processes, memory, growth, and again."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import dataclass
from functools import partial
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bench_figures import Figure, cpu_s, spread
from bench_hours import write_archive
from bench_processes import Cost, run
from bench_readers import ACTIVITY_PARSER, Comparison, Sample, compare, ours
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from pathlib import Path

_BASE: Final = 40
"""Activities of the smallest archive: just enough for worker processes to be started. What it
takes beyond its activities is the start: interpreter, imports, workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured.

    Parameters
    ----------
    small, large : int
        Activities of the two archives.
    repeats : int
        How often the small one is imported, and the large one again.
    n_compared : int
        How many activities the other program reads.
    """

    small: int
    large: int
    repeats: int
    n_compared: int


FULL: Final = Sizes(small=1000, large=4000, repeats=3, n_compared=24)
QUICK: Final = Sizes(small=100, large=400, repeats=1, n_compared=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """What was measured.

    Parameters
    ----------
    sizes : Sizes
        How much was measured.
    decode_ms, import_ms : Figure
        CPU milliseconds for one activity: inflating and decoding alone, and the whole import.
    start_s : float
        CPU seconds for starting the program and its worker processes.
    ratio_decode, growth : Figure
        Whole import over decoding alone; the large archive over the small, for one activity.
    peak_small_mb, peak_large_mb : Figure
        Memory of all processes.
    reimport_fraction : Figure
        Importing the large archive again, over the first time; both with their start.
    activity_parser : Comparison
        Reading alone against that program.
    """

    sizes: Sizes
    decode_ms: Figure
    import_ms: Figure
    start_s: float
    ratio_decode: Figure
    growth: Figure
    peak_small_mb: Figure
    peak_large_mb: Figure
    reimport_fraction: Figure
    activity_parser: Comparison


def measure_archives(folder: Path, sizes: Sizes) -> ArchiveResult:
    """Make the archives, import them and return what it took.

    Parameters
    ----------
    folder : Path
        Where archives and libraries are put: about 1.3 GB for the full sizes.
    sizes : Sizes
        How much to measure.
    """
    base, small, large = (_archive(folder, number) for number in (_BASE, sizes.small, sizes.large))
    # Each library stays where it is until the end: where many files have just been deleted, ext4
    # takes some tenths of a millisecond longer to make new ones.
    libraries = (folder / f"library_{number}" for number in count())
    base_cost = min((_import(base, next(libraries)) for _ in range(3)), key=attrgetter("cpu_s"))
    decoded, smalls = [_decode_s(small)], []
    for _ in range(sizes.repeats):
        smalls.append(_import(small, next(libraries)))
        decoded.append(_decode_s(small))
    whole = next(libraries)
    first, *again = [_import(large, whole) for _ in range(1 + sizes.repeats)]

    def each_s(cost: Cost, number: int) -> float:
        """Return CPU seconds for one activity, the start apart."""
        return (cost.cpu_s - base_cost.cpu_s) / (number - _BASE)

    small_s = [each_s(cost, sizes.small) for cost in smalls]
    whole_s = [*small_s, each_s(first, sizes.large)]
    decode_s = spread(decoded)
    ratios = [each / decode_s.value for each in whole_s]
    return ArchiveResult(
        sizes=sizes,
        decode_ms=spread([1e3 * each for each in decoded]),
        import_ms=spread([1e3 * each for each in whole_s]),
        start_s=base_cost.cpu_s - _BASE * spread(whole_s).value,
        ratio_decode=spread(ratios),
        growth=spread([each_s(first, sizes.large) / each for each in small_s]),
        peak_small_mb=spread([cost.peak_mb for cost in smalls]),
        peak_large_mb=spread([first.peak_mb]),
        reimport_fraction=spread([each.cpu_s / first.cpu_s for each in again]),
        activity_parser=_against_activity_parser(folder, small, sizes.n_compared),
    )


def _archive(folder: Path, n_activities: int) -> Path:
    path = folder / f"export_{n_activities}.zip"
    write_archive(path, n_activities)
    return path


def _import(archive: Path, library: Path) -> Cost:
    """Import as a user does."""
    command = ("import", str(archive), "--library", str(library), "--json")
    return run([sys.executable, "-m", "flarelag", *command])


def _decode_s(archive: Path) -> float:
    """Return CPU seconds for inflating and decoding one activity, and nothing else."""
    with zipfile.ZipFile(archive) as opened:
        names = _activities(opened)
        parse_activities(opened.read(names[0]))

        def decode() -> None:
            for name in names:
                parse_activities(opened.read(name))

        return cpu_s(decode) / len(names)


def _activities(opened: zipfile.ZipFile) -> list[str]:
    return [name for name in opened.namelist() if name.endswith(".fit.gz")]


def _against_activity_parser(folder: Path, archive: Path, number: int) -> Comparison:
    samples = []
    with zipfile.ZipFile(archive) as opened:
        for name in _activities(opened)[:number]:
            path = folder / name.rpartition("/")[2]
            path.write_bytes(opened.read(name))
            samples.append(Sample(path=path, data=path.read_bytes()))
    our_s = [cpu_s(partial(ours, sample)) for sample in samples]
    return compare(ACTIVITY_PARSER, samples, our_s)
