"""What `--help` says, and what a shell is told when it completes a word."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import pytest
import typer

from flarelag.cli.app import app
from flarelag.cli.help_text import BY_USE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer.testing import Result

    Run = Callable[..., Result]

ROOT = typer.main.get_command(app)


def commands(command: object = ROOT, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, (*path, name))


def test_each_command_stands_once_under_what_it_is_for(run: Run):
    listed = Counter(chain.from_iterable(BY_USE.values()))
    assert listed == Counter(path[0] for path in commands() if len(path) == 1)
    text = run("--help").stdout
    assert text.index("Every day:") < text.index("  pain ") < text.index("The library:")


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_help_has_examples_whole_sentences_and_no_types(
    path: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "80")
    shown = run(*path, "--help")
    assert shown.exit_code == 0
    usage, _, rest = shown.stdout.partition("\n")
    assert not set("{}<") & set(usage)
    assert "list[" not in rest
    assert "<path>" not in rest
    assert "..." not in rest.partition("\nCommands:")[2].partition("\n\n")[0]
    assert "Examples:\n" in rest
    assert f"    flarelag {' '.join(path)}".rstrip() in rest


def told_to_a_shell(instruction: str, **more: str) -> str:
    """Return what a shell is told when it asks about completion."""
    done = subprocess.run(
        [sys.executable, "-m", "flarelag"],
        env={**os.environ, **more, "_FLARELAG_COMPLETE": instruction},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def completed(*words: str) -> list[str]:
    """Return what bash is told at the end of a line, as its completion script asks for it."""
    line = {"COMP_WORDS": " ".join(("flarelag", *words)), "COMP_CWORD": str(len(words))}
    return told_to_a_shell("complete_bash", **line).split()


def test_a_shell_completes_commands_options_and_the_words_they_know():
    assert completed("rep") == ["report"]
    assert completed("diary", "cov") == ["coverage"]
    assert completed("pain", "3", "--wo") == ["--woke"]
    assert completed("pain", "3", "--site", "back") == ["back_of_thigh", "back_of_knee"]
    assert completed("log", "dri") == ["driving"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_asks_flarelag(shell: str):
    assert f"_FLARELAG_COMPLETE=complete_{shell}" in told_to_a_shell(f"source_{shell}")
