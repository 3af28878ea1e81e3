"""Real sessions whose makers declared the repetitions, judged with the declaration ignored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from flarelag.classify.activity import classify_activity
from flarelag.model.interval import Interval
from flarelag.model.load import ForceMethod
from flarelag.model.sport import Sport
from flarelag.sources.detect import parse_activities

if TYPE_CHECKING:
    from flarelag.model.effort import Effort

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Labelled:
    name: str
    reps: tuple[tuple[float, float], ...]


SESSIONS = (
    Labelled(  # 1000 m repetitions by workout step
        "fit-parser__running-with-developer-data.fit",
        ((1.0, 279.4), (340.0, 601.2), (662.0, 930.3), (990.0, 1253.1)),
    ),
    Labelled(  # the laps of five active splits of 3 min; the first split holds the warm-up's end
        "fit-parser__garmin-stamina.fit",
        ((1292, 1474.9), (1781, 1961.5), (2262, 2444.2), (2745, 2925.4), (3226, 3406.5)),
    ),
    Labelled(  # laps pressed by hand: 60 s and 40 s
        "workoutizer__with_nones.fit",
        ((604, 663.6), (733, 792.1), (880, 941.1), (1032, 1095.6), (1418, 1458.2), (1571, 1611.2)),
    ),
)


def _classified(corpus: Path, name: str, *, ignore_laps: bool, best: float | None):
    (parsed,) = parse_activities((corpus / "fit" / name).read_bytes())
    return classify_activity(parsed, best_100m_m_s=best, ignore_laps=ignore_laps)


def _matches(truth: list[Interval], found: list[Interval]) -> list[tuple[Interval, Interval]]:
    pairs = [(t, max(found, key=t.iou)) for t in truth if found]
    return [(t, f) for t, f in pairs if t.iou(f) >= 0.5]


def test_the_repetitions_of_real_sessions_are_found(corpus: Path):
    truth_n = found_n = hits = 0
    errors: list[float] = []
    for session in SESSIONS:
        truth = [Interval(*rep) for rep in session.reps]
        found = _classified(corpus, session.name, ignore_laps=True, best=None)
        intervals = [effort.interval for effort in found.efforts]
        pairs = _matches(truth, intervals)
        truth_n, found_n, hits = truth_n + len(truth), found_n + len(intervals), hits + len(pairs)
        errors += [abs(t.start_s - f.start_s) for t, f in pairs]
        errors += [abs(t.end_s - f.end_s) for t, f in pairs]
    assert 2 * hits / (truth_n + found_n) >= 0.95
    assert np.median(errors) <= 2.9
    assert np.mean(errors) <= 2.5


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
@pytest.mark.parametrize("best", [6.5, None])
def test_declared_repetitions_are_taken_as_they_are(
    corpus: Path, session: Labelled, best: float | None
):
    found = _classified(corpus, session.name, ignore_laps=False, best=best)
    declared = [e.interval for e in found.efforts if e.source != "detected"]
    assert len(declared) == len(session.reps)
    for interval, rep in zip(declared, session.reps, strict=True):
        assert interval.iou(Interval(*rep)) > 0.98


STEADY = (
    "FitFileParser__running.fit",
    "fit__mornindew-broken.fit",
    "fit__triathlon_summary_last.fit",
    "python-fitparse__developer-types-sample.fit",
    "workoutizer__2019-09-14-17-22-05.fit",
    "workoutizer__2019-09-18-16-02-35.fit",
    "workoutizer__2019-09-25-16-15-53.fit",
    "workoutizer__2020-08-31-17-41-11.fit",
)


def test_steady_real_runs_hold_hardly_an_effort_and_no_sprint(corpus: Path):
    hours = 0.0
    efforts: list[Effort] = []
    for name in STEADY:
        for parsed in parse_activities((corpus / "fit" / name).read_bytes()):
            if parsed.activity.sport != "run":
                continue
            found = classify_activity(parsed, best_100m_m_s=6.5, ignore_laps=True)
            hours += (found.doses.run_min or 0) / 60
            efforts += found.efforts
    assert hours > 6
    assert len(efforts) / hours <= 0.3
    assert not [effort for effort in efforts if effort.effort_class == "sprint"]


def test_each_leg_of_a_triathlon_is_judged_by_itself(corpus: Path):
    parsed = parse_activities((corpus / "fit" / "fit__triathlon_summary_last.fit").read_bytes())
    found = {
        each.activity.sport: classify_activity(each, best_100m_m_s=6.5)
        for each in parsed
        if each.activity.sport in {Sport.SWIM, Sport.RIDE, Sport.RUN}
    }
    assert len(found) == 3
    for sport, judged in found.items():
        load = judged.doses.load
        assert load is not None
        assert (load.b2 > 0) == (sport is Sport.RUN)
        assert ((judged.doses.run_min or 0) > 0) == (sport is Sport.RUN)
        assert ((judged.doses.ride_min or 0) > 0) == (sport is Sport.RIDE)
    run = found[Sport.RUN].doses
    assert run.steps_n == pytest.approx(4245, rel=0.02)


CONTACT_TIMES = (
    "FitFileParser__running.fit",
    "fit-parser__garmin-stamina.fit",
    "fit-parser__running-with-developer-data.fit",
    "python-fitparse__activity-small-fenix2-run.fit",
)


@pytest.mark.parametrize("name", CONTACT_TIMES)
def test_measured_contact_times_give_forces_that_runners_have(corpus: Path, name: str):
    found = _classified(corpus, name, ignore_laps=True, best=6.5)
    assert found.doses.load is not None
    assert found.doses.steps_n
    # As a whole a run is near easy running, whichever method its forces come from.
    assert 0.9 < found.doses.load.b1 / found.doses.steps_n < 1.15
    for effort in found.efforts:
        if effort.load and effort.load.force_method is ForceMethod.CONTACT_TIME:
            assert 1.7 < effort.load.peak_force_bw < 3.6
