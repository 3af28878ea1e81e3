"""A small slice of the fuzzing runs here; that it would notice is tested with readers that fail."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

import fuzz_readers
from flarelag.errors import UnreadableFileError
from reader_fuzzing import trial
from reader_fuzzing.seeds import seeds_in
from reader_fuzzing.trial import MOST_BYTES, Tally, case_bytes, peak_bytes, tried

if TYPE_CHECKING:
    from pathlib import Path


def test_a_slice_of_damaged_sample_files_is_survived(
    sample_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    kept = tmp_path / "kept"
    words = ["--n", "300", "--corpus", str(sample_data), "--keep", str(kept), "--json"]
    assert fuzz_readers.main(words) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["offences"] == []
    assert sum(result["ends"].values()) == 300
    assert min(result["ends"]["read"], result["ends"]["UnreadableFileError"]) > 20
    assert not kept.exists()


@pytest.mark.corpus
def test_a_slice_of_damaged_real_files_is_survived(corpus: Path):
    seeds, tally = seeds_in(corpus), Tally()
    for case in range(300):
        tried(case, case_bytes(case, 20261123, seeds), tally, base_bytes=peak_bytes())
    assert tally.offences == []


def test_a_case_is_always_the_same(sample_data: Path):
    seeds = seeds_in(sample_data)
    made = [case_bytes(case, 7, seeds) for case in range(50)]
    assert made == [case_bytes(case, 7, seeds) for case in range(50)]
    assert len(set(made)) > 45


def crash(_data: bytes) -> object:
    raise IndexError("field past the end")


def dawdle(_data: bytes) -> object:
    while True:
        time.process_time()


def fill_memory(_data: bytes) -> object:
    # Beyond the process's peak so far, whatever ran in it before.
    return len(b"\1" * (peak_bytes() + MOST_BYTES))


def refuse(_data: bytes) -> object:
    raise UnreadableFileError("nothing in it")


@pytest.mark.parametrize(
    ("read", "kind", "what"),
    [
        (crash, "crash", "IndexError: field past the end"),
        (dawdle, "hang", "over 0.2 s"),
        (fill_memory, "memory", "MiB more"),
    ],
)
def test_what_is_not_survived_is_noticed(
    read: trial.Reader, kind: str, what: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trial, "LONGEST_S", 0.2 if kind == "hang" else 60.0)
    tally = Tally()
    tried(5, b"", tally, base_bytes=peak_bytes(), read=read)
    offence = tally.offences[-1]
    assert (offence.case, offence.kind) == (5, kind)
    assert what in offence.what


def test_an_error_on_purpose_is_no_offence():
    tally = Tally()
    tried(0, b"", tally, base_bytes=peak_bytes(), read=refuse)
    assert tally.ends == {"UnreadableFileError": 1}
    assert tally.offences == []
