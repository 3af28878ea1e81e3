"""Names in zip archives that are not the Unicode they claim to be.

Source: APPNOTE.TXT, PKWARE: 4.3.7 and 4.3.12 (headers), 4.3.16 (end), 4.4.4 (bit 11).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flarelag.sources.file_view import FileView

_END_MAGIC: Final = b"PK\x05\x06"
_ENTRY: Final = struct.Struct("<8xH18xHHH8xI")
"""An entry of the central directory: flags, lengths of name, extras and comment, its member."""
_ENTRY_FLAGS, _HEADER_FLAGS = 9, 7  # where the upper byte of the flags stands in either
_UTF_8: Final = 0x800
_END: Final = struct.Struct("<12xII2x")
"""The end of an archive: how long its central directory is, and where it begins."""
_END_REACH: Final = _END.size + 0xFFFF


def take_names_as_bytes(view: FileView) -> None:
    """Take the claim to be UTF-8 from the names that are not; they are then read byte by byte."""
    view.seek(max(view.seek(0, os.SEEK_END) - _END_REACH, 0))
    tail_at = view.tell()
    tail = view.read()
    end_at = tail.rfind(_END_MAGIC)
    if end_at < 0 or len(tail) < end_at + _END.size:
        return
    n_bytes, said_start = _END.unpack_from(tail, end_at)
    at = start = max(tail_at + end_at - n_bytes, 0)
    view.seek(start)
    directory = view.read(tail_at + end_at - start)
    while len(directory) >= at - start + _ENTRY.size:
        flags, n_name, n_extra, n_comment, header_at = _ENTRY.unpack_from(directory, at - start)
        name_at = at - start + _ENTRY.size
        if flags & _UTF_8 and not _is_utf_8(directory[name_at : name_at + n_name]):
            without = (flags & ~_UTF_8) >> 8
            view.mend(at + _ENTRY_FLAGS, without)
            # Bytes before the archive move all that it says of places.
            view.mend(start - said_start + header_at + _HEADER_FLAGS, without)
        at += _ENTRY.size + n_name + n_extra + n_comment
    view.seek(0)


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True
