"""`flarelag serve`, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]


@contextmanager
def serving(library: Path, *words: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "flarelag", "--library", str(library), "serve", *words]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
    )
    with process:
        yield process
        process.kill()


def said_until(process: subprocess.Popen[str], end: str) -> str:
    assert process.stdout is not None
    lines = ""
    for line in process.stdout:
        lines += line
        if end in line:
            break
    return lines


def test_it_prints_its_address_answers_there_and_ends_with_ctrl_c(tmp_path: Path):
    with serving(tmp_path, "--port", "0") as process:
        said = said_until(process, "Ctrl-C")
        (url,) = re.findall(r"diary page: (http://127\.0\.0\.1:\d+/)", said)
        assert "pairing code" not in said
        for _ in range(100):
            try:
                with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own address
                    assert "How is it now?" in answer.read().decode()
                break
            except OSError:
                pass
        else:
            pytest.fail("the page did not answer")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "ended\n", "")


def test_in_a_network_it_prints_a_code_and_draws_it(tmp_path: Path):
    with serving(tmp_path, "--port", "0", "--lan", "--address", "127.0.0.1") as process:
        said = said_until(process, "Ctrl-C")
    (code,) = re.findall(r"pairing code: (\w{4}-\w{4}) \(good once, for ten minutes\)", said)
    assert code not in said.replace(f"pairing code: {code}", "")
    drawn = [line for line in said.splitlines() if set(line) & set("█▄▀")]
    assert len(drawn) > 10
    assert "not encrypted" in said


def test_an_address_needs_lan(run: Run):
    result = run("serve", "--address", "192.168.1.20")
    assert result.exit_code == 2
    assert "--address is for --lan" in result.stderr


def test_a_port_that_is_taken_is_said_in_a_sentence(run: Run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--port", other.getsockname()[1])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "choose another port with --port" in result.stderr


def test_help_shows_how(run: Run):
    said = run("serve", "--help").stdout
    assert "flarelag serve --lan" in said
    assert "not encrypted" in " ".join(said.split())
