"""Records as Parquet: one file an activity, named by the SHA-256 of its bytes.

Imported only when records are read or written: it loads polars.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from flarelag.errors import LibraryError
from flarelag.model.frames import Records

if TYPE_CHECKING:
    from pathlib import Path

    import dataframely as dy

_SCHEMA: Final = Records.create_empty().schema


def pack_records(records: dy.DataFrame[Records]) -> bytes | None:
    """Return records as Parquet (zstd); null when there are none."""
    if records.is_empty():
        return None
    buffer = io.BytesIO()
    # Level 1 takes two thirds of the default's time, and 1 % more room.
    records.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False)
    return buffer.getvalue()


def unpack_records(packed: bytes | None) -> dy.DataFrame[Records]:
    """Return what `pack_records` packed; an empty frame for null."""
    if packed is None:
        return Records.create_empty()
    frame = pl.read_parquet(io.BytesIO(packed))
    # They were validated before they were packed; casting costs half as much as reading them.
    if frame.schema == _SCHEMA:
        return cast("dy.DataFrame[Records]", frame)
    return Records.cast(frame)


def read_records(path: Path) -> dy.DataFrame[Records]:
    """Read one activity's records.

    Raises
    ------
    LibraryError
        When the file is gone or damaged.
    """
    try:
        return unpack_records(path.read_bytes())
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = f"these records cannot be read ({type(error).__name__}); run `flarelag doctor`"
        raise LibraryError(reason, file=str(path)) from error
