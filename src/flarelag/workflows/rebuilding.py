"""Reading every kept original again: what a better reader makes of it takes the old one's place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.model.outcome import Origin, Outcome
from flarelag.sources.inputs import Input
from flarelag.store.originals import unpacked_sha256
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.clock import home_zone
from flarelag.workflows.executors import available_cpus, open_pool
from flarelag.workflows.maintenance import swept
from flarelag.workflows.pool import WorkerDied, map_bounded
from flarelag.workflows.read_unit import ReadingOptions, ReadUnit
from flarelag.workflows.reading import read_and_classify

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flarelag.store.activities import NewActivity
    from flarelag.store.imports import EndedInput
    from flarelag.store.library import Library

_BATCH: Final = 64
_DAMAGED: Final = "it is damaged: `flarelag doctor` says what to do"


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadUnit:
    """One original to read again, self-contained for a worker.

    Parameters
    ----------
    sha256 : str
        Its identity.
    options : ReadingOptions
        The zone in them is the one its activity was in: it stays where nothing else tells.
    unit : ReadUnit
        The file in the library.
    """

    sha256: str
    options: ReadingOptions
    unit: ReadUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild did.

    Parameters
    ----------
    n_originals, n_activities : int
        Originals that were read, and recordings that came out of them.
    failures : tuple of tuple of str
        SHA-256 and reason of each original that could not be read; its activity stays as it was.
    """

    n_originals: int
    n_activities: int
    failures: tuple[tuple[str, str], ...]


def rebuild(
    library: Library,
    *,
    now: datetime,
    jobs: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Rebuilt:
    """Read every kept original again and classify what came out; all numbers stay.

    What was read is kept when it is interrupted. Names and notes from exports, the diary, hours of
    movement and activities without bytes are not touched.

    Parameters
    ----------
    library : Library
        Read and written.
    now : datetime
        Recordings do not begin after it. Aware.
    jobs : int or None
        Worker processes; null for one for each CPU.
    on_progress : callable or None
        Called with how many originals are done and how many there are.

    Raises
    ------
    LibraryBusyError
        When an import is running.
    """
    jobs = jobs if jobs is not None else available_cpus()
    failures: list[tuple[str, str]] = []
    waiting: list[NewActivity] = []
    n_activities = 0
    with library.exclusive():
        units = _units(library, now)
        with open_pool(jobs=jobs, n_units=len(units)) as pool:
            results = map_bounded(pool, read_again, units, n_units=len(units))
            for done, (unit, result) in enumerate(results, 1):
                if reason := _why_not(unit, result):
                    failures.append((unit.sha256, reason))
                elif not isinstance(result, WorkerDied):
                    waiting.extend(result.activities)
                    n_activities += len(result.activities)
                if len(waiting) >= _BATCH or done == len(units):
                    library.reread(waiting)
                    waiting = []
                if on_progress is not None:
                    on_progress(done, len(units))
            swept(library)
            classify_library(library, jobs=jobs, pool=pool)
    return Rebuilt(
        n_originals=len(units) - len(failures),
        n_activities=n_activities,
        failures=tuple(failures),
    )


def read_again(unit: RereadUnit) -> EndedInput:
    """Read one original: what each worker does."""
    return read_and_classify(unit.options, unit.unit)


def _units(library: Library, now: datetime) -> list[RereadUnit]:
    home = home_zone(library, None)
    options = ReadingOptions(home_zone=home, keep_originals=False, now=now)
    units = []
    for sha256, zone in library.kept_originals().items():
        item = Input(origin=Origin(str(library.paths.original(sha256))), size_bytes=0)
        placed = replace(options, home_zone=zone or home)
        units.append(RereadUnit(sha256=sha256, options=placed, unit=ReadUnit(input=item)))
    return units


def _why_not(unit: RereadUnit, result: EndedInput | WorkerDied) -> str | None:
    """Return why an original could not be read again; null where it was."""
    if isinstance(result, WorkerDied) or not result.activities:
        return result.reason or "it holds no activity"
    read = {new.original.sha256 for new in result.activities if new.original}
    return None if read == {unit.sha256} and _is_sound(unit, result) else _DAMAGED


def _is_sound(unit: RereadUnit, result: EndedInput) -> bool:
    """Return whether what was salvaged was so from the beginning, not since it is kept."""
    if result.outcome is not Outcome.SALVAGED:
        return True
    try:
        return unpacked_sha256(Path(unit.unit.input.origin.path)) == unit.sha256
    except (OSError, EOFError):
        return False
