"""Writing a file for the user: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from flarelag.errors import InputError


def write_whole(target: Path, content: bytes) -> None:
    """Write a file, readable by its owner only; one that is there is replaced.

    Parameters
    ----------
    target : Path
        Where.
    content : bytes
        All of it.

    Raises
    ------
    InputError
        When it cannot be written there.
    """
    unfinished: Path | None = None
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=".flarelag-", delete=False) as file:
            unfinished = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        reason = f"this file cannot be written here ({error.strerror})"
        raise InputError(reason, file=str(target)) from error
