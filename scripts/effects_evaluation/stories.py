"""What the other claims are worth: attribution, sides, and measures that do nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from effects_evaluation.cells import FIRST_DAY
from flarelag.effects.explain import explain
from flarelag.effects.places import by_place
from flarelag.effects.result import Outcome, Verdict
from flarelag.model.body import Side
from flarelag.simulation.frames import exposures_frame, scores_frame, sitting_frame
from flarelag.simulation.pain import PainModel, response
from flarelag.simulation.people import PEOPLE
from flarelag.simulation.year import simulate_year

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flarelag.simulation.year import SimulatedYear

STORY_SEEDS = 40_711
WEEKS = 32
CLAIMED = {Verdict.CLEAR, Verdict.LIKELY}
_SORE_FROM = 4
_MOST = 0.5


def attribution(runs: int) -> dict[str, float | None]:
    """Judge the shares of flare-ups that are lined up with runs, against the simulated truth.

    At peak +2 with spontaneous flare-ups beside it: how well shares tell flare-ups that would not
    have been without the runs from the others (`auc`, `brier`), and the slope of truth over share
    where the response is no kernel of the model but a box of 8-30 h (`slope`). On people without an
    effect: how many flare-ups are given more than half (`null_above_half`).
    """
    own = PainModel(spontaneous_per_week=0.3)
    share, true = _shares(own, 2.0, runs, 0)
    other = _shares(replace(own, delayed_box_h=(8.0, 30.0)), 2.0, runs, 1)
    null = _shares(own, 0.0, runs, 2, shown_only=False)
    would_not = true > _MOST
    return {
        "auc": _auc(share, would_not),
        "brier": float(np.mean((share - true) ** 2)),
        "slope": float(np.polyfit(*other, 1)[0]),
        "null_above_half": float(np.mean(null[0] > _MOST)) if len(null[0]) else None,
        "n_flares": float(len(share)),
        "runs": float(runs),
    }


def _shares(
    pain: PainModel, peak: float, runs: int, kind: int, *, shown_only: bool = True
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares that are given, and the true ones by the same definition.

    Without `shown_only`, a flare-up that is given no number counts as given none.
    """
    given, true = [], []
    person = replace(PEOPLE["clean"], pain=pain)
    options = person.options(first_day=FIRST_DAY, weeks=WEEKS, peak=peak)
    for run in range(runs):
        year = simulate_year(options, np.random.default_rng([STORY_SEEDS, kind, run]))
        told = explain(
            exposures_frame(year), scores_frame(year.entries), rng=np.random.default_rng(run)
        )
        for story in told.flares:
            if story.attribution is None:
                given += [] if shown_only else [0.0]
                true += [] if shown_only else [0.0]
                continue
            assert story.flare.threshold is not None  # noqa: S101 - attributed
            over = story.flare.score - story.flare.threshold
            at_h = year.options.calendar.hours_of(story.onset)
            given.append(story.attribution.share.mean)
            true.append(float(np.clip(max(_planted(year, at_h), 0.0) - over, 0.0, 1.0)))
    return np.array(given), np.array(true)


def _planted(year: SimulatedYear, at_h: float) -> float:
    """Return what the hard sessions do at an hour, relief after easy running aside."""
    hard = [each for each in year.exposures if each.dose > 0]
    return float(response(year.options.pain, np.array([at_h]), hard, per_dose=year.per_dose)[0])


def _auc(score: NDArray[np.float64], positive: NDArray[np.bool_]) -> float | None:
    """Return how probably a flare-up of the one kind is given more than one of the other."""
    ones, zeros = score[positive], score[~positive]
    if not len(ones) or not len(zeros):
        return None
    above = (ones[:, None] > zeros[None, :]).mean()
    return float(above + 0.5 * (ones[:, None] == zeros[None, :]).mean())


def sides(runs: int) -> dict[str, float]:
    """Judge the answers by side where the left heals by itself and the right starts after runs."""
    named = blamed = 0
    for run in range(runs):
        rng = np.random.default_rng([STORY_SEEDS, 3, run])
        right = simulate_year(
            PEOPLE["clean"].options(first_day=FIRST_DAY, weeks=WEEKS, peak=2.0), rng
        )
        t_h = np.array([right.options.calendar.hours_of(each.time_utc) for each in right.entries])
        healing = 4.5 - 4.0 * np.minimum(t_h / t_h[-1] / 0.6, 1.0)
        wander = right.drift.at(t_h[::-1])
        left = np.clip(np.round(healing + 0.7 * wander + rng.normal(0, 0.5, len(t_h))), 0, 10)
        found = by_place(
            exposures_frame(right),
            _two_sides(right, left.astype(int)),
            rng=np.random.default_rng(1),
        )
        said = {
            each.side: each.result.verdict
            for each in found
            if each.site is None and each.outcome is Outcome.PAIN
        }
        named += said.get(Side.RIGHT) in CLAIMED
        blamed += said.get(Side.LEFT) in CLAIMED
    return {"right_named": named / runs, "left_blamed": blamed / runs, "runs": float(runs)}


def _two_sides(year: SimulatedYear, left: NDArray[np.int_]) -> pl.DataFrame:
    rows = [
        (entry.time_utc, entry.utc_offset_s // 60, score, "buttock", side)
        for entry, other in zip(year.entries, left.tolist(), strict=True)
        if entry.time_end_utc is None
        for side, score in (("right", entry.score), ("left", other))
    ]
    names = ["time", "utc_offset_min", "score", "site", "side"]
    return pl.DataFrame(rows, schema=names, orient="row")


def useless_measures(runs: int) -> dict[str, float]:
    """Judge how often ice that does nothing, taken when it hurts, is called a help or a harm."""
    called = 0
    for run in range(runs):
        rng = np.random.default_rng([STORY_SEEDS, 4, run])
        year = simulate_year(
            PEOPLE["hostile"].options(first_day=FIRST_DAY, weeks=WEEKS, peak=1.0), rng
        )
        sore = [each for each in year.entries if each.score >= _SORE_FROM]
        taken = [e.time_utc + timedelta(minutes=15) for e in sore if rng.random() < 0.5]  # noqa: PLR2004
        ice = pl.DataFrame(
            {"time": taken, "utc_offset_min": 60, "name": "ice", "value": 1.0},
            schema_overrides={"time": pl.Datetime("us", "UTC")},
        )
        told = explain(
            exposures_frame(year),
            scores_frame(year.entries),
            pl.concat([sitting_frame(year), ice], how="diagonal_relaxed"),
            rng=np.random.default_rng(run),
        )
        called += any(each.name == "ice" and each.role != "cannot_tell" for each in told.ranking)
    return {"called": called / runs, "runs": float(runs)}
