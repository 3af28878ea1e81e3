"""A small FIT writer: enough to put any layout, byte order or header in front of the reader."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from fastcrc import crc16

# Base types by their struct letter.
BASE = {"B": 2, "b": 1, "H": 0x84, "h": 0x83, "I": 0x86, "i": 0x85, "f": 0x88, "d": 0x89, "E": 0}


@dataclass
class FitWriter:
    """Builds the messages of one FIT file.

    Fields are given as (number, struct letter): `E` is an enum, `8s` a text of eight bytes.
    """

    # Global message numbers.
    FILE_ID: ClassVar = 0
    SPORT: ClassVar = 12
    SESSION: ClassVar = 18
    LAP: ClassVar = 19
    RECORD: ClassVar = 20
    EVENT: ClassVar = 21
    WORKOUT_STEP: ClassVar = 27
    ACTIVITY: ClassVar = 34
    FIELD_DESCRIPTION: ClassVar = 206
    SPLIT: ClassVar = 312
    # A day in 2025, in seconds since 1989-12-31; its low five bits are zero.
    T0: ClassVar = 1_120_000_000

    order: str = "<"
    body: bytearray = field(default_factory=bytearray)
    formats: dict[int, str] = field(default_factory=dict)

    def define(
        self,
        local: int,
        message: int,
        fields: list[tuple[int, str]],
        developer: list[tuple[int, int, str]] | None = None,
    ) -> FitWriter:
        flag = 0x20 if developer is not None else 0
        big = self.order == ">"
        self.body += struct.pack("<BBB", 0x40 | flag | local, 0, big)
        self.body += struct.pack(self.order + "HB", message, len(fields))
        for number, code in fields:
            base = 7 if code.endswith("s") else BASE[code]
            self.body += bytes([number, self._size(code), base])
        if developer is not None:
            self.body += bytes([len(developer)])
            for number, index, code in developer:
                self.body += bytes([number, self._size(code), index])
        codes = [c for _, c in fields] + [c for *_, c in developer or []]
        self.formats[local] = self.order + "".join(c.replace("E", "B") for c in codes)
        return self

    def _size(self, code: str) -> int:
        return struct.calcsize("<" + code.replace("E", "B"))

    def data(self, local: int, *values: float | bytes) -> FitWriter:
        self.body += bytes([local]) + struct.pack(self.formats[local], *values)
        return self

    def compressed(self, local: int, offset: int, *values: float | bytes) -> FitWriter:
        self.body += bytes([0x80 | local << 5 | offset])
        self.body += struct.pack(self.formats[local], *values)
        return self

    def file_id(self, kind: int = 4) -> FitWriter:
        return self.define(15, self.FILE_ID, [(0, "E"), (1, "H")]).data(15, kind, 1)

    def session(self, start: int, elapsed_s: int, sport: int = 1, local: int = 14) -> FitWriter:
        fields = [(253, "I"), (2, "I"), (7, "I"), (8, "I"), (9, "I"), (5, "E")]
        self.define(local, self.SESSION, fields)
        ms = elapsed_s * 1000
        return self.data(local, start + elapsed_s, start, ms, ms, elapsed_s * 300, sport)

    def records(self, start: int, n: int, local: int = 0) -> FitWriter:
        """Add `n` records, one a second: heart rate 100, 101, ..., 3 m/s."""
        self.define(local, self.RECORD, [(253, "I"), (3, "B"), (5, "I"), (6, "H")])
        for i in range(n):
            self.data(local, start + i, 100 + i % 50, 300 * i, 3000)
        return self

    def file(self, *, header: int = 14, crc: int | None = None) -> bytes:
        head = struct.pack("<BBHI4s", header, 0x20, 2195, len(self.body), b".FIT")
        head += b"\0" * (header - 12)
        content = head + bytes(self.body)
        return content + struct.pack("<H", crc16.arc(content) if crc is None else crc)


@pytest.fixture
def fit() -> FitWriter:
    """Return a writer whose file says that it is an activity."""
    return FitWriter().file_id()


@pytest.fixture
def new_fit() -> type[FitWriter]:
    """Return what makes further writers."""
    return FitWriter
