"""Forecasts after sessions: made from what was known at their ends, kept, and judged later.

They are made whenever somebody asks for a report or a forecast, for sessions that have none yet; of
older sessions from what was known then. Each is made once for each version of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from flarelag.effects.exposures import hours_since
from flarelag.effects.forecast import FORECAST_VERSION, LEAD_H, Forecast, Forecaster
from flarelag.effects.forecast_record import ForecastRecord, record_of
from flarelag.effects.forecast_scores import Answered, scored
from flarelag.effects.rivals import Curve
from flarelag.effects.scores import scores_at_instants
from flarelag.model.hidden_start import start_hidden
from flarelag.store.forecasts import StoredForecast
from flarelag.workflows.analysis_frames import diary_frame, exposure_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flarelag.model.diary import DiaryEntry
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

CURVES: Final = ("expected", "without_sessions", "persistence", "usual")
_AT_ONCE: Final = 25
"""Made between two commits: whoever stops a long run keeps what was done."""
_DIGITS: Final = 3
_AHEAD: Final = timedelta(hours=float(LEAD_H[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class ForecastFrames:
    """What forecasts are made from.

    Parameters
    ----------
    exposures : DataFrame
        Columns of `Exposures`: runs and rides of known end.
    diary : DataFrame
        Columns of `DiaryScores`, and `entered`: when a row was written down.
    """

    exposures: pl.DataFrame
    diary: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class ForecastTold:
    """How forecasts did, and the one that still runs.

    Parameters
    ----------
    record : ForecastRecord
        Of all that entries have answered.
    n_made : int
        How many there are.
    n_ahead : int
        How many of those were made before the first entry that answered them.
    latest : Forecast or None
        After the latest session of the last 72 h; null where there is none.
    made_utc : datetime or None
        When that was made.
    """

    record: ForecastRecord
    n_made: int
    n_ahead: int
    latest: Forecast | None
    made_utc: datetime | None


def forecast_frames(
    activities: Sequence[StoredActivity], entries: Sequence[DiaryEntry]
) -> ForecastFrames:
    """Return what forecasts are made from: entries of an instant, activities of a known end.

    Parameters
    ----------
    activities, entries
        Of a library, whole.
    """
    used = [each for each in entries if each.time_end_utc is None and not each.recalled]
    told = [each for each in activities if not start_hidden(each.activity)]
    entered = pl.Series("entered", [each.entered_utc for each in used], pl.Datetime("us", "UTC"))
    diary = diary_frame(used)
    exposures = exposure_frame(told, used).filter(pl.col("sport") != "other")
    return ForecastFrames(exposures, diary.with_columns(entered=entered.gather(diary["entry"])))


def make_forecasts(
    library: Library,
    frames: ForecastFrames,
    *,
    now: datetime,
    most: int | None = None,
    since: datetime | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make the forecasts that are missing, the latest first; return how many sessions were tried.

    Parameters
    ----------
    library : Library
        Open; an import may be running.
    frames : ForecastFrames
        Of the library.
    now : datetime
        Kept with each of them. Aware.
    most : int or None
        At most so many.
    since : datetime or None
        Only for sessions that ended later. Aware.
    on_progress : callable or None
        Given how many are done and how many there are to do.
    """
    made = library.forecasts.ends(FORECAST_VERSION)
    ended = frames.exposures.filter(pl.col("end") <= now).sort("end", descending=True)
    if since is not None:
        ended = ended.filter(pl.col("end") > since)
    first = frames.diary["time"].min() if frames.diary.height else None
    missing = [
        (end, offset)
        for end, offset in ended.select("end", "utc_offset_min").unique(maintain_order=True).rows()
        if end not in made and first is not None and end > first
    ][:most]
    forecaster = Forecaster(frames.exposures, frames.diary) if missing else None
    for begin in range(0, len(missing), _AT_ONCE):
        batch = missing[begin : begin + _AT_ONCE]
        found = [forecaster.after(*each) if forecaster else None for each in batch]
        library.forecasts.add([_stored(each, now) for each in found if each is not None])
        if on_progress is not None:
            on_progress(begin + len(batch), len(missing))
    return len(missing)


def forecasts_told(library: Library, frames: ForecastFrames, *, now: datetime) -> ForecastTold:
    """Return how the library's forecasts did, and the one that still runs.

    Parameters
    ----------
    library, frames, now
        As in `make_forecasts`.
    """
    there = set(frames.exposures["end"])
    stored = [each for each in library.forecasts.all(FORECAST_VERSION) if each.known_utc in there]
    if not stored:
        return ForecastTold(record_of([]), 0, 0, None, None)
    scores = scores_at_instants(frames.diary.drop("entered"))
    origin = stored[0].known_utc
    entry_h = hours_since(scores["time"], origin)
    score = scores["score"].to_numpy().astype(np.float64)
    answered, n_ahead = [], 0
    for each in stored:
        end_h = (each.known_utc - origin).total_seconds() / 3600
        made_h = (each.made_utc - origin).total_seconds() / 3600
        first, until = np.searchsorted(entry_h, (end_h, end_h + LEAD_H[-1]), side="right")
        own = slice(int(first), int(until))
        answered.append(Answered(_read(each), end_h, entry_h[own] - end_h, score[own]))
        n_ahead += bool(until > first and made_h <= entry_h[first])
    latest = stored[-1]
    runs = latest.known_utc <= now < latest.known_utc + _AHEAD
    return ForecastTold(
        record_of(scored(answered)),
        len(stored),
        n_ahead,
        _read(latest) if runs else None,
        latest.made_utc if runs else None,
    )


def library_forecasts(
    library: Library, *, now: datetime, on_progress: Callable[[int, int], None] | None = None
) -> ForecastTold:
    """Make every forecast that is missing, and return how all of them did.

    Parameters
    ----------
    library, now, on_progress
        As in `make_forecasts`.
    """
    frames = forecast_frames(library.activities(), library.diary.entries())
    make_forecasts(library, frames, now=now, on_progress=on_progress)
    return forecasts_told(library, frames, now=now)


def _stored(forecast: Forecast, now: datetime) -> StoredForecast:
    curves = {
        name: [np.round(values, _DIGITS).tolist() for values in (curve.mean, curve.sd)]
        for name in CURVES
        for curve in [getattr(forecast, name)]
    }
    content = {
        "utc_offset_min": forecast.utc_offset_min,
        "hard": forecast.hard,
        "n_entries": forecast.n_entries,
        "last_h": round(forecast.last_h, _DIGITS),
        **curves,
    }
    return StoredForecast(
        known_utc=forecast.end, made_utc=now, version=FORECAST_VERSION, content=content
    )


def _read(stored: StoredForecast) -> Forecast:
    content: dict[str, Any] = stored.content
    curves = {name: Curve(*(np.array(values) for values in content[name])) for name in CURVES}
    return Forecast(
        end=stored.known_utc,
        utc_offset_min=content["utc_offset_min"],
        hard=content["hard"],
        n_entries=content["n_entries"],
        last_h=content["last_h"],
        **curves,
    )
