"""`flarelag profile` and `flarelag reclassify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_what_is_entered_judges_every_run_again(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    derived = one_json(run("profile", "--json"))
    assert derived["entered"] == []
    assert derived["best_100m"]["provisional"] is True
    assert derived["best_100m"]["evidence"][0]["activity_id"] == 1
    assert (
        derived["best_100m"]["low"] < derived["best_100m"]["value"] < derived["best_100m"]["high"]
    )

    entered = one_json(run("profile", "set", "best-100m", "14.5s", "--json"))
    assert entered["classified"] == 1
    assert entered["best_100m"]["value"] == pytest.approx(100 / 14.5)
    assert entered["best_100m"]["low"] is None
    assert entered["entered"] == [{"best_100m_m_s": pytest.approx(100 / 14.5), "from_utc": None}]
    (effort,) = one_json(run("efforts", "--json"))["efforts"]
    assert effort["class"] == "sprint"
    assert effort["p80_fraction"] == pytest.approx(6.5 * 14.5 / 100, rel=0.05)

    result = run("profile", "unset", "best-100m")
    assert result.stdout == "best-100m is forgotten; 1 judgement made anew\n"
    assert one_json(run("profile", "--json"))["best_100m"] == derived["best_100m"]


def test_a_date_says_from_when_it_holds(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    result = run("profile", "set", "best-100m", "7.2 m/s", "--from", "2026-11-21")
    assert result.stdout == "best-100m is kept, from 2026-11-21 on; 0 judgements made anew\n"
    shown = one_json(run("profile", "--json"))
    assert shown["entered"] == [{"best_100m_m_s": 7.2, "from_utc": "2026-11-20T23:00:00Z"}]
    assert shown["best_100m"]["reason"] == "entered by you, from 2026-11-21 on"
    assert shown["over_time"][0]["best_100m"]["reason"] != shown["best_100m"]["reason"]
    header, first, now, line = run("profile").stdout.splitlines()
    assert header.split()[:2] == ["from", "m/s"]
    assert first.startswith("2026-11-20")
    assert "7.20" in now
    assert "mean of women and men" in line


def test_sex_chooses_the_line_of_force(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    assert one_json(run("profile", "set", "sex", "woman", "--json"))["force_line"] == "women"
    (activity,) = one_json(run("activities", "--json"))["activities"]
    assert activity["force_line"] == "women"
    run("profile", "unset", "sex")
    (activity,) = one_json(run("activities", "--json"))["activities"]
    assert activity["force_line"] == "mean of women and men"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("best-100m", "15.2"), 2, "give the time, as 15.2s, or the speed, as 6.6m/s"),
        (("best-100m", "fast"), 2, '"fast" is no best 100 m'),
        (("best-100m", "0s"), 2, "is no best 100 m"),
        (("best-100m", "7s"), 1, "nobody has run faster"),
        (("best-100m", "90s"), 1, "cannot be right"),
        (("best-100m", "15.2s", "--from", "May"), 1, "is not ISO 8601"),
        (("sex", "both"), 2, "enter woman or man"),
        (("sex", "man", "--from", "2026-01-01"), 2, "--from belongs to best-100m only"),
        (("weight", "60"), 2, "say best-100m or sex"),
    ],
)
def test_what_means_nothing_is_refused_and_changes_nothing(
    run: Run, one_json: OneJson, gpx: Path, words: tuple[str, ...], code: int, said: str
):
    run("import", gpx)
    result = run("profile", "set", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert one_json(run("profile", "--json"))["entered"] == []


def test_reclassify_needs_no_originals(run: Run, one_json: OneJson, gpx: Path, library_root: Path):
    run("import", gpx)
    before = one_json(run("activities", "show", "1", "--json"))
    for original in (library_root / "originals").rglob("*.gz"):
        original.unlink()
    assert one_json(run("reclassify", "--json"))["classified"] == 1
    assert run("reclassify").stdout == "1 activity, each judged again\n"
    assert one_json(run("activities", "show", "1", "--json")) == before


def test_a_library_without_a_run_knows_no_best(run: Run, one_json: OneJson):
    run("pain", "2")
    shown = one_json(run("profile", "--json"))
    assert (shown["best_100m"], shown["over_time"]) == (None, [])
    assert "not known" in run("profile").stdout
