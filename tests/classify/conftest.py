"""Runs drawn with a ruler: speeds a second apart, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from flarelag.model.activity import Activity
from flarelag.model.frames import Records
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport

START = datetime(2026, 5, 1, 16, 0, tzinfo=UTC)

MakeActivity = Callable[..., ParsedActivity]


@pytest.fixture(scope="session")
def make_activity() -> MakeActivity:
    """Return a factory: columns of records and the activity's own facts in, an activity out."""

    def make(columns: dict[str, Any], **facts: Any) -> ParsedActivity:  # noqa: ANN401 - any column
        frame = pl.DataFrame({**columns}) if columns else pl.DataFrame({"t_s": []})
        missing = [name for name in Records.column_names() if name not in frame.columns]
        frame = frame.with_columns(
            pl.col("*").cast(pl.Float64),
            *(pl.lit(None, dtype=pl.Float64).alias(name) for name in missing),
        )
        stated: dict[str, Any] = {
            "sport": Sport.RUN,
            "start_utc": START,
            "n_records": frame.height,
            **facts,
        }
        t_s = frame["t_s"].max()
        stated.setdefault("duration_s", t_s)
        return ParsedActivity(Activity(**stated), Records.validate(frame))

    return make


@pytest.fixture
def session() -> dict[str, np.ndarray]:
    """Return a session of four sprints at 6.5 m/s for 30 s, with jogging and walking between."""
    rest = [2.8] * 60 + [1.3] * 120
    speed = [2.8] * 300 + (_rise(6.5) + [6.5] * 28 + _fall(6.5) + rest) * 4
    noise = np.random.default_rng(7).normal(0, 0.07, len(speed))
    return {"t_s": np.arange(len(speed)), "speed_m_s": np.maximum(np.array(speed) + noise, 0)}


def _rise(top: float) -> list[float]:
    return [2.8 + (top - 2.8) * part for part in (0.5, 0.9)]


def _fall(top: float) -> list[float]:
    return [2.8 + (top - 2.8) * part for part in (0.6, 0.2)]
