"""Sessions and efforts as their own history sees them, made by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from flarelag.model.frames import TrainingEfforts, TrainingSessions

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = datetime(2024, 1, 1, 18)  # noqa: DTZ001 - wall time


@pytest.fixture
def sessions() -> Callable[..., pl.DataFrame]:
    """Return a function that makes sessions: `(day, {what differs from an easy run of 8 km})`."""

    def make(*rows: tuple[int, dict[str, Any]]) -> pl.DataFrame:
        usual = {
            "sport": "run",
            "duration_min": 48.0,
            "distance_km": 8.0,
            "hard": False,
            "hard_s": 0.0,
            "sprint_s": 0.0,
            "hard_stops_n": 0,
            "gear": None,
        }
        made = [
            {"id": n, "time": FIRST + timedelta(days=day), **usual, **changes}
            for n, (day, changes) in enumerate(rows, 1)
        ]
        schema = TrainingSessions.create_empty().schema
        return TrainingSessions.validate(pl.DataFrame(made, schema=schema))

    return make


@pytest.fixture
def efforts() -> Callable[..., pl.DataFrame]:
    """Return a function that makes efforts: `(activity, {what differs from a sprint of 200 m})`."""

    def make(*rows: tuple[int, dict[str, Any]]) -> pl.DataFrame:
        usual = {
            "effort_class": "sprint",
            "confidence": 0.9,
            "start_s": 600.0,
            "end_s": 630.0,
            "distance_m": 200.0,
            "p80_speed_m_s": 7.0,
            "energy_j_kg": 20.0,
            "braking": "hard",
        }
        made = [{"activity_id": n, "number": 1, **usual, **changes} for n, changes in rows]
        schema = TrainingEfforts.create_empty().schema
        return TrainingEfforts.validate(pl.DataFrame(made, schema=schema))

    return make
