"""Flare-ups: pain clearly above a person's own recent level, by a declared rule or by her own tap.

The rule: a score of at least the median of the 72 h before plus 2, rounded up; the first within
24 h; still there two hours later, where there is an entry to tell. A change of 2 points on the
0-10 scale is one that matters to people (Farrar et al. 2001); what people themselves call a
flare-up is described in Costa et al. (2019) and Suri et al. (2018).

References
----------
Farrar, Young, LaMoreaux, Werth, Poole (2001), Pain 94, 149.
Costa, Ferreira, Setchell, Makovey, Dekroo, Downie et al. (2019), Eur. J. Pain 23, 1604.
Suri, Rainville, de Schepper, Martha, Hartigan, Hunter (2018), Pain Med. 19, 1737.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.flare_result import Flare, FoundBy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RECENT_H = 72.0
FEWEST_RECENT = 3
RISE = 2.0
APART_H = 24.0
LASTING_H = 2.0
LONGEST_GAP_H = 48.0
"""Past such a gap in the diary nobody knows when a flare-up ended."""


def thresholds(entry_h: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each entry the score from which it would be a flare-up.

    Parameters
    ----------
    entry_h, score : array of float, shape (n,)
        In order of time.

    Returns
    -------
    array of float, shape (n,)
        Infinite where fewer than 3 entries lie in the 72 h before.
    """
    first = np.searchsorted(entry_h, entry_h - RECENT_H, side="left")
    found = np.full(len(entry_h), np.inf)
    scores = score.tolist()  # numpy's own median of a few scores takes far longer
    for i, begin in enumerate(first.tolist()):
        if i - begin >= FEWEST_RECENT:
            found[i] = np.ceil(median(scores[begin:i]) + RISE)
    return found


def find_flares(
    entry_h: NDArray[np.float64],
    score: NDArray[np.float64],
    tapped_h: NDArray[np.float64] | None = None,
) -> tuple[Flare, ...]:
    """Return flare-ups by the rule and by tap, in order of time.

    A tap within 24 h of an onset that the rule found speaks of the same flare-up.

    Parameters
    ----------
    entry_h, score : array of float, shape (n,)
        In order of time, every instant once.
    tapped_h : array of float, shape (k,) or None
        When the person said "flare-up"; each is taken with the entry nearest before it, or at it.
    """
    limit = thresholds(entry_h, score)
    ruled = list(_ruled(entry_h, score, limit))
    tapped = _tapped_entries(entry_h, tapped_h)
    ruled_h, tapped_at_h = entry_h[ruled], entry_h[tapped]
    own = np.array(tapped, dtype=np.intp)[~_near(tapped_at_h, ruled_h)].tolist()
    both = _near(ruled_h, tapped_at_h).tolist()
    found_by = dict.fromkeys(own, FoundBy.TAP)
    found_by |= {
        i: FoundBy.BOTH if tapped_too else FoundBy.RULE
        for i, tapped_too in zip(ruled, both, strict=True)
    }
    return tuple(_flare(entry_h, score, limit, i, by) for i, by in sorted(found_by.items()))


def _near(times_h: NDArray[np.float64], others_h: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each time has one of the others, in order, less than a flare-up away."""
    if not others_h.size:
        return np.zeros(times_h.size, dtype=np.bool_)
    after = np.searchsorted(others_h, times_h)
    nearest = [others_h[np.clip(n, 0, others_h.size - 1)] for n in (after - 1, after)]
    near: NDArray[np.bool_] = np.abs(nearest - times_h).min(axis=0) < APART_H
    return near


def _ruled(
    entry_h: NDArray[np.float64], score: NDArray[np.float64], limit: NDArray[np.float64]
) -> Iterator[int]:
    last_h = -np.inf
    for i in np.flatnonzero(score >= limit).tolist():
        if entry_h[i] - last_h >= APART_H and _lasts(entry_h, score, i, limit[i]):
            last_h = entry_h[i]
            yield i


def _lasts(entry_h: NDArray[np.float64], score: NDArray[np.float64], i: int, limit: float) -> bool:
    """Whether nothing within two hours says that it was over already."""
    until = int(np.searchsorted(entry_h, entry_h[i] + LASTING_H, side="left"))
    return bool((score[i:until] >= limit).all())


def _tapped_entries(
    entry_h: NDArray[np.float64], tapped_h: NDArray[np.float64] | None
) -> list[int]:
    """Return the entries that were tapped, the first within 24 h."""
    if tapped_h is None:
        return []
    reached = np.searchsorted(entry_h, np.sort(tapped_h), side="right") - 1
    kept: list[int] = []
    for i in reached[reached >= 0].tolist():
        if not kept or entry_h[i] - entry_h[kept[-1]] >= APART_H:
            kept.append(i)
    return kept


def _flare(
    entry_h: NDArray[np.float64],
    score: NDArray[np.float64],
    limit: NDArray[np.float64],
    i: int,
    by: FoundBy,
) -> Flare:
    assessable = bool(np.isfinite(limit[i]))
    threshold = min(float(limit[i]), float(score[i]))
    end = _end(entry_h, score, i, threshold)
    during = slice(i, end if end is not None else _last_seen(entry_h, i) + 1)
    begin = int(np.searchsorted(entry_h, entry_h[i] - RECENT_H, side="left"))
    top = i + int(np.argmax(score[during]))
    return Flare(
        entry=i,
        last_entry=during.stop - 1,
        onset_h=float(entry_h[i]),
        found_by=by,
        score=int(score[i]),
        peak=int(score[top]),
        peak_h=float(entry_h[top]),
        length_h=float(entry_h[end] - entry_h[i]) if end is not None else None,
        usual=float(np.median(score[begin:i])) if assessable else None,
        threshold=threshold if assessable else None,
    )


def _end(
    entry_h: NDArray[np.float64], score: NDArray[np.float64], i: int, threshold: float
) -> int | None:
    """Return the first entry below the threshold; null where the diary does not say."""
    below = np.flatnonzero(score[i + 1 :] < threshold)
    last_seen = _last_seen(entry_h, i)
    if len(below) == 0 or i + 1 + below[0] > last_seen:
        return None
    return int(i + 1 + below[0])


def _last_seen(entry_h: NDArray[np.float64], i: int) -> int:
    """Return the last entry before a gap of two days."""
    gaps = np.flatnonzero(np.diff(entry_h[i:]) > LONGEST_GAP_H)
    return int(i + gaps[0]) if len(gaps) else len(entry_h) - 1
