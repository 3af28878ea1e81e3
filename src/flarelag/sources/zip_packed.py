"""Members packed by bzip2 or LZMA, unpacked piece by piece.

Python's zipfile inflates each piece of these in one go, however large it grows: from 4 KiB of bzip2
to gigabytes. Source: APPNOTE.TXT, PKWARE: 5.8.8 (LZMA's header).
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final, cast

from flarelag.sources.limits import LARGEST_FILE, MEBIBYTE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from flarelag.sources.file_view import FileView

METHODS: Final = {zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LZMA_HEADER: Final = struct.Struct("<2xHBI")
"""Version, length of the properties, the properties: three small numbers in one, dictionary."""
_N_PROPERTIES: Final = 5
_SMALLEST_DICTIONARY: Final = 4096


def opened_packed(info: zipfile.ZipInfo, content: FileView) -> io.BufferedReader:
    """Open a member of one of `METHODS`: it grows to no more than its archive declares.

    Parameters
    ----------
    info : zipfile.ZipInfo
        What the archive says of it.
    content : FileView
        Its packed bytes.

    Raises
    ------
    zipfile.BadZipFile, lzma.LZMAError, EOFError, ValueError
        When it is damaged or cut off; as it is read, too.
    """
    is_lzma = info.compress_type == zipfile.ZIP_LZMA
    return io.BufferedReader(
        _Declared(info, _lzma(info, content) if is_lzma else bz2.open(content))
    )


def _lzma(info: zipfile.ZipInfo, content: FileView) -> lzma.LZMAFile:
    header = content.read(_LZMA_HEADER.size)
    if len(header) < _LZMA_HEADER.size:
        raise EOFError
    n_properties, small, dictionary = _LZMA_HEADER.unpack(header)
    # Nothing refers back beyond the beginning: a larger dictionary is memory for nothing.
    dictionary = min(dictionary, max(info.file_size, _SMALLEST_DICTIONARY))
    if n_properties != _N_PROPERTIES or dictionary > LARGEST_FILE:
        raise ValueError(f"LZMA with a dictionary of {dictionary // MEBIBYTE} MiB")
    properties = {"lc": small % 9, "lp": small // 9 % 5, "pb": small // 45}
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": dictionary, **properties}]
    return lzma.LZMAFile(cast("IO[bytes]", content), format=lzma.FORMAT_RAW, filters=filters)


class _Declared(io.RawIOBase):
    """A file no longer than its archive declares, with the checksum that it declares."""

    def __init__(self, info: zipfile.ZipInfo, file: bz2.BZ2File | lzma.LZMAFile) -> None:
        self._info, self._file = info, file
        self._left, self._crc = info.file_size, 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer; return how many bytes there were."""
        room = memoryview(buffer).cast("B")[: self._left]
        try:
            n_bytes = self._file.readinto(room)
        except OSError as error:
            if error.errno is None:  # what bzip2 says of damage; the system gives a number
                raise zipfile.BadZipFile(str(error)) from error
            raise
        self._crc = zlib.crc32(room[:n_bytes], self._crc)
        self._left -= n_bytes
        if not (self._left and n_bytes) and self._crc != self._info.CRC:
            raise zipfile.BadZipFile(f"Bad CRC-32 for file {self._info.filename!r}")
        return n_bytes
