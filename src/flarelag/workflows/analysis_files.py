"""From three tables to the answer, without a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from flarelag.effects import analyze
from flarelag.effects.scores import scores_of
from flarelag.errors import UnreadableFileError
from flarelag.model.moments import zone_named
from flarelag.sources.analysis_csv import read_factors_csv, read_scores_csv, read_sessions_csv
from flarelag.workflows.analysis import ANALYSIS_SEED

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from flarelag.effects.result import EffectResult
    from flarelag.model.body import BodySite, Side


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


def analyze_files(
    files: AnalysisFiles,
    *,
    site: BodySite | None = None,
    side: Side | None = None,
    per_dose: float | None = None,
) -> EffectResult:
    """Say what tables say of the hours after hard sessions.

    Parameters
    ----------
    files : AnalysisFiles
        The tables.
    site, side, per_dose
        As in `analyze_library`; `per_dose` in the unit of the sessions' doses.

    Raises
    ------
    InputError
        When a file cannot be read, or rows of it cannot be used.
    """
    if files.zone is not None:
        zone_named(files.zone)  # a wrong zone is one mistake, not one in each row
    exposures = _read(files.sessions, read_sessions_csv, files.zone)
    diary = _read(files.diary, read_scores_csv, files.zone)
    factors = _read(files.factors, read_factors_csv, files.zone) if files.factors else None
    return analyze(
        exposures,
        scores_of(diary, site=site, side=side),
        factors,
        per_dose=per_dose,
        rng=np.random.default_rng(ANALYSIS_SEED),
    )


def _read(path: Path, reader: _Reader, zone: str | None) -> pl.DataFrame:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror})"
        raise UnreadableFileError(reason, file=str(path)) from error
    return reader(data, file=str(path), zone=zone)
