#!/usr/bin/env python
"""Kill imports at random moments (SIGKILL): nothing may be lost, and each must resume to the end.

After each kill the library must open, hold all that it held before, and be whole once `doctor`
has swept away what an unfinished import leaves. Resumed imports go on until one reaches its end:
then the library must hold the same as one that was never interrupted.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.store.library import Library
from flarelag.workflows.maintenance import Problem, check_library, sweep

if TYPE_CHECKING:
    from collections.abc import Sequence


ROOT: Final = Path(__file__).parent.parent
_EARLIEST: Final = 0.15
"""Share of an unbroken import's time before which only Python starts."""

Content = dict[tuple[str | None, int, str], tuple[object, object, object]]


@dataclass(slots=True)
class Tally:
    """What the kills did.

    Parameters
    ----------
    kills : int
        How many imports were killed.
    completed : int
        How many libraries reached the end and were compared with an unbroken one.
    swept_files : int
        Files that killed imports left behind.
    while_storing : int
        Kills after which there were such files, or more activities than before.
    losses : list of str
        Everything that was not as it should be.
    """

    kills: int = 0
    completed: int = 0
    swept_files: int = 0
    while_storing: int = 0
    losses: list[str] = field(default_factory=list)


def content(library: Library) -> Content:
    """Return what a library holds, without its numbers and the order it came in."""
    return {
        (each.sha256, each.part, each.activity.start_utc.isoformat()): (
            each.activity,
            library.packed_records(each.id),
            each.classification,
        )
        for each in library.activities()
    }


def start(root: Path, files: Path) -> subprocess.Popen[bytes]:
    """Start an import as a user would."""
    command = [sys.executable, "-m", "flarelag", "import", str(files), "--library", str(root)]
    return subprocess.Popen([*command, "--jobs", "1", "--json"], stdout=subprocess.DEVNULL)


def unbroken(root: Path, files: Path) -> tuple[Content, float]:
    """Import everything at once; return the content and the seconds it took."""
    begin_s = time.perf_counter()
    if start(root, files).wait() != 0:
        raise RuntimeError(f"{files} cannot be imported without a failure: choose other files")
    took_s = time.perf_counter() - begin_s
    with Library.open(root) as library:
        return content(library), took_s


def was_killed(root: Path, files: Path, after_s: float) -> bool:
    """Import, and kill that after a while; return False when it was done before."""
    with start(root, files) as child:
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.kill()
            return True
    return False


def examine(root: Path, before: Content, tally: Tally) -> Content:
    """Check a library after a kill; return what it holds."""
    with Library.open(root) as library:
        now = content(library)
        # Efforts are judged again at the end of an import; activities and records stay.
        if lost := [key for key in before if key not in now or now[key][:2] != before[key][:2]]:
            tally.losses.append(f"kill {tally.kills}: {len(lost)} activities gone or changed")
        found = check_library(library)
        orphans = [each for each in found if each.problem is Problem.ORPHAN]
        tally.losses += [
            f"kill {tally.kills}: {each.message} ({each.path})"
            for each in found
            if each.problem is not Problem.ORPHAN
        ]
        swept = sweep(library)
        tally.swept_files += len(swept)
        tally.while_storing += bool(orphans) or len(now) > len(before)
        if left := check_library(library):
            tally.losses.append(f"kill {tally.kills}: {len(left)} problems after the sweep")
    return now


def strike(n: int, files: Path, seed: int, work: Path) -> Tally:
    """Kill `n` imports; begin a new library whenever one is complete."""
    rng = random.Random(seed)  # noqa: S311 - where to strike, no secret
    wanted, took_s = unbroken(work / "unbroken", files)
    tally, root = Tally(), work / "0"
    held: Content = {}
    while tally.kills < n or held:
        last = tally.kills >= n
        after_s = 600.0 if last else rng.uniform(_EARLIEST, 1.0) * took_s
        if was_killed(root, files, after_s):
            tally.kills += 1
            held = examine(root, held, tally)
            continue
        if examine(root, held, tally) != wanted:
            tally.losses.append(f"after {tally.kills} kills: not what an unbroken import gives")
        tally.completed += 1
        root, held = work / str(tally.completed), {}
    return tally


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--n", type=int, default=50, help="how many imports to kill")
    parser.add_argument("--seed", type=int, default=1, help="other moments")
    parser.add_argument("--files", type=Path, default=ROOT / "sample_data", help="what to import")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run; return 1 when anything was lost."""
    chosen = arguments(words)
    with tempfile.TemporaryDirectory() as folder:
        tally = strike(chosen.n, chosen.files, chosen.seed, Path(folder))
    if chosen.json:
        print(json.dumps({"schema_version": 1, "seed": chosen.seed, **asdict(tally)}))
    else:
        print(
            f"{tally.kills} imports killed, {tally.while_storing} of them with something stored or "
            f"half stored; {tally.swept_files} files swept; {tally.completed} libraries complete"
        )
        print("\n".join(tally.losses) or "nothing was lost")
    return 1 if tally.losses else 0


if __name__ == "__main__":
    sys.exit(main())
