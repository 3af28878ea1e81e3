"""What is said of pairs, and all that a reader must know beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.experiments.conftest import ORDERS, START

from flarelag.experiments.analysis import result_of
from flarelag.experiments.events import Done, KnownBy, Looked, Stopped
from flarelag.experiments.experiment import Experiment, Phase, Standing
from flarelag.experiments.measures import OFFERED, Arm
from flarelag.experiments.outcomes import Outcome, Pair
from flarelag.experiments.pairing import Allocation, Due, Session, Slot
from flarelag.experiments.result import Result, Verdict
from flarelag.experiments.stopping import Stop, StopRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.experiments.conftest import MakeExperiment

LOWER = (-1.0, -0.6, -1.4, -0.9, -1.1, -0.5)
MIXED = (-1.0, 0.9, -0.4, 1.3, -0.2, 0.1)


def pairs(
    differences: Sequence[float | None],
    *,
    done: Done | None = Done.AS_DUE,
    known_by: KnownBy | None = KnownBy.SAID,
    dose_with_s: float | None = 100.0,
    missed: bool = False,
) -> list[Pair]:
    found = []
    for number, difference in enumerate(differences):
        slots = []
        for place, due in enumerate((Arm.WITH, Arm.WITHOUT)):
            end = START + timedelta(hours=24 + 96 * (2 * number + place))
            dose_s = dose_with_s if due is Arm.WITH else 100.0
            held = Session(start_utc=end - timedelta(hours=1), end_utc=end, dose_s=dose_s)
            gone = missed and difference is None and due is Arm.WITH
            slots.append(
                Slot(
                    number=2 * number + place,
                    due=due,
                    session=None if gone else held,
                    closed_utc=end,
                    done=None if gone else done,
                    known_by=None if gone else known_by,
                )
            )
        outcomes = tuple(Outcome(before=1, mean=2.0, n_entries=1) for _ in slots)
        found.append(
            Pair(number=number, slots=tuple(slots), outcomes=outcomes, difference=difference)
        )
    return found


def standing(
    experiment: Experiment, *, phase: Phase = Phase.COMPLETE, stop: Stop | None = None
) -> Standing:
    due = Due(slot=3, arm=Arm.WITH, from_utc=None, told=True)
    allocation = Allocation(
        slots=(), due=None if phase is Phase.COMPLETE else due, n_too_soon=0, n_untold=0
    )
    return Standing(
        experiment=experiment,
        phase=phase,
        allocation=allocation,
        stop=stop,
        ended_utc=None if phase is Phase.RUNNING else START,
    )


def said(found: Result, text: str) -> bool:
    return any(text in remark for remark in found.remarks)


def test_six_differences_on_one_side_are_lower_pain(experiment: MakeExperiment):
    """Mean -.917, sd .331, t(5, .975) = 2.571: -1.264 to -.569; p = 2/64."""
    found = result_of(standing(experiment()), pairs(LOWER))
    assert found.verdict is Verdict.LOWER
    assert found.headline == (
        "Randomised: in your experiment, hard sessions with ice after them were followed by lower "
        "pain than those without, on average by 0.9 (0.6 to 1.3) points, 6-24 h later; exact p "
        "0.031."
    )
    assert found.p == found.p_adjusted == 2 / 64
    assert said(found, "nothing could have hidden it")
    assert said(found, "12 of 12 sessions were as due; every session counts")
    assert not found.early


def test_higher_pain_is_said_as_plainly(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs([-d for d in LOWER]))
    assert found.verdict is Verdict.HIGHER
    assert "followed by higher pain" in found.headline
    assert "by 0.9 (0.6 to 1.3) points" in found.headline


def test_rides_are_said_as_rides(experiment: MakeExperiment):
    riding = experiment(measure=OFFERED["riding"])
    found = result_of(standing(riding), pairs(LOWER))
    assert "rides in the place of easy runs were followed by lower pain than the runs" in (
        found.headline
    )


def test_where_chance_would_do_nothing_can_be_told_and_the_pairs_it_takes_are(
    experiment: MakeExperiment,
):
    found = result_of(standing(experiment()), pairs(MIXED))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.headline.startswith("Randomised, but cannot tell: after hard sessions with ice")
    assert said(found, "standard deviation of 0.9 points: about 8 pairs")


def test_a_narrow_interval_around_nothing_is_no_meaningful_difference(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs((0.1, -0.1, 0.05, -0.2, 0.1, 0.0)))
    assert found.verdict is Verdict.NONE
    assert "no meaningful difference" in found.headline


def test_an_interval_that_holds_nothing_beside_an_exact_p_that_does_not_is_said_with_both_ends(
    experiment: MakeExperiment,
):
    """All six on one side, one of them huge: the exact p is 2/64, Student's interval holds 0."""
    found = result_of(standing(experiment()), pairs((-0.1, -0.1, -0.1, -0.1, -0.1, -9.0)))
    assert found.verdict is Verdict.LOWER
    assert "on average -1.6 (-5.4 to +2.2) points" in found.headline


def test_fewer_than_six_complete_pairs_settle_nothing(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs((*LOWER[:5], None)))
    assert found.verdict is Verdict.TOO_FEW
    assert found.headline.startswith("Too few complete pairs to tell: 5")
    assert said(found, "1 pair left out as incomplete")
    empty = result_of(standing(experiment()), [])
    assert (empty.verdict, empty.estimate, empty.p) == (Verdict.TOO_FEW, None, None)
    assert empty.dose_with_s is None
    assert len(empty.remarks) == 1  # of no session nothing is known, and nothing said


def test_missed_sessions_are_told_by_what_they_were_due_to_be(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs((*LOWER, None), missed=True))
    assert found.adherence.missed == found.adherence.missed_with == 1
    assert said(found, "1 session given up (1 due with, 0 due without)")
    assert (found.n_begun, found.n_complete) == (7, 6)


def test_sessions_that_took_no_part_are_counted_with_the_reason(experiment: MakeExperiment):
    now = standing(experiment())
    left = replace(now, allocation=replace(now.allocation, n_too_soon=2, n_untold=1))
    found = result_of(left, pairs(LOWER))
    assert said(found, "Took no part: 2 sessions less than 72 h after the one before; 1 session")
    assert not said(result_of(now, pairs(LOWER)), "Took no part")


def test_looks_are_paid_for(experiment: MakeExperiment):
    looked = experiment(Looked(START, 3), Looked(START, 4))
    found = result_of(standing(looked), pairs(LOWER))
    assert found.p_adjusted == pytest.approx(3 * 2 / 64)
    assert found.verdict is Verdict.CANNOT_TELL
    assert said(found, "looked at 2 times before its end")
    assert said(found, "p is multiplied by 3: 0.031 became 0.094")
    nothing = result_of(standing(looked), [])
    assert said(nothing, "looked at 2 times before its end.")


def test_a_look_says_that_it_has_not_ended(experiment: MakeExperiment):
    found = result_of(standing(experiment(), phase=Phase.RUNNING), pairs(LOWER))
    assert found.early
    assert said(found, "It has not ended: 6 of 6 pairs")


def test_what_its_own_rule_stopped_is_judged_and_said(experiment: MakeExperiment):
    stop = Stop(rule=StopRule.PAIN, at_utc=START, words="pain was 7 of 10; the line is 6")
    found = result_of(standing(experiment(), phase=Phase.STOPPED, stop=stop), pairs(LOWER))
    assert found.verdict is Verdict.LOWER
    assert said(found, "stopped after 6 complete pairs of 6 by its own rule: pain was 7")


def test_what_she_ended_herself_is_told_without_a_verdict(experiment: MakeExperiment):
    stop = Stop(rule=StopRule.PERSON, at_utc=START, words="you ended it")
    ended = experiment(Stopped(START))
    found = result_of(standing(ended, phase=Phase.STOPPED, stop=stop), pairs(LOWER))
    assert found.verdict is Verdict.ENDED_BY_HAND
    assert "you ended it before its time" in found.headline
    assert said(found, "no verdict is")


def test_swapped_sessions_count_as_due_and_the_rest_stands_beside(experiment: MakeExperiment):
    swapped = pairs(LOWER[:2], done=Done.SWAPPED)
    as_due = pairs(LOWER, known_by=KnownBy.INFERRED)
    found = result_of(standing(experiment()), [*swapped, *as_due[2:]])
    assert found.n_complete == 6
    assert found.n_per_protocol == 4
    assert said(found, "8 of 12 sessions were as due, 4 swapped (8 inferred from the diary)")
    assert said(found, "Over the 4 pairs known to be as due: -1.0")


def test_what_nobody_said_is_not_known(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs(LOWER, done=None, known_by=None))
    assert said(found, "not known: nothing was said of them. Every session counts")
    assert found.per_protocol is None
    some = [*pairs(LOWER[:1], done=None, known_by=None), *pairs(LOWER)[1:]]
    partly = result_of(standing(experiment()), some)
    assert said(partly, "10 of 12 sessions were as due, of 2 it is not known; every session")


@pytest.mark.parametrize(
    ("dose_with_s", "words"), [(150.0, "were not alike"), (110.0, "110 with, 100 without.")]
)
def test_the_load_of_both_arms_is_told(experiment: MakeExperiment, dose_with_s: float, words: str):
    found = result_of(standing(experiment()), pairs(LOWER, dose_with_s=dose_with_s))
    assert said(found, words)


def test_where_no_dose_is_known_none_is_told(experiment: MakeExperiment):
    found = result_of(standing(experiment()), pairs(LOWER, dose_with_s=None))
    assert not said(found, "Hard seconds")


def test_an_altered_plan_is_told(experiment: MakeExperiment):
    whole = experiment()
    altered = Experiment(
        id=1, plan=whole.plan, sha256=whole.sha256, intact=False, events=whole.events
    )
    assert said(result_of(standing(altered), pairs(LOWER)), "hash differs")
    assert len(ORDERS) == whole.plan.n_pairs
    tiny = result_of(standing(whole), pairs([-0.9 - n / 100 for n in range(14)]))
    assert "exact p below 0.001" in tiny.headline
