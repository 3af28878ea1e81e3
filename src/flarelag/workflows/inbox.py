"""Taking in what waits in inboxes: lines of a diary that a phone wrote into a synced folder.

Files are only read. A line is known by what it says, so that a file may grow, be renamed, copied
or put together by a syncing program, and nothing is taken in twice; what was deleted from the
diary afterwards does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flarelag.config import read_config
from flarelag.errors import FlarelagError
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_history import ChangeAction
from flarelag.model.warning_signs import warning_causes
from flarelag.store.inbox import InboxMark, InboxState
from flarelag.workflows.clock import home_zone
from flarelag.workflows.inbox_files import bytes_of, is_unchanged, settled, state_of, text_files
from flarelag.workflows.inbox_meaning import Understood, log_run, meanings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flarelag.sources.inbox import InboxFile
    from flarelag.store.library import Library

_NO_DIARY: Final = "no line of this is an entry of a diary"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxProblem:
    """What could not be taken in.

    Parameters
    ----------
    path : str
        The file.
    line : int or None
        Its line, counted from 1; null where it is the file as a whole.
    text : str or None
        The line.
    reason : str
        Why, one plain sentence.
    """

    path: str
    reason: str
    line: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of looking into inboxes.

    Parameters
    ----------
    entries : tuple of DiaryEntry
        Pain that is new in the diary.
    n_factors, n_sessions : int
        Factors and measures, and logged sessions, that are new.
    n_ambiguous : int
        Clock times that occurred twice and were taken as their first occurrence.
    warning_causes : tuple of str
        What in the entries calls for the warning signs.
    problems : tuple of InboxProblem
        What could not be taken in and was not said before.
    """

    entries: tuple[DiaryEntry, ...] = field(default=())
    warning_causes: tuple[str, ...] = field(default=())
    n_factors: int = 0
    n_sessions: int = 0
    n_ambiguous: int = 0
    problems: tuple[InboxProblem, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        """Whether there was nothing new at all."""
        return self == TakenIn()

    @property
    def no_diary(self) -> bool:
        """Whether all that was found is a text that is no diary."""
        return [each.reason for each in self.problems] == [_NO_DIARY]


def inbox_paths(library: Library) -> tuple[Path, ...]:
    """Return the inboxes that the file of settings names; relative ones lie beside it.

    Raises
    ------
    ConfigError
        The file of settings cannot be used as it is.
    """
    named = read_config(library.paths.config).diary.inbox
    return tuple(library.paths.root / Path(each).expanduser() for each in named)


def take_in(library: Library, paths: Iterable[Path], now: datetime) -> TakenIn:
    """Take in every line of some inboxes that is new.

    Parameters
    ----------
    library : Library
        Open.
    paths : iterable of Path
        Text files, and folders of them (`.txt`, `.md`). What is not there is passed over.
    now : datetime
        Aware.
    """
    states = library.inbox.files()
    taken = TakenIn()
    for path, named in text_files(paths):
        found = _taken_from(library, path, states.get(str(path)), named=named, now=now)
        taken = _sum(taken, found)
    return taken


def inbox_problems(library: Library) -> list[InboxProblem]:
    """Return everything that could not be taken in, as the files stood when they were last read."""
    files = (
        InboxProblem(path=each.path, reason=each.problem)
        for each in library.inbox.files().values()
        if each.problem is not None
    )
    lines = (
        InboxProblem(path=each.path, line=each.number, text=each.text, reason=each.reason)
        for each in library.inbox.marks().values()
        if each.reason is not None
    )
    return sorted([*files, *lines], key=lambda each: (each.path, each.line or 0))


def _taken_from(
    library: Library, path: Path, last: InboxState | None, *, named: bool, now: datetime
) -> TakenIn:
    state = state_of(path, last, now)
    if state is None or (last is not None and last.whole and is_unchanged(last, state)):
        return TakenIn()
    from flarelag.sources.inbox import read_inbox  # noqa: PLC0415 - only when something is new

    zone = home_zone(library, None)
    try:
        file = read_inbox(
            bytes_of(path, state),
            file=path.name,
            zone=zone,
            modified=datetime.fromtimestamp(state.mtime_ns / 1e9, UTC),
            now=now,
            settled=settled(state, now),
        )
    except (FlarelagError, OSError) as error:
        reason = error.reason if isinstance(error, FlarelagError) else _denied(error)
        library.inbox.remember(replace(state, problem=reason), (), now)
        said = last is not None and last.problem == reason
        problem = InboxProblem(path=str(path), reason=reason)
        return TakenIn(problems=() if said else (problem,))
    taken = _store(library, path, state, file, named=named, now=now)
    said_before = last is not None and last.problem == _NO_DIARY
    return TakenIn() if taken.no_diary and said_before else taken


def _store(
    library: Library, path: Path, state: InboxState, file: InboxFile, *, named: bool, now: datetime
) -> TakenIn:
    known = library.inbox.marks()
    new = [line for line in file.lines if line.key not in known or known[line.key].reason]
    understood = meanings_of(library, new)
    of_a_diary = named or any(each.good for each in understood) or len(new) < len(file.lines)
    if file.lines and not of_a_diary:
        # Some other text that lies in the folder: one sentence, not one for each of its lines.
        library.inbox.remember(replace(state, problem=_NO_DIARY), (), now)
        return TakenIn(problems=(InboxProblem(path=str(path), reason=_NO_DIARY),))
    items = [each.item for each in understood if each.item is not None]
    written = library.diary.add(items, at_utc=now, action=ChangeAction.IMPORT, skip_known=True)
    added = [library.diary.item(number) for number in written.ids]
    for each in understood:
        if each.ran is not None and each.line.spoken is not None:
            log_run(library, each.ran, each.line.spoken)
    marks = [_mark(path, each) for each in understood]
    whole = file.unfinished is None
    library.inbox.remember(replace(state, whole=whole), marks, now)
    entries = tuple(each for each in added if isinstance(each, DiaryEntry))
    return TakenIn(
        entries=entries,
        warning_causes=_warning_causes(library, entries),
        n_factors=len(added) - len(entries),
        n_sessions=sum(each.ran is not None for each in understood),
        n_ambiguous=sum(each.line.ambiguous for each in understood if each.good),
        problems=tuple(
            InboxProblem(path=str(path), line=mark.number, text=mark.text, reason=mark.reason)
            for mark in marks
            if mark.reason is not None and mark.key not in known
        ),
    )


def _warning_causes(library: Library, entries: Iterable[DiaryEntry]) -> tuple[str, ...]:
    causes = (
        cause
        for entry in entries
        for cause in warning_causes(entry, library.diary.last_entry(entry.time_utc, entry.id))
    )
    return tuple(dict.fromkeys(causes))


def _mark(path: Path, each: Understood) -> InboxMark:
    return InboxMark(
        key=each.line.key,
        path=str(path),
        number=each.line.number,
        text=each.line.text if each.reason is not None else None,
        reason=each.reason,
    )


def _denied(error: OSError) -> str:
    return f"this file cannot be read ({error.strerror})"


def _sum(one: TakenIn, other: TakenIn) -> TakenIn:
    return TakenIn(
        entries=one.entries + other.entries,
        warning_causes=tuple(dict.fromkeys((*one.warning_causes, *other.warning_causes))),
        n_factors=one.n_factors + other.n_factors,
        n_sessions=one.n_sessions + other.n_sessions,
        n_ambiguous=one.n_ambiguous + other.n_ambiguous,
        problems=one.problems + other.problems,
    )
