"""A library in which an experiment is lived through: runs, a diary, and what is told when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flarelag.experiments.measures import OFFERED, Arm
from flarelag.model.activity import Activity
from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.diary import DiaryEntry
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.workflows.clock import home_zone
from flarelag.workflows.experiment_plans import propose, start
from flarelag.workflows.experiments import due_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.experiments.experiment import Experiment
    from flarelag.experiments.measures import Measure
    from flarelag.model.body import Quality
    from flarelag.store.library import Library

FIRST = datetime(2026, 3, 2, 12, tzinfo=UTC)
_BUTTOCK = PainSite(BodySite.BUTTOCK, Side.LEFT)
_SPRINTED_S = 120.0


@dataclass(frozen=True)
class Lived:
    """A library, and time that passes in it.

    Parameters
    ----------
    library : Library
        Open.
    offset : timedelta
        How much later than `FIRST` the weeks before end.
    """

    library: Library
    offset: timedelta = timedelta()

    @classmethod
    def until(cls, library: Library, now: datetime) -> Lived:
        """Let the weeks before end at noon, whatever the hour; the days that one wrote on count."""
        return cls(library, offset=timedelta(days=(now - FIRST).days))

    def run(self, at: datetime, *, hard: bool = True, sport: Sport = Sport.RUN) -> int:
        """Store a session that began at an instant and took an hour."""
        activity = Activity(
            sport=sport, start_utc=at, duration_s=3600.0, zone="UTC", utc_offset_s=0
        )
        origin = Origin(f"{at:%Y%m%d%H%M}{sport}.fit")
        new = NewActivity(activity=activity, source="test", origin=origin, parser_version=1)
        (number,) = self.library.add_activities([new])
        hard_s = _SPRINTED_S if hard and sport is Sport.RUN else 0.0
        judged = Classification(
            rule_version=1,
            speed_source=SpeedSource.DEVICE,
            doses=Doses(hard_s=hard_s, effort_s=hard_s),
        )
        self.library.set_classifications({number: judged})
        return number

    def feel(
        self,
        at: datetime,
        score: int,
        *,
        qualities: Sequence[Quality] = (),
        site: PainSite = _BUTTOCK,
    ) -> int:
        """Store an entry."""
        entry = DiaryEntry(
            time_utc=at,
            entered_utc=at,
            zone="UTC",
            utc_offset_s=0,
            score=score,
            sites=(site,),
            qualities=tuple(qualities),
        )
        (number,) = self.library.diary.add_entries([entry])
        return number

    def weeks_before(self, n_weeks: int = 4) -> None:
        """Live some weeks until `FIRST`: a hard session and entries every four days."""
        home_zone(self.library, "UTC")
        for day in range(-7 * n_weeks, 0, 4):
            at = FIRST + self.offset + timedelta(days=day)
            self.session(at, before=2, after=3 + day % 3 % 2)

    def session(self, at: datetime, *, before: int, after: int, hard: bool = True) -> int:
        """Live a session of an hour, with an entry before it and two after it."""
        self.feel(at - timedelta(hours=2), before)
        number = self.run(at, hard=hard)
        self.feel(at + timedelta(hours=9), after)
        self.feel(at + timedelta(hours=20), after)
        return number

    def started(
        self, measure: Measure = OFFERED["ice"], *, n_pairs: int = 6, now: datetime = FIRST
    ) -> Experiment:
        """Fix a plan."""
        proposal = propose(self.library, measure, n_pairs=n_pairs, smallest=1.0, now=now)
        return start(self.library, proposal, now=now)

    def through(self, n_sessions: int, *, helps: int = 1, skip: Sequence[int] = ()) -> datetime:
        """Live sessions four days apart, pain lower by some points where one is due with.

        Returns
        -------
        datetime
            A day after the last one's hours.
        """
        for number in range(n_sessions):
            at = FIRST + timedelta(days=1 + 4 * number)
            found = due_now(self.library, at - timedelta(hours=3))
            assert found is not None
            assert found.allocation.due is not None
            lower = helps if found.allocation.due.arm is Arm.WITH else 0
            if number in skip:
                self.run(at)
            else:
                self.session(at, before=2, after=4 - lower + number // 2 % 2)
        return FIRST + timedelta(days=4 * n_sessions)
