"""One damaged file through the readers, with an eye on time, memory and what is raised."""

from __future__ import annotations

import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from flarelag.errors import FlarelagError
from flarelag.sources.detect import parse_file
from reader_fuzzing.damage import damaged
from reader_fuzzing.seeds import piece

if TYPE_CHECKING:
    from types import FrameType

    from reader_fuzzing.seeds import Seed

LONGEST_S: Final = 2.0
MOST_BYTES: Final = 500 << 20
READ: Final = "read"
_KIBIBYTE: Final = 1024
_ADDRESS_SLACK: Final = 2 << 30

Reader = Callable[[bytes], object]


class _TooLongError(BaseException):
    """The time is over. No `Exception`, so that nothing on the way can swallow it."""


@dataclass(frozen=True, slots=True)
class Offence:
    """An input that the readers did not survive.

    Parameters
    ----------
    case : int
        Its number, from which it can be made again.
    kind : str
        `crash`, `hang` or `memory`.
    what : str
        The error, or the figure.
    """

    case: int
    kind: str
    what: str


@dataclass(slots=True)
class Tally:
    """How many inputs ended in which way.

    Parameters
    ----------
    ends : Counter of str
        `read`, and the names of the errors raised on purpose.
    offences : list of Offence
        All others.
    slowest_s : float
        CPU time of the slowest.
    grown_bytes : int
        By how much the peak of memory rose over all of them.
    """

    ends: Counter[str] = field(default_factory=Counter)
    offences: list[Offence] = field(default_factory=list)
    slowest_s: float = 0.0
    grown_bytes: int = 0

    def add(self, other: Tally) -> None:
        """Take in another one."""
        self.ends += other.ends
        self.offences += other.offences
        self.slowest_s = max(self.slowest_s, other.slowest_s)
        self.grown_bytes = max(self.grown_bytes, other.grown_bytes)


def case_bytes(case: int, base: int, seeds: Sequence[Seed]) -> bytes:
    """Return the damaged file of one number: always the same.

    Parameters
    ----------
    case : int
        Which one.
    base : int
        The run's seed.
    seeds : sequence of Seed
        What to start from.
    """
    rng = Random(f"{base}:{case}")  # noqa: S311 - damage, no secret
    seed, other = rng.choice(seeds), rng.choice(seeds)
    return damaged(piece(seed, rng), piece(other, rng), seed, rng)


def peak_bytes() -> int:
    """Return the most memory that this process has held since it started its program."""
    # `getrusage` would count what its parent held, too.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * _KIBIBYTE


def limit_memory() -> None:
    """Keep this process from taking the whole machine, should an input try."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split(maxsplit=1)[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = used * resource.getpagesize() + _ADDRESS_SLACK
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


@contextmanager
def _time_limit() -> Generator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def tried(
    case: int, data: bytes, tally: Tally, *, base_bytes: int, read: Reader = parse_file
) -> None:
    """Read one input and note how it ended.

    Parameters
    ----------
    case : int
        Its number.
    data : bytes
        The input.
    tally : Tally
        Where to note it.
    base_bytes : int
        The peak of memory before the first input: what inputs leave behind counts as well.
    read : callable
        What reads it.
    """
    begin_s = time.process_time()
    try:
        with _time_limit():
            read(data)
        tally.ends[READ] += 1
    except FlarelagError as error:
        tally.ends[type(error).__name__] += 1
    except _TooLongError:
        tally.offences.append(Offence(case, "hang", f"over {LONGEST_S} s of CPU"))
    except MemoryError:
        tally.offences.append(Offence(case, "memory", "over the limit of the process"))
    except BaseException as error:  # polars' panics are no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        tally.offences.append(Offence(case, "crash", f"{type(error).__name__}: {error}"[:300]))
    tally.slowest_s = max(tally.slowest_s, time.process_time() - begin_s)
    grown = peak_bytes() - base_bytes
    if grown > MOST_BYTES:
        tally.offences.append(Offence(case, "memory", f"{grown >> 20} MiB more than at the start"))
    tally.grown_bytes = max(tally.grown_bytes, grown)
