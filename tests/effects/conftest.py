"""A small simulated runner: pain with two memories, runs, and a planted delayed response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

EPOCH = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday


@dataclass(frozen=True)
class Runner:
    """What to simulate; peaks in points of pain for one dose.

    Pain is 3 + OU(24 h, variance 1) + OU(12 d, variance .5) + nugget .3 + time of day, less 1 point
    right after easy runs, rounded to 0-10. Hard sessions at 18 h on chosen days with doses of
    about 30 s; easy runs on others.
    """

    seed: int
    days: int = 180
    hard: int = 26
    entries_a_day: int = 3
    peak: float = 0.0
    peak_h: float = 12.0
    flare: float = 0.0
    flare_fades_h: float = 3.0
    baseline: float = 3.0
    provoked: bool = False
    """More entries when it hurts, hard sessions when it does not."""

    def pain(self, rng: np.random.Generator, hours: np.ndarray) -> np.ndarray:
        total = np.full(len(hours), self.baseline) + rng.normal(0, np.sqrt(0.3), len(hours))
        for variance, tau_h in ((1.0, 24.0), (0.5, 288.0)):
            decay = np.exp(-np.diff(hours, prepend=hours[0]) / tau_h)
            kicks = rng.normal(0, np.sqrt(variance), len(hours))
            state = 0.0
            for i in range(len(hours)):
                state = (
                    kicks[i] if i == 0 else decay[i] * state + np.sqrt(1 - decay[i] ** 2) * kicks[i]
                )
                total[i] += state
        return total + 0.4 * np.cos(2 * np.pi * (hours % 24) / 24)

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return exposures and diary."""
        rng = np.random.default_rng(self.seed)
        grid = np.arange(0, self.days * 24, 0.5)
        pain = self.pain(rng, grid)
        hard_days = self.hard_days(rng, pain)
        easy_days = np.setdiff1d(
            rng.choice(self.days - 3, self.days // 3, replace=False), hard_days
        )
        hard_h = hard_days * 24 + 18 + rng.uniform(-2, 2, len(hard_days))
        easy_h = easy_days * 24 + 8 + rng.uniform(-1, 8, len(easy_days))
        dose_s = rng.lognormal(np.log(30), 0.3, len(hard_h))
        entry_h = self.entry_hours(rng, pain)
        level = pain[np.round(entry_h * 2).astype(int).clip(0, len(grid) - 1)]
        for end_h, dose in zip(hard_h, dose_s / np.median(dose_s), strict=True):
            lag = entry_h - end_h
            after = np.where(lag > 0, lag, 0.0)
            ratio = after / self.peak_h
            level += dose * self.peak * (ratio * np.exp(1 - ratio)) ** 2
            level += dose * self.flare * np.exp(-after / self.flare_fades_h) * (lag > 0)
        for end_h in easy_h:
            lag = entry_h - end_h
            level -= np.exp(-np.abs(lag) / 2) * (lag > 0)
        return (
            frame_of_sessions(np.append(hard_h, easy_h), [*dose_s, *np.zeros(len(easy_h))]),
            frame_of_scores(entry_h, level.round().clip(0, 10)),
        )

    def hard_days(self, rng: np.random.Generator, pain: np.ndarray) -> np.ndarray:
        days = np.arange(2, self.days - 4)
        mood = -pain[(days * 24 + 17) * 2] if self.provoked else np.zeros(len(days))
        chance = np.exp(mood)
        return np.sort(rng.choice(days, self.hard, replace=False, p=chance / chance.sum()))

    def entry_hours(self, rng: np.random.Generator, pain: np.ndarray) -> np.ndarray:
        hour = np.array([7.5, 13.0, 21.5, 10.0, 17.0][: self.entries_a_day])
        planned = (np.arange(self.days)[:, None] * 24 + hour).ravel()
        planned = np.sort(planned + rng.uniform(-1.5, 1.5, len(planned)))
        level = pain[np.round(planned * 2).astype(int)]
        kept = 1 / (1 + np.exp(-(level - 2))) if self.provoked else 0.9
        return planned[rng.uniform(size=len(planned)) < kept]


def instants(hours: np.ndarray) -> list[datetime]:
    return [EPOCH + timedelta(hours=float(hour)) for hour in hours]


def frame_of_sessions(
    end_h: np.ndarray, dose: list[float | None], sport: str | list[str] = "run"
) -> pl.DataFrame:
    sports = [sport] * len(end_h) if isinstance(sport, str) else sport
    return pl.DataFrame(
        {"end": instants(end_h), "utc_offset_min": 0, "sport": sports, "dose": dose},
        schema_overrides={"dose": pl.Float64},
    )


def frame_of_scores(time_h: np.ndarray, score: np.ndarray) -> pl.DataFrame:
    columns = {"time": instants(time_h), "utc_offset_min": 0, "score": score.astype(int)}
    return pl.DataFrame(columns).with_columns(site=pl.lit(None), side=pl.lit(None))


@pytest.fixture(scope="session")
def runner() -> type[Runner]:
    return Runner
