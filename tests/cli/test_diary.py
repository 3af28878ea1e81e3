"""`flarelag diary`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

TABLE = (
    "time,score,site,side,note,mood\n"
    '2026-10-25 02:30,3,buttock,left,"two\nlines",fine\n'
    "2026-11-20T21:10+01:00,6,calf_outer,left,,\n"
    "2026-11-20 22:00,11,hip,,,\n"
)


UNDATED = (
    "2 entries without a time of writing (column entered): taken as recalled, and left out of "
    "hours after runs; if each was written down at its time: flarelag diary undo, and import "
    "again with --written-then"
)


def test_good_rows_are_kept_and_bad_ones_listed(run: Run, tmp_path: Path):
    file = tmp_path / "diary.csv"
    file.write_text(TABLE)
    result = run("diary", "import", file)
    assert result.exit_code == 1
    assert result.stdout == (
        "diary: 2 entries added, 0 known already\n"
        "1 clock time occurred twice; taken as the first occurrence\n"
        "columns not used: mood\n"
        f"note: {UNDATED}\n"
    )
    assert result.stderr == (
        f'flarelag: {file}: line 5: score "11" is not a whole number from 0 to 10\n'
    )


def test_importing_again_adds_nothing_twice(run: Run, one_json: OneJson, tmp_path: Path):
    file = tmp_path / "diary.csv"
    file.write_text(TABLE)
    first, second = (run("diary", "import", file, "--json") for _ in range(2))
    assert one_json(first) == {
        "schema_version": 1,
        "added": 2,
        "known": 0,
        "ambiguous": 1,
        "ignored_columns": ["mood"],
        "unused": [],
        "remarks": [UNDATED],
        "bad_rows": [
            {
                "file": str(file),
                "line": 5,
                "reason": 'score "11" is not a whole number from 0 to 10',
            }
        ],
    }
    again = one_json(second)
    assert (again["added"], again["known"]) == (0, 2)


def test_a_good_file_ends_with_0(run: Run, sample_data: Path):
    result = run("diary", "import", sample_data / "diary.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 known already" in result.stdout


def test_the_list_shows_local_time_place_and_marks(run: Run, tmp_path: Path):
    file = tmp_path / "diary.csv"
    file.write_text(TABLE)
    run("diary", "import", file)
    run("pain", "2", "--site", "foot", "--quality", "ache")
    header, old, new, now = run("diary", "list").stdout.splitlines()
    assert header.split() == ["no", "time", "pain", "where", "what", "note"]
    assert old.startswith(" 1  2026-10-25 02:30     3  left buttock     -     recalled  two lines")
    assert new.startswith(" 2  2026-11-20 21:10     6  left outer calf  -     recalled")
    assert now.endswith("2  foot             ache")


def test_the_list_as_json(run: Run, one_json: OneJson, tmp_path: Path):
    file = tmp_path / "diary.csv"
    file.write_text(TABLE)
    run("diary", "import", file, "--zone", "America/New_York")
    content = one_json(run("diary", "list", "--json"))
    assert content["schema_version"] == 1
    first = content["entries"][0]
    assert first.pop("entered_utc").endswith("Z")
    assert first == {
        "id": 1,
        "time_utc": "2026-10-25T06:30:00Z",
        "time_end_utc": None,
        "time_local": "2026-10-25T02:30:00-04:00",
        "timezone": "America/New_York",
        "recalled": True,
        "score": 3,
        "sites": [{"site": "buttock", "side": "left"}],
        "qualities": [],
        "flare": False,
        "woke": False,
        "note": "two\nlines",
        "source": "diary.csv",
        "pin": None,
        "reach": {"left": 1, "right": None},
    }


def test_an_empty_diary_says_what_to_do(run: Run, one_json: OneJson, tmp_path: Path):
    file = tmp_path / "diary.csv"
    file.write_text("time,score\n")
    run("diary", "import", file)
    assert "the diary is empty" in run("diary", "list").stdout
    assert one_json(run("diary", "list", "--json"))["entries"] == []


def test_a_file_that_is_no_diary_makes_no_library(run: Run, library_root: Path, tmp_path: Path):
    file = tmp_path / "empty.csv"
    file.write_bytes(b"")
    result = run("diary", "import", file)
    assert result.exit_code == 1
    assert result.stderr == "flarelag: empty.csv: this file is empty (0 bytes)\n"
    assert not library_root.exists()


def test_a_diary_that_is_not_there(run: Run, one_json: OneJson, tmp_path: Path):
    result = run("diary", "import", tmp_path / "none.csv", "--json")
    assert result.exit_code == 1
    assert (
        one_json(result)["error"]["message"]
        == "this file cannot be read (No such file or directory)"
    )
