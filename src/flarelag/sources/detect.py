"""Which parser a file needs, told from its bytes; and what it is where none will do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.errors import NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.model.parsed import ParsedFile
from flarelag.model.same_activity import RecordingFormat
from flarelag.sources import gzipped
from flarelag.sources.fit import looks_like_fit, read_fit
from flarelag.sources.gpx import parse_gpx
from flarelag.sources.strava_json import MARK, parse_strava_json
from flarelag.sources.tcx import parse_tcx
from flarelag.sources.xml import root_name, without_leading_blanks

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.model.parsed import ParsedActivity

HEAD_BYTES = 4096
_DEEPEST_GZIP = 2
_XML_PARSERS: dict[str, tuple[RecordingFormat, Callable[[bytes], list[ParsedActivity]]]] = {
    "gpx": (RecordingFormat.GPX, parse_gpx),
    "TrainingCenterDatabase": (RecordingFormat.TCX, parse_tcx),
}
_BINARY_KINDS = (
    # offset, magic bytes, what it is
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (4, b"ftyp", "a picture or film (HEIC, MP4, MOV)"),
    (0, b"%PDF", "a PDF document"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
)
_PACKED_KINDS = (
    (257, b"ustar", "a tar archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"BZh", "packed by bzip2"),
    (0, b"\xfd7zXZ\x00", "packed by xz"),
    (0, b"\x28\xb5\x2f\xfd", "packed by zstd"),
)
_CUT_OFF = "the compressed file is cut off or damaged: what could be unpacked was read"


def parse_activities(data: bytes) -> list[ParsedActivity]:
    """Read every activity in a FIT, GPX or TCX file: at least one, else as `parse_file` raises."""
    return parse_file(data).only_activities()


def parse_file(data: bytes) -> ParsedFile:
    """Read what a FIT, GPX or TCX file holds, plain or gzipped.

    Parameters
    ----------
    data : bytes
        The file. Its name plays no part: exporters misname files.

    Raises
    ------
    NotAnActivityError
        For readable files of another kind: pictures, tables, JSON, plans, routes.
    UnreadableFileError
        For empty, damaged and unknown files, and web pages saved in a recording's place.
    UnsafeInputError
        For bombs and XML entities.
    """
    plain, complete = _unpacked(data)
    parsed = _parse_plain(plain)
    if complete:
        return parsed
    activities = tuple(_salvaged(each) for each in parsed.activities)
    return replace(parsed, activities=activities, salvaged=True)


def refuse_other_kind(head: bytes) -> None:
    """Raise for a file of another kind, told from its beginning; a large one is then not read.

    Parameters
    ----------
    head : bytes
        Its first bytes, at least `HEAD_BYTES` of them where it has so many.

    Raises
    ------
    NotAnActivityError
        For what is surely another kind: a picture, a film, XML that is no recording.
    UnreadableFileError
        For archives that are to be unpacked first.
    """
    if head.startswith((gzipped.MAGIC, MARK)) or _is_fit(head):
        return
    text = _text_head(head)
    try:
        if text is None or not text.startswith("<"):
            raise _other_kind(head, text)
        _xml_parser(root_name(head))
    except UnreadableFileError:
        if _packed_as(head):
            raise
        # Any other says so when it is read.


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """Return the bytes without gzip, which some exporters apply twice, and whether all came out."""
    complete = True
    for _ in range(_DEEPEST_GZIP):
        if not data.startswith(gzipped.MAGIC):
            return data, complete
        unpacked = gzipped.gunzip(data)
        data, complete = unpacked.data, complete and unpacked.complete
    if data.startswith(gzipped.MAGIC):
        raise UnsafeInputError(f"refused: compressed more than {_DEEPEST_GZIP} times over")
    return data, complete


def _salvaged(parsed: ParsedActivity) -> ParsedActivity:
    remarks = (*parsed.activity.remarks, _CUT_OFF)
    return replace(parsed, activity=replace(parsed.activity, salvaged=True, remarks=remarks))


def _parse_plain(data: bytes) -> ParsedFile:
    if not data:
        raise UnreadableFileError("this file is empty (0 bytes)")
    if _is_fit(data):
        return read_fit(data)
    if data.startswith(MARK):
        return ParsedFile(format=RecordingFormat.API, activities=tuple(parse_strava_json(data)))
    text = _text_head(data)
    if text is not None and text.startswith("<"):
        recording_format, parse = _xml_parser(root_name(data))
        return ParsedFile(format=recording_format, activities=tuple(parse(data)))
    raise _other_kind(data, text)


def _is_fit(data: bytes) -> bool:
    """Tell a FIT file from markup that speaks of one."""
    return looks_like_fit(data) and not _is_markup(data)


def _is_markup(data: bytes) -> bool:
    return without_leading_blanks(data[:HEAD_BYTES]).startswith(b"<")


def _text_head(data: bytes) -> str | None:
    """Return the beginning as text without leading blanks, null where it is not text."""
    head = data[:HEAD_BYTES]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = head.decode(encoding, errors="ignore" if encoding == "utf-16" else "replace").lstrip()
    return text if text and (_is_markup(data) or _n_odd(text) <= len(text) // 50) else None


def _n_odd(text: str) -> int:
    """Return how many characters no text would hold."""
    return sum(not (char.isprintable() or char.isspace()) or char == "\ufffd" for char in text)


def _xml_parser(name: str) -> tuple[RecordingFormat, Callable[[bytes], list[ParsedActivity]]]:
    if parser := _XML_PARSERS.get(name):
        return parser
    if name.lower() == "html":
        raise UnreadableFileError("this is a web page, not an activity: download it again")
    if name == "kml":
        raise NotAnActivityError("this is a KML map, not an activity")
    raise NotAnActivityError(f"this is XML of another kind (<{name[:40]}>), not an activity")


def _other_kind(data: bytes, text: str | None) -> NotAnActivityError | UnreadableFileError:
    for offset, magic, kind in _BINARY_KINDS:
        if data.startswith(magic, offset):
            return NotAnActivityError(f"this is {kind}, not an activity")
    if packed := _packed_as(data):
        return UnreadableFileError(f"this is {packed}: unpack it, then import what is in it")
    if data.startswith(b"PK\x03\x04"):
        return UnreadableFileError(
            "this is a zip archive inside another: unpack it, then import it"
        )
    if b".FIT" in data[:HEAD_BYTES]:
        return UnreadableFileError("this is a FIT file with a damaged beginning")
    if text is None:
        return UnreadableFileError("this is no FIT, GPX or TCX file, nor anything else known")
    return NotAnActivityError(f"this is {_text_kind(data, text)}, not an activity")


def _packed_as(data: bytes) -> str | None:
    """Return how a file is packed that must be unpacked by hand; null for any other."""
    found = (kind for offset, magic, kind in _PACKED_KINDS if data.startswith(magic, offset))
    return next(found, None)


def _text_kind(data: bytes, text: str) -> str:
    if text[0] in "{[" and _is_json(data):
        return "JSON data"
    first_line = text.partition("\n")[0]
    return "a table (CSV)" if any(mark in first_line for mark in ",;\t") else "plain text"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
