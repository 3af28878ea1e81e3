"""What is said of real people who logged soreness, and how often where nothing can be.

Nobody knows the truth of a real diary. But sessions moved by whole weeks, round the end of her own
diary, or taken from somebody else, keep their days and hours and lose what they were followed by:
whatever is claimed of those is a false claim. (Moved by weeks, sessions of a weekly habit still
fall on days of sessions; those of somebody else do so only by a habit that both share.)

Diaries of one entry a day are often too thin for anything to be said to their owner. What the model
would say is judged all the same, wherever there are 8 hard sessions: `enough` tells which of them
get an answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from effects_evaluation.baselines import claims
from effects_evaluation.cells import Case
from effects_evaluation.pmdata import DOSE, SCORE, read_people
from effects_evaluation.pooling import clustered_rate, pooled
from flarelag.effects.analysis import analyze
from flarelag.effects.answer import answer
from flarelag.effects.result import Missing, Verdict
from flarelag.effects.sufficiency import FEWEST_HARD_SESSIONS, enough
from flarelag.effects.verdict import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from effects_evaluation.pmdata import SorenessDiary
    from flarelag.effects.answer import Answer
    from flarelag.effects.result import EffectResult, Estimate

_SEED = 51_907
_WEEK = timedelta(weeks=1)
_CLAIMED = {Verdict.CLEAR, Verdict.LIKELY}
_NOTHING_LACKS = Missing(0, 0, 1.0, None)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed of one diary beside sessions that have nothing to do with it.

    Parameters
    ----------
    two_sided, clear, likely, before : bool
        Whether the interval of the mean change excludes 0; the verdict is clear; is clear or
        likely; the control before the sessions excludes 0.
    next_day, ols_hac : bool
        What simpler methods claim.
    """

    two_sided: bool
    clear: bool
    likely: bool
    before: bool
    next_day: bool
    ols_hac: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says of one diary.

    Parameters
    ----------
    result : EffectResult
        What its owner is told.
    answer : Answer or None
        What the model says, enough or not; null below 8 hard sessions.
    """

    result: EffectResult
    answer: Answer | None

    @property
    def enough(self) -> bool:
        """Whether its owner gets an answer."""
        return enough(self.result.missing)

    @property
    def verdict(self) -> Verdict:
        """The verdict, enough or not."""
        return decide(_NOTHING_LACKS, self.answer.found if self.answer else None)


def judge_public_diary(folder: Path, on_progress: Callable[[str], None]) -> dict[str, object]:
    """Analyse everyone in a folder of PMData, and count false claims.

    Twice: with sport as it is told, and with every session as a run, since most of what some people
    did is strength or endurance of an unknown kind.

    Parameters
    ----------
    folder : Path
        As it is published.
    on_progress : callable
        Takes a line that says what is being done.
    """
    people = read_people(folder)
    as_runs = [replace(p, exposures=p.exposures.with_columns(sport=pl.lit("run"))) for p in people]
    views: list[dict[str, object]] = []
    for sessions, chosen in (("runs", people), ("every session", as_runs)):
        on_progress(f"{sessions} of {len(chosen)} people")
        views.append({"sessions": sessions, **_judged(chosen)})
    return {"dose": DOSE, "score": SCORE, "views": views}


def _judged(people: Sequence[SorenessDiary]) -> dict[str, object]:
    said = {person.name: _said(person.exposures, person.diary) for person in people}
    fitted = [person for person in people if said[person.name].answer]
    return {
        "people": [_row(person, said[person.name]) for person in people],
        "over_people": _over_people([each.answer for each in said.values() if each.answer]),
        "moved_by_weeks": _false_claims(moved(fitted)),
        "of_somebody_else": _false_claims(
            (one.name, other.exposures, one.diary)
            for one, other in product(people, people)
            if one is not other
        ),
    }


def _said(exposures: pl.DataFrame, diary: pl.DataFrame) -> Said:
    rng = np.random.default_rng(_SEED)
    told = analyze(exposures, diary, rng=rng)
    said = told.said
    if said is None and told.result.n_hard_sessions >= FEWEST_HARD_SESSIONS and told.material:
        said = answer(told.material, rng)
    return Said(told.result, said)


def _row(person: SorenessDiary, said: Said) -> dict[str, object]:
    row: dict[str, object] = {
        "person": person.name,
        "n_left_out": person.n_left_out,
        "n_sessions": said.result.n_sessions,
        "n_hard_sessions": said.result.n_hard_sessions,
        "n_entries": said.result.n_entries,
        "covered_fraction": said.result.missing.covered_fraction,
        "enough": said.enough,
        "verdict": said.verdict.value,
    }
    if said.answer is None:
        return row
    found, controls = said.answer.found, said.answer.controls
    return row | {
        "theta": asdict(found.theta),
        "bins": [asdict(each) for each in found.bins],
        "before": asdict(controls.before) if controls.before else None,
        "shuffled_p": controls.shuffled.p if controls.shuffled else None,
    }


def _over_people(said: Sequence[Answer]) -> dict[str, object]:
    """Return the means over people, of the mean change over 6-24 h and of each lag bin."""
    bins: list[dict[str, object]] = []
    for same in zip(*(each.found.bins for each in said), strict=True):
        mean = pooled([each.estimate for each in same if each.estimate])
        edges = {"from_h": same[0].from_h, "to_h": same[0].to_h}
        bins.append({**edges, **(asdict(mean) if mean else {})})
    theta = pooled([each.found.theta for each in said])
    fires = [_excludes_0(each.controls.before) for each in said]
    return {
        "theta": asdict(theta) if theta else None,
        "bins": bins,
        "before_fires": float(np.mean(fires)) if fires else None,
    }


def moved(people: Iterable[SorenessDiary]) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """Move each person's sessions round the end of her diary, by every number of whole weeks."""
    for person in people:
        times = person.diary["time"].sort()
        first, weeks = times[0], (times[-1] - times[0]) // _WEEK
        within = person.exposures.filter(pl.col("end").is_between(first, first + weeks * _WEEK))
        for by in range(1, weeks):
            end = pl.col("end") + by * _WEEK
            around = pl.when(end < first + weeks * _WEEK).then(end).otherwise(end - weeks * _WEEK)
            yield person.name, within.with_columns(end=around), person.diary


def _false_claims(
    pairs: Iterable[tuple[str, pl.DataFrame, pl.DataFrame]],
) -> dict[str, object]:
    """Return how often something is claimed, of all that is fitted and where there is enough."""
    fitted: list[tuple[str, Said, Claimed]] = []
    for name, exposures, diary in pairs:
        said = _said(exposures, diary)
        if said.answer:
            simpler = claims(Case(exposures, diary, None))
            claimed = Claimed(
                two_sided=_excludes_0(said.answer.found.theta),
                clear=said.verdict is Verdict.CLEAR,
                likely=said.verdict in _CLAIMED,
                before=_excludes_0(said.answer.controls.before),
                next_day=simpler.next_day,
                ols_hac=simpler.ols_hac,
            )
            fitted.append((name, said, claimed))
    return {
        "fitted": _rates([(name, claimed) for name, _, claimed in fitted]),
        "enough": _rates([(name, claimed) for name, said, claimed in fitted if said.enough]),
    }


def _rates(claimed: Sequence[tuple[str, Claimed]]) -> dict[str, object]:
    """Return rates, with errors that know that the cases of one diary are alike."""
    names = [name for name, _ in claimed]
    rates: dict[str, float] = {}
    errors: dict[str, float | None] = {}
    for each in Claimed.__dataclass_fields__ if claimed else ():
        holds = [getattr(case, each) for _, case in claimed]
        rates[each], errors[each] = clustered_rate(holds, names)
    return {"runs": len(names), "people": len(set(names)), **rates, "mc_se": errors}


def _excludes_0(estimate: Estimate | None) -> bool:
    return estimate is not None and (estimate.low > 0 or estimate.high < 0)
