"""How much of a flare-up the model lines up with what came before it.

`PN = E[clip(max(c, 0) - (y - threshold), 0, 1)]` over the posterior: the probability that the score
would have stayed below the threshold without the contribution `c` of earlier runs and factors, a
score being a whole number. It lines things up; it says nothing of causes.

References
----------
Tian, Pearl (2000), Ann. Math. Artif. Intell. 28, 287: "Probabilities of causation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.draws import draw
from flarelag.effects.flare_result import Attribution, Part
from flarelag.effects.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from flarelag.effects.answer import Fits
    from flarelag.effects.exposures import Sessions
    from flarelag.effects.flare_result import Flare

FACTOR = "factor_"
RUNS_LATER, RUNS_AT_ONCE = "runs_later", "runs_at_once"


def attributions(
    fits: Fits, sessions: Sessions, flares: Sequence[Flare], rng: np.random.Generator
) -> tuple[Attribution | None, ...]:
    """Return one for each flare-up; null where too few entries came before it.

    Parameters
    ----------
    fits : Fits
        Of the answer.
    sessions : Sessions
        With their scaled doses.
    flares : sequence of Flare
        In the same entries.
    rng : Generator
        Draws from the posterior.
    """
    if not flares:
        return ()
    entries = np.array([flare.entry for flare in flares])
    drawn = draw(fits.seen, sessions, fits.background, fits.perhaps, fits.later, entries, rng)
    parts = {RUNS_LATER: drawn.later}
    at_once = fits.perhaps[0]
    parts[RUNS_AT_ONCE] = sum(
        (
            drawn.of(name)[:, None] * column[entries]
            for name, column in zip(at_once.names, at_once.x.T, strict=True)
        ),
        start=np.zeros_like(drawn.later),
    )
    given = fits.background
    for name, column in zip(given.names, given.x.T, strict=True):
        if name.startswith(FACTOR):
            unusual = column[entries] - np.median(column)
            parts[name.removeprefix(FACTOR)] = drawn.of(name)[:, None] * unusual
    return tuple(_attributed(flares, parts))


def _attributed(
    flares: Sequence[Flare], parts: Mapping[str, NDArray[np.float64]]
) -> Iterator[Attribution | None]:
    """Yield one for each flare-up, all summarised together: one by one takes many times longer."""
    rise = np.array([np.nan if f.usual is None else f.score - f.usual for f in flares])
    over = np.array([np.nan if f.threshold is None else f.score - f.threshold for f in flares])
    total: NDArray[np.float64] = np.sum(list(parts.values()), axis=0)
    shares = summarised(np.clip(np.maximum(total, 0.0) - over, 0.0, 1.0))
    unexplained = summarised(rise - total)
    told = {name: summarised(points) for name, points in parts.items()}
    for i, (risen, known) in enumerate(zip(rise.tolist(), ~np.isnan(rise + over), strict=True)):
        found = [Part(name, each[i]) for name, each in told.items()]
        yield (
            Attribution(
                share=shares[i],
                rise=risen,
                parts=tuple(sorted(found, key=lambda part: -part.estimate.mean)),
                unexplained=unexplained[i],
            )
            if known
            else None
        )


def summarised(draws: NDArray[np.float64]) -> list[Estimate]:
    """Return mean and 95 % interval of each column of draws."""
    low, high = np.quantile(draws, (0.025, 0.975), axis=0).tolist()
    return [
        Estimate(mean, min(first, mean), max(last, mean))
        for mean, first, last in zip(draws.mean(axis=0).tolist(), low, high, strict=True)
    ]
