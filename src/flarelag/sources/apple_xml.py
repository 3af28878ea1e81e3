"""The elements of an Apple Health export, one by one: `export.xml`, which can take gigabytes.

It begins with a DTD that only describes the format, and that a whole generation of phones (iOS 16)
wrote so that no XML reader takes it: it is passed over, and one that declares entities is refused.
Names that people give their devices carry control characters into it, which XML forbids: they are
left out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from flarelag.errors import InputError, UnreadableFileError, UnsafeInputError
from flarelag.sources.exported import file_name
from flarelag.sources.inputs import open_input
from flarelag.sources.xml import ENTITIES_REFUSED, SAFE, refuse_entities, refuse_excess
from flarelag.sources.zip_content import DAMAGED_AS_READ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

    from flarelag.model.outcome import Origin
    from flarelag.sources.inputs import Input

BACK_PAIN: Final = "HKCategoryTypeIdentifierLowerBackPain"
"""The one symptom that Apple Health knows where sciatica is felt."""
_TAGS: Final = ("HealthData", "Record", "Workout")
_TIME: Final = "%Y-%m-%d %H:%M:%S %z"
_ROOT: Final = b"<HealthData"
_DTD: Final = b"<!DOCTYPE"
_ENTITY: Final = b"<!ENTITY"
_HEAD_BYTES: Final = 64 * 1024
_CHUNK: Final = 1 << 20
# A day's route inside its workout, as iOS 12 wrote them, takes that many megabytes.
_MOST_CHUNKS_IN_ONE: Final = 16
_FORBIDDEN: Final = bytes(n for n in range(32) if n not in b"\t\n\r")


def find_health_exports(inputs: Sequence[Input]) -> tuple[Origin, ...]:
    """Return the Apple Health exports among the inputs; their names are in the phone's language."""
    xml = (i.origin for i in inputs if file_name(i.origin).lower().endswith(".xml"))
    return tuple(origin for origin in xml if _is_health_export(origin))


def _is_health_export(origin: Origin) -> bool:
    try:
        with open_input(origin) as file:
            return _ROOT in file.read(_HEAD_BYTES)
    except InputError:
        return False  # it says so itself when it is read


def told_beside(element: _Element) -> dict[str, str]:
    """Return what stands in an element's entries of metadata, by key."""
    entries = element.iterfind("MetadataEntry")
    return {each.get("key", ""): each.get("value", "") for each in entries}


def health_time(text: str | None) -> datetime | None:
    """Return a time with its offset; null for what is none, and for one that no UTC time is."""
    try:
        told = datetime.strptime(text or "", _TIME)  # noqa: DTZ007 - it asks for an offset
        told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return told


def health_zone(element: _Element) -> str | None:
    """Return the zone that an element names; null where it names none."""
    try:
        return ZoneInfo(told_beside(element)["HKTimeZone"]).key
    except (KeyError, ZoneInfoNotFoundError, ValueError, OSError):
        return None


class HealthElements:
    """Some of the elements of an export, each once it is complete; what came before is forgotten.

    Parameters
    ----------
    file : binary file
        The export.
    wanted : callable
        Whether a record or workout is.

    Raises
    ------
    UnsafeInputError
        For declared entities, and for XML made to exhaust memory; as it is read.
    UnreadableFileError
        When it cannot be read from its beginning.
    """

    def __init__(self, file: IO[bytes], wanted: Callable[[_Element], bool]) -> None:
        self._file, self._wanted = file, wanted
        self._root: _Element | None = None
        self._chunks_in_last = 0
        self.remarks: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[_Element]:
        parser = etree.XMLPullParser(events=("start", "end"), tag=_TAGS, **SAFE)
        try:
            for chunk in self._chunks():
                parser.feed(chunk)
                yield from self._complete(parser)
                self._forget()
            parser.close()
        except etree.XMLSyntaxError as error:
            refuse_excess(error)
            yield from self._complete(parser)
            if self._root is None:
                raise UnreadableFileError(f"this is not readable as XML: {error.msg}") from error
            self.remarks = (f"the file is damaged: what stood before it was read ({error.msg})",)

    def _complete(self, parser: etree.XMLPullParser) -> Iterator[_Element]:
        """Yield what is wanted of the root's own children: a correlation repeats its records."""
        for event, found in parser.read_events():
            element = cast("_Element", found)  # these events give nothing else
            if self._root is None:
                self._root = element
                refuse_entities(element)
            elif event == "end" and self._wanted(element) and element.getparent() is self._root:
                yield element

    def _chunks(self) -> Iterator[bytes]:
        """Yield what can be read: where the archive around it is cut off, so is the XML."""
        with suppress(*DAMAGED_AS_READ):
            yield _without_dtd(self._file.read(_HEAD_BYTES)).translate(None, _FORBIDDEN)
            while chunk := self._file.read(_CHUNK):
                yield chunk.translate(None, _FORBIDDEN)

    def _forget(self) -> None:
        """Drop what is complete: all of the root's children but the last, perhaps."""
        if (root := self._root) is None:
            return
        self._chunks_in_last = 1 if len(root) > 1 else self._chunks_in_last + 1
        if self._chunks_in_last > _MOST_CHUNKS_IN_ONE:
            raise UnsafeInputError("refused: XML made to exhaust memory (one element without end)")
        del root[:-1]


def _without_dtd(head: bytes) -> bytes:
    """Take the DTD from an export's beginning."""
    start, end = head.find(_DTD), head.find(_ROOT)
    if not 0 <= start < end:
        return head
    if _ENTITY in head[start:end]:
        raise UnsafeInputError(ENTITIES_REFUSED)
    return head[:start] + head[end:]
