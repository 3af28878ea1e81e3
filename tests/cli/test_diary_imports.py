"""Diaries of other apps and tables of any shape."""

from __future__ import annotations

import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]

APPLE = Path(__file__).parents[1] / "sources" / "apple_health" / "exportación.xml"
FORM = "Timestamp,How bad?,Where\n11/20/2025 21:10:05,6,left buttock\n11/21/2025 9:00,x,foot\n"
BEARABLE = (
    "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    "20th Nov 2025,2025-11-20,Thu,am,Symptom,2,Lower back pain (Moderate),\n"
    "20th Nov 2025,2025-11-20,Thu,am,Mood,2,,\n"
)
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    "2025-11-20,Nov 20,Thu,21:10,meh,yoga,,#pain 6 left glute\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    """Return a way to write a table to a file."""

    def write(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize(
    "pairs",
    [
        ("--map", "time=Timestamp", "--map", "score=How bad?", "--map", "site=Where"),
        ("--map", "time=Timestamp", "score=How bad?", "site=Where"),
    ],
)
def test_any_table_once_its_columns_are_named(
    run: Run, one_json: OneJson, table: Callable[[str], Path], pairs: tuple[str, ...]
):
    path = table(FORM)
    first = run("diary", "import", path, *pairs)
    assert first.exit_code == 1
    assert first.stdout == "diary: 1 entry added, 0 known already\n"
    assert "line 3: score" in first.stderr
    again = run("diary", "import", path, *pairs, "--json")
    content = one_json(again)
    assert (content["added"], content["known"]) == (0, 1)
    assert [row["line"] for row in content["bad_rows"]] == [3]


def test_a_table_whose_columns_are_not_known_says_how_to_name_them(
    run: Run, table: Callable[[str], Path]
):
    refused = run("diary", "import", table(FORM))
    assert refused.exit_code == 1
    assert "--map time=COLUMN --map score=COLUMN" in refused.stderr


def test_dates_with_slashes_are_read_as_they_are_said_to_be(run: Run, table: Callable[[str], Path]):
    words = ("--map", "time=when", "score=pain")
    path = table("when,pain\n3/4/2025 10:00,5\n")
    assert "say --dates day-first" in run("diary", "import", path, *words).stderr
    assert run("diary", "import", path, *words, "--dates", "day-first").exit_code == 0
    assert "2025-04-03 10:00" in run("diary", "list").stdout


def test_bearable_s_export(run: Run, one_json: OneJson, table: Callable[[str], Path]):
    path = table(BEARABLE)
    said = run("diary", "import", path).stdout
    assert "diary: 1 entry added" in said
    assert "not used: Mood (1)" in said
    assert "note: Bearable rates symptoms from 0 to 4" in said
    content = one_json(run("diary", "import", path, "--json"))
    assert (content["added"], content["known"], content["unused"]) == (0, 1, ["Mood (1)"])
    assert len(content["remarks"]) == 1


def test_daylio_s_export(run: Run, table: Callable[[str], Path]):
    assert "2 entries added" in run("diary", "import", table(DAYLIO)).stdout
    listed = run("diary", "list").stdout
    assert "left buttock" in listed
    assert "yoga" in listed


def test_a_mapping_that_is_none_is_one_sentence(run: Run, table: Callable[[str], Path]):
    refused = run("diary", "import", table(FORM), "--map", "mood=x")
    assert refused.exit_code == 2
    assert "WHAT is one of time, clock" in refused.stderr


def test_pain_in_an_apple_health_export(run: Run, one_json: OneJson, tmp_path: Path):
    path = tmp_path / "exportar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(APPLE, "apple_health_export/exportar.xml")
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
    imported = run("import", path)
    assert "9 records of lower back pain in it" in imported.stdout
    assert "`flarelag diary import`" in imported.stdout
    assert "lower back pain" in run("imports", "show", 1).stdout

    first = run("diary", "import", path)
    assert first.exit_code == 1
    assert "diary: 6 entries added, 0 known already" in first.stdout
    assert "note: Apple Health rates symptoms in words" in first.stdout
    assert "not used: headache (1), pelvic pain (1)" in first.stdout
    assert first.stderr.count("exportar.zip: lower back pain of") == 2

    unpacked = tmp_path / "apple_health_export"
    unpacked.mkdir()
    shutil.copy(APPLE, unpacked / "export.xml")
    for again in (path, unpacked, unpacked / "export.xml"):
        content = one_json(run("diary", "import", again, "--json"))
        assert (content["added"], content["known"]) == (0, 6)

    assert run("diary", "undo").exit_code == 0
    assert "the diary is empty" in run("diary", "list").stdout
    assert "6 entries added" in run("diary", "import", unpacked).stdout


@pytest.mark.parametrize("name", ["notes.zip", "notes.xml", "notes"])
def test_an_archive_folder_or_xml_without_a_diary_is_one_sentence(
    run: Run, tmp_path: Path, name: str
):
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("diary.txt", "nothing")
    elif name.endswith(".xml"):
        path.write_text("<?xml version='1.0'?><gpx/>")
    else:
        path.mkdir()
    refused = run("diary", "import", path)
    assert refused.exit_code == 1
    assert "no Apple Health export in this" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_table_may_come_through_a_pipe(run: Run, tmp_path: Path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    content = "time,score\n" + "2025-11-20T21:10+01:00,6\n" * 40
    with ThreadPoolExecutor(1) as writer:
        written = writer.submit(pipe.write_text, content)
        assert "1 entry added" in run("diary", "import", pipe).stdout
        assert written.result() == len(content)


def test_a_table_without_times_of_writing_is_told_what_that_means_and_how_to_mend_it(
    run: Run, one_json: OneJson, table: Callable[[str], Path]
):
    file = table("time,score\n2025-11-20T21:10+01:00,6\n2025-11-21T09:00+01:00,2\n")
    first = run("diary", "import", file)
    assert "note: 2 entries without a time of writing" in first.stdout
    assert "left out of hours after runs" in first.stdout
    assert one_json(run("analyze", "--json"))["n_entries"] == 0
    assert "note:" not in run("diary", "import", file).stdout  # nothing is new
    run("diary", "undo")
    again = run("diary", "import", file, "--written-then")
    assert again.stdout == "diary: 2 entries added, 0 known already\n"
    assert one_json(run("analyze", "--json"))["n_entries"] == 2


def test_what_says_when_it_was_written_keeps_that(run: Run, table: Callable[[str], Path]):
    late = "2025-11-20T21:10+01:00,2025-11-25T08:00+01:00,6"
    file = table(f"time,entered,score\n{late}\n")
    assert "note:" not in run("diary", "import", file, "--written-then").stdout
    listed = run("diary", "list", "--json").stdout
    assert '"entered_utc": "2025-11-25T07:00:00Z"' in listed
