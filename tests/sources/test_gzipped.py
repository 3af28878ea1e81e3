from __future__ import annotations

import gzip
import os
import random
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flarelag.errors import UnreadableFileError, UnsafeInputError
from flarelag.sources import limits
from flarelag.sources.gzipped import MAGIC, gunzip

NOISE = os.urandom(300_000)


@given(st.lists(st.binary(min_size=1), min_size=1, max_size=3))
def test_members_in_a_row_are_one_file(parts: list[bytes]):
    unpacked = gunzip(b"".join(gzip.compress(part) for part in parts))
    assert unpacked.data == b"".join(parts)
    assert unpacked.complete


def test_zeros_after_the_end_are_no_damage():
    assert gunzip(gzip.compress(b"run") + b"\0" * 512).complete


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_what_is_cut_off_is_kept_as_far_as_it_goes(share: float):
    packed = gzip.compress(NOISE)
    unpacked = gunzip(packed[: int(len(packed) * share)])
    assert not unpacked.complete
    assert NOISE.startswith(unpacked.data)
    assert len(unpacked.data) > share * len(NOISE) - 70_000


def test_a_wrong_checksum_is_told():
    packed = bytearray(gzip.compress(NOISE))
    packed[-6] ^= 0xFF
    unpacked = gunzip(bytes(packed))
    assert not unpacked.complete
    assert NOISE.startswith(unpacked.data)


@pytest.mark.parametrize("length", [2, 5, 10, 11])
def test_nothing_but_a_beginning_is_unreadable(length: int):
    with pytest.raises(UnreadableFileError, match="cut off"):
        gunzip(gzip.compress(b"run")[:length])


def test_an_empty_member_holds_nothing():
    with pytest.raises(UnreadableFileError, match="nothing inside"):
        gunzip(gzip.compress(b""))


def test_a_bomb_is_refused_by_its_ratio():
    bomb = gzip.compress(bytes(limits.HARMLESS + limits.MEBIBYTE))
    assert len(bomb) * limits.LARGEST_RATIO < limits.HARMLESS
    with pytest.raises(UnsafeInputError, match="200 times"):
        gunzip(bomb)


def test_a_file_too_large_is_refused_whatever_its_ratio():
    with pytest.raises(UnsafeInputError, match="512 MiB"):
        limits.refuse_growth(limits.LARGEST_FILE, limits.LARGEST_FILE + 1)
    limits.refuse_growth(limits.LARGEST_FILE, limits.LARGEST_FILE)
    limits.refuse_ratio(1, limits.HARMLESS)


def test_a_great_many_members_are_read_or_refused_in_no_time():
    one = gzip.compress(b"a")
    began = time.process_time()
    assert gunzip(one * 9_999).data == b"a" * 9_999
    with pytest.raises(UnsafeInputError, match="10,000 gzip files"):
        gunzip(one * 200_000)
    assert time.process_time() - began < 2


@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=5), st.binary(max_size=3))
def test_members_of_any_size_come_back_with_what_is_left(contents: list[bytes], rest: bytes):
    assume(any(contents) and not rest.startswith(MAGIC))
    found = gunzip(b"".join(map(gzip.compress, contents)) + rest)
    assert (found.data, found.complete, found.n_left) == (b"".join(contents), True, len(rest))


@pytest.mark.parametrize("at", [-2, -6, 30_000, 9_000, 1_500, 300])
def test_nearly_all_that_stands_before_damage_is_kept(at: int):
    data = random.Random(7).randbytes(30_000).hex().encode()  # noqa: S311 - no secret
    packed = bytearray(gzip.compress(data))
    at = at if at > 0 else len(packed) + at
    packed[at : at + 2] = bytes(255 - byte for byte in packed[at : at + 2])
    found = gunzip(bytes(packed))
    assert not found.complete
    pairs = zip(found.data, data, strict=False)
    n_right = next((n for n, (a, b) in enumerate(pairs) if a != b), len(found.data))
    assert n_right >= min(len(data), (at - 200) * len(data) // len(packed))
