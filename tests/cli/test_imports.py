"""`flarelag imports`, `activities unmerge`, `backup` and `restore`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


@pytest.fixture
def twin(gpx: Path) -> Path:
    """Return the run of `gpx` as another service exports it."""
    path = gpx.with_name("twin.gpx")
    path.write_text(gpx.read_text().replace('creator="test"', 'creator="twin"'))
    return path


def test_imports_are_listed_shown_and_undone(
    run: Run, one_json: OneJson, gpx: Path, twin: Path, tmp_path: Path
):
    (tmp_path / "empty.fit").write_bytes(b"")
    assert run("import", gpx).exit_code == 0
    assert run("import", twin, tmp_path / "empty.fit").exit_code == 1
    first, second = one_json(run("imports", "--json"))["imports"]
    assert (first["import_id"], first["counts"]["imported"]) == (1, 1)
    assert first["finished_utc"] >= first["started_utc"]
    assert second["counts"] == {
        "imported": 0,
        "salvaged": 0,
        "merged": 1,
        "duplicate": 0,
        "not an activity": 0,
        "failed": 1,
    }
    shown = one_json(run("imports", "show", "2", "--json"))
    assert [each["outcome"] for each in shown["inputs"]] == ["merged", "failed"]
    assert shown["inputs"][0]["reason"].startswith(f"the same activity as {gpx} (start 0 s")
    text = run("imports", "show", "2").stdout
    assert "failed: " in text
    assert "(this file is empty (0 bytes))" in text
    assert run("imports").stdout.splitlines()[1].split()[0] == "1"
    undone = one_json(run("imports", "undo", "2", "--json"))
    assert (undone["removed_activities"], undone["kept_recordings"]) == (0, 0)
    assert run("imports", "undo", "1").stdout == "import 1 taken back: 1 activity removed\n"
    assert run("imports").stdout.startswith("no imports yet")
    assert run("activities").stdout.startswith("no activities yet")
    assert run("import", gpx).exit_code == 0


def test_merged_recordings_are_shown_and_taken_apart(
    run: Run, one_json: OneJson, gpx: Path, twin: Path
):
    run("import", gpx, twin)
    (activity,) = one_json(run("activities", "--json"))["activities"]
    number = activity["id"]
    shown = one_json(run("activities", "show", str(number), "--json"))
    assert {each["origin"] for each in shown["recordings"]} == {str(gpx), str(twin)}
    chosen, other = shown["recordings"]
    assert chosen["merge_reason"] is None
    assert other["merge_reason"] == "start 0 s and duration 0 s apart"
    assert f"{other['origin']}; recording {other['recording_id']}, start 0 s" in (
        run("activities", "show", str(number)).stdout
    )
    parted = one_json(run("activities", "unmerge", str(number), "--json"))
    assert parted["unmerged_recordings"] == 1
    assert len(one_json(run("activities", "--json"))["activities"]) == 2
    again = run("activities", "unmerge", str(number))
    assert again.exit_code == 1
    assert "nothing to unmerge" in again.stderr


def test_a_library_goes_into_one_file_and_back(
    run: Run, one_json: OneJson, gpx: Path, tmp_path: Path, library_root: Path
):
    run("import", gpx)
    run("pain", "3")
    file = tmp_path / "backup.zip"
    done = one_json(run("backup", file, "--json"))
    assert (done["files"], done["missing"]) == (2, [])
    assert done["bytes"] == file.stat().st_size
    refused = run("restore", file)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    elsewhere = tmp_path / "elsewhere"
    assert run("restore", file, "--library", elsewhere).stdout == (
        f"library: {elsewhere} (1 activity, 1 diary entry)\n"
    )
    assert run("doctor", "--library", elsewhere).exit_code == 0
    forced = one_json(run("restore", file, "--force", "--json"))
    assert forced["moved_to"] == f"{library_root}.before-restore-1"
    assert (forced["activities"], forced["entries"], forced["findings"]) == (1, 1, [])
    assert run("restore", tmp_path / "none.zip", "--force").exit_code == 1


def test_originals_are_read_again(run: Run, one_json: OneJson, gpx: Path, library_root: Path):
    run("import", gpx)
    assert run("rebuild", "--jobs", "1").stdout == "1 recording read again from 1 original\n"
    (original,) = (library_root / "originals").rglob("*.gz")
    original.unlink()
    result = run("rebuild", "--json")
    assert result.exit_code == 1
    content = one_json(result)
    assert (content["originals"], content["recordings"]) == (0, 0)
    assert content["failures"][0]["sha256"] == original.stem


def test_recordings_that_did_not_come_are_told_with_the_imports(
    run: Run, one_json: OneJson, tmp_path: Path
):
    rows = [
        f'{n},"Mar {n}, 2026, 7:00:00 AM",Run,Run,activities/{n}.gpx,240,698.0' for n in range(1, 9)
    ]
    header = "Activity ID,Activity Date,Activity Name,Activity Type,Filename,Elapsed Time,Distance"
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "1.gpx").write_bytes(b"")
    (tmp_path / "activities.csv").write_text("\n".join([header, *rows]))
    imported = run("import", tmp_path)
    assert imported.exit_code == 1
    assert imported.stdout.count("is not there; the activity was kept as the table has it") == 6
    assert "  and 2 more: " in imported.stdout
    assert "`flarelag imports show 1` names all" in imported.stdout
    assert run("imports", "show", "1").stdout.count("but it is not there") == 7
    text = run("imports").stdout
    assert "8 activities have no recording yet" in text
    assert "1 (2026-03-01), 2 (2026-03-02)" in text
    assert "and 3 more. Import the files" in text
    awaited = one_json(run("imports", "--json"))["awaited_recordings"]
    assert len(awaited) == 8
    assert awaited[1] == {
        "activity_id": 2,
        "start_utc": "2026-03-02T07:00:00Z",
        "reason": "its recording is not in the export",
    }
    assert run("import", tmp_path).exit_code == 1
