#!/usr/bin/env python
"""Read damaged files by the hundred thousand: none may crash the readers, hang them or fill memory.

Every input is made from a seed and its number, so that each can be made again. Inputs that the
readers do not survive are written to a folder, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flarelag.sources.detect import parse_file
from reader_fuzzing.seeds import Seed, seeds_in
from reader_fuzzing.trial import (
    MOST_BYTES,
    Offence,
    Tally,
    case_bytes,
    limit_memory,
    peak_bytes,
    tried,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ctypes import c_longlong
    from multiprocessing.connection import Connection

ROOT: Final = Path(__file__).parent.parent
_CHUNK: Final = 200
_SILENCE_S: Final = 60.0
"""A worker says something after every chunk; one that is silent for longer hangs outside Python."""


def work(
    connection: Connection, current: c_longlong, cases: range, base: int, seeds: Sequence[Seed]
) -> None:
    """Try one case after another; send a tally after every chunk and stop at the end.

    Parameters
    ----------
    connection : Connection
        Where tallies go.
    current : c_longlong, shared
        The case being tried, for who finds this process dead.
    cases : range
        Numbers of the cases.
    base : int
        The run's seed.
    seeds : sequence of Seed
        What to start from.
    """
    for seed in seeds[:1]:
        parse_file(seed.data)  # loads all there is to load
    limit_memory()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning would reach the user's terminal
        _work(connection, current, cases, base, seeds)


def _work(
    connection: Connection, current: c_longlong, cases: range, base: int, seeds: Sequence[Seed]
) -> None:
    base_bytes = peak_bytes()
    tally = Tally()
    for case in cases:
        current.value = case
        tried(case, case_bytes(case, base, seeds), tally, base_bytes=base_bytes)
        full = tally.grown_bytes > MOST_BYTES
        if full or case == cases[-1] or (case + 1) % _CHUNK == 0:
            connection.send(tally)
            tally = Tally()
        if full:
            return


def supervised(cases: range, base: int, seeds: Sequence[Seed]) -> Tally:
    """Try all cases in a process of their own; start another after one that dies or hangs."""
    total = Tally()
    context = multiprocessing.get_context("spawn")
    while cases:
        ours, theirs = context.Pipe(duplex=False)
        current = context.Value("q", cases.start - 1, lock=False)
        worker = context.Process(target=work, args=(theirs, current, cases, base, seeds))
        worker.start()
        theirs.close()
        kind = "crash"
        try:
            while True:
                if not ours.poll(_SILENCE_S):
                    kind = "hang"
                    worker.kill()
                total.add(ours.recv())
        except EOFError:
            worker.join()
        if current.value < cases.start:
            raise RuntimeError("a worker ended before its first case")
        if worker.exitcode != 0:
            what = f"the process ended with {worker.exitcode}"
            total.offences.append(Offence(current.value, kind, what))
        cases = range(current.value + 1, cases.stop)
    return total


def fuzz(n: int, base: int, jobs: int, seeds: Sequence[Seed]) -> Tally:
    """Try `n` cases, shared out between `jobs` processes."""
    edges = [n * job // jobs for job in range(jobs + 1)]
    shares = [range(*pair) for pair in pairwise(edges)]
    total = Tally()
    with ThreadPoolExecutor(jobs) as threads:
        for tally in threads.map(lambda share: supervised(share, base, seeds), shares):
            total.add(tally)
    return total


def report(total: Tally, *, n: int, base: int, wall_s: float) -> dict[str, object]:
    """Return the result as one JSON object."""
    return {
        "schema_version": 1,
        "n": n,
        "seed": base,
        "ends": dict(total.ends.most_common()),
        "offences": [asdict(offence) for offence in total.offences],
        "slowest_s": round(total.slowest_s, 3),
        "peak_growth_mib": total.grown_bytes >> 20,
        "wall_s": round(wall_s, 1),
    }


def keep(total: Tally, base: int, seeds: Sequence[Seed], folder: Path) -> None:
    """Write the inputs that were not survived."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in total.offences:
        (folder / f"{base}-{each.case}-{each.kind}").write_bytes(case_bytes(each.case, base, seeds))


def show(result: dict[str, Any]) -> None:
    """Print the result for people."""
    print(f"{result['n']:,} damaged files (seed {result['seed']}) in {result['wall_s']} s")
    for end, count in result["ends"].items():
        print(f"  {end:<22} {count:>8,}")
    print(f"  slowest: {result['slowest_s']} s; memory grew by {result['peak_growth_mib']} MiB")
    for offence in result["offences"]:
        print(f"  case {offence['case']}: {offence['kind']}: {offence['what']}")


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--n", type=int, default=100_000, help="how many damaged files")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other damage")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    beside = Path(os.environ.get("FLARELAG_CORPUS", ROOT.parent / "shared" / "corpus"))
    where = beside if beside.is_dir() else ROOT / "sample_data"
    parser.add_argument("--corpus", type=Path, default=where, help="folder of files to damage")
    parser.add_argument("--keep", type=Path, default=ROOT / "fuzz_offences", help="offending files")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run; return 1 when an input was not survived."""
    chosen = arguments(words)
    os.environ["POLARS_MAX_THREADS"] = "1"  # as the import's own workers have it
    seeds = seeds_in(chosen.corpus)
    begin_s = time.perf_counter()
    total = fuzz(chosen.n, chosen.seed, chosen.jobs, seeds)
    wall_s = time.perf_counter() - begin_s
    result = report(total, n=chosen.n, base=chosen.seed, wall_s=wall_s)
    if total.offences:
        keep(total, chosen.seed, seeds, chosen.keep)
    if chosen.json:
        print(json.dumps(result))
    else:
        show(result)
    return 1 if total.offences else 0


if __name__ == "__main__":
    sys.exit(main())
