"""What holds for every process of flarelag: the command itself and its workers."""

import gc
import os
import sys
from typing import Final

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as Typer has it."""
_COLLECTED_AFTER: Final = 50_000


def open_closed_streams() -> None:
    """Put the null device in the place of standard streams that whoever started this has closed.

    Python has no object for them, and the next file to be opened would get the number of one.
    """
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
            os.set_inheritable(stream.fileno(), True)  # noqa: FBT003 - takes no name
            setattr(sys, name, stream)


def save_work() -> None:
    """Leave out work that gains nothing; to be called before numpy is loaded."""
    # Its matrices are small: waking other cores for each takes four times the work itself.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Next to nothing is left for the collector, which looks through all modules at each go.
    gc.set_threshold(_COLLECTED_AFTER)
