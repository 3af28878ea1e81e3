"""`flarelag remind` and `flarelag diary coverage`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from tests.lived_experiment import Lived

from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_reminders_as_a_list_a_calendar_and_json(run: Run, one_json: OneJson, tmp_path: Path):
    run("ran", "6x200", "--ended", "1 h ago")
    listed = run("remind", "--days", "3").stdout
    assert "after your 6x200: how is it now?" in listed
    file = tmp_path / "remind.ics"
    written = one_json(run("remind", "--ics", file, "--json"))
    assert written["file"] == str(file)
    calendar = Calendar.from_ical(file.read_bytes())
    assert isinstance(calendar, Calendar)
    uids = [event["uid"] for event in calendar.events]
    assert uids == [f"{each['key']}@flarelag" for each in written["prompts"]]
    first = written["prompts"][0]
    assert set(first) == {
        *("key", "kind", "due_utc", "due_local", "timezone", "opens_utc", "closes_utc"),
        *("question", "activity_id", "planned"),
    }
    again = run("remind", "--ics", file, "--protocol", "light")
    assert again.stdout.endswith(f"in {file}; import it into your calendar\n")


def test_a_calendar_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path):
    refused = run("remind", "--ics", tmp_path / "no" / "folder.ics")
    assert refused.exit_code == 1
    assert "cannot be written here" in refused.stderr


def test_settings_that_cannot_be_used_are_one_sentence(run: Run, library_root: Path):
    run("pain", "3")
    (library_root / "config.toml").write_text('[diary]\nprotocol = "lite"\n')
    refused = run("remind")
    assert refused.exit_code == 1
    assert 'diary.protocol is full or light, not "lite"' in refused.stderr


def test_coverage_before_there_is_anything(run: Run, one_json: OneJson):
    run("pain", "3")
    said = run("diary", "coverage").stdout
    assert "no runs since the diary began" in said
    assert "\nnext: " in said
    content = one_json(run("diary", "coverage", "--json"))
    assert content["runs"] == []
    assert content["followed_up"]["hard"] == {"judged": 0, "followed_up": 0, "least_share": 0.7}


def test_coverage_after_a_run(run: Run, one_json: OneJson):
    run("pain", "3", "--at", "9 h ago")
    run("ran", "6x200", "--ended", "8 h ago")
    said = run("diary", "coverage").stdout
    assert "to come" in said
    run("pain", "4")
    (found,) = one_json(run("diary", "coverage", "--json"))["runs"]
    assert [band["state"] for band in found["bands"]] == ["covered", "waiting", "waiting"]
    assert found["hard"] is False
    assert datetime.fromisoformat(found["ended_utc"]).tzinfo is UTC


def test_what_an_experiment_asks_stands_among_the_reminders(
    run: Run, one_json: OneJson, library_root: Path, tmp_path: Path
):
    now = datetime.now(UTC)
    assert not library_root.exists()
    with Library.open(library_root) as opened:
        lived = Lived.until(opened, now)
        lived.weeks_before(2)
        lived.started(now=now)
    assert "Experiment: your next hard session: with" in run("remind").stdout
    (due,) = one_json(run("remind", "--json"))["experiment"]
    assert due["key"] == "experiment-1-1"
    (library_root / "config.toml").write_text(
        '[diary]\nplan = ["track Mon Tue Wed Thu Fri Sat Sun 18:00"]\n'
    )
    rows = run("remind").stdout.splitlines()
    assert sum("if your track is a hard session" in row for row in rows) == 2
    run("remind", "--ics", tmp_path / "r.ics")
    assert "experiment-1-2@flarelag" in (tmp_path / "r.ics").read_text()
