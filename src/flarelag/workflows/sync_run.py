"""A sync under way: what has come of an account, and what of it waits to be stored."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flarelag import __version__
from flarelag.errors import UnreadableFileError
from flarelag.model.strava_account import Gear, ListedActivity, SyncPlace, detail_needed, summary_of
from flarelag.sources.strava_faults import FaultKind, StravaError
from flarelag.sources.strava_json import start_of, strava_id_of
from flarelag.sources.strava_limits import through_at
from flarelag.store.strava.synced import Change, Synced
from flarelag.workflows.answers import read_answer
from flarelag.workflows.classifying import classify_library
from flarelag.workflows.clock import home_zone
from flarelag.workflows.executors import open_pool
from flarelag.workflows.maintenance import swept
from flarelag.workflows.pool import WorkerDied, map_bounded
from flarelag.workflows.strava_activities import ActivityRequests
from flarelag.workflows.strava_requests import Courier, LimitReached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from flarelag.model.strava_account import KnownActivity
    from flarelag.store.imports import EndedInput
    from flarelag.store.library import Library
    from flarelag.store.strava.tables import StravaTables
    from flarelag.workflows.answers import AnswerUnit
    from flarelag.workflows.pool import Pool

_BATCH: Final = 64
_BATCH_S: Final = 2.0
_MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncProgress:
    """How far a sync has come.

    Parameters
    ----------
    done, total : int
        Activities of the account; the total grows while the list comes.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOutcome:
    """How a sync ended.

    Parameters
    ----------
    n_done, n_listed : int
        Activities that need nothing more, and all that the account has.
    n_new, n_changed : int
        Activities that came in this run, and those that had changed.
    n_gone : int
        Activities found to be gone from the account, or hidden, in this run.
    n_requests : int
        Sent in this run.
    n_purged : int
        Recordings removed in this run, as their time was over.
    started_utc : datetime
        When the round began, which may have been in an earlier run.
    paused_until : datetime or None
        When Strava answers again; null where the round is through.
    through_utc : datetime or None
        When the round will be through, as the limits are; null where it is.
    n_odd : int
        Entries of the list that do not even say which activity they are, or when it was.
    problems : tuple of tuple of int and str
        Strava's number and the reason for each activity of which nothing could be made.
    gear : tuple of Gear
        Shoes and bikes, the most used first.
    """

    n_done: int
    n_listed: int
    n_new: int
    n_changed: int
    n_gone: int
    n_requests: int
    n_purged: int
    started_utc: datetime
    paused_until: datetime | None
    through_utc: datetime | None
    n_odd: int
    problems: tuple[tuple[int, str], ...]
    gear: tuple[Gear, ...]


def listed_activity(entry: object) -> ListedActivity | None:
    """Return one entry of a page; null where it does not even say what it is.

    Parameters
    ----------
    entry : object
        As Strava has it.
    """
    if not isinstance(entry, dict) or (strava_id := strava_id_of(entry)) is None:
        return None
    try:
        start_utc = start_of(entry)
    except UnreadableFileError:
        return None
    visibility = entry.get("visibility")
    return ListedActivity(
        strava_id=strava_id,
        start_utc=start_utc,
        summary=summary_of(entry),
        visibility=visibility if isinstance(visibility, str) else None,
    )


@dataclass(slots=True)
class SyncRun:
    """One run of a sync: what has come in it, and what of it waits to be stored."""

    library: Library
    courier: Courier
    place: SyncPlace
    on_progress: Callable[[SyncProgress], None] | None
    waiting: list[Synced] = field(init=False, default_factory=list)
    stored_s: float = field(init=False, default_factory=time.monotonic)
    import_id: int | None = field(init=False, default=None)
    changes: dict[Change, int] = field(init=False, default_factory=dict)
    total: int = field(init=False, default=0)
    n_gone: int = field(init=False, default=0)
    n_odd: int = field(init=False, default=0)
    stopped: LimitReached | StravaError | None = field(init=False, default=None)

    @property
    def tables(self) -> StravaTables:
        """What the library knows of the account."""
        return self.library.strava

    def go(self, jobs: int) -> LimitReached | StravaError | None:
        """Go as far as it goes; return what stopped it, null where the round is through."""
        with ExitStack() as opened:
            pool: Pool | None = None
            stopped: LimitReached | StravaError | None = None
            try:
                self._list()
                self._look_for_missing()
                todo = self._todo()
                pool = opened.enter_context(open_pool(jobs=jobs, n_units=len(todo)))
                self._fetch(pool, todo)
                self._ask_for_gear()
                self.tables.finish(self.courier.clock())
            except (LimitReached, StravaError) as reason:
                stopped = reason
            finally:
                self.courier.keep_rates()
                self._store()
            if self.import_id is not None:
                swept(self.library)
                classify_library(self.library, jobs=jobs, pool=pool)
                self.library.imports.finish(self.import_id, finished_utc=self.courier.clock())
        return stopped

    def outcome(self, stopped: LimitReached | None, n_purged: int) -> SyncOutcome:
        """Return how it ended."""
        counts, now = self.tables.counts(), self.courier.clock()
        todo = self._todo()
        left = sum(1 if each.detail or each.with_streams else 2 for each in todo)
        return SyncOutcome(
            n_done=counts.n_listed - len(todo),
            n_listed=counts.n_listed,
            n_new=self.changes.get(Change.NEW, 0),
            n_changed=self.changes.get(Change.CHANGED, 0) + self.changes.get(Change.RETOLD, 0),
            n_gone=self.n_gone,
            n_requests=self.courier.n_requests,
            n_purged=n_purged,
            started_utc=self.place.started_utc or now,
            paused_until=None if stopped is None else stopped.until,
            through_utc=None if stopped is None else through_at(self.courier.rates, left + 1, now),
            n_odd=self.n_odd,
            problems=counts.problems,
            gear=tuple(self.tables.gear()),
        )

    def _list(self) -> None:
        """Ask for pages until an empty one; short ones in between are none."""
        while (number := self.place.next_page) is not None and number <= _MOST_PAGES:
            entries = self.courier.ask(lambda api, n=number: api.page(n))  # type: ignore[misc]
            if entries:
                listed = [each for entry in entries if (each := listed_activity(entry))]
                self.n_odd += len(entries) - len(listed)
                self.tables.add_page(listed, self.place)
            else:
                self.tables.end_list()
            self.place = self.tables.place()
            self._count()

    def _look_for_missing(self) -> None:
        """Ask for each activity that no page had: a list that changed meanwhile may skip one."""
        for strava_id in self.tables.missing(self.place):
            try:
                self.courier.ask(lambda api, n=strava_id: api.detail(n))  # type: ignore[misc]
                self.tables.set_listed(strava_id, self.place)
            except StravaError as fault:
                if fault.kind not in {FaultKind.NOT_FOUND, FaultKind.FORBIDDEN}:
                    raise
                self.tables.set_gone(strava_id, self.courier.clock())
                self.n_gone += 1

    def _fetch(self, pool: Pool, todo: list[KnownActivity]) -> None:
        """Ask for details and streams, while other processes read what has come."""
        self._count()
        zone = home_zone(self.library, None)
        requests = ActivityRequests(self.library, self.courier, self.place, zone)
        for n_read, (unit, result) in enumerate(
            map_bounded(pool, read_answer, self._units(requests, todo)), 1
        ):
            self._take(unit, result)
            self._report(len(todo) - n_read)
        requests.note_doubtful()
        self.n_gone += requests.n_gone
        if self.stopped is not None:
            raise self.stopped

    def _units(self, requests: ActivityRequests, todo: list[KnownActivity]) -> Iterator[AnswerUnit]:
        """Yield the activities as they come; what stops that is noted, and what came is read."""
        for known in todo:
            try:
                unit = requests.ask_for(known)
            except (LimitReached, StravaError) as reason:
                self.stopped = reason
                return
            if unit is not None:
                yield unit

    def _take(self, unit: AnswerUnit, result: EndedInput | WorkerDied) -> None:
        """Take note of an activity that was read; store what waits when it is time."""
        if isinstance(result, WorkerDied):
            self.tables.add_problem(unit.strava_id, result.reason, self.place)
            return
        self.waiting.append(
            Synced(strava_id=unit.strava_id, ended=result, at=unit.at, told_only=unit.told_only)
        )
        if len(self.waiting) >= _BATCH or time.monotonic() - self.stored_s >= _BATCH_S:
            self._store()

    def _store(self) -> None:
        """Store what waits, all or nothing."""
        if self.waiting:
            if self.import_id is None:
                self.import_id = self.library.imports.begin(
                    started_utc=self.courier.clock(), program_version=__version__
                )
            for _, change in self.library.imports.add_synced(self.import_id, self.waiting):
                self.changes[change] = self.changes.get(change, 0) + 1
            self.waiting = []
        self.stored_s = time.monotonic()

    def _ask_for_gear(self) -> None:
        for gear_id in self.tables.gear_to_ask(self.place):
            try:
                gear = self.courier.ask(lambda api, n=gear_id: api.gear(n))  # type: ignore[misc]
            except StravaError as fault:
                if fault.kind not in {
                    FaultKind.NOT_FOUND,
                    FaultKind.FORBIDDEN,
                    FaultKind.MISSING_SCOPE,
                }:
                    raise
                gear = Gear(id=gear_id)
            self.tables.add_gear(gear, self.place)

    def _todo(self) -> list[KnownActivity]:
        """Return the activities that something is to be asked for, or that wait to be read."""
        return [
            each
            for each in self.tables.known()
            if not each.gone and (each.detail is not None or detail_needed(each, self.place))
        ]

    def _count(self) -> None:
        self.total = self.tables.counts().n_listed
        self._report(len(self._todo()))

    def _report(self, n_left: int) -> None:
        if self.on_progress is not None:
            self.on_progress(SyncProgress(done=self.total - n_left, total=self.total))
