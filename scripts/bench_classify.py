"""Time the classifier on one core: an hour of 1 Hz records, eight hours, and what takes longest.

    python scripts/bench_classify.py [--json] [--profile]

Processor time, not the clock's, and the fastest of many rounds: other programs run here too.
Importing ruptures, which the first activity that needs it pays once, is timed apart.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from flarelag.classify.activity import classify_activity
from flarelag.simulation.course import track
from flarelag.simulation.motion import perform
from flarelag.simulation.runner import Runner
from flarelag.simulation.stretch import Stretch
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.watch import Watch, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.model.parsed import ParsedActivity

SEED = 11
ROUNDS = 25
HOUR_S = 3600.0
_RUNNER = Runner()


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args()
    import_s = _import_ruptures()
    sessions = {name: make() for name, make in SESSIONS.items()}
    times_ms = {name: 1000 * _fastest(parsed) for name, parsed in sessions.items()}
    results = {
        "schema_version": 1,
        "ruptures_import_ms": 1000 * import_s,
        "classify_ms": times_ms,
        "eight_hours_over_one": {
            "flat": times_ms["flat_8h"] / times_ms["flat_1h"],
            "repeats": times_ms["repeats_8h"] / times_ms["repeats_1h"],
        },
    }
    print(json.dumps(results, indent=2) if options.json else _readable(results["classify_ms"]))
    if options.profile:
        _profile(sessions["repeats_1h"])


def _import_ruptures() -> float:
    start = time.process_time()
    import ruptures  # noqa: F401, PLC0415 - its import is what is timed

    return time.process_time() - start


def _flat(hours: float) -> ParsedActivity:
    return _recorded([Stretch(speed_m_s=_RUNNER.easy_m_s, duration_s=HOUR_S * hours)])


def _repeats(hours: float) -> ParsedActivity:
    """Return minutes at 57 % of the best with minutes of jogging between, all the way."""
    pair = [
        Stretch(speed_m_s=0.57 * _RUNNER.best_100m_m_s, duration_s=180, wobble=0.015),
        Stretch(speed_m_s=0.9 * _RUNNER.easy_m_s, duration_s=180),
    ]
    return _recorded(pair * round(HOUR_S * hours / 360))


def _recorded(stretches: list[Stretch]) -> ParsedActivity:
    rng = np.random.default_rng(SEED)
    return record(
        perform(SessionKind.REPEATS, stretches, _RUNNER, rng),
        watch=Watch(),
        runner=_RUNNER,
        course=track(52.47, 13.40),
        start_utc=datetime(2026, 3, 1, 17, tzinfo=UTC),
        rng=rng,
    ).parsed


SESSIONS: dict[str, Callable[[], ParsedActivity]] = {
    "flat_1h": lambda: _flat(1),
    "flat_8h": lambda: _flat(8),
    "repeats_1h": lambda: _repeats(1),
    "repeats_8h": lambda: _repeats(8),
}


def _fastest(parsed: ParsedActivity) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        classify_activity(parsed, best_100m_m_s=_RUNNER.best_100m_m_s)
        times.append(time.process_time() - start)
    return min(times)


def _readable(times_ms: object) -> str:
    assert isinstance(times_ms, dict)  # noqa: S101 - for the type checker
    return "\n".join(f"{name:<12} {ms:6.2f} ms" for name, ms in times_ms.items())


def _profile(parsed: ParsedActivity) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(ROUNDS):
        classify_activity(parsed, best_100m_m_s=_RUNNER.best_100m_m_s)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(30)


if __name__ == "__main__":
    main()
