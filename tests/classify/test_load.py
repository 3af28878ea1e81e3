from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.classify.channels import Channels
from flarelag.classify.force import speed_peak_bw, spring_mass_peak_bw
from flarelag.classify.load import LoadTrace, load_trace
from flarelag.classify.rules import RULES
from flarelag.classify.steps import usual_cadence_spm
from flarelag.model.load import ForceLine, ForceMethod, LoadIndex

NEWTON_PER_BODY_WEIGHT = 60 * 9.81


def _trace(
    speed: np.ndarray,
    *,
    cadence: float | np.ndarray = np.nan,
    contact: float | np.ndarray = np.nan,
    slope: float | None = None,
    line: ForceLine = ForceLine.WOMEN,
) -> LoadTrace:
    full = [np.broadcast_to(np.asarray(each, float), speed.shape) for each in (cadence, contact)]
    unknown = np.full(speed.shape, np.nan)
    beside = Channels(full[0].copy(), full[1].copy(), unknown, unknown)
    level = None if slope is None else np.full(speed.shape, slope)
    return load_trace(speed, beside, level, line)


def _of(trace: LoadTrace, seconds: float) -> tuple[float, LoadIndex]:
    """Return steps and load of a stretch of whole and part seconds at one speed."""
    one = trace.index(slice(0, 1))
    scaled = {name: getattr(one, name) * seconds for name in ("b1", "b2", "b4", "b6_6", "b10")}
    return trace.steps[0] * seconds, LoadIndex(**scaled)


@pytest.mark.parametrize(
    ("contact_s", "flight_s", "newton", "body_weights"),
    [
        (0.25, 0.10, 1294, 2.199),
        (0.20, 0.13, 1526, 2.592),
        (0.16, 0.14, 1734, 2.945),
        (0.125, 0.125, 1849, 3.142),
    ],
)
def test_spring_mass_forces_of_a_runner_of_60_kg(
    contact_s: float, flight_s: float, newton: float, body_weights: float
):
    cadence = np.array([60 / (contact_s + flight_s)])
    peak = spring_mass_peak_bw(np.array([contact_s]), cadence)[0]
    assert peak == pytest.approx(body_weights, abs=0.0006)
    assert peak * NEWTON_PER_BODY_WEIGHT == pytest.approx(newton, abs=1)


@pytest.mark.parametrize(
    ("line", "mean_stance"),
    [(ForceLine.WOMEN, 1.77), (ForceLine.MEN, 1.795), (ForceLine.MEAN, 1.7825)],
)
def test_the_usual_force_at_5_m_s(line: ForceLine, mean_stance: float):
    peak = speed_peak_bw(np.array([5.0]), line)[0]
    assert peak == pytest.approx(np.pi / 2 * mean_stance, rel=1e-6)


@pytest.mark.parametrize(
    ("speed", "metres", "steps", "equivalents"),
    [
        (2.8, 1000, 993, (993, 993, 993, 993)),
        (0.57 * 7, 1000, 727, (787, 851, 997, 1223)),
        (7.0, 200, 110, (142, 183, 305, 591)),
    ],
)
def test_easy_step_equivalents(
    speed: float, metres: float, steps: float, equivalents: tuple[float, ...]
):
    counted, load = _of(_trace(np.full(10, speed)), metres / speed)
    assert counted == pytest.approx(steps, abs=0.5)
    assert (load.b1, load.b2, load.b4, load.b6_6) == pytest.approx(equivalents, rel=0.003)


@pytest.mark.parametrize(
    ("speed", "spm"), [(1.64, 159.88), (4.68, 178.16), (7.0, 231.0), (9.5, 260.0)]
)
def test_the_usual_cadence(speed: float, spm: float):
    assert usual_cadence_spm(np.array([speed]))[0] == pytest.approx(spm, abs=0.01)


def test_walking_and_standing_count_nothing():
    trace = _trace(np.array([0.0, 1.4, 1.7]), cadence=110)
    assert trace.steps_n() == 0
    assert set(trace.load.ravel()) == {0.0}
    assert trace.effort(slice(0, 3)) is None


def test_measured_steps_are_counted_and_dropouts_are_not_believed():
    cadence = np.array([180.0] * 30 + [0.0] * 30)
    trace = _trace(np.full(60, 3.0), cadence=cadence)
    assert trace.steps_n() == round(30 * 3 + 30 * usual_cadence_spm(np.array([3.0]))[0] / 60)
    effort = trace.effort(slice(0, 30))
    assert effort is not None
    assert effort.steps_measured
    assert effort.force_method is ForceMethod.SPEED
    other = trace.effort(slice(30, 60))
    assert other is not None
    assert not other.steps_measured


def test_contact_time_gives_the_force_and_its_own_reference():
    contact = np.full(60, 0.25)
    contact[30:] = 0.22
    trace = _trace(np.full(60, 2.8), cadence=170, contact=contact)
    first, second = trace.effort(slice(0, 30)), trace.effort(slice(30, 60))
    assert first is not None
    assert second is not None
    assert first.force_method is ForceMethod.CONTACT_TIME
    assert first.peak_force_bw == pytest.approx(np.pi / 2 * 60 / (170 * 0.25))
    assert second.index.b2 / first.index.b2 == pytest.approx((0.25 / 0.22) ** 2)
    # Half above and half below the usual: as a whole it is about an easy run.
    assert trace.index().b1 == pytest.approx(trace.steps.sum(), rel=0.01)


def test_a_contact_time_that_cannot_be_is_not_believed():
    contact = np.full(60, 0.25)
    contact[[5, 25]] = 0.02, 0.12
    trace = _trace(np.full(60, 2.8), cadence=170, contact=contact)
    assert not trace.by_contact[[5, 25]].any()
    assert trace.by_contact.sum() == 58
    assert trace.index().b10 == pytest.approx(trace.steps.sum(), rel=0.01)


@pytest.mark.parametrize(
    ("degrees", "factor"), [(-9, 1.54), (-3, 1.18), (0, 1.0), (9, 1.0), (np.nan, 1.0)]
)
def test_only_downhill_makes_impacts_larger(degrees: float, factor: float):
    speed = np.full(10, 2.8)
    sloped = _trace(speed, slope=float(np.tan(np.radians(degrees))))
    assert sloped.index().b1 == pytest.approx(factor * _trace(speed).index().b1)
    assert sloped.peak_force_bw == pytest.approx(_trace(speed).peak_force_bw)


@given(
    speeds=st.tuples(st.floats(RULES.running_m_s, 12.4), st.floats(RULES.running_m_s, 12.4)),
    line=st.sampled_from(ForceLine),
)
def test_load_per_second_grows_with_speed(speeds: tuple[float, float], line: ForceLine):
    slow, fast = sorted(speeds)
    trace = _trace(np.array([slow, fast]), line=line)
    assert (trace.load[:, 1] >= trace.load[:, 0] * (1 - 1e-12)).all()


def test_the_ranking_of_a_repeat_and_an_easy_kilometre_flips_near_4():
    _, easy = _of(_trace(np.full(10, 2.8)), 1000 / 2.8)
    _, repeat = _of(_trace(np.full(10, 3.99)), 1000 / 3.99)
    assert repeat.b2 < easy.b2
    assert repeat.b4 == pytest.approx(easy.b4, rel=0.01)
    assert repeat.b6_6 > easy.b6_6
