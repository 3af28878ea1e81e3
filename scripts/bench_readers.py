"""Other programs' readers of FIT, GPX and TCX, timed on the same bytes as flarelag's.

A program that is not installed is a row that says so; a file counts where both read it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from bench_figures import Figure, cpu_s, ratio_of_sums
from flarelag.errors import FlarelagError
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    Read = Callable[["Sample"], object]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """One file to read.

    Parameters
    ----------
    path : Path
        Where it is: some readers insist on opening it themselves.
    data : bytes
        What it holds.
    """

    path: Path
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Another program's reader.

    Parameters
    ----------
    name : str
        Key of its ratio: `fitparse` for `ratio_fitparse`.
    distribution : str
        What it is installed as.
    make : callable
        Imports it and returns what reads one file as far as it can: every message, every channel,
        the checksum verified.
    """

    name: str
    distribution: str
    make: Callable[[], Read]

    @property
    def title(self) -> str:
        """Its name and version, for the table."""
        try:
            return f"{self.distribution} {version(self.distribution)}"
        except PackageNotFoundError:
            return f"{self.distribution} (not installed)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Another reader against flarelag's.

    Parameters
    ----------
    reader : Reader
        The other one.
    n_files : int
        How many files both read.
    ratio : Figure or None
        Their CPU over ours; null where it is not installed or read nothing.
    """

    reader: Reader
    n_files: int
    ratio: Figure | None


def good_files(samples: Iterable[Sample]) -> dict[Sample, int]:
    """Return the files that hold records and are whole, with how many records.

    Parameters
    ----------
    samples : iterable of Sample
        Any files.
    """
    found = {}
    for sample in samples:
        with contextlib.suppress(FlarelagError):
            activities = [each.activity for each in parse_activities(sample.data)]
            n_records = sum(each.n_records for each in activities)
            if n_records and not any(each.salvaged for each in activities):
                found[sample] = n_records
    return found


def ours(sample: Sample) -> object:
    """Read a file as the import does."""
    return parse_activities(sample.data)


def compare(reader: Reader, samples: Sequence[Sample], our_s: Sequence[float]) -> Comparison:
    """Time another reader.

    Parameters
    ----------
    reader : Reader
        The other one.
    samples : sequence of Sample
        Files that flarelag reads.
    our_s : sequence of float
        How long flarelag takes over each, CPU seconds.
    """
    try:
        read = reader.make()
    except ImportError:
        return Comparison(reader=reader, n_files=0, ratio=None)
    timed = [(_timed(read, sample), own) for sample, own in zip(samples, our_s, strict=True)]
    both = [(theirs, own) for theirs, own in timed if theirs is not None]
    ratio = ratio_of_sums(*zip(*both, strict=True)) if both else None
    return Comparison(reader=reader, n_files=len(both), ratio=ratio)


def _timed(read: Read, sample: Sample) -> float | None:
    """Return CPU seconds; null where the reader refuses the file, in whatever way."""
    silent = io.StringIO()
    with (
        contextlib.redirect_stdout(silent),
        contextlib.redirect_stderr(silent),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            return cpu_s(lambda: read(sample))
        except Exception:  # noqa: BLE001 - each program has its own ways of refusing a file
            return None


def _fitparse() -> Read:
    module = importlib.import_module("fitparse")
    return lambda sample: list(module.FitFile(sample.data, check_crc=True).messages)


def _fitdecode() -> Read:
    module = importlib.import_module("fitdecode")
    checked = module.CrcCheck.RAISE
    return lambda sample: list(module.FitReader(io.BytesIO(sample.data), check_crc=checked))


def _fitfast() -> Read:
    module = importlib.import_module("fitfast")
    return lambda sample: module.records(sample.data)


def _garmin() -> Read:
    module = importlib.import_module("garmin_fit_sdk")

    def read(sample: Sample) -> object:
        decoder = module.Decoder(module.Stream.from_byte_array(bytearray(sample.data)))
        messages, errors = decoder.read(enable_crc_check=True)
        if errors:
            raise ValueError(errors[0])
        return messages

    return read


def _gpxpy() -> Read:
    module = importlib.import_module("gpxpy")
    return lambda sample: module.parse(sample.data)


def _tcxreader() -> Read:
    module: Any = importlib.import_module("tcxreader.tcxreader")
    return lambda sample: module.TCXReader().read(str(sample.path), only_gps=False)


def _activity_parser() -> Read:
    module = importlib.import_module("activity_parser")
    parser = module.ActivityParser()
    return lambda sample: parser.parse(sample.path)


FIT_READERS: Final = (
    Reader(name="fitparse", distribution="python-fitparse", make=_fitparse),
    Reader(name="fitdecode", distribution="fitdecode", make=_fitdecode),
    Reader(name="fitfast", distribution="fitfast", make=_fitfast),
    Reader(name="garmin", distribution="garmin-fit-sdk", make=_garmin),
)
GPX_READERS: Final = (Reader(name="gpxpy", distribution="gpxpy", make=_gpxpy),)
TCX_READERS: Final = (Reader(name="tcxreader", distribution="tcxreader", make=_tcxreader),)
ACTIVITY_PARSER: Final = Reader(
    name="activity_parser", distribution="activity-parser", make=_activity_parser
)
