"""What an analysis of delayed effects says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What can be said, in the order in which the rules are tried."""

    INSUFFICIENT = "insufficient"
    NONE = "none"
    CLEAR = "clear"
    LIKELY = "likely"
    LOWER = "lower"
    CANNOT_TELL = "cannot_tell"


class Outcome(StrEnum):
    """What an analysis is of."""

    PAIN = "pain"
    REACH = "reach"
    """How far down the leg the pain goes, 0 (the back, or no pain) to 5 (the foot)."""


class Likelihood(StrEnum):
    """How scores are taken."""

    GAUSSIAN = "gaussian"
    CENSORED = "censored"
    """Many scores lie at an end of the scale: a 0 says only that pain is below a half."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval, in points of pain.

    Parameters
    ----------
    mean, low, high : float
        `low <= mean <= high`.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LagBin:
    """The mean change of pain in one stretch of hours after a session of scaled dose 1.

    Parameters
    ----------
    from_h, to_h : float
        Hours from the end of the session, half-open.
    estimate : Estimate or None
        Null where no entry falls into the stretch.
    n_entries : int
        How many entries fall into the stretch after any hard session.
    """

    from_h: float
    to_h: float
    estimate: Estimate | None
    n_entries: int


@dataclass(frozen=True, slots=True)
class EntryToAdd:
    """The entry that is most often missing after hard sessions.

    Parameters
    ----------
    from_h, to_h : float
        Hours after the session's end.
    n_without, n_sessions : int
        Hard sessions without one there, and all that can be judged.
    usual_end_h : float or None
        The local time of day at which they end, in hours; null where it varies much.
    """

    from_h: float
    to_h: float
    n_without: int
    n_sessions: int
    usual_end_h: float | None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still missing before anything can be said; zeros where nothing is.

    Parameters
    ----------
    hard_sessions, entries : int
        How many more are needed.
    covered_fraction : float or None
        Share of hard sessions with entries in two of the bands 3-12, 12-24 and 24-48 h.
    more_days : int or None
        Days of diary more, after its last entry, in which enough comes in at the rate of its last
        eight weeks; null where that cannot be told, and where nothing is missing.
    entry_to_add : EntryToAdd or None
        The entry to write from now on; null unless too few hard sessions are followed up.
    """

    hard_sessions: int
    entries: int
    covered_fraction: float | None
    more_days: int | None
    entry_to_add: EntryToAdd | None = None


class AtOnce(StrEnum):
    """What happens in the first hours, told apart from what comes later."""

    ROSE = "rose at once"
    EASED = "eased at once"
    LATER = "rose later"
    BOTH = "rose at once and later"
    EASED_THEN_ROSE = "eased at once, rose later"
    UNCLEAR = "no clear change at once"


@dataclass(frozen=True, slots=True)
class PeakLag:
    """When the delayed response is greatest, with its 95 % interval.

    Parameters
    ----------
    median, low, high : float
        Hours from the end of the session.
    """

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NeededSessions:
    """How many hard sessions in all it takes to see a rise of that size.

    Parameters
    ----------
    plus_1, plus_2 : int or None
        For a mean rise of 1 and of 2 points; null above 200.
    """

    plus_1: int | None
    plus_2: int | None


@dataclass(frozen=True, slots=True)
class Shuffled:
    """How often doses dealt out at random among the runs line up with pain as well as the true.

    Parameters
    ----------
    p : float
        Two-sided permutation p: the greatest over lags, so choosing the lag is paid for.
    n : int
        How often they were shuffled; `p` is at least `1 / (n + 1)`.
    """

    p: float
    n: int


@dataclass(frozen=True, slots=True)
class Controls:
    """What should show nothing where only the hours after hard sessions matter.

    Parameters
    ----------
    before : Estimate or None
        Difference of pain in the 24 h before hard sessions, other things being equal.
    shuffled : Shuffled or None
        Doses shuffled among the runs; null where all runs carry the same.
    rides : Estimate or None
        Mean change over 6-24 h after a ride.
    """

    before: Estimate | None = None
    shuffled: Shuffled | None = None
    rides: Estimate | None = None


@dataclass(frozen=True, slots=True)
class DoseFit:
    """How well one dose explains pain.

    Parameters
    ----------
    name : str
        The dose.
    per_dose : float
        What scaled dose 1 of it means: the median of the positive doses.
    log_bayes_factor : float
        Natural logarithm, of responses to it (at once and later) against none.
    """

    name: str
    per_dose: float
    log_bayes_factor: float


@dataclass(frozen=True, slots=True)
class FactorEffect:
    """How much higher pain is with a factor in the hours before, other things being equal.

    Parameters
    ----------
    name : str
        As it was logged.
    estimate : Estimate
        For each hour of it, or for a yes.
    n_days : int
        On how many days it was logged.
    """

    name: str
    estimate: Estimate
    n_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectResult:
    """The answer, with everything it rests on.

    Parameters
    ----------
    n_sessions, n_hard_sessions, n_entries : int
        Exposures of any sport; runs with scaled dose >= .5; diary entries used.
    verdict : Verdict
        The first row of the wording table that holds.
    preliminary : bool
        Fewer than 16 hard sessions.
    headline : str
        The verdict in plain words, with its uncertainty.
    dose_name : str
        Which dose was used: as the caller names `dose` (a library's is `hard_s`), or `effort_s`
        where too few runs carry that.
    per_dose : float or None
        What scaled dose 1 means, in the dose's own unit (the median positive dose, unless given).
    theta : Estimate or None
        Mean change over 6-24 h after scaled dose 1.
    immediate : Estimate or None
        Mean change over the first 3 h after scaled dose 1, apart from the relief of easy running.
    relief, ride_relief : Estimate or None
        Change right after an easy run and right after a ride (negative: relief).
    p_harm : float or None
        Probability that the delayed effect is above 0.
    bins : tuple of LagBin
        The lag curve.
    missing : Missing
        What is still missing.
    lag_h : PeakLag or None
        When the delayed response peaks.
    at_once : AtOnce or None
        What happens at once and later; null where nothing can be said yet.
    at_once_words : str
        The same as a sentence; empty where nothing can be said yet.
    advice : str
        Which entry to add, as a sentence; empty where none is missing.
    needed_hard_sessions : NeededSessions
        Hard sessions in all for a rise of 1 and of 2 points to show.
    remarks : tuple of str
        What limits the answer, one plain sentence each.
    controls : Controls
        What should show nothing.
    doses : tuple of DoseFit
        Each dose that any run carries, the best explanation first.
    factors : tuple of FactorEffect
        Each factor logged often enough, in order of name.
    likelihood : Likelihood or None
        How the scores were taken; null where nothing was fitted.
    """

    n_sessions: int
    n_hard_sessions: int
    n_entries: int
    verdict: Verdict
    preliminary: bool
    headline: str
    dose_name: str
    per_dose: float | None
    theta: Estimate | None = None
    immediate: Estimate | None = None
    relief: Estimate | None = None
    ride_relief: Estimate | None = None
    p_harm: float | None = None
    bins: tuple[LagBin, ...]
    missing: Missing
    lag_h: PeakLag | None = None
    at_once: AtOnce | None = None
    at_once_words: str = ""
    advice: str = ""
    needed_hard_sessions: NeededSessions = field(default=NeededSessions(None, None))
    remarks: tuple[str, ...] = field(default=())
    controls: Controls = field(default=Controls())
    doses: tuple[DoseFit, ...] = field(default=())
    factors: tuple[FactorEffect, ...] = field(default=())
    likelihood: Likelihood | None = None
