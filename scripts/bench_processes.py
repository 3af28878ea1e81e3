"""What a command costs with all the processes it starts: CPU seconds and memory (Linux)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PR_SET_CHILD_SUBREAPER: Final = 36
_EVERY_S: Final = 1.0
"""Looking more often slows what is looked at: ten times a second, by 3 %."""
_KIB_PER_MB: Final = 1e6 / 1024
_SESSION_FIELD: Final = 3  # of /proc/PID/stat, counted from after the command's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command and all its processes took.

    Parameters
    ----------
    cpu_s : float
        CPU seconds, user and system.
    peak_mb : float
        The most memory they held together; what they share is counted once (Linux' PSS).
    """

    cpu_s: float
    peak_mb: float


def run(command: Sequence[str]) -> Cost:
    """Run a command to the end of its last process.

    Parameters
    ----------
    command : sequence of str
        Program and arguments; its output is thrown away.

    Raises
    ------
    CalledProcessError
        When it fails.
    """
    # Worker processes are children of a fork server that outlives the command by a moment: they
    # come home to this process, which so learns what they took.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    watch = _MemoryWatch(started.pid)
    watch.start()
    cpu_s, status = 0.0, 0
    try:
        while True:
            pid, ended, used = os.wait4(-1, 0)
            cpu_s += used.ru_utime + used.ru_stime
            if pid == started.pid:
                status = started.returncode = os.waitstatus_to_exitcode(ended)
    except ChildProcessError:
        watch.stop()
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Cost(cpu_s=cpu_s, peak_mb=watch.peak_kib / _KIB_PER_MB)


class _MemoryWatch(threading.Thread):
    """Looks once a second at how much memory the processes of a session hold.

    Parameters
    ----------
    session : int
        Its number: the process that opened it.
    """

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._ended = threading.Event()
        self.peak_kib = 0

    def run(self) -> None:
        """Look until told to stop."""
        while not self._ended.wait(_EVERY_S):
            held = sum(_pss_kib(each) for each in _members(self._session))
            self.peak_kib = max(self.peak_kib, held)

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def _members(session: int) -> list[Path]:
    return [
        process
        for process in Path("/proc").glob("[0-9]*")
        if _stat(process)[_SESSION_FIELD : _SESSION_FIELD + 1] == [str(session)]
    ]


def _stat(process: Path) -> list[str]:
    """Return the fields after the command's name; none for a process that has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss_kib(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
