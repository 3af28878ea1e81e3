"""Records as an Arrow stream: one file an activity, named by the SHA-256 of its bytes.

Imported only when records are read or written: it loads polars.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from flarelag.model.frames import Records

if TYPE_CHECKING:
    import dataframely as dy

_SCHEMA: Final = Records.create_empty().schema


def pack_records(records: dy.DataFrame[Records]) -> bytes | None:
    """Return records as an Arrow stream (zstd); null when there are none."""
    if records.is_empty():
        return None
    # As small as Parquet, written and read in half the time: see docs/benchmarks.md.
    buffer = io.BytesIO()
    records.write_ipc_stream(buffer, compression="zstd")
    return buffer.getvalue()


def unpack_records(packed: bytes | None) -> dy.DataFrame[Records]:
    """Return what `pack_records` packed; an empty frame for null.

    The bytes are trusted: `Library.packed_records` has checked that they are those that were kept.
    """
    if packed is None:
        return Records.create_empty()
    frame = pl.read_ipc_stream(io.BytesIO(packed))
    # They were validated before they were packed; casting costs half as much as reading them.
    if frame.schema == _SCHEMA:
        return cast("dy.DataFrame[Records]", frame)
    return Records.cast(frame)
