"""What holds for every process of flarelag: the command itself and its workers."""

import gc
import os
from typing import Final

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as Typer has it."""
_COLLECTED_AFTER: Final = 50_000


def save_work() -> None:
    """Leave out work that gains nothing; to be called before numpy is loaded."""
    # Its matrices are small: waking other cores for each takes four times the work itself.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Next to nothing is left for the collector, which looks through all modules at each go.
    gc.set_threshold(_COLLECTED_AFTER)
