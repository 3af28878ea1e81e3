"""The members of a zip archive that has lost its list of them, as a broken download has.

Each member stands behind a header of its own; the list of all, which archives are read by, stands
at the very end. Source: APPNOTE.TXT, PKWARE: 4.3.7 (header), 4.3.9 (descriptor), 4.5.3 (zip64).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from itertools import chain
from typing import IO, TYPE_CHECKING, Final, cast

from flarelag.sources.limits import HARMLESS, LARGEST_RATIO, MOST_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flarelag.sources.file_view import FileView

_MAGIC: Final = b"PK"
_HEADER_MAGIC: Final = b"PK\x03\x04"
_DESCRIPTOR_MAGIC: Final = b"PK\x07\x08"
_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
"""Mark, version, flags, method, time, date, CRC, two sizes, lengths of the name and of extras."""
_DESCRIPTORS: Final = (struct.Struct("<IQQ"), struct.Struct("<III"))
"""CRC and two sizes, long ones or short ones; before them there may be a mark."""
_LONGEST: Final = len(_DESCRIPTOR_MAGIC) + _DESCRIPTORS[0].size
_PIECE: Final = 1 << 16
_INFLATED: Final = 1 << 20
_SIZES_LATER: Final = 0x8
_UTF_8: Final = 0x800
_ZIP64: Final = 1
_NO_SIZE: Final = 0xFFFFFFFF
_EMPTY: Final = b"PK\x05\x06" + bytes(18)
_MOST_MARKS: Final = 500_000
"""So many places are looked at for a descriptor: archives inside have some, too."""


def recovered(view: FileView) -> zipfile.ZipFile | None:
    """Return an archive with the members that stand before the cut; null where there is none.

    The last one may itself be cut off: it is there, and fails when it is read.

    Parameters
    ----------
    view : FileView
        The archive's bytes.
    """
    found = list(_members(view))
    if not found:
        return None
    archive = zipfile.ZipFile(io.BytesIO(_EMPTY))
    archive.fp = cast("IO[bytes]", view)
    archive.filelist = found
    archive.NameToInfo = {info.filename: info for info in found}
    return archive


def _members(view: FileView) -> Iterator[zipfile.ZipInfo]:
    """Yield members from the first byte on, as long as one follows upon another."""
    patience = iter(range(_MOST_MARKS))
    at = 0
    for _ in range(MOST_MEMBERS):
        info, begin = _header(view, at)
        if info is None:
            return
        if not info.flag_bits & _SIZES_LATER:
            at = begin + info.compress_size
        elif info.compress_size:
            at = _after_descriptor(view, begin + info.compress_size)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            at = _take_inflated(view, begin, info)
        else:
            at = _take_descriptor(view, begin, info, patience)
        yield info


def _header(view: FileView, at: int) -> tuple[zipfile.ZipInfo | None, int]:
    """Return the member whose header stands at a byte, and where its content begins."""
    header = _read(view, at, _HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_HEADER_MAGIC):
        return None, at
    _, version, flags, method, _, _, crc, packed, unpacked, n_name, n_extra = _HEADER.unpack(header)
    name_at = at + _HEADER.size
    names = _read(view, name_at, n_name + n_extra)
    if len(names) < n_name + n_extra:
        return None, at
    name, flags = _name(names[:n_name], flags)
    info = zipfile.ZipInfo(name)
    info.extract_version, info.flag_bits, info.compress_type = version, flags, method
    info.header_offset, info.CRC = at, crc
    info.compress_size, info.file_size = packed, unpacked
    if _NO_SIZE in {packed, unpacked}:
        _take_long_sizes(info, names[n_name:])
    return info, name_at + n_name + n_extra


def _name(name: bytes, flags: int) -> tuple[str, int]:
    """Return a name, read byte by byte where it is not the Unicode that its flag claims."""
    if flags & _UTF_8:
        try:
            return name.decode(), flags
        except UnicodeDecodeError:
            flags &= ~_UTF_8
    return name.decode("cp437"), flags


def _take_long_sizes(info: zipfile.ZipInfo, extras: bytes) -> None:
    at = 0
    while len(extras) >= at + 4:
        kind, n_bytes = struct.unpack_from("<HH", extras, at)
        if kind == _ZIP64 and n_bytes >= 16 and len(extras) >= at + 20:  # noqa: PLR2004 - two sizes
            info.file_size, info.compress_size = struct.unpack_from("<QQ", extras, at + 4)
            return
        at += 4 + n_bytes


def _take_inflated(view: FileView, begin: int, info: zipfile.ZipInfo) -> int:
    """Find a content's end where its compression says that it ends; take its sizes.

    The descriptor behind it may have no mark of its own to look for.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    at, n_bytes, crc = begin, 0, 0
    while not inflater.eof and (piece := _read(view, at, _PIECE)):
        at += len(piece)
        while piece and not inflater.eof:
            try:
                part = inflater.decompress(piece, _INFLATED)
            except zlib.error:
                return _take_rest(view, begin, info)
            n_bytes, crc, piece = (
                n_bytes + len(part),
                zlib.crc32(part, crc),
                inflater.unconsumed_tail,
            )
        if n_bytes > max(HARMLESS, LARGEST_RATIO * (at - begin)):
            break
    if not inflater.eof:
        return _take_rest(view, begin, info)
    end = at - len(inflater.unused_data)
    told = _read(view, end, 2 * len(_DESCRIPTOR_MAGIC)).removeprefix(_DESCRIPTOR_MAGIC)[:4]
    info.CRC = int.from_bytes(told, "little") if len(told) == 4 else crc  # noqa: PLR2004 - 32 bits
    info.compress_size, info.file_size = end - begin, n_bytes
    return _after_descriptor(view, end)


def _take_rest(view: FileView, begin: int, info: zipfile.ZipInfo) -> int:
    """Let a content end beyond the cut."""
    info.compress_size = info.file_size = view.seek(0, io.SEEK_END) + 1 - begin
    return begin + info.compress_size


def _take_descriptor(
    view: FileView, begin: int, info: zipfile.ZipInfo, patience: Iterator[int]
) -> int:
    """Find a content's end by the descriptor behind it, which repeats its size; take its sizes.

    It stands before the next header, or before the cut, with a mark of its own or without. Where
    there is none the content ends beyond the cut.
    """
    end = view.seek(0, io.SEEK_END)
    # The cut may go through the mark of the next header.
    heads = chain(_marks(view, begin, _MAGIC), range(end - len(_HEADER_MAGIC) + 1, end + 1))
    for _, at in zip(patience, heads, strict=False):
        told = _read(view, at - _LONGEST, _LONGEST)
        for layout in _DESCRIPTORS:
            crc, packed, unpacked = layout.unpack(told[-layout.size :])
            n_mark = at - layout.size - begin - packed
            if packed == unpacked and n_mark in {0, len(_DESCRIPTOR_MAGIC)}:
                info.CRC, info.compress_size, info.file_size = crc, packed, unpacked
                return at
    return _take_rest(view, begin, info)


def _after_descriptor(view: FileView, at: int) -> int:
    """Return where the next header stands, behind a descriptor of any of its four forms."""
    told = _read(view, at, _LONGEST + len(_HEADER_MAGIC))
    found = told.find(_HEADER_MAGIC)
    return at + (found if found >= 0 else len(told))


def _marks(view: FileView, start: int, mark: bytes) -> Iterator[int]:
    """Yield each byte at which a mark stands, from one byte on."""
    kept, at = b"", start
    while piece := _read(view, at + len(kept), _PIECE):
        piece = kept + piece
        found = piece.find(mark)
        while found >= 0:
            yield at + found
            found = piece.find(mark, found + 1)
        kept = piece[-len(mark) + 1 :]
        at += len(piece) - len(kept)


def _read(view: FileView, at: int, n_bytes: int) -> bytes:
    view.seek(at)
    return view.read(n_bytes)
