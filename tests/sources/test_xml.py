from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.sources import xml
from flarelag.sources.xml import LocalNames, read_xml, root_name

if TYPE_CHECKING:
    from pathlib import Path


def names(data: bytes) -> list[str]:
    local = LocalNames()
    return [local[element.tag] for element in read_xml(data, "point").root.iter()]


def billion_laughs(encoding: str = "utf-8") -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{(f"&l{i - 1};" if i else "lol") * 10}">' for i in range(10))
    return f"<!DOCTYPE gpx [{levels}]><gpx><name>&l9;</name></gpx>".encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs_are_refused_at_once(encoding: str):
    began = time.perf_counter()
    with pytest.raises(UnsafeInputError, match="refused"):
        read_xml(billion_laughs(encoding), "trkpt")
    assert time.perf_counter() - began < 1


def test_an_external_entity_is_refused_and_never_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    data = f'<!DOCTYPE gpx [<!ENTITY e SYSTEM "{secret.as_uri()}">]><gpx><name>&e;</name></gpx>'
    with pytest.raises(UnsafeInputError, match="entities"):
        read_xml(data.encode(), "trkpt")


def test_an_external_dtd_is_not_fetched(tmp_path: Path):
    dtd = tmp_path / "evil.dtd"
    dtd.write_text('<!ENTITY e "hidden">')
    data = f'<!DOCTYPE gpx SYSTEM "{dtd.as_uri()}"><gpx><name>a</name></gpx>'.encode()
    root = read_xml(data, "trkpt").root
    assert "hidden" not in str(list(root.itertext()))


def test_a_harmless_doctype_is_read():
    assert names(b"<!DOCTYPE gpx><gpx><a/></gpx>") == ["gpx", "a"]


def test_bottomless_nesting_is_refused():
    depth = 100_000
    with pytest.raises(UnsafeInputError, match="refused"):
        read_xml(b"<gpx>" + b"<a>" * depth + b"</a>" * depth + b"</gpx>", "trkpt")


def test_too_much_xml_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xml, "LARGEST_XML", 10)
    with pytest.raises(UnsafeInputError, match="refused"):
        read_xml(b"<gpx>123456</gpx>", "trkpt")


def test_leading_blanks_and_a_byte_order_mark_are_no_matter():
    declared = b'<?xml version="1.0" encoding="UTF-8"?><gpx/>'
    for before in (b"          ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n  ", b" \xef\xbb\xbf"):
        assert names(before + declared) == ["gpx"]
        assert root_name(before + declared) == "gpx"


def test_a_point_cut_in_half_is_dropped_and_the_loss_said():
    document = read_xml(b"<g>\n<point><e>12</e></point>\n<point><e>13", "point")
    assert [e.text for e in document.root.iter("e")] == ["12"]
    assert document.salvaged
    assert "line 3" in document.remarks[0]


def test_half_a_number_outside_a_point_is_dropped():
    document = read_xml(b"<g><lap><seconds>12</seconds><metres>10", "point")
    assert [e.tag for e in document.root.iter()] == ["g", "lap", "seconds"]


def test_damage_in_the_middle_ends_the_reading_there():
    document = read_xml(b"<g><point><e>1</e></point><point><e>2<</e></point></g>", "point")
    assert [e.text for e in document.root.iter("e")] == ["1"]
    assert document.salvaged


def test_an_undeclared_prefix_loses_nothing():
    document = read_xml(b"<g><point><p:watts>200</p:watts></point></g>", "point")
    assert names(b"<g><p:watts>200</p:watts></g>") == ["g", "watts"]
    assert not document.salvaged
    assert "prefix p on watts" in document.remarks[0]


def test_a_bare_ampersand_loses_nothing():
    document = read_xml(b"<g><name>hill & dale &amp; mud</name><e>1</e></g>", "point")
    assert document.root.findtext("name") == "hill & dale & mud"
    assert not document.salvaged
    assert document.remarks == ("unescaped & signs were read as text",)


@pytest.mark.parametrize("data", [b"", b"   ", b"<", b"no xml", b"\xff\xfe<", b"<1/>"])
def test_what_has_no_root_is_unreadable(data: bytes):
    with pytest.raises(UnreadableFileError, match="not readable as XML"):
        read_xml(data, "point")
    with pytest.raises(UnreadableFileError, match="not readable as XML"):
        root_name(data)


@pytest.mark.parametrize("head", ["", '<?xml version="1.0" encoding="UTF-8"?>'])
def test_letters_that_are_not_the_utf_8_they_claim_to_be_lose_nothing(head: str):
    text = f"{head}<gpx><name>Lauf über Äcker</name><point>1</point><point>2</point></gpx>"
    document = read_xml(text.encode("latin-1"), "point")
    assert [each.text for each in document.root.iter("point")] == ["1", "2"]
    assert not document.salvaged
    assert document.remarks == (
        "letters that XML or the encoding it names does not have were read as \ufffd",
    )


def test_letters_in_a_wrong_encoding_hide_no_damage():
    document = read_xml("<gpx><name>Äcker</name><point>1</point><po".encode("latin-1"), "point")
    assert [each.text for each in document.root.iter("point")] == ["1"]
    assert document.salvaged
    assert len(document.remarks) == 2


def test_other_letters_inside_a_point_are_damage():
    document = read_xml(b"<gpx><point>1</point><point>2\x84</point></gpx>", "point")
    assert document.salvaged


def test_a_file_cut_off_in_the_middle_of_a_letter_is_cut_off():
    document = read_xml("<gpx><point>1</point><name>ü".encode()[:-1], "point")
    assert document.salvaged
    assert len(document.remarks) == 1


@pytest.mark.parametrize(
    "letter",
    [b"\0", b"\x1b[2J", b"&#x1b;", b"&#0;", b"&#xD83D;&#xDE00;", b"&#99999999;", b"\xed\xa0\x80"],
)
def test_letters_that_xml_forbids_lose_nothing(letter: bytes):
    data = b"<gpx><name>a" + letter + b"&#x41;\xc3\xa9</name><point>1</point><point>2</point></gpx>"
    document = read_xml(data, "point")
    assert [each.text for each in document.root.iter("point")] == ["1", "2"]
    assert document.root.findtext("name", "").endswith("A\u00e9")
    assert not document.salvaged
    assert "\ufffd" in document.remarks[0]


def test_letters_that_xml_forbids_are_damage_in_a_point():
    assert read_xml(b"<gpx><point>1</point><point>\0</point></gpx>", "point").salvaged


def test_an_error_of_several_lines_is_told_in_one():
    with pytest.raises(UnsafeInputError) as raised:
        read_xml(b"<gpx a='" + b"A" * 11_000_000 + b"'/>", "point")
    assert "\n" not in raised.value.reason


def test_more_elements_than_memory_should_hold_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xml, "MOST_ELEMENTS", 30)
    assert len(read_xml(b"<g>" + b"<a></a>" * 29 + b"</g>", "point").root) == 29
    with pytest.raises(UnsafeInputError, match="elements"):
        read_xml(b"<g>" + b"<a/>" * 30 + b"</g>", "point")
