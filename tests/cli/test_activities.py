"""`flarelag import`, `activities`, `inspect` and `doctor`."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from flarelag.workflows import endings, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def test_inspect_tells_efforts_and_braking_without_a_library(
    run: Run, one_json: OneJson, library_root: Path, gpx: Path
):
    content = one_json(run("inspect", gpx, "--best-100m", "7.0", "--json"))
    assert content["schema_version"] == 1
    (activity,) = content["activities"]
    assert activity["sport"] == "run"
    assert activity["start_utc"] == "2026-11-20T17:00:00Z"
    assert activity["timezone"] == "Europe/Zurich"
    assert (activity["duration_s"], activity["n_records"]) == (599, 600)
    assert activity["speed_source"] == "position"
    assert activity["best_100m_m_s"] == 7.0
    assert activity["laps"] == []
    (effort,) = activity["efforts"]
    assert abs(effort["start_s"] - 300) <= 5
    assert abs(effort["end_s"] - 320) <= 5
    assert effort["source"] == "detected"
    assert set(effort) >= {"class", "confidence", "mean_speed_m_s", "p80_fraction", "braking"}
    assert effort["braking"] is None or set(effort["braking"]) >= {
        *("entry_m_s", "exit_m_s", "energy_j_kg", "mean_decel_m_s2", "grade"),
    }
    assert activity["doses"]["run_min"] == pytest.approx(10, abs=0.1)
    assert not library_root.exists()


def test_inspect_reads_gzip_and_says_it_in_words(run: Run, gpx: Path):
    packed = gpx.with_suffix(".gpx.gz")
    packed.write_bytes(gzip.compress(gpx.read_bytes()))
    result = run("inspect", packed)
    assert result.exit_code == 0
    headline, columns, effort, *_ = result.stdout.splitlines()
    assert headline.startswith("run, 2026-11-20 18:00, 0:09:59, ")
    assert columns.split()[:3] == ["start", "length", "class"]
    assert effort.split()[2:4] == ["effort", "detected"]


def test_inspect_without_laps_judges_by_detection_alone(
    run: Run, one_json: OneJson, sample_data: Path
):
    file = sample_data / "loose" / "sprints.fit"
    (with_laps,) = one_json(run("inspect", file, "--json"))["activities"]
    (without,) = one_json(run("inspect", file, "--ignore-laps", "--json"))["activities"]
    assert {effort["source"] for effort in with_laps["efforts"]} == {"lap"}
    assert {effort["source"] for effort in without["efforts"]} == {"detected"}
    assert any(lap["declared"] for lap in with_laps["laps"])


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"", "unreadable", "is empty (0 bytes)"),
        (b"<html><body>404</body></html>", "unreadable", "is a web page"),
        (b"time,score\n", "not_an_activity", "a table"),
    ],
)
def test_inspect_refuses_in_one_sentence(
    run: Run, one_json: OneJson, tmp_path: Path, content: bytes, kind: str, said: str
):
    file = tmp_path / "run.fit"
    file.write_bytes(content)
    result = run("inspect", file)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"flarelag: {file}: ")
    assert said in result.stderr
    error = one_json(run("inspect", file, "--json"))["error"]
    assert (error["kind"], error["file"]) == (kind, str(file))


def test_a_best_100_m_that_nobody_ran_is_refused(run: Run, gpx: Path):
    result = run("inspect", gpx, "--best-100m", "70")
    assert result.exit_code == 1
    assert "cannot be right" in result.stderr


def test_import_then_list_then_show(run: Run, one_json: OneJson, gpx: Path):
    result = run("import", gpx)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["outcome   files", "imported      1", "1 new activity"]
    (listed,) = one_json(run("activities", "--json"))["activities"]
    assert (listed["id"], listed["sport"], listed["source"]) == (1, "run", "file")
    assert listed["origin"] == str(gpx)
    assert listed["timezone"] == "Europe/Zurich"
    header, row = run("activities").stdout.splitlines()
    assert header.split()[:3] == ["id", "start", "sport"]
    assert row.startswith(" 1  2026-11-20 18:00  run")
    assert one_json(run("activities", "show", "1", "--json"))["activities"] == [listed]
    shown = run("activities", "show", "1").stdout.splitlines()
    assert shown[0].startswith("run, 2026-11-20 18:00")
    assert shown[-1] == f"from file: {gpx}"


def test_importing_again_adds_nothing(run: Run, one_json: OneJson, gpx: Path):
    run("import", gpx)
    content = one_json(run("import", gpx, "--json"))
    assert content["new_activities"] == 0
    assert content["counts"]["duplicate"] == 1
    assert content["inputs"][0]["outcome"] == "duplicate"


def test_an_import_with_failures_names_them_and_ends_with_1(run: Run, one_json: OneJson, gpx: Path):
    broken = gpx.with_name("broken.fit")
    broken.write_bytes(b"")
    result = run("import", gpx.parent / "broken.fit", gpx, "--no-originals", "--jobs", "1")
    assert result.exit_code == 1
    assert f"\nfailed:\n  {broken}: this file is empty (0 bytes)\n" in result.stdout
    assert "1 new activity" in result.stdout
    again = run("import", broken, "--json")
    assert again.exit_code == 1
    content = one_json(again)
    assert content["counts"] == {
        "imported": 0,
        "salvaged": 0,
        "merged": 0,
        "duplicate": 0,
        "not an activity": 0,
        "failed": 1,
    }
    assert content["inputs"][0]["reason"] == "this file is empty (0 bytes)"


def test_an_empty_folder_is_said(run: Run, tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    assert "nothing to import there" in run("import", tmp_path / "nothing").stdout


def test_an_activity_that_is_not_there(run: Run, gpx: Path):
    run("import", gpx)
    result = run("activities", "show", "7")
    assert result.exit_code == 1
    assert "there is no activity 7" in result.stderr


def test_doctor_says_when_reading_originals_again_would_gain_something(
    run: Run, one_json: OneJson, gpx: Path, monkeypatch: pytest.MonkeyPatch
):
    run("import", gpx)
    assert one_json(run("doctor", "--json"))["read_by_older_readers"] == 0
    newer = endings.PARSER_VERSION + 1
    for module in (endings, reading):
        monkeypatch.setattr(module, "PARSER_VERSION", newer)
    result = run("doctor")
    assert result.exit_code == 0
    assert "1 recording read by an older flarelag, which knew less: `flarelag rebuild`" in (
        result.stdout
    )
    run("rebuild", "--jobs", "1")
    assert one_json(run("doctor", "--json"))["read_by_older_readers"] == 0


def test_a_backup_is_not_imported_but_restored(run: Run, gpx: Path, tmp_path: Path):
    run("import", gpx)
    run("backup", tmp_path / "put away.zip")
    result = run("import", tmp_path / "put away.zip")
    assert result.exit_code == 0
    assert "0 new activities" in result.stdout
    assert "failed" not in result.stdout
    assert "`flarelag restore` brings it back" in run("imports", "show", "2").stdout


def test_doctor_finds_what_is_missing_and_sweeps_what_is_left_over(
    run: Run, one_json: OneJson, library_root: Path, gpx: Path
):
    run("import", gpx)
    assert run("doctor").stdout == f"library: {library_root}\nall is well\n"
    (original,) = (library_root / "originals").rglob("*.gz")
    leftover = original.with_name("0" * 64 + ".gz")
    leftover.write_bytes(original.read_bytes())
    assert run("doctor").exit_code == 0
    assert "left over" in run("doctor").stdout
    swept = one_json(run("doctor", "--sweep", "--json"))
    assert swept["removed"] == [str(leftover)]
    assert swept["findings"] == []
    original.unlink()
    result = run("doctor", "--json")
    assert result.exit_code == 1
    (finding,) = one_json(result)["findings"]
    assert (finding["problem"], finding["file"]) == ("missing", str(original))
