"""XML from strangers: no DTD, no entities, no network, and what stood before any damage."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from flarelag.errors import NotAnActivityError, UnreadableFileError, UnsafeInputError
from flarelag.sources.limits import LARGEST_XML, MEBIBYTE, MOST_ELEMENTS

if TYPE_CHECKING:
    from lxml.etree import _Element

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,  # keeps libxml2's own bounds on depth and on the length of a text
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,  # a third of the time and of the memory
}
ENTITIES_REFUSED = (
    "refused: it declares XML entities, which no activity file needs and which are used "
    "to exhaust memory or to read other files"
)
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,32};)")
_CLAIMS_UTF_8 = re.compile(rb"(?!<\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-?8))<[^\0]", re.IGNORECASE)
"""UTF-16 begins with a mark or with a letter and a zero."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: Extensible Markup Language 1.0, production 2 (Char)."""
_REPLACEMENT = "\ufffd"
_HTML = b"<!doctype html"
_BLANK = b" \t\r\n"
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """A parsed document.

    Parameters
    ----------
    root : Element
        Its root.
    salvaged : bool
        Whether something is missing because the file is damaged.
    remarks : tuple of str
        What a user should know of the reading.
    """

    root: _Element
    salvaged: bool = False
    remarks: tuple[str, ...] = field(default=())

    def why_empty(self, reason: str) -> NotAnActivityError | UnreadableFileError:
        """Return what to raise where no recording is found: what was missed may have been one.

        Parameters
        ----------
        reason : str
            What it is if nothing is missing.
        """
        if self.salvaged:
            return UnreadableFileError(f"{self.remarks[-1]}, and there is no recording in that")
        return NotAnActivityError(reason)


class LocalNames(dict[object, str]):
    """Tag to local name, without namespace or prefix; remembers each tag it has seen."""

    def __missing__(self, tag: object) -> str:
        # A tag that is no string belongs to an unresolved entity: it has no name.
        name = tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
        self[tag] = name
        return name


def without_leading_blanks(data: bytes) -> bytes:
    """Return the bytes without the byte order mark and blanks that some exporters put first."""
    return data.lstrip(_BLANK).removeprefix(_UTF8_BOM).lstrip(_BLANK)


def root_name(data: bytes) -> str:
    """Return the root element's local name, reading no further than its start.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    UnsafeInputError
        When the prolog alone would exhaust memory.
    UnreadableFileError
        When the root element's start cannot be read.
    """
    stripped = without_leading_blanks(data)
    if stripped[: len(_HTML)].lower() == _HTML:
        return "html"  # which need not be XML
    steps = etree.iterparse(BytesIO(stripped), events=("start",), **SAFE)
    try:
        _, root = next(iter(steps))
    except etree.XMLSyntaxError as error:
        refuse_excess(error)
        raise UnreadableFileError(f"this is not readable as XML: {_said(error)}") from error
    except StopIteration as error:
        raise UnreadableFileError(
            "this is not readable as XML: it ends before it begins"
        ) from error
    return LocalNames()[root.tag]


def read_xml(data: bytes, point: str) -> XmlDocument:
    """Parse a document, or the part of it that stands before the damage.

    Parameters
    ----------
    data : bytes
        The file.
    point : str
        Local name of the element that holds one record. One that the damage cuts through is
        dropped: half a number is a wrong number.

    Raises
    ------
    UnsafeInputError
        For declared entities, and for trees too deep or too large.
    UnreadableFileError
        When not even the root element can be read.
    """
    if len(data) > LARGEST_XML:
        raise UnsafeInputError(
            f"refused: {len(data) // MEBIBYTE} MiB of XML; up to {LARGEST_XML // MEBIBYTE} are read"
        )
    stripped = without_leading_blanks(data)
    if len(stripped) > MOST_ELEMENTS:  # else it cannot have so many
        _refuse_crowd(stripped)
    try:
        document = XmlDocument(etree.fromstring(stripped, etree.XMLParser(**SAFE)))
    except etree.XMLSyntaxError as error:
        readable = _with_letters_of_xml(stripped)
        document = (
            _salvage(stripped, point, error)
            if readable is stripped
            else _with_other_letters(readable, point)
        )
    refuse_entities(document.root)
    return document


def _with_letters_of_xml(data: bytes) -> bytes:
    """Return bytes that claim to be UTF-8 with all that XML or UTF-8 forbids read as U+FFFD."""
    if not _CLAIMS_UTF_8.match(data):
        return data
    mended = _REFERENCE.sub(_allowed, _CONTROLS.sub(_REPLACEMENT.encode(), data))
    try:
        mended.decode()
    except UnicodeDecodeError as error:
        if error.end < len(mended) or error.reason != "unexpected end of data":
            return mended.decode(errors="replace").encode()
        # Cut off in the middle of a letter.
    return data if mended == data else mended


def _allowed(reference: re.Match[bytes]) -> bytes:
    """Return a reference to a letter as it is, or U+FFFD where there is no such letter in XML."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    forbidden = number > sys.maxunicode or _FORBIDDEN.match(chr(number))
    return _REPLACEMENT.encode() if forbidden else reference[0]


def _with_other_letters(data: bytes, point: str) -> XmlDocument:
    """Read letters that were replaced, and say so; in a point they are damage, no one's name."""
    try:
        document = XmlDocument(etree.fromstring(data, etree.XMLParser(**SAFE)))
    except etree.XMLSyntaxError as error:
        document = _salvage(data, point, error)
    points = document.root.iter(f"{{*}}{point}")
    damaged = any(_REPLACEMENT in str(text) for each in points for text in each.itertext())
    told = f"letters that XML or the encoding it names does not have were read as {_REPLACEMENT}"
    return replace(
        document, salvaged=document.salvaged or damaged, remarks=(told, *document.remarks)
    )


def _refuse_crowd(data: bytes) -> None:
    """Refuse more elements than memory should hold: each takes 120 bytes and more."""
    if data.count(b"<") - data.count(b"</") > MOST_ELEMENTS:
        raise UnsafeInputError(f"refused: XML of more than {MOST_ELEMENTS:,} elements")


def refuse_entities(root: _Element) -> None:
    """Refuse a document that declares entities; a DTD that only describes elements is harmless.

    Raises
    ------
    UnsafeInputError
        When there is one.
    """
    dtd: Any = root.getroottree().docinfo.internalDTD  # its stub lacks `entities`
    if dtd is not None and dtd.entities():
        raise UnsafeInputError(ENTITIES_REFUSED)


def _salvage(data: bytes, point: str, first: etree.XMLSyntaxError) -> XmlDocument:
    """Read again, step by step, up to the damage."""
    refuse_excess(first)
    mended = _BARE_AMPERSAND.sub(b"&amp;", data)
    steps = etree.iterparse(BytesIO(mended), events=("start", "end"), **SAFE)
    root: _Element | None = None
    unfinished: list[_Element] = []
    try:
        for event, element in steps:
            root = element if root is None else root
            if event == "start":
                unfinished.append(element)
            else:
                unfinished.pop()
    except etree.XMLSyntaxError as error:
        refuse_excess(error)
        if root is None:
            raise UnreadableFileError(f"this is not readable as XML: {_said(error)}") from error
        return _before_damage(root, unfinished, point, error)
    if root is None:
        raise UnreadableFileError(f"this is not readable as XML: {_said(first)}") from first
    return XmlDocument(root, remarks=("unescaped & signs were read as text",))


def _before_damage(
    root: _Element, unfinished: list[_Element], point: str, error: etree.XMLSyntaxError
) -> XmlDocument:
    names = LocalNames()
    cut = next((e for e in unfinished if names[e.tag] == point), None)
    if cut is None and unfinished and len(unfinished[-1]) == 0:
        cut = unfinished[-1]
    if cut is not None and (parent := cut.getparent()) is not None:
        parent.remove(cut)
    if _code(error) == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE and not unfinished:
        # Faulty, but every element was read: lxml names such tags `prefix:name`.
        for element in root.iter("*"):
            if ":" in element.tag.rpartition("}")[2]:
                element.tag = names[element.tag]
        return XmlDocument(root, remarks=(f"faulty XML, read all the same: {_said(error)}",))
    return XmlDocument(
        root,
        salvaged=True,
        remarks=(f"the file is damaged: what stood before it was read ({_said(error)})",),
    )


def refuse_excess(error: etree.XMLSyntaxError) -> None:
    """Raise `UnsafeInputError` where the parser stopped at one of its own bounds."""
    if _code(error) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise UnsafeInputError(f"refused: XML made to exhaust memory ({_said(error)})") from error


def _said(error: etree.XMLSyntaxError) -> str:
    """Return what libxml2 says, which may break lines, on one."""
    return " ".join(error.msg.split())


def _code(error: etree.XMLSyntaxError) -> int | None:
    """Return libxml2's number for the error, which lxml's stubs leave out."""
    code: int | None = getattr(error, "code", None)
    return code
