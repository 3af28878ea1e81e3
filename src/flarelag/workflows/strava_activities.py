"""Asking Strava for what one activity still needs, and giving up on it without giving up on all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flarelag.errors import UnreadableFileError
from flarelag.model.strava_account import KnownActivity, SyncPlace, streams_needed
from flarelag.sources.gzipped import gunzip
from flarelag.sources.strava_faults import FaultKind, StravaError
from flarelag.sources.strava_json import joined, parse_strava_json, streams_in, to_bytes, to_text
from flarelag.workflows.answers import AnswerUnit
from flarelag.workflows.read_unit import ReadingOptions

if TYPE_CHECKING:
    from typing import Any

    from flarelag.store.library import Library
    from flarelag.store.strava.tables import StravaTables
    from flarelag.workflows.strava_requests import Courier

_FAILURES_IN_A_ROW: Final = 3
"""So many activities that cannot be had, one after the other, are no fault of theirs."""
_OF_ONE_ACTIVITY: Final = {
    FaultKind.FORBIDDEN: "Strava refuses to show it",
    FaultKind.REFUSED: "Strava refuses to show it",
    FaultKind.SERVER: "Strava fails to show it (an error of its own)",
    FaultKind.NOT_JSON: "Strava's answer cannot be read",
    FaultKind.TIMEOUT: "Strava does not answer in time",
}


@dataclass(slots=True)
class ActivityRequests:
    """Requests for single activities, each answer stored as it comes.

    Parameters
    ----------
    library : Library
        Where answers are kept.
    courier : Courier
        Who asks.
    place : SyncPlace
        The round they belong to.
    zone : str
        Home zone, for activities that do not say theirs.
    """

    library: Library
    courier: Courier
    place: SyncPlace
    zone: str
    n_gone: int = field(init=False, default=0)
    """Activities that turned out to be gone from the account, or hidden."""
    _doubtful: dict[int, str] = field(init=False, default_factory=dict)
    """Activities that could not be had, one after the other: their fault, or the server's."""

    @property
    def _tables(self) -> StravaTables:
        return self.library.strava

    def ask_for(self, known: KnownActivity) -> AnswerUnit | None:
        """Return an activity with what had to be asked for; null where it cannot be had."""
        strava_id = known.listed.strava_id
        try:
            if known.detail is None:
                self._ask_for_detail(known)
                known = self._tables.one_known(strava_id)
            if known.wants_streams:
                self._ask_for_streams(strava_id)
                known = self._tables.one_known(strava_id)
        except StravaError as fault:
            self._not_to_be_had(strava_id, fault)
            return None
        self.note_doubtful()
        return self._unit(known)

    def _ask_for_detail(self, known: KnownActivity) -> None:
        strava_id = known.listed.strava_id
        detail = self.courier.ask(lambda api: api.detail(strava_id))
        streams = streams_needed(
            known, manual=detail.get("manual") is True, richer=self._has_richer(detail)
        )
        self._tables.add_detail(strava_id, to_text(detail), self.place, streams=streams)

    def _has_richer(self, detail: dict[str, Any]) -> bool:
        try:
            activity = parse_strava_json(to_bytes(detail, None))[0].activity
        except UnreadableFileError:
            return False
        return self.library.strava.has_richer(activity)

    def _ask_for_streams(self, strava_id: int) -> None:
        try:
            streams = self.courier.ask(lambda api: api.streams(strava_id))
        except StravaError as fault:
            if fault.kind is not FaultKind.NOT_FOUND:
                raise
            streams = {}  # there are none
        self._tables.add_streams(strava_id, to_text(streams))

    def _not_to_be_had(self, strava_id: int, fault: StravaError) -> None:
        """Note why one activity cannot be had; raise where that is not about it alone."""
        if fault.kind is FaultKind.NOT_FOUND:
            self._tables.set_gone(strava_id, self.courier.clock())
            self.n_gone += 1
            return
        problem = _OF_ONE_ACTIVITY.get(fault.kind)
        if problem is None or fault.page or len(self._doubtful) + 1 >= _FAILURES_IN_A_ROW:
            self._doubtful.clear()  # they are tried again when this goes on
            raise fault
        self._doubtful[strava_id] = problem

    def note_doubtful(self) -> None:
        """Note what could not be had and was no fault of the server's: others can be had."""
        for strava_id, problem in self._doubtful.items():
            self._tables.add_problem(strava_id, problem, self.place)
        self._doubtful.clear()

    def _unit(self, known: KnownActivity) -> AnswerUnit:
        now = self.courier.clock()
        earlier = known.streams is None and known.with_streams and known.activity_id is not None
        kept = self._kept_streams(known) if earlier else None
        return AnswerUnit(
            strava_id=known.listed.strava_id,
            data=joined(known.detail or "{}", kept if earlier else known.streams),
            options=ReadingOptions(home_zone=self.zone, keep_originals=True, now=now),
            at=known.fetched_utc or now if kept is not None else now,
            told_only=earlier and kept is None,
        )

    def _kept_streams(self, known: KnownActivity) -> str | None:
        """Return the streams that came earlier; null where they are kept no longer."""
        sha256 = self._tables.original_of(known.listed.strava_id)
        if sha256 is None:
            return None
        try:
            packed = self.library.paths.original(sha256).read_bytes()
        except OSError:
            return None  # `doctor` says so
        streams = streams_in(gunzip(packed).data)
        return None if streams is None else to_text(streams)
