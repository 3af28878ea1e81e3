"""`flarelag diary edit|delete|undo|history|export|forget` and `flarelag forget`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from flarelag.cli.app import app
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def scores(root: Path) -> list[int]:
    with Library.open(root, create=False) as library:
        return [each.score for each in library.diary.entries()]


def test_an_entry_is_corrected_field_by_field(run: Run, library_root: Path):
    run("pain", "3", "--site", "left:buttock", "--quality", "ache", "--flare", "--note", "x")
    words = ("--score", "5", "--site", "hip", "--side", "right", "--quality", "sharp")
    result = run("diary", "edit", "1", *words, "--no-flare", "--woke", "--note", " ")
    assert result.exit_code == 0
    assert result.stdout.startswith("saved: 5/10 right hip (sharp), today")
    assert result.stdout.endswith("; woke\n")
    assert run("diary", "edit", "1", "--at", "2026-11-20 10:00").exit_code == 0
    assert run("diary", "edit", "1", "--side", "left").stdout.startswith("saved: 5/10 left hip")
    with Library.open(library_root) as library:
        (entry,) = library.diary.entries()
        assert len(library.diary.history()) == 4
    assert (entry.flare, entry.woke, entry.note) == (False, True, None)
    assert f"{entry.time_utc:%Y-%m-%d %H:%M}" == "2026-11-20 09:00"


def test_a_correction_that_changes_nothing_says_so(run: Run):
    run("pain", "3")
    assert run("diary", "edit", "1", "--score", "3").stdout.startswith("nothing to change: 3/10")


def test_a_correction_opens_the_warning_signs(run: Run):
    run("pain", "3")
    assert "emergency" in run("diary", "edit", "1", "--quality", "numb").stdout


def test_hours_are_corrected(run: Run, library_root: Path):
    run("log", "sitting", "6h", "--day", "2026-11-20")
    run("log", "ice", "20 min", "--at", "2026-11-20 10:00")
    assert run("diary", "edit", "1", "--amount", "4h").exit_code == 0
    assert run("diary", "edit", "1", "--day", "2026-11-21", "--note", "train").exit_code == 0
    assert run("diary", "edit", "2", "--at", "2026-11-20 12:00").exit_code == 0
    with Library.open(library_root) as library:
        sitting, ice = sorted(library.diary.factors(), key=lambda each: each.id or 0)
    assert (sitting.amount, sitting.note) == (4.0, "train")
    assert f"{sitting.time_utc:%Y-%m-%d %H:%M}" == "2026-11-20 23:00"
    assert (ice.amount, ice.detail) == (1.0, "20 min")
    assert ice.end_utc is not None
    assert f"{ice.end_utc:%H:%M}" == "11:20"


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("1",), "say what is to be changed", 2),
        (("1", "--amount", "6h"), "a pain entry has no --amount", 2),
        (("1", "--from", "10:00"), "a pain entry has no --from", 2),
        (("1", "--score", "11"), "not a whole number", 1),
        (("2", "--score", "3"), "something logged has no --score", 2),
        (("2", "--amount", "30h"), "is longer than the time it lay in", 1),
        (("9", "--score", "3"), "nothing numbered 9", 1),
    ],
)
def test_corrections_that_do_not_fit(run: Run, words: tuple[str, ...], said: str, code: int):
    run("pain", "3")
    run("log", "sitting", "6h", "--day", "2026-11-20")
    result = run("diary", "edit", *words)
    assert result.exit_code == code
    assert said in result.stderr


def test_deleted_undone_and_done_again(run: Run, library_root: Path):
    for score in ("3", "4", "5"):
        run("pain", score, "--at", f"2026-11-20 0{score}:00")
    result = run("diary", "delete", "1", "2")
    assert result.stdout.splitlines() == [
        "deleted: 3/10, 2026-11-20 03:00",
        "deleted: 4/10, 2026-11-20 04:00",
        "to bring back: flarelag diary undo",
    ]
    assert scores(library_root) == [5]
    assert "undone: change 4\n" in run("diary", "undo").stdout
    assert scores(library_root) == [3, 4, 5]
    assert run("diary", "undo", "--change", "5").exit_code == 0
    assert scores(library_root) == [5]
    assert "was deleted" in run("diary", "edit", "1", "--score", "3").stderr


def test_the_history_shows_before_and_after(run: Run, one_json: OneJson):
    run("pain", "3", "--at", "2026-11-20 03:00", "--note", "two\nlines")
    run("diary", "edit", "1", "--score", "6")
    first, added, second, edited = run("diary", "history", "1").stdout.splitlines()
    assert first.endswith("  add")
    assert added == '    1: 3/10, 2026-11-20 03:00; "two lines"'
    assert second.endswith("  edit")
    assert edited.startswith("    1: was 3/10, 2026-11-20 03:00;")
    assert " -> 6/10, 2026-11-20 03:00;" in edited
    changes = one_json(run("diary", "history", "--last", "1", "--json"))["changes"]
    assert [each["action"] for each in changes] == ["edit"]
    (item,) = changes[0]["items"]
    assert (item["before"]["score"], item["after"]["score"]) == (3, 6)
    assert "no change of 7 is known" in run("diary", "history", "7").stdout


def test_a_long_change_is_cut_in_the_terminal(run: Run, tmp_path: Path):
    table = tmp_path / "diary.csv"
    rows = [f"2026-11-20 0{hour}:00,3" for hour in range(8)]
    table.write_text("\n".join(["time,score", *rows]))
    run("diary", "import", table)
    assert "and 3 more" in run("diary", "history").stdout


def test_the_diary_is_exported_and_imported(run: Run, one_json: OneJson, tmp_path: Path):
    run("pain", "3", "--note", "<script>alert(1)</script>")
    run("log", "sitting", "6h", "--day", "yesterday")
    run("flare", "add", "2023-05-14")
    result = run("diary", "export", tmp_path / "d.csv")
    names = ["d.csv", "d-factors.csv", "d-flares.csv"]
    assert result.stdout.splitlines() == [f"written: {tmp_path / name}" for name in names]
    exported = one_json(run("diary", "export", tmp_path / "d.json", "--json"))
    assert exported["items"] == {"entry": 1, "factor": 1, "flare": 1, "shoes": 0, "warning": 0}
    other = tmp_path / "other"
    files = [tmp_path / name for name in names]
    again = one_json(run("diary", "import", *files, "--library", other, "--json"))
    assert (again["added"], again["known"], again["bad_rows"]) == (3, 0, [])
    known = one_json(run("diary", "import", tmp_path / "d.json", "--library", other, "--json"))
    assert (known["added"], known["known"]) == (0, 3)
    assert json.loads((tmp_path / "d.json").read_text())["flarelag_diary"] == 1


def answer(text: str, *words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=text)


@pytest.mark.parametrize("said", ["no\n", "\n", "y\n", ""])
def test_nothing_is_forgotten_without_a_yes(run: Run, library_root: Path, said: str):
    run("pain", "3")
    for words in (("diary", "forget"), ("forget", "--all")):
        result = answer(said, *words)
        assert result.exit_code == 2
        assert "nothing was removed" in result.stderr
    assert scores(library_root) == [3]


def test_the_diary_alone_is_forgotten(run: Run, library_root: Path, gpx: Path):
    run("import", gpx)
    run("pain", "3")
    run("log", "sitting", "6h", "--day", "yesterday")
    result = answer("yes\n", "diary", "forget")
    assert "1 pain entry, 1 factor or measure" in result.stderr
    assert result.stdout.endswith("the diary is empty\n")
    with Library.open(library_root, create=False) as library:
        assert library.diary.empty
        assert len(library.activities()) == 1


def test_the_whole_library_is_forgotten_and_nothing_else(run: Run, library_root: Path, gpx: Path):
    run("import", gpx)
    run("pain", "3")
    (library_root / "mine.txt").write_text("not flarelag's")
    assert run("forget").exit_code == 2
    result = run("forget", "--all", "--yes")
    assert result.exit_code == 0
    assert "left there, as flarelag did not make them: mine.txt" in result.stdout
    assert [each.name for each in library_root.iterdir()] == ["mine.txt"]
    assert gpx.exists()
    (library_root / "mine.txt").unlink()
    run("pain", "3")
    run("forget", "--all", "--yes")
    assert not library_root.exists()


def test_a_folder_that_is_no_library_is_not_forgotten(run: Run, tmp_path: Path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"x")
    result = run("forget", "--all", "--yes", "--library", folder)
    assert result.exit_code == 1
    assert (folder / "a.jpg").exists()


def test_the_warning_signs_have_a_command_of_their_own(run: Run, one_json: OneJson):
    assert "Go to an emergency department now:" in run("warning-signs").stdout
    told = one_json(run("warning-signs", "--json"))
    assert len(told["warning_signs"]) == 3
    assert all(group["signs"] for group in told["warning_signs"])
    assert (told["tools_hidden"], told["said_utc"]) == (None, None)


def test_a_yes_to_the_warning_signs_holds_until_seen(run: Run, one_json: OneJson):
    said = run("warning-signs", "--yes").stdout
    assert said.startswith("Go to an emergency department now:")
    assert "Experiments, tolerance and forecast are hidden until you say" in said
    assert one_json(run("warning-signs", "--json"))["tools_hidden"] is True
    assert "you said that you have one" in run("warning-signs").stdout
    seen = run("warning-signs", "--seen").stdout
    assert seen.startswith("Go to an emergency department now:")
    assert "shown again" in seen
    assert one_json(run("warning-signs", "--json"))["tools_hidden"] is False
    assert "nothing was hidden" in run("warning-signs", "--seen").stdout
    assert "I have been seen by a doctor about it" in run("diary", "undo").stdout
    assert one_json(run("warning-signs", "--json"))["tools_hidden"] is True


def test_yes_and_seen_together_are_refused(run: Run):
    assert run("warning-signs", "--yes", "--seen").exit_code == 2


def test_an_answer_to_the_warning_signs_is_not_edited(run: Run):
    run("warning-signs", "--yes")
    result = run("diary", "edit", "1", "--note", "x")
    assert result.exit_code == 2
    assert "flarelag diary undo" in result.stderr
    assert 'deleted: "I have one of the warning signs", today' in run("diary", "delete", "1").stdout


def test_the_warning_signs_are_said_although_the_library_is_damaged(run: Run, library_root: Path):
    library_root.mkdir()
    (library_root / "library.sqlite").write_bytes(b"no database at all, " * 100)
    result = run("warning-signs")
    assert result.exit_code == 0
    assert "Go to an emergency department now:" in result.stdout
    assert "damaged" in result.stderr
