"""Where the FIT files inside some bytes begin and end, even where their headers are damaged.

A FIT file is a header (12 or 14 bytes), messages, and a CRC of two bytes; several may follow one
another ("chained"). Header: size, protocol, profile (u16), size of the messages (u32), `.FIT`,
CRC of the header (u16; absent or zero is allowed). Source: FIT protocol description, Garmin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastcrc import crc16

from flarelag.model.wording import counted

MAGIC = b".FIT"
SHORT_HEADER = 12
LONG_HEADER = 14
CRC_BYTES = 2
MAGIC_AT = 8
# Text that happens to hold ".FIT" has a letter, never 12 or 14, eight bytes before it.
HEADER_SIZES = (SHORT_HEADER, LONG_HEADER)
KIND_BITS = 0xD0
DEFINITION_BIT = 0x40
# Real chains hold fewer than ten; bytes made of headers alone would otherwise cost n^2 checksums.
MOST_SEGMENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One FIT file inside the bytes.

    Parameters
    ----------
    start : int
        Byte of its header.
    body : int
        Byte of its first message.
    end : int
        Byte after its last message; the CRC follows where there is one.
    following : int
        Byte at which to look for the next file.
    intact : bool
        Sizes agree and the CRC matches.
    cut_off : bool
        The header promises more bytes than there are.
    remarks : tuple of str
        What is wrong with the frame, in plain words.
    """

    start: int
    body: int
    end: int
    following: int
    intact: bool = False
    cut_off: bool = False
    remarks: tuple[str, ...] = ()


def find_header(data: bytes, position: int) -> int | None:
    """Return the byte at which the next FIT header starts, at or after `position`."""
    at = data.find(MAGIC, position + MAGIC_AT)
    if at == position + MAGIC_AT:
        return position
    while at >= 0:
        if data[at - MAGIC_AT] in HEADER_SIZES:
            return at - MAGIC_AT
        at = data.find(MAGIC, at + 1)
    return None


def has_lost_magic(data: bytes) -> bool:
    """Return whether everything but the letters `.FIT` says that this is one FIT file."""
    if len(data) < LONG_HEADER or data[0] not in HEADER_SIZES:
        return False
    promised = int.from_bytes(data[4:8], "little")
    return data[0] + promised + CRC_BYTES == len(data)


def segments(data: bytes) -> list[Segment]:
    """Return the FIT files inside `data`, in order; empty where there is none.

    Parameters
    ----------
    data : bytes
        The whole file.
    """
    position = find_header(data, 0)
    if position is None:
        if not has_lost_magic(data):
            return []
        return [_segment(data, 0, ("the header has lost its mark '.FIT'",))]
    found: list[Segment] = []
    skipped = position
    while position is not None and len(found) < MOST_SEGMENTS:
        remarks = (f"{counted(skipped, 'byte')} before the FIT header left out",) if skipped else ()
        found.append(_segment(data, position, remarks))
        following = found[-1].following
        position = find_header(data, following)
        skipped = (position or 0) - following
    left = len(data) - found[-1].following
    if left > 0:
        last = found.pop()
        remark = f"{counted(left, 'byte')} after the end left out"
        found.append(replace(last, intact=False, remarks=(*last.remarks, remark)))
    return found


def _segment(data: bytes, start: int, remarks: tuple[str, ...]) -> Segment:
    body = _body(data, start)
    if body - start not in HEADER_SIZES:
        remarks = (*remarks, f"the header is {body - start} bytes long instead of 12 or 14")
    declared = body + int.from_bytes(data[start + 4 : start + MAGIC_AT], "little")
    after = declared + CRC_BYTES
    sound = after <= len(data) and checksum_matches(data, start, declared)
    if not sound and not (after == len(data) or data[after + MAGIC_AT :].startswith(MAGIC)):
        return _missized(data, start, body, declared, remarks)
    if not sound:
        remarks = (*remarks, "the checksum does not match")
    return Segment(
        start=start,
        body=body,
        end=declared,
        following=after,
        intact=not remarks,
        remarks=remarks,
    )


def _missized(
    data: bytes, start: int, body: int, declared: int, remarks: tuple[str, ...]
) -> Segment:
    """Frame a file whose header promises more, or fewer, bytes than there are."""
    following = find_header(data, body)
    limit = len(data) if following is None else following
    end = limit - CRC_BYTES
    cut_off = declared > end
    if end > body and checksum_matches(data, start, end):
        cut_off = False
        remarks = (*remarks, "the header gives the wrong size")
    else:
        end = limit
        if not cut_off:
            remarks = (*remarks, "the header promises fewer bytes than there are")
    return Segment(
        start=start, body=body, end=end, following=limit, cut_off=cut_off, remarks=remarks
    )


def _body(data: bytes, start: int) -> int:
    """Return where messages begin: the first must be a definition, whatever the header says."""
    said = data[start]
    for size in (said, LONG_HEADER, SHORT_HEADER):
        at = start + size
        if size >= SHORT_HEADER and at < len(data) and is_definition_header(data[at]):
            return at
    return min(start + max(said, SHORT_HEADER), len(data))


def is_definition_header(byte: int) -> bool:
    """Return whether a byte opens a definition message: bit 6 alone of bits 7, 6 and 4."""
    return byte & KIND_BITS == DEFINITION_BIT


def checksum_matches(data: bytes, start: int, end: int) -> bool:
    """Return whether the two bytes at `end` are the CRC-16/ARC of `data[start:end]`."""
    stored = int.from_bytes(data[end : end + CRC_BYTES], "little")
    return crc16.arc(data[start:end]) == stored
