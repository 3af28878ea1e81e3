"""`flarelag experiment`, as a person types it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.lived_experiment import Lived

from flarelag.model.warning_answers import SignsAnswer
from flarelag.store.library import Library
from flarelag.workflows.experiments import due_now
from flarelag.workflows.warning_answers import answer_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

NOW = datetime.now(UTC)


@pytest.fixture
def lived(library_root: Path, run: Run) -> Generator[Lived]:
    assert callable(run)  # it looks that there is no library yet
    with Library.open(library_root) as opened:
        lived = Lived.until(opened, NOW)
        lived.weeks_before()
        yield lived


def test_a_plan_is_shown_first_and_fixed_on_demand(run: Run, lived: Lived):
    shown = run("experiment", "plan", "ice", "--pairs", "8").stdout
    assert "8 pairs of hard sessions, at least 72 h apart" in shown
    assert "It takes 16 sessions: at your 0.9 sessions a week, until about" in shown
    assert "any warning sign" in shown
    assert shown.rstrip().endswith("To fix it, say the same with --start.")
    assert not lived.library.experiments.any()
    fixed = run("experiment", "plan", "ice", "--pairs", "8", "--start").stdout
    (begun,) = lived.library.experiments.all()
    assert f"SHA-256 of its plan: {begun.sha256}" in fixed
    there = run("experiment", "plan").stdout
    assert begun.sha256 in there
    assert "0 of 16 sessions so far" in there
    again = run("experiment", "plan", "ice", "--start")
    assert again.exit_code == 1
    assert "one at a time" in again.stderr


def test_the_order_of_pairs_to_come_is_in_no_json(run: Run, one_json: OneJson, lived: Lived):
    proposed = one_json(run("experiment", "plan", "stretching", "--start", "--json"))
    assert proposed["proposal"]["power"] > 0.5
    assert proposed["started"]["intact"] is True
    shown = one_json(run("experiment", "plan", "--json"))["experiment"]
    for said in (proposed["proposal"]["plan"], proposed["started"]["plan"], shown["plan"]):
        assert said["seed"] is None
        assert said["with_first"] is None
    assert len(lived.library.experiments.all()[0].plan.orders) == 18


def test_what_is_due_is_one_sentence(run: Run, one_json: OneJson, lived: Lived):
    refused = run("experiment", "next")
    assert refused.exit_code == 1
    assert "flarelag experiment plan" in refused.stderr
    begun = lived.started(now=NOW)
    said = run("experiment", "next").stdout
    assert said.startswith("Your next hard session: with")
    assert said.count("\n") == 1
    found = one_json(run("experiment", "next", "--json"))
    assert found["experiment"]["due"]["arm"] == begun.plan.arm(0)
    assert found["words"] + "\n" == said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("extra sprints",), "no arm of an experiment may add load"),
        (("heat pad",), "--no-added-load"),
        (("heat pad", "--when", "later"), "none of before, during, after"),
        (("ice", "--pairs", "5"), "6 pairs are the fewest"),
        (("ice", "--pairs", "50"), "40 pairs are the most"),
        (("--start",), "say what to try"),
    ],
)
def test_plans_that_cannot_be_are_refused_in_one_line(
    run: Run, lived: Lived, words: tuple[str, ...], why: str
):
    refused = run("experiment", "plan", *words)
    assert refused.exit_code in {1, 2}
    assert why in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not lived.library.experiments.any()


def test_ones_own_measure_is_taken_with_a_word_that_it_adds_no_load(run: Run, lived: Lived):
    words = ("heat pad", "--when", "after", "--no-added-load", "--start", "--pairs", "6")
    assert "with heat pad after it" in run("experiment", "plan", *words).stdout
    assert lived.library.experiments.all()[0].plan.measure.own


def test_sessions_are_logged_and_what_is_due_is_said_after(run: Run, lived: Lived):
    lived.started(now=NOW - timedelta(days=3))
    due_now(lived.library, NOW - timedelta(days=2))
    number = lived.run(NOW - timedelta(days=1))
    said = run("experiment", "log", "swapped").stdout.splitlines()
    assert "swapped (pair 1 of 6, first session)" in said[0]
    assert "it counts if it ends after" in said[1]
    named = run("experiment", "log", "as-due", "--session", number).stdout
    assert "as due (pair 1 of 6, first session)" in named
    missed = run("experiment", "log", "missed").stdout
    assert "its pair stays incomplete" in missed
    assert "pair 2 of 6, first session" in missed
    for words in (("sometimes",), ("missed", "--session", "1"), ("as-due", "--session", "x")):
        refused = run("experiment", "log", *words)
        assert refused.exit_code == 2


def test_a_result_is_refused_looked_at_and_read(run: Run, one_json: OneJson, lived: Lived):
    lived.started(now=NOW)
    refused = run("experiment", "result")
    assert refused.exit_code == 1
    assert "To look all the same: --look" in refused.stderr
    looked = run("experiment", "result", "--look").stdout
    assert "looked at 1 time before its end" in looked
    stopped = run("experiment", "stop", "--reason", "moving house").stdout
    assert "you ended it" in stopped
    found = one_json(run("experiment", "result", "--json"))
    assert found["result"]["verdict"] == "too_few"
    assert found["experiment"]["stop"]["rule"] == "person"
    assert len(found["experiment"]["plan"]["with_first"]) == 6
    assert "moving house" not in str(found)


def test_a_whole_experiment_is_told_pair_by_pair(run: Run, one_json: OneJson, library_root: Path):
    assert not library_root.exists()
    with Library.open(library_root) as opened:
        lived = Lived(opened)
        lived.weeks_before()
        lived.started(n_pairs=7)
        lived.through(14, helps=2, skip=(3,))
    told = run("experiment", "result").stdout
    assert told.startswith("Randomised: in your experiment, hard sessions with ice after them")
    assert "1 pair left out as incomplete" in told
    assert "adjusted difference" in told
    found = one_json(run("experiment", "result", "--json"))["result"]
    assert found["estimate"]["mean"] == pytest.approx(-2.0)
    assert [pair["difference"] is None for pair in found["pairs"]].count(True) == 1
    assert found["pairs"][0]["sessions"][0]["n_entries"] == 2


def test_an_entry_that_stops_it_says_so(run: Run, lived: Lived):
    lived.started(now=NOW - timedelta(hours=2))
    said = run("pain", "7", "--site", "left:buttock").stdout
    assert "The experiment stopped on" in said
    assert "You did nothing wrong" in said
    assert "stopped" in run("experiment", "next").stdout


def test_after_a_warning_sign_nothing_of_it_is_shown(run: Run, one_json: OneJson, lived: Lived):
    lived.started(now=NOW - timedelta(hours=2))
    answer_signs(lived.library, SignsAnswer.HAVE, now=NOW, zone="UTC")
    for words in (("next",), ("plan",), ("plan", "ice"), ("log", "as-due"), ("result",)):
        refused = run("experiment", *words)
        assert refused.exit_code == 1
        assert "until you say that a doctor has seen you" in refused.stderr
    error = one_json(run("experiment", "next", "--json"))["error"]
    assert error["kind"] == "experiment"


def test_help_shows_examples(run: Run):
    for command in ("plan", "next", "log", "result", "stop"):
        assert f"flarelag experiment {command}" in run("experiment", command, "--help").stdout
