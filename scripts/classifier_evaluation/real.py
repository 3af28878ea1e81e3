"""Real recordings: those whose structure declares repetitions, and steady runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier_evaluation.cases import Case, TrueStretch
from flarelag.classify.activity import classify_activity
from flarelag.classify.speed import clean_speed
from flarelag.errors import FlarelagError
from flarelag.model.effort import EffortSource
from flarelag.model.sport import Sport
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flarelag.model.parsed import ParsedActivity

FOLDERS = ("fit", "gpx", "tcx")
"""Of the corpus; its folders of damaged and synthetic files are no runs."""
LEAST_REPS = 3
LEAST_UNDECLARED_S = 1200.0
_HALF_MINUTE_N = 30
STEADY_SHARE, STEADY_FACTOR = 0.95, 1.2
"""A run is steady when so many of its half-minutes are less than so much faster than their
median. The rule looks at no effort that anything found."""
_RUNNING_M_S = 1.8


def real_runs(corpus: Path) -> Iterator[tuple[str, ParsedActivity]]:
    """Yield every readable run with a speed; a recording that lies there twice comes once.

    Parameters
    ----------
    corpus : Path
        Folder that holds `FOLDERS`, or files directly.
    """
    folders = [corpus / name for name in FOLDERS if (corpus / name).is_dir()] or [corpus]
    seen = set()
    for path in sorted(file for folder in folders for file in folder.iterdir()):
        try:
            activities = parse_activities(path.read_bytes()) if path.is_file() else []
        except FlarelagError:
            continue
        for parsed in activities:
            key = (parsed.activity.start_utc, parsed.activity.n_records)
            if parsed.activity.sport is Sport.RUN and key not in seen:
                seen.add(key)
                yield path.name, parsed


def labelled_case(name: str, parsed: ParsedActivity) -> Case | None:
    """Return a run with the repetitions that it declares itself; null where it declares none.

    Parameters
    ----------
    name : str
        The file's name.
    parsed : ParsedActivity
        The run.
    """
    declared = classify_activity(parsed, best_100m_m_s=None)
    reps = [e for e in declared.efforts if e.source is not EffortSource.DETECTED]
    if len(reps) < LEAST_REPS or declared.median_speed_m_s is None:
        return None
    truth = tuple(TrueStretch(interval=effort.interval) for effort in reps)
    return Case(name=name, parsed=parsed, truth=truth, best_100m_m_s=None)


def undeclared_case(name: str, parsed: ParsedActivity) -> Case | None:
    """Return a run of twenty minutes and more that declares nothing.

    Parameters
    ----------
    name, parsed
        As in `labelled_case`.
    """
    declared = classify_activity(parsed, best_100m_m_s=None)
    if any(e.source is not EffortSource.DETECTED for e in declared.efforts):
        return None
    if recorded_s(parsed) < LEAST_UNDECLARED_S:
        return None
    return Case(name=name, parsed=parsed, truth=(), best_100m_m_s=None)


def recorded_s(parsed: ParsedActivity) -> float:
    """Return for how long speed was recorded, pauses and gaps apart."""
    return float(clean_speed(parsed).grid.t_s.size)


def is_steady(parsed: ParsedActivity) -> bool:
    """Return whether most of a recording is running, and nearly all half-minutes of one speed.

    Parameters
    ----------
    parsed : ParsedActivity
        The run.
    """
    speed = clean_speed(parsed).grid.raw_m_s
    running = speed[speed >= _RUNNING_M_S]
    if running.size < speed.size / 2:
        return False
    whole = running.size // _HALF_MINUTE_N * _HALF_MINUTE_N
    halves = np.median(running[:whole].reshape(-1, _HALF_MINUTE_N), axis=1)
    return bool((halves < STEADY_FACTOR * np.median(halves)).mean() >= STEADY_SHARE)
