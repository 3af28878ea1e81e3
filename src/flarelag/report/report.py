"""Everything that a page shows, already computed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from flarelag.model.warning_answers import WarningGuard
from flarelag.report import frames
from flarelag.report.units import Units
from flarelag.training.volume import WeekStart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import polars as pl

    from flarelag.effects.around import AroundBin
    from flarelag.effects.daily import DaysCompared
    from flarelag.effects.flare_result import FlareStory
    from flarelag.effects.forecast_words import ForecastShown
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.ranking import Ranked
    from flarelag.effects.result import EffectResult
    from flarelag.effects.tolerance_words import ToleranceTold
    from flarelag.experiments.result import ToldExperiment
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.factors import Scale
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.shoes import Shoe
    from flarelag.model.stored import StoredActivity
    from flarelag.report.sessions import UsualDose
    from flarelag.training.breaks import Break, WeeksCompared
    from flarelag.training.novelty import Novelty
    from flarelag.training.volume import Switch

_SILENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class SessionTrace:
    """One session with its speed.

    Parameters
    ----------
    session : StoredActivity
        The session, classified.
    trace : polars.DataFrame
        `t_s` (seconds from its start) and `speed_m_s` (smoothed; null in a gap).
    place : str or None
        Where it started, to about a kilometre; only where places were asked for.
    """

    session: StoredActivity
    trace: pl.DataFrame
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """How the reader wants the page.

    Parameters
    ----------
    title : str or None
        A title of the reader's own, above the answer.
    units : Units
        Kilometres or miles.
    week_start : WeekStart
        The day on which a week begins.
    since, until : datetime.date or None
        The days the page is limited to, the first and the last; null where open.
    where : str or None
        The site and side that the answer is limited to, in words.
    with_notes : bool
        Show titles, notes and the names of gear.
    with_places : bool
        Show where sessions started.
    """

    title: str | None = None
    units: Units = Units.METRIC
    week_start: WeekStart = WeekStart.MONDAY
    since: date | None = None
    until: date | None = None
    where: str | None = None
    with_notes: bool = False
    with_places: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Training:
    """What the activities show by themselves.

    Parameters
    ----------
    sessions, efforts : polars.DataFrame
        Columns of `model.frames.TrainingSessions` and `TrainingEfforts`.
    novelties : tuple of Novelty
        What was new, oldest first.
    breaks : tuple of Break
        Five days and more without a run, oldest first.
    before_breaks : WeeksCompared
        The week before a break beside matched weeks.
    weeks, months : polars.DataFrame
        As from `training.volume`.
    switches : tuple of Switch
        Lasting changes between running and riding.
    slowings, sprints : tuple of (SessionTrace, int)
        The hardest slow-downs and the fastest sprints: a session and the effort's number in it.
    """

    sessions: pl.DataFrame
    efforts: pl.DataFrame
    novelties: tuple[Novelty, ...]
    breaks: tuple[Break, ...]
    before_breaks: WeeksCompared
    weeks: pl.DataFrame
    months: pl.DataFrame
    switches: tuple[Switch, ...]
    slowings: tuple[tuple[SessionTrace, int], ...] = field(default=())
    sprints: tuple[tuple[SessionTrace, int], ...] = field(default=())


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: what is asked often is kept
class Report:
    """What the page shows. The page computes no statistics of its own.

    Parameters
    ----------
    result : EffectResult
        The answer to the question.
    activities : tuple of StoredActivity
        All activities, of any sport.
    entries : tuple of DiaryEntry
        All diary entries.
    usual_dose : UsualDose
        What makes a session a hard one.
    training : Training
        What the activities show by themselves.
    around : tuple of AroundBin
        Pain around hard sessions, easy runs and rides, as logged.
    hours : polars.DataFrame
        Pain by hour of day, as from `effects.daily.by_hour_of_day`.
    hours_by_place : polars.DataFrame
        The same in the places named most, as from `effects.daily.by_hour_and_place`.
    measures : polars.DataFrame
        Days with measures taken: `time` (local noon) and `names`.
    stories : tuple of FlareStory
        Flare-ups in the entries, in order of time.
    ranking : tuple of Ranked
        Triggers, relievers, and what cannot be told; empty before there is enough.
    scales : Mapping of str to Scale
        What the amounts of each thing logged count, by its name.
    places : tuple of PlaceResult
        The answer for each side, site and leg; empty where the page is limited to one.
    days : tuple of DaysCompared
        Days with a factor beside days without.
    shoes : tuple of Shoe
        The pair that was worn last first.
    remembered : tuple of RememberedFlare
        Flare-ups written down from memory, by day.
    before_remembered : WeeksCompared or None
        The week before each of them beside other weeks; null without one, or without activities.
    traces : tuple of SessionTrace
        Hard sessions whose speed is known, latest first.
    left_out : tuple of str
        What the analysis could not use and why, one phrase each: `3 entries that ...`.
    sources : tuple of str
        Where the activities come from, and what to know of that, one sentence each.
    generated_at : datetime
        When the page was made. Aware.
    versions : Mapping of str to str
        What made it: program and rules, with their versions.
    options : PageOptions
        How the reader wants it.
    guard : WarningGuard
        What is hidden since she said that she has a warning sign.
    experiments : tuple of ToldExperiment
        The latest first; none while they are hidden.
    tolerance : ToleranceTold or None
        What is said of doses.
    forecast : ForecastShown or None
        What is to be expected after the latest session.
    """

    result: EffectResult
    activities: tuple[StoredActivity, ...]
    entries: tuple[DiaryEntry, ...]
    usual_dose: UsualDose
    training: Training
    around: tuple[AroundBin, ...]
    hours: pl.DataFrame
    hours_by_place: pl.DataFrame
    measures: pl.DataFrame
    generated_at: datetime
    stories: tuple[FlareStory, ...] = field(default=())
    ranking: tuple[Ranked, ...] = field(default=())
    scales: Mapping[str, Scale] = field(default_factory=dict)
    places: tuple[PlaceResult, ...] = field(default=())
    days: tuple[DaysCompared, ...] = field(default=())
    shoes: tuple[Shoe, ...] = field(default=())
    remembered: tuple[RememberedFlare, ...] = field(default=())
    before_remembered: WeeksCompared | None = None
    traces: tuple[SessionTrace, ...] = field(default=())
    left_out: tuple[str, ...] = field(default=())
    sources: tuple[str, ...] = field(default=())
    versions: Mapping[str, str] = field(default_factory=dict)
    options: PageOptions = field(default=PageOptions())
    guard: WarningGuard = field(default=WarningGuard())
    experiments: tuple[ToldExperiment, ...] = field(default=())
    tolerance: ToleranceTold | None = None
    forecast: ForecastShown | None = None

    @cached_property
    def used_entries(self) -> tuple[DiaryEntry, ...]:
        """The entries that speak of an instant and were written down within a day, by time."""
        used = (e for e in self.entries if e.time_end_utc is None and not e.recalled)
        return tuple(sorted(used, key=lambda entry: entry.time_utc))

    @property
    def diary_goes_on(self) -> bool:
        """Whether something was written within the last week."""
        used = self.used_entries
        return bool(used) and self.generated_at - used[-1].time_utc < _SILENT

    @cached_property
    def days_by_side(self) -> pl.DataFrame:
        """The mean and the highest score of each local day and side."""
        return frames.daily_by_side(self.entries)

    @cached_property
    def scores(self) -> pl.DataFrame:
        """Every score that speaks of an instant: `frames.pain`."""
        return frames.pain(self.entries)

    @cached_property
    def used_scores(self) -> pl.DataFrame:
        """The scores of the used entries."""
        return frames.pain(self.used_entries)

    @cached_property
    def done(self) -> pl.DataFrame:
        """The activities: `frames.sessions`."""
        return frames.sessions(self.activities, self.usual_dose)

    def used_between(self, first: datetime, end: datetime) -> tuple[DiaryEntry, ...]:
        """Return the used entries with `first <= time_utc < end`."""
        low, high = (bisect_left(self._used_times, each) for each in (first, end))
        return self.used_entries[low:high]

    @cached_property
    def _used_times(self) -> list[datetime]:
        return [entry.time_utc for entry in self.used_entries]
