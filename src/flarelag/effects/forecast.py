"""Pain expected in the 72 h after a session, from what was known when it ended.

The mean is the model's: local time of day, weekend, what sessions do at once and later, and where
pain stood when the session ended, from which it drifts back (the Ornstein-Uhlenbeck parts given the
diary so far). Peaks and shapes of the delayed response are mixed by Bayes factors, with "no
response at all" among them at even odds. Sessions that may come meanwhile enter as those that came
after like sessions of the past, in mean and spread. Factors are left out: nobody knows what will be
sat tomorrow. Running hard on good days needs no columns: where pain stood is in the drift.

Beside it stand, from the same entries: the same without any session in it; the last entry carried
forward; and the usual level at that hour. It has to beat all three before it is worth showing.

References
----------
Rasmussen, Williams (2006), "Gaussian Processes for Machine Learning", section 2.7: a process with
an explicit mean whose coefficients have a Gaussian prior.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from flarelag.effects.design import calendar_columns, immediate_columns, relief_columns
from flarelag.effects.drift import Ahead, Responses, expected
from flarelag.effects.exposures import DEFAULT_DOSE, hours_since, scaled_sessions
from flarelag.effects.gls import Model
from flarelag.effects.inputs import checked_diary, checked_exposures
from flarelag.effects.kernel import FEW_PEAKS_H, SHAPES, noise_columns, response, summed_responses
from flarelag.effects.noise import HOURS_AND_WEEKS, fit_noise
from flarelag.effects.rivals import persistence, usual_level
from flarelag.effects.scores import scores_at_instants

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from flarelag.effects.design import Columns
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.ou import OUCovariance
    from flarelag.effects.rivals import Curve

FORECAST_VERSION: Final = 1
LEAD_H = np.arange(0.0, 73.0, 2.0)
FEWEST_ENTRIES: Final = 60
"""About three weeks: below, neither pain's memory nor its hours are known."""
LATEST_ENTRY_H: Final = 72.0
"""A last entry older than this says nothing of where pain stands."""
_GROWTH: Final = 1.2
"""The noise is estimated anew when so many times the entries are known."""
_FEWEST_ALIKE, _MOST_ALIKE = 8, 60
"""Past sessions that tell what comes after one like it."""
_CALENDAR_SD: Final = (np.inf, 0.5, 0.5, 0.3, 0.3, 0.3)
_RELIEF_SD: Final = (1.0, 1.0)
_AT_ONCE_SD: Final = (0.7, 0.7)
"""Points. Held tighter than where an effect is estimated: what the entries hardly bear on makes a
forecast worse than leaving it out (set on seeds that the evaluation does not use)."""
_KERNELS: Final = tuple((float(peak), shape) for shape in SHAPES for peak in FEW_PEAKS_H)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """What was expected after one session.

    Parameters
    ----------
    end : datetime
        When the session ended; nothing later is in the forecast.
    utc_offset_min : int
        The session's clock.
    hard : bool
        Whether it was a hard session.
    n_entries : int
        How many entries were known.
    last_h : float
        Hours from the latest of them to the end.
    expected, without_sessions, persistence, usual : Curve
        At `LEAD_H`: the forecast; the same without any session in it; its two rivals.
    """

    end: datetime
    utc_offset_min: int
    hard: bool
    n_entries: int
    last_h: float
    expected: Curve
    without_sessions: Curve
    persistence: Curve
    usual: Curve


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What was known at an instant.

    Parameters
    ----------
    scores : DataFrame
        One score an instant, in order of time.
    entry_h, score : array of float, shape (n,)
        Hours from the first, and the scores.
    sessions : Sessions
        Those that had ended.
    """

    scores: pl.DataFrame
    entry_h: NDArray[np.float64]
    score: NDArray[np.float64]
    sessions: Sessions

    def columns(self) -> Columns:
        """Return the columns that are surely in the mean."""
        return _columns(self.scores, self.entry_h, self.sessions)

    def noise(self) -> OUCovariance:
        """Estimate the noise, with responses in the mean so that none is taken for it."""
        whole = self.columns().beside(noise_columns(self.entry_h, self.sessions))
        model = Model(self.entry_h, self.score, whole.x, whole.prior_sd)
        return fit_noise(model, HOURS_AND_WEEKS).noise


class Forecaster:
    """Makes forecasts from one person's frames, each from what was known at its session's end.

    Parameters
    ----------
    exposures, diary : DataFrame
        As `effects.analyze` takes them. Where the diary says in `entered` (UTC) when a row was
        written down, it is known from then on only.
    dose_name : str
        What `dose` is called.
    """

    def __init__(
        self, exposures: pl.DataFrame, diary: pl.DataFrame, dose_name: str = DEFAULT_DOSE
    ) -> None:
        self._exposures, self._ends = exposures, checked_exposures(exposures)["end"]
        entered = diary["entered"] if "entered" in diary.columns else diary["time"]
        self._rows = checked_diary(diary).with_columns(entered=entered)
        self._dose_name = dose_name
        self._noises: dict[bytes, OUCovariance] = {}

    def after(self, end: datetime, utc_offset_min: int) -> Forecast | None:
        """Return what is expected after the session that ended then.

        Parameters
        ----------
        end : datetime
            Its end, as the exposures have it. Aware.
        utc_offset_min : int
            Its clock, for the hours of the day that follow.

        Returns
        -------
        Forecast or None
            Null where too little was known, or nothing of the last three days.
        """
        known = self._known(end)
        if known is None:
            return None
        end_h = (end - known.scores["time"][0]).total_seconds() / 3600
        last_h = end_h - float(known.entry_h[-1])
        if len(known.entry_h) < FEWEST_ENTRIES or last_h > LATEST_ENTRY_H:
            return None
        at_h, at = end_h + LEAD_H, _clock_after(end, utc_offset_min)
        noise, sessions = self._noise(known), known.sessions
        sure, bare = known.columns(), _calendar(known.scores)
        own = int(np.argmin(np.abs(sessions.end_h - end_h)))
        seen, ahead = (
            summed_responses(t, sessions.end_h, sessions.dose, _KERNELS)
            for t in (known.entry_h, at_h)
        )
        meanwhile, spread = _meanwhile(sessions, end_h, hard=bool(sessions.hard[own]))
        responses = Responses(seen, ahead + meanwhile, spread)
        return Forecast(
            end=end,
            utc_offset_min=utc_offset_min,
            hard=bool(sessions.hard[own]),
            n_entries=len(known.entry_h),
            last_h=last_h,
            expected=expected(
                Model(known.entry_h, known.score, sure.x, sure.prior_sd),
                noise,
                Ahead(at_h, _columns(at, at_h, sessions).x),
                responses,
            ),
            without_sessions=expected(
                Model(known.entry_h, known.score, bare.x, bare.prior_sd),
                noise,
                Ahead(at_h, _calendar(at).x),
                _no_responses(len(known.entry_h)),
            ),
            persistence=persistence(known.entry_h, known.score, at_h),
            usual=usual_level(_clock_hours(known.scores), known.score, _clock_hours(at)),
        )

    def _known(self, end: datetime) -> _Known | None:
        """Return what was known at an instant; null where that was nothing."""
        rows = self._rows.filter((pl.col("time") <= end) & (pl.col("entered") <= end))
        scores = scores_at_instants(rows.drop("entered"))
        if scores.is_empty():
            return None
        first = scores["time"][0]
        score = scores["score"].to_numpy().astype(np.float64)
        entry_h = hours_since(scores["time"], first)
        return _Known(scores, entry_h, score, self._sessions(first, end))

    def _begun(self, known: _Known, most: int) -> _Known:
        """Return the first of what was known: so many entries, and the sessions until then."""
        scores = known.scores.head(most)
        first, last = scores["time"][0], scores["time"][-1]
        return _Known(scores, known.entry_h[:most], known.score[:most], self._sessions(first, last))

    def _sessions(self, first: datetime, until: datetime) -> Sessions:
        ended = self._exposures.filter(self._ends <= until)
        return scaled_sessions(ended, first, until, name=self._dose_name)

    def _noise(self, known: _Known) -> OUCovariance:
        """Return the noise, estimated from the first of the entries so that it is seldom done."""
        n = len(known.entry_h)
        steps = int(np.log(n / FEWEST_ENTRIES) / np.log(_GROWTH) + 1e-9)
        most = int(FEWEST_ENTRIES * _GROWTH**steps)
        key = known.entry_h[:most].tobytes() + known.score[:most].tobytes()
        if key not in self._noises:
            self._noises[key] = self._begun(known, most).noise()
        return self._noises[key]


def _meanwhile(
    sessions: Sessions, end_h: float, *, hard: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what sessions not yet known do at `LEAD_H`, by what came after those of the past.

    Parameters
    ----------
    sessions : Sessions
        Those that had ended.
    end_h : float
        Now; only sessions whose 72 h are over tell what comes after one.
    hard : bool
        Whether the latest was hard: after such a one other sessions come than after others.

    Returns
    -------
    tuple of array of float, shape (m, q)
        Mean and variance over the past sessions, for each kernel.
    """
    over = sessions.end_h + LEAD_H[-1] <= end_h
    alike = over & (sessions.hard == hard)
    chosen = alike if alike.sum() >= _FEWEST_ALIKE else over
    origins = np.sort(sessions.end_h[chosen])[-_MOST_ALIKE:]
    total = np.zeros((len(origins), len(LEAD_H), len(_KERNELS)))
    if not len(origins):
        return total.sum(axis=0), total.sum(axis=0)
    dosed = sessions.dose > 0
    apart_h = sessions.end_h[dosed][None, :] - origins[:, None]
    origin, session = np.nonzero((apart_h > 0) & (apart_h < LEAD_H[-1]))
    lag_h = np.maximum(LEAD_H[None, :] - apart_h[origin, session][:, None], 0.0)
    dose = sessions.dose[dosed][session][:, None, None]
    curves = np.stack([response(lag_h, *kernel) for kernel in _KERNELS], axis=2)
    np.add.at(total, origin, dose * curves)
    return total.mean(axis=0), total.var(axis=0)


def _no_responses(n_entries: int) -> Responses:
    ahead = np.empty((len(LEAD_H), 0))
    return Responses(np.empty((n_entries, 0)), ahead, ahead)


def _calendar(scores: pl.DataFrame) -> Columns:
    return _held(calendar_columns(scores), _CALENDAR_SD)


def _columns(scores: pl.DataFrame, at_h: NDArray[np.float64], sessions: Sessions) -> Columns:
    relief = _held(relief_columns(at_h, sessions), _RELIEF_SD)
    at_once = _held(immediate_columns(at_h, sessions), _AT_ONCE_SD)
    return _calendar(scores).beside(relief).beside(at_once)


def _held(columns: Columns, prior_sd: tuple[float, ...]) -> Columns:
    return replace(columns, prior_sd=np.array(prior_sd))


def _clock_after(end: datetime, utc_offset_min: int) -> pl.DataFrame:
    time = pl.Series("time", [end], dtype=pl.Datetime("us", "UTC"))
    lead = pl.Series("lead", LEAD_H) * 3.6e9
    return pl.DataFrame({"lead": lead}).select(
        time=time[0] + pl.col("lead").cast(pl.Int64).cast(pl.Duration("us")),
        utc_offset_min=pl.lit(utc_offset_min),
    )


def _clock_hours(scores: pl.DataFrame) -> NDArray[np.float64]:
    minutes = scores["time"].dt.hour().cast(pl.Int64) * 60 + scores["time"].dt.minute().cast(
        pl.Int64
    )
    return ((minutes + scores["utc_offset_min"]).to_numpy() / 60.0) % 24.0
