"""The progress bar."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from flarelag.cli.progress import import_progress
from flarelag.model.outcome import Origin
from flarelag.workflows.import_run import ImportProgress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """Stderr as a terminal would be."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_drawn_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    with import_progress() as on_progress:
        assert on_progress is None
    assert capsys.readouterr() == ("", "")


def test_a_terminal_sees_how_many_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with import_progress() as on_progress:
        assert on_progress is not None
        for done in (1, 4):
            on_progress(
                ImportProgress(
                    done=done, total=4, bytes_done=done, bytes_total=4, current=Origin("a.fit")
                )
            )
    assert "4/4" in terminal.getvalue()
    assert not capsys.readouterr().out
