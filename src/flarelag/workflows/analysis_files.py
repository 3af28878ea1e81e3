"""From three tables to what is analysed, without a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

from flarelag.errors import UnreadableFileError
from flarelag.model.moments import zone_named
from flarelag.sources.analysis_csv import read_factors_csv, read_scores_csv, read_sessions_csv
from flarelag.workflows.analysis_frames import AnalysisFrames

if TYPE_CHECKING:
    from pathlib import Path


class _Reader(Protocol):
    def __call__(self, data: bytes, *, file: str, zone: str | None) -> pl.DataFrame: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisFiles:
    """Tables to analyse without a library, as `sources.analysis_csv` describes them.

    Parameters
    ----------
    sessions, diary : Path
        Needed.
    factors : Path or None
        What else went on.
    zone : str or None
        Where times without an offset are meant; null: they are refused.
    """

    sessions: Path
    diary: Path
    factors: Path | None = None
    zone: str | None = None


def file_frames(files: AnalysisFiles) -> AnalysisFrames:
    """Return what tables hold.

    Parameters
    ----------
    files : AnalysisFiles
        The tables.

    Raises
    ------
    InputError
        When a file cannot be read, or rows of it cannot be used.
    """
    if files.zone is not None:
        zone_named(files.zone)  # a wrong zone is one mistake, not one in each row
    return AnalysisFrames(
        exposures=_read(files.sessions, read_sessions_csv, files.zone),
        diary=_read(files.diary, read_scores_csv, files.zone),
        factors=_read(files.factors, read_factors_csv, files.zone) if files.factors else None,
        taps=pl.Series("time", [], dtype=pl.Datetime("us", "UTC")),
    )


def _read(path: Path, reader: _Reader, zone: str | None) -> pl.DataFrame:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror})"
        raise UnreadableFileError(reason, file=str(path)) from error
    return reader(data, file=str(path), zone=zone)
