"""Forecasts on simulated people: made after each session from what was known then, and scored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from effects_evaluation.cells import Cell
from experiments_evaluation.measured import mean_of, ratio_of
from flarelag.effects.exposures import hours_since
from flarelag.effects.forecast import Forecaster
from flarelag.effects.forecast_record import LEADS_H, ForecastRecord, record_of
from flarelag.effects.forecast_scores import Answered, Rival, scored
from flarelag.effects.scores import scores_at_instants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.effects.forecast_record import LeadRecord

SEEDS = 20_263
WEEKS = 32
CELLS = tuple((name, peak) for name in ("clean", "hostile") for peak in (0.0, 1.0))
"""Three entries a day; one hard session a week, 1.5 with repeats, 1.7 easy runs, 1.1 rides."""


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """One person's record.

    Parameters
    ----------
    cell : tuple of (str, float)
        Who she is, and the planted rise at its peak.
    record : ForecastRecord
        Of all her forecasts, at the end.
    """

    cell: tuple[str, float]
    record: ForecastRecord


def forecast_run(name: str, peak: float, number: int, weeks: int = WEEKS) -> ForecastRun:
    """Simulate one person and make every forecast she could have had."""
    case = Cell(name, weeks, peak, 1).case(number, SEEDS)
    forecaster = Forecaster(case.exposures, case.diary)
    scores = scores_at_instants(case.diary)
    score = scores["score"].to_numpy().astype(np.float64)
    entry_h = hours_since(scores["time"], scores["time"][0])
    answered = []
    for end, offset in case.exposures.select("end", "utc_offset_min").rows():
        forecast = forecaster.after(end, offset)
        if forecast is not None:
            end_h = (end - scores["time"][0]).total_seconds() / 3600
            answered.append(Answered(forecast, end_h, entry_h - end_h, score))
    return ForecastRun((name, peak), record_of(scored(answered)))


def forecast_summary(runs: Iterable[ForecastRun]) -> dict[str, Any]:
    """Return each cell: gains over both baselines by hours, coverage, how often it is shown."""
    every = list(runs)
    cells = [
        (name, peak, [r.record for r in every if r.cell == (name, peak)]) for name, peak in CELLS
    ]
    return {f"{name}, peak {peak:g}": _of(records) for name, peak, records in cells if records}


def _of(records: list[ForecastRecord]) -> dict[str, Any]:
    told = [record for record in records if record.whole is not None]
    whole = [record.whole for record in told if record.whole]
    leads = {
        f"{low:g}-{high:g} h": [
            lead
            for record in told
            for lead in record.leads
            if (lead.from_h, lead.to_h) == (low, high)
        ]
        for low, high in LEADS_H
    }
    return {
        "people": len(records),
        "forecasts": sum(record.n_forecasts for record in records),
        "states": dict(Counter(record.state.value for record in records)),
        "shown": mean_of([float(record.state.value == "shown") for record in records]),
        "0-72 h": _stretch(whole),
        **{name: _stretch(own) for name, own in leads.items()},
        "gain_over_itself_without_sessions_3_24_h_after_hard": mean_of(
            [
                r.gains[Rival.WITHOUT_SESSIONS].mean
                for r in told
                if Rival.WITHOUT_SESSIONS in r.gains
            ]
        ),
    }


def _stretch(leads: list[LeadRecord]) -> dict[str, Any]:
    n = np.array([lead.n for lead in leads], dtype=np.float64)
    own = np.array([lead.own for lead in leads]) * n
    rivals = {rival: np.array([lead.rivals[rival] for lead in leads]) * n for rival in Rival}
    better = min((Rival.PERSISTENCE, Rival.USUAL), key=lambda rival: float(rivals[rival].sum()))
    gains = {
        rival: ratio_of((rivals[rival] - own).tolist(), rivals[rival].tolist()) for rival in Rival
    }
    return {
        "crps": float(own.sum() / n.sum()),
        "better_baseline": better.value,
        "gain_over_the_better": gains[better],
        "gains": {rival.value: gain for rival, gain in gains.items()},
        "coverage": ratio_of([lead.inside * lead.n for lead in leads], n.tolist()),
    }
