"""The boundary: one sentence, one object, one exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import flarelag
from flarelag.cli.boundary import guarded
from flarelag.errors import (
    LibraryBusyError,
    LibraryError,
    NewerLibraryError,
    UnreadableFileError,
    UsageError,
)
from flarelag.model.outcome import Outcome
from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]
    OneJson = Callable[[Result], dict[str, Any]]


def fails(error: BaseException) -> Callable[[], object]:
    def run() -> object:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            UnreadableFileError("is empty (0 bytes)", file="run.fit"),
            1,
            "run.fit: is empty (0 bytes)",
        ),
        (UnreadableFileError("has\na break\x1b[2J"), 1, "has a break [2J"),
        (UsageError("either or"), 2, "either or"),
        (LibraryError("is gone", file="lib"), 1, "lib: is gone"),
        (LibraryBusyError("busy"), 1, "busy"),
        (NewerLibraryError(found=9, known=1, file="lib"), 1, "lib: this library was written by"),
        (PermissionError(13, "Permission denied", "out.html"), 1, "out.html: Permission denied"),
    ],
)
def test_each_family_is_a_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
):
    assert guarded(fails(error), as_json=False) == code
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"flarelag: {said}")
    assert err.count("\n") == 1


def test_an_error_as_json_carries_kind_message_and_file(capsys: pytest.CaptureFixture[str]):
    error = UnreadableFileError("is empty (0 bytes)", file="caf\udce9.fit")
    assert guarded(fails(error), as_json=True) == 1
    out, err = capsys.readouterr()
    assert not err
    assert json.loads(out) == {
        "error": {"kind": "unreadable", "message": "is empty (0 bytes)", "file": "caf\udce9.fit"}
    }


def test_a_programming_error_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 // 0, as_json=False)


def test_a_code_is_passed_on_and_a_plain_end_is_0():
    assert guarded(lambda: 1, as_json=False) == 1
    assert guarded(lambda: None, as_json=False) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--odd",), "No such option: --odd"),
        (("pian", "3"), "Did you mean 'pain'"),
        (("pain",), "Missing argument 'SCORE'. Try: flarelag pain --help"),
        (("diary",), "Missing command. Try: flarelag diary --help"),
        (("inspect", "a.fit", "--best-100m", "fast"), "Invalid value for '--best-100m'"),
        (("import", "a.fit", "--jobs", "0"), "Invalid value for '--jobs'"),
    ],
)
def test_words_that_do_not_fit_are_a_sentence_and_2(run: Run, words: tuple[str, ...], said: str):
    result = run(*words)
    assert result.exit_code == 2
    assert not result.stdout
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_words_that_do_not_fit_are_one_object_with_json(run: Run, one_json: OneJson):
    result = run("inspect", "--json")
    assert result.exit_code == 2
    error = one_json(result)["error"]
    assert error["kind"] == "usage"
    assert "Missing argument 'FILE'" in error["message"]
    assert error["file"] is None


def test_ctrl_c_says_that_what_was_done_is_kept(
    run: Run, one_json: OneJson, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flarelag.store.library.Library.open", interrupted)
    result = run("pain", "3")
    assert result.exit_code == 130
    assert result.stderr == "flarelag: stopped; what was done is kept\n"
    assert one_json(run("activities", "--json")) == {
        "error": {
            "kind": "interrupted",
            "message": "stopped; what was done is kept",
            "file": None,
        }
    }


def test_ctrl_c_while_the_command_is_loaded_is_quiet():
    program = """
import runpy, sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "flarelag.cli.app":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
runpy.run_module("flarelag", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_version(run: Run):
    assert run("--version").stdout == f"flarelag {flarelag.__version__}\n"


def test_no_words_show_the_help(run: Run):
    result = run()
    assert result.exit_code == 0
    assert "Every day:" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("import",),
        ("activities",),
        ("activities", "show"),
        ("inspect",),
        ("pain",),
        ("diary", "import"),
        ("diary", "list"),
        ("report",),
        ("doctor",),
        ("demo",),
    ],
)
def test_every_command_explains_itself_with_examples(run: Run, words: tuple[str, ...]):
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n    flarelag {' '.join(words[:1])}" in result.stdout


def test_a_library_that_is_not_there_is_said(run: Run, one_json: OneJson, library_root: Path):
    for words in (("activities",), ("diary", "list"), ("doctor",)):
        result = run(*words, "--json")
        assert result.exit_code == 1
        error = one_json(result)["error"]
        assert (error["kind"], error["file"]) == ("library", str(library_root))
        assert not library_root.exists()


def importing(folder: Path, *words: str) -> list[str]:
    """Return the command that imports a text, which is no activity, to a library in a folder."""
    (folder / "a.txt").write_text("text")
    command = [sys.executable, "-m", "flarelag", "--library", str(folder / "library")]
    return [*command, "import", str(folder / "a.txt"), *words]


@pytest.mark.parametrize("closed", ["0>&-", "1>&-", "2>&-", "0>&- 1>&- 2>&-"])
def test_closed_standard_streams_stop_no_import(tmp_path: Path, closed: str):
    command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *importing(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0
    with Library.open(tmp_path / "library") as library:
        assert [each.counts for each in library.imports.all()] == [{Outcome.NOT_AN_ACTIVITY: 1}]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_where_stdout_is_full_the_reason_of_json_stands_on_stderr(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            importing(tmp_path, "--json"), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"flarelag: No space left on device\n")
