"""Measure reading and importing against other programs, in one run.

    python scripts/bench_import.py [--corpus FOLDER] [--only fit gpx tcx archive] [--quick] [--json]

All times are CPU time. Ratios are theirs over ours on the files both read (more is better); the
interval is a 95 % bootstrap over files. `ratio_decode` is the whole import (read, classify, store)
over inflating and decoding alone (less is better); its range is that of repeated imports.
The group `bench` installs the other programs: pip install --group bench
"""

from __future__ import annotations

import os

# One thread, as the import's workers have it; read when numpy and polars are loaded.
os.environ |= {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import argparse
import json
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench_archive import FULL, QUICK, ArchiveResult, measure_archives
from bench_figures import Figure, cpu_s
from bench_readers import (
    ACTIVITY_PARSER,
    FIT_READERS,
    GPX_READERS,
    TCX_READERS,
    Comparison,
    Reader,
    Sample,
    compare,
    good_files,
    ours,
)
from flarelag.sources.gzipped import MAGIC, gunzip
from flarelag.sources.inputs import list_inputs, read_input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Json = dict[str, dict[str, object]]

FORMATS: Final = {"fit": FIT_READERS, "gpx": GPX_READERS, "tcx": TCX_READERS}
ARCHIVE: Final = "archive"
GOALS: Final = {
    "ratio_fitparse": "at least 200",
    "ratio_fitfast": "at least 2",
    "ratio_gpxpy": "at least 3",
    "ratio_tcxreader": "at least 2",
    "ratio_decode": "at most 6",
    "growth": "1",
    "peak_mb": "under 1000",
    "reimport_fraction": "under 0.03",
    "ratio_activity_parser": "at least 20",
}
_ARCHIVE_FIGURES: Final[dict[str, Callable[[ArchiveResult], Figure | None]]] = {
    "ratio_decode": lambda result: result.ratio_decode,
    "growth_4000_to_1000": lambda result: result.growth,
    "peak_mb": lambda result: result.peak_large_mb,
    "reimport_fraction": lambda result: result.reimport_fraction,
    f"ratio_{ACTIVITY_PARSER.name}": lambda result: result.activity_parser.ratio,
}
_QUICK_FILES: Final = 6
_QUICK_BYTES: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatResult:
    """How fast files of one format are read.

    Parameters
    ----------
    n_files, n_records : int
        What was read.
    records_per_s : float
        By flarelag, on one core.
    comparisons : tuple of Comparison
        Against others.
    """

    n_files: int
    n_records: int
    records_per_s: float
    comparisons: tuple[Comparison, ...]


def samples_in(corpus: Path, folder: Path, *, quick: bool) -> dict[str, list[Sample]]:
    """Return the files of each format, copied without gzip to where every reader can open them.

    Parameters
    ----------
    corpus : Path
        A folder or an archive.
    folder : Path
        Where the copies go.
    quick : bool
        Only a few small ones.
    """
    found: dict[str, list[Sample]] = {name: [] for name in FORMATS}
    for number, item in enumerate(list_inputs([corpus])):
        name = (item.origin.member or item.origin.path).removesuffix(".gz")
        suffix = name.rpartition(".")[2].lower()
        if suffix not in found or (quick and len(found[suffix]) >= _QUICK_FILES):
            continue
        data = read_input(item.origin)
        if data.startswith(MAGIC):
            data = gunzip(data).data
        if data and not (quick and len(data) > _QUICK_BYTES):
            path = folder / f"{number}.{suffix}"
            path.write_bytes(data)
            found[suffix].append(Sample(path=path, data=data))
    return found


def measure_format(samples: Sequence[Sample], readers: Sequence[Reader]) -> FormatResult:
    """Time flarelag and the others on the files that are good.

    Parameters
    ----------
    samples : sequence of Sample
        Files of one format.
    readers : sequence of Reader
        The others.
    """
    good = good_files(samples)
    our_s = [cpu_s(partial(ours, sample)) for sample in good]
    return FormatResult(
        n_files=len(good),
        n_records=sum(good.values()),
        records_per_s=sum(good.values()) / sum(our_s) if our_s else 0.0,
        comparisons=tuple(compare(reader, list(good), our_s) for reader in readers),
    )


def as_json(formats: dict[str, FormatResult], archive: ArchiveResult | None) -> Json:
    """Return every figure; null for what was not measured.

    Parameters
    ----------
    formats : dict of str to FormatResult
        By name.
    archive : ArchiveResult or None
        What archives took.
    """
    made: Json = {}
    for name, readers in FORMATS.items():
        done = formats.get(name)
        known = {each.reader: each.ratio for each in done.comparisons} if done else {}
        made[name] = {f"ratio_{each.name}": _json(known.get(each)) for each in readers}
    made[ARCHIVE] = {
        name: _json(figure(archive) if archive else None)
        for name, figure in _ARCHIVE_FIGURES.items()
    }
    return made


def _json(figure: Figure | None) -> dict[str, float] | None:
    return figure.as_json() if figure else None


def format_lines(name: str, result: FormatResult) -> list[str]:
    """Return the rows of one format.

    Parameters
    ----------
    name : str
        Of the format.
    result : FormatResult
        What was measured.
    """
    speed = f"{result.records_per_s:,.0f} records/s"
    head = f"{name.upper()}: {result.n_files} files, {result.n_records:,} records; flarelag {speed}"
    return [head, *(_comparison_line(each) for each in result.comparisons)]


def _comparison_line(each: Comparison) -> str:
    label = f"{each.reader.title} / flarelag"
    if each.ratio is None:
        return _line(label, "skipped", "")
    goal = GOALS.get(f"ratio_{each.reader.name}", "")
    return _line(f"{label}, {each.n_files} files", str(each.ratio), goal)


def archive_lines(result: ArchiveResult) -> list[str]:
    """Return the rows of the archives.

    Parameters
    ----------
    result : ArchiveResult
        What was measured.
    """
    small, large = result.sizes.small, result.sizes.large
    return [
        f"Archives of {small:,} and {large:,} one-hour activities (.fit.gz)",
        _line("inflating and decoding alone, CPU ms each", str(result.decode_ms), ""),
        _line("whole import, CPU ms each", str(result.import_ms), ""),
        _line("starting the program and its workers, CPU s", f"{result.start_s:.1f}", ""),
        _line("whole import / decoding alone", str(result.ratio_decode), GOALS["ratio_decode"]),
        _line(f"for each activity, {large:,} / {small:,}", str(result.growth), GOALS["growth"]),
        _line(f"peak memory, {small:,}, MB", str(result.peak_small_mb), GOALS["peak_mb"]),
        _line(f"peak memory, {large:,}, MB", str(result.peak_large_mb), GOALS["peak_mb"]),
        _line(
            f"{large:,} again / the first time",
            str(result.reimport_fraction),
            GOALS["reimport_fraction"],
        ),
        _comparison_line(result.activity_parser),
    ]


def _line(label: str, figure: str, goal: str) -> str:
    return f"  {label:52} {figure:>30}   {goal}".rstrip()


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(__file__).parent.parent / "sample_data"
    parser.add_argument("--corpus", type=Path, default=default, help="folder of FIT, GPX, TCX")
    parser.add_argument("--only", nargs="+", choices=[*FORMATS, ARCHIVE], help="leave out the rest")
    parser.add_argument("--quick", action="store_true", help="little of everything")
    parser.add_argument("--json", action="store_true", help="figures as {value, low, high}")
    chosen = parser.parse_args()
    wanted = chosen.only or [*FORMATS, ARCHIVE]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        samples = samples_in(chosen.corpus, folder, quick=chosen.quick)
        formats = {
            each: measure_format(samples[each], FORMATS[each]) for each in FORMATS if each in wanted
        }
        archive = (
            measure_archives(folder, QUICK if chosen.quick else FULL) if ARCHIVE in wanted else None
        )
    if chosen.json:
        print(json.dumps(as_json(formats, archive)))
        return
    for each, result in formats.items():
        print(*format_lines(each, result), sep="\n")
    if archive:
        print(*archive_lines(archive), sep="\n")


if __name__ == "__main__":
    main()
