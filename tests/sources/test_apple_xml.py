"""Exports of Apple Health, element by element."""

from __future__ import annotations

import io
import resource
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pytest

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.sources import apple_xml
from flarelag.sources.apple_xml import HealthElements, find_health_exports
from flarelag.sources.inputs import list_inputs

if TYPE_CHECKING:
    from lxml.etree import _Element

RECORD = '<Record type="Steps" sourceName="Watch" value="{}"/>\n'
DTD = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n]>"


def wanted(element: _Element) -> bool:
    return element.get("value") != "0"


def export(*parts: str, dtd: str = DTD) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{dtd}\n<HealthData locale="de_DE">\n'
    return f"{head}{''.join(parts)}</HealthData>".encode()


def values(data: bytes) -> list[str]:
    return [each.get("value", "") for each in HealthElements(io.BytesIO(data), wanted)]


@pytest.mark.parametrize("size", [20, 64, 1000])
def test_what_is_wanted_comes_in_order_and_once(size: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apple_xml, "_HEAD_BYTES", 150)
    monkeypatch.setattr(apple_xml, "_CHUNK", size)
    repeated = f"<Correlation>{RECORD.format(1)}</Correlation>"
    data = export(*(RECORD.format(n % 3 and n) for n in range(9)), repeated)
    assert values(data) == ["1", "2", "4", "5", "7", "8"]


@pytest.mark.parametrize(
    "dtd",
    [
        "",
        DTD,
        # As the phones of a whole year wrote it: two declarations without an end, one end too many.
        (
            "<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n<!ATTLIST VisionPrescription\n"
            "  brand CDATA #IMPLIED\n<!ELEMENT RightEye EMPTY>\n<!ATTLIST RightEye\n"
            "  sphere CDATA #IMPLIED\n<!ELEMENT MetadataEntry EMPTY>\n>\n>\n]>"
        ),
    ],
)
def test_a_dtd_that_only_describes_is_passed_over(dtd: str):
    assert values(export(RECORD.format(1), dtd=dtd)) == ["1"]


@pytest.mark.parametrize("padding", ["", f"<!-- {'x' * 70_000} -->"])
def test_entities_are_refused(padding: str):
    bomb = f'<!DOCTYPE HealthData [{padding}<!ENTITY a "aa"><!ENTITY b SYSTEM "/etc/passwd">]>'
    with pytest.raises(UnsafeInputError, match="entities"):
        values(export(RECORD.format(1), dtd=bomb))


def test_an_entity_that_nobody_declared_is_damage():
    elements = HealthElements(io.BytesIO(export(RECORD.format(1), RECORD.format("&b;"))), wanted)
    assert len(list(elements)) == 1
    assert "what stood before it was read" in elements.remarks[0]


def test_control_characters_in_names_are_left_out():
    odd = RECORD.format(2).replace("Watch", "my\x0b Watch\x00\x1f")
    elements = HealthElements(io.BytesIO(export(RECORD.format(1), odd)), wanted)
    assert [each.get("sourceName") for each in elements] == ["Watch", "my Watch"]
    assert elements.remarks == ()


@pytest.mark.parametrize("damage", ["", "<Record value='3", "<Record <", "</Workout>", "\ufffe&"])
def test_everything_before_the_damage_is_read_and_the_damage_said(damage: str):
    data = export(RECORD.format(1), RECORD.format(2), damage).removesuffix(b"</HealthData>")
    elements = HealthElements(io.BytesIO(data), wanted)
    found = [each.get("value") for each in elements]
    assert found[:1] == ["1"]
    assert "3" not in found
    assert "what stood before it was read" in elements.remarks[0]


@pytest.mark.parametrize("data", [b"", b"no xml at all", b"<!DOCTYPE HealthData ["])
def test_what_never_begins_is_unreadable(data: bytes):
    with pytest.raises(UnreadableFileError):
        values(data)


class _Endless(io.RawIOBase):
    """An export of many records that is nowhere as a whole, and looks at our memory as it goes."""

    def __init__(self, n_mebibytes: int) -> None:
        head, tail = export("@@", RECORD.format(1)).split(b"@@")
        record = RECORD.format(0).encode()
        self._parts = [head, *[record * (2**20 // len(record))] * n_mebibytes, tail]
        self.resident: list[int] = []

    def read(self, _size: int = -1) -> bytes:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        self.resident.append(pages * resource.getpagesize())
        return self._parts.pop(0) if self._parts else b""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux to look")
def test_memory_does_not_grow_with_the_file():
    file = _Endless(30)
    assert len(list(HealthElements(cast("IO[bytes]", file), wanted))) == 1
    assert max(file.resident) - file.resident[3] < 30 * 2**20  # a tree takes over 300 MiB


@pytest.mark.parametrize("around", ["<Correlation>", "<HealthData>" * 3])
def test_one_element_without_end_is_refused(around: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apple_xml, "_CHUNK", 1000)
    with pytest.raises(UnsafeInputError, match="without end"):
        values(export(around + RECORD.format(0) * 3000))


@pytest.mark.parametrize("excess", ["<a>" * 400, f"<a b='{'x' * 11_000_000}'/>"])
def test_excess_is_refused(excess: str):
    with pytest.raises(UnsafeInputError, match="refused"):
        values(export(excess, RECORD.format(1)))


def test_an_export_is_known_by_what_it_says(tmp_path: Path):
    (tmp_path / "Exportieren.xml").write_bytes(export())
    (tmp_path / "export_cda.xml").write_bytes(b"<?xml version='1.0'?><ClinicalDocument/>")
    (tmp_path / "empty.xml").write_bytes(b"")
    found = find_health_exports(list(list_inputs([tmp_path])))
    assert [Path(origin.path).name for origin in found] == ["Exportieren.xml"]


class _CutOff(io.BytesIO):
    """A member of an archive that is cut off."""

    def read(self, size: int | None = -1) -> bytes:
        if found := super().read(size):
            return found
        raise EOFError


def test_of_an_export_in_a_cut_archive_the_beginning_is_read_and_the_cut_said():
    data = export(RECORD.format(1), RECORD.format(2)).partition(b"</HealthData>")[0]
    elements = HealthElements(_CutOff(data), wanted)
    assert [each.get("value") for each in elements] == ["1", "2"]
    assert "what stood before it was read" in elements.remarks[0]
    with pytest.raises(UnreadableFileError):
        list(HealthElements(_CutOff(b""), wanted))
