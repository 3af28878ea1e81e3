"""`flarelag analyze`: from the library, and from tables without one."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from flarelag.simulation.calendar import Calendar
from flarelag.simulation.frames import exposures_frame, scores_frame
from flarelag.simulation.pain import PainModel
from flarelag.simulation.year import YearOptions, simulate_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

FIELDS = {
    *("schema_version", "n_sessions", "n_hard_sessions", "n_entries", "verdict", "preliminary"),
    *("headline", "advice", "dose", "per_dose", "theta", "immediate", "at_once", "p_harm"),
    *("lag_h", "bins"),
    *("controls", "relief", "ride_relief", "doses", "factors", "missing"),
    *("needed_hard_sessions", "remarks", "likelihood", "triggers", "questions", "rebound"),
}


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return sessions, diary and factors of half a year with +2 at 12 h."""
    folder = tmp_path_factory.mktemp("tables")
    calendar = Calendar(first_day=date(2025, 1, 6), weeks=26)
    options = YearOptions(calendar=calendar, pain=PainModel(delayed_peak=2.0))
    year = simulate_year(options, np.random.default_rng(5))
    sessions = exposures_frame(year).select("end", "sport", "dose").rows()
    scores = scores_frame(year.entries).select("time", "score", "site", "side").rows()
    cold = [calendar.instant(day, 7.0) for day in range(0, 7 * calendar.weeks, 3)]
    return (
        write(
            folder / "s.csv",
            ("end", "sport", "dose", "dose_nothing"),
            [(end.isoformat(), sport, dose, 0) for end, sport, dose in sessions],
        ),
        write(
            folder / "d.csv",
            ("time", "score", "site", "side"),
            [(time.isoformat(), *rest) for time, *rest in scores],
        ),
        write(
            folder / "f.csv",
            ("time", "name", "value"),
            [(time.isoformat(), "cold", 1) for time in cold],
        ),
    )


def test_tables_are_analysed_without_a_library(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path], library_root: Path
):
    s, d, f = tables
    words = ("analyze", "--sessions", s, "--diary", d, "--factors", f)
    answer = one_json(run(*words, "--json"))
    assert set(answer) == FIELDS
    assert answer["verdict"] == "clear"
    assert answer["n_hard_sessions"] == 26
    assert answer["theta"]["low"] < 2 * 0.84 < answer["theta"]["high"]
    assert set(answer["immediate"]) == set(answer["relief"]) == {"mean", "low", "high"}
    assert set(answer["controls"]) == {"before", "shuffled", "rides"}
    assert answer["controls"]["shuffled"] == {"p": 0.005, "n": 199}
    assert [fit["name"] for fit in answer["doses"]] == ["dose"]
    assert [each["name"] for each in answer["factors"]] == ["cold"]
    assert len(answer["bins"]) == 8
    assert {"from_h", "to_h", "mean", "low", "high"} <= set(answer["bins"][0])
    assert set(answer["needed_hard_sessions"]) == {"plus_1", "plus_2"}
    assert not library_root.exists()

    text = run(*words).stdout
    assert text.startswith(answer["headline"])
    assert "pain in the 24 h before hard sessions" in text
    assert "doses shuffled among the runs" in text
    assert run(*words).stdout == text  # the same tables, the same answer


def test_what_one_dose_is_may_be_said(run: Run, one_json: OneJson, tables: tuple[Path, Path, Path]):
    s, d, _ = tables
    words = ("analyze", "--sessions", s, "--diary", d, "--json", "--per-dose")
    assert one_json(run(*words, "300"))["per_dose"] == 300
    refused = run(*words, "0")
    assert refused.exit_code == 1
    assert "one dose must be a number above 0" in refused.stdout


def test_another_side_has_another_story(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path]
):
    s, d, _ = tables
    words = ("analyze", "--sessions", s, "--diary", d, "--json", "--side")
    assert one_json(run(*words, "left"))["verdict"] == "clear"
    right = one_json(run(*words, "right"))
    assert right["verdict"] == "insufficient"
    assert right["theta"] is None
    assert right["controls"] == {"before": None, "shuffled": None, "rides": None}
    assert right["missing"]["entries"] > 0


def test_places_are_answered_one_by_one(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path]
):
    s, d, _ = tables
    words = ("analyze", "--sessions", s, "--diary", d, "--by-place")
    places = one_json(run(*words, "--json"))["places"]
    left = next(p for p in places if (p["side"], p["site"], p["outcome"]) == ("left", None, "pain"))
    assert left["verdict"] == "clear"
    assert 0 < left["p_adjusted"] <= 0.05
    assert {p["outcome"] for p in places} == {"pain", "reach"}
    assert "left: buttock" in run(*words).stdout


def test_how_far_down_the_leg_is_another_outcome(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path]
):
    s, d, _ = tables
    words = ("analyze", "--sessions", s, "--diary", d, "--reach", "--side", "left")
    assert one_json(run(*words, "--json"))["n_entries"] > 100
    refused = run(*words, "--site", "buttock")
    assert refused.exit_code == 2
    assert "reach is of a whole leg" in refused.stderr


def test_flare_ups_are_listed_with_what_came_before(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path]
):
    s, d, f = tables
    words = ("flares", "--sessions", s, "--diary", d, "--factors", f)
    told = one_json(run(*words, "--json"))
    assert set(told) == {"schema_version", "verdict", "n_flares", "flares"}
    assert told["n_flares"] == len(told["flares"]) > 3
    first = told["flares"][0]
    assert first["onset"].endswith("Z")
    assert first["found_by"] == "rule"
    assert set(first["attribution"]) == {"share", "rise", "parts", "unexplained"}
    assert set(first["reach"]) == {"left", "right"}
    text = run(*words).stdout
    assert "is unexplained." in text
    assert "Before it: " in text


def test_flare_ups_without_a_pattern_have_no_numbers(
    run: Run, one_json: OneJson, tables: tuple[Path, Path, Path], tmp_path: Path
):
    days = [f"2025-01-{day:02}T08:00:00Z" for day in range(6, 16)]
    scores = [2, 2, 2, 2, 6, 2, 2, 2, 2, 2]
    diary = write(tmp_path / "d.csv", ("time", "score"), zip(days, scores, strict=True))
    words = ("flares", "--sessions", tables[0], "--diary", diary)
    told = one_json(run(*words, "--json"))
    assert (told["verdict"], told["n_flares"]) == ("insufficient", 1)
    assert told["flares"][0]["attribution"] is None
    assert "listed without numbers" in run(*words).stdout
    quiet = write(tmp_path / "q.csv", ("time", "score"), [(day, 2) for day in days])
    assert run("flares", "--sessions", tables[0], "--diary", quiet).stdout.startswith(
        "No flare-up in 10 entries."
    )


def test_half_a_pair_of_tables_is_a_misuse(run: Run, tables: tuple[Path, Path, Path]):
    for words in (("--sessions", tables[0]), ("--diary", tables[1]), ("--zone", "UTC")):
        refused = run("analyze", *words)
        assert refused.exit_code == 2
        assert "needs both --sessions and --diary" in refused.stderr


def test_a_bad_table_is_one_sentence(run: Run, tables: tuple[Path, Path, Path], tmp_path: Path):
    bad = tmp_path / "bad.csv"
    bad.write_text("time,score\n2025-01-06T12:00,3\n2025-01-07T12:00+01:00,12\n")
    words = ("analyze", "--sessions", tables[0], "--diary")
    refused = run(*words, bad)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"flarelag: {bad}: line 2: time ")
    assert "; line 3: score" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert run(*words, tmp_path / "none.csv").exit_code == 1
    zone = run(*words, bad, "--zone", "Europe/Nowhere")
    assert zone.stderr.count("Nowhere") == 1


def test_the_library_is_analysed(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    now = datetime.now(UTC)
    run("pain", "3", "--at", (now - timedelta(hours=1)).isoformat())
    answer = one_json(run("analyze", "--json"))
    assert set(answer) == FIELDS
    assert (answer["verdict"], answer["n_entries"]) == ("insufficient", 1)
    assert answer["dose"] == "hard_s"
    text = run("analyze", "--site", "buttock", "--side", "left").stdout
    assert text.startswith("Not enough yet: ")
    assert "\n\nWhat to do next: write pain down" in text
