"""Ways to damage a file: what disks, radios, exporters and ill will do to it."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Final

from fastcrc import crc16

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from reader_fuzzing.seeds import Seed

    Damage = Callable[[bytes, Random], bytes]

_EDGES: Final = (0, 1, 0x0F, 0x40, 0x60, 0x7F, 0x80, 0xFE, 0xFF)
_MOST_INSERTED: Final = 300
_MOST_COPIES: Final = 40
_FIT_HEADERS: Final = (12, 14)
_TAG: Final = re.compile(rb"<[^<>]{0,300}>")
_VALUE: Final = re.compile(rb"(?<=[>\"'])[^<>\"']{1,80}(?=[<\"'])")
_ODD_VALUES: Final = (
    *(b"", b" ", b"NaN", b"nan", b"inf", b"-Infinity", b"INF", b"1e999", b"-1e308", b"-0", b"0x1F"),
    *(b"1,5", b"9" * 400, b"0" * 400 + b"1", b"\xd9\xa1\xd9\xa2", b"\xff\xfe", b"\0", b"&lt;"),
    *(b"&bomb;", b"&#0;", b"&#x110000;", b"2075-01-01T00:00:00Z", b"9999-12-31T23:59:60Z"),
    *(b"0000-00-00T00:00:00Z", b"-0044-03-15T00:00:00Z", b"1969-12-31T23:59:59Z"),
    *(b"2024-02-30T25:61:61+99:99", b"2024-06-01T10:00:00.123456789123456789Z", b"20240601"),
    *(b"2024-06-01T10:00:00", b"2024-06-01T10:00:00-24:00", b"90.0000001", b"-181", b"Running"),
)
_ODD_MARKUP: Final = (
    *(b"<trkpt>", b"</trkpt>", b"<Trackpoint>", b"</Lap>", b"<![CDATA[", b"]]>", b"<!--", b"-->"),
    *(b"<?xml version='1.0' encoding='utf-16'?>", b"<?xml version='1.1' encoding='x'?>"),
    *(b"<!DOCTYPE a [<!ENTITY bomb 'ha'>]>", b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>"),
    *(b"<a:b c:d='e'/>", b"<time/>", b"<Time></Time>", b"<trk><trkseg><trkpt lat='1' lon='1'/>"),
)


def damaged(data: bytes, other: bytes, seed: Seed, rng: Random) -> bytes:
    """Return a file with one to four kinds of damage.

    Parameters
    ----------
    data : bytes
        The file, or a piece of it.
    other : bytes
        Another one, to splice with.
    seed : Seed
        What the file is.
    rng : Random
        What happens to it.
    """
    special = XML_DAMAGE if seed.is_xml else FIT_DAMAGE
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        damage = rng.choice(special if rng.random() < 1 / 2 else ANY_DAMAGE)
        data = _spliced(data, other, rng) if rng.random() < 1 / 20 else damage(data, rng)
    if not seed.is_xml and rng.random() < 1 / 2:
        data = _sealed(data)
    return _packed(data, rng) if rng.random() < 1 / 20 else data


def _place(data: bytes, rng: Random) -> int:
    return rng.randrange(len(data) + 1)


def _stretch(data: bytes, rng: Random) -> tuple[int, int]:
    begin = _place(data, rng)
    return begin, min(len(data), begin + rng.randint(1, _MOST_INSERTED))


def _bits_flipped(data: bytes, rng: Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randint(1, 8) if found else 0):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _bytes_at_an_edge(data: bytes, rng: Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randint(1, 8) if found else 0):
        found[rng.randrange(len(found))] = rng.choice(_EDGES)
    return bytes(found)


def _cut_off(data: bytes, rng: Random) -> bytes:
    return data[: _place(data, rng)]


def _beginning_lost(data: bytes, rng: Random) -> bytes:
    return data[rng.randint(1, 40) :]


def _noise_inserted(data: bytes, rng: Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + rng.randbytes(rng.randint(1, _MOST_INSERTED)) + data[at:]


def _one_byte_inserted(data: bytes, rng: Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + bytes([rng.choice(_EDGES)]) + data[at:]


def _stretch_lost(data: bytes, rng: Random) -> bytes:
    begin, end = _stretch(data, rng)
    return data[:begin] + data[end:]


def _stretch_repeated(data: bytes, rng: Random) -> bytes:
    begin, end = _stretch(data, rng)
    return data[:end] + data[begin:end] * rng.randint(1, _MOST_COPIES) + data[end:]


def _stretch_zeroed(data: bytes, rng: Random) -> bytes:
    begin, end = _stretch(data, rng)
    return data[:begin] + bytes(end - begin) + data[end:]


def _spliced(data: bytes, other: bytes, rng: Random) -> bytes:
    return data[: _place(data, rng)] + other[_place(other, rng) :]


def _header_lies(data: bytes, rng: Random) -> bytes:
    """Change the sizes in a FIT header: up to four gigabytes."""
    size = rng.choice((0, 1, len(data), 0x7FFFFFFF, 0xFFFFFFFF, rng.getrandbits(32)))
    head = bytes([rng.choice((0, 11, 12, 13, 14, 15, 255, *data[:1]))])
    return head + data[1:4] + size.to_bytes(4, "little") + data[8:]


def _definition_lies(data: bytes, rng: Random) -> bytes:
    """Change what a definition message says: byte order, message, fields, sizes, types."""
    places = [m.start() for m in re.finditer(rb"[\x40-\x6f]\x00[\x00\x01]", data)]
    if not places:
        return data
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.choice(places) + rng.choice((0, 2, 3, 4, 5, *range(6, 30)))
        if at < len(found):
            found[at] = rng.choice((*_EDGES, rng.randrange(256)))
    return bytes(found)


def _sealed(data: bytes) -> bytes:
    """Return a FIT file whose size and checksum agree with its bytes, as hostile ones do."""
    if len(data) <= max(_FIT_HEADERS):
        return data
    size = data[0] if data[0] in _FIT_HEADERS else _FIT_HEADERS[0]
    promised = (len(data) - size).to_bytes(4, "little")
    content = bytes([size]) + data[1:4] + promised + b".FIT" + data[12:]
    return content + crc16.arc(content).to_bytes(2, "little")


def _tag_changed(data: bytes, rng: Random) -> bytes:
    """Lose, repeat, nest or move one tag."""
    tags = list(_TAG.finditer(data))
    if not tags:
        return data
    tag, place = rng.choice(tags), rng.choice(tags)
    text = tag[0]
    changed = rng.choice((b"", text * 2, text * rng.randint(3, 400), b"<" + text, text[:-1]))
    if rng.random() < 1 / 3:
        return data[: place.start()] + text + data[place.start() :]
    return data[: tag.start()] + changed + data[tag.end() :]


def _value_changed(data: bytes, rng: Random) -> bytes:
    """Put odd values in place of one to five texts or attributes."""
    for _ in range(rng.randint(1, 5)):
        values = list(_VALUE.finditer(data))
        if not values:
            break
        value = rng.choice(values)
        data = data[: value.start()] + rng.choice(_ODD_VALUES) + data[value.end() :]
    return data


def _markup_inserted(data: bytes, rng: Random) -> bytes:
    tags = list(_TAG.finditer(data))
    at = rng.choice(tags).end() if tags and rng.random() < 3 / 4 else 0
    return data[:at] + rng.choice(_ODD_MARKUP) * rng.choice((1, 1, 50)) + data[at:]


def _recoded(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", errors="replace").encode(rng.choice(("utf-16", "utf-16-be")))


def _packed(data: bytes, rng: Random) -> bytes:
    """Return it gzipped, often with damage of its own."""
    packed = gzip.compress(data, 1, mtime=0)
    return rng.choice((lambda d, _: d, _cut_off, _bits_flipped, _stretch_lost))(packed, rng)


ANY_DAMAGE: Final[tuple[Damage, ...]] = (
    _bits_flipped,
    _bytes_at_an_edge,
    _cut_off,
    _beginning_lost,
    _noise_inserted,
    _one_byte_inserted,
    _stretch_lost,
    _stretch_repeated,
    _stretch_zeroed,
)
FIT_DAMAGE: Final[tuple[Damage, ...]] = (_header_lies, _definition_lies, _definition_lies)
XML_DAMAGE: Final[tuple[Damage, ...]] = (
    *(_tag_changed, _tag_changed, _value_changed, _value_changed, _markup_inserted, _recoded),
)
