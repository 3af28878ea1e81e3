"""What may be said: the wording table as pure decisions, first matching row.

"Followed by", never "caused": nobody has randomised anything here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.effects.exposures import FALLBACK_DOSE
from flarelag.effects.result import AtOnce, Estimate, LagBin, Missing, Outcome, PeakLag, Verdict
from flarelag.effects.still_missing import insufficient_words, more_diary
from flarelag.effects.sufficiency import enough

if TYPE_CHECKING:
    from datetime import date

    from flarelag.effects.exposures import Sessions
    from flarelag.effects.result import Controls

PRELIMINARY_BELOW = 16
LIKELY_ABOVE = 0.975
NONE_WITHIN = 0.5
NONE_BINS_WITHIN = 1.0
_NONE_BINS_FROM_H = 3.0
RISES_TO_SEE = (1.0, 0.5)
"""Points; it is said when these show, never when the estimate would."""
_FOLLOWED_BY = {
    Outcome.PAIN: ("higher pain", "lower pain"),
    Outcome.REACH: ("pain further down the leg", "pain less far down the leg"),
}
_WHAT = {Outcome.PAIN: "Pain", Outcome.REACH: "The reach of pain"}
_UNITS = {Outcome.PAIN: ("point", "points"), Outcome.REACH: ("step", "steps")}
_CHANGED = {Outcome.PAIN: "pain changed", Outcome.REACH: "the reach of pain changed"}
_FLAT_FROM_RATIO = 3.0
"""An interval of the peak's lag wider than this, as a ratio, is a window, not a peak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the model found.

    Parameters
    ----------
    theta : Estimate
        Mean change over 6-24 h, interval widened.
    p_harm : float
        Probability that the delayed response is above 0.
    immediate : Estimate or None
        Change over the first 3 h; null where no entry falls into them.
    bins : tuple of LagBin
        The lag curve.
    lag_h : PeakLag
        When the response peaks.
    """

    theta: Estimate
    p_harm: float
    immediate: Estimate | None
    bins: tuple[LagBin, ...]
    lag_h: PeakLag


def _within(estimate: Estimate | None, points: float) -> bool:
    return estimate is not None and estimate.low >= -points and estimate.high <= points


def _no_meaningful_rise(found: Findings) -> bool:
    later = [one.estimate for one in found.bins if one.from_h >= _NONE_BINS_FROM_H]
    rise_at_once = found.immediate is not None and found.immediate.low > 0
    return (
        _within(found.theta, NONE_WITHIN)
        and all(_within(estimate, NONE_BINS_WITHIN) for estimate in later)
        and not rise_at_once
    )


def decide(lacking: Missing, found: Findings | None) -> Verdict:
    """Return the verdict: the first row that holds.

    `none` asks for whole intervals within its bounds, not for estimates alone, and for entries in
    every bin: little data is not evidence of no effect.

    Parameters
    ----------
    lacking : Missing
        What is still missing.
    found : Findings or None
        Null where nothing was fitted.
    """
    if found is None or not enough(lacking):
        return Verdict.INSUFFICIENT
    rows = (
        (Verdict.NONE, _no_meaningful_rise(found)),
        (Verdict.CLEAR, found.theta.low > 0),
        (Verdict.LIKELY, found.p_harm > LIKELY_ABOVE),
        (Verdict.LOWER, found.theta.high < 0),
    )
    return next((verdict for verdict, holds in rows if holds), Verdict.CANNOT_TELL)


def happened_at_once(verdict: Verdict, immediate: Estimate | None) -> AtOnce | None:
    """Tell what happens in the first 3 h apart from what comes later.

    Parameters
    ----------
    verdict : Verdict
        Later rises count when they are clear or likely.
    immediate : Estimate or None
        Change over the first 3 h.

    Returns
    -------
    AtOnce or None
        Null where nothing can be said yet.
    """
    if verdict is Verdict.INSUFFICIENT:
        return None
    later = verdict in {Verdict.CLEAR, Verdict.LIKELY}
    if immediate is not None and immediate.low > 0:
        return AtOnce.BOTH if later else AtOnce.ROSE
    if immediate is not None and immediate.high < 0:
        return AtOnce.EASED_THEN_ROSE if later else AtOnce.EASED
    return AtOnce.LATER if later else AtOnce.UNCLEAR


def points(value: float, *, signed: bool = False) -> str:
    """Return points of pain in words: one decimal, two where one would read as nothing."""
    digits = 1 if abs(value) >= 0.05 or value == 0 else 2  # noqa: PLR2004 - half of 0.1
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return text.replace("-0.00", "0.0").replace("+0.00", "0.0")


def interval(estimate: Estimate, unit: str = "") -> str:
    """Return `+0.9 points (0.4 to 1.4)`; without a unit where the sentence has named it."""
    mean = " ".join((points(estimate.mean, signed=True), unit)).rstrip()
    return f"{mean} ({points(estimate.low)} to {points(estimate.high)})"


def _when(lag_h: PeakLag) -> str:
    if lag_h.high > _FLAT_FROM_RATIO * lag_h.low:
        return f"at some time between {lag_h.low:.0f} and {lag_h.high:.0f} h later"
    return f"strongest {lag_h.low:.0f}-{lag_h.high:.0f} h later"


def spoken(day: date) -> str:
    """Return `12 January 2027`."""
    return f"{day.day} {day:%B %Y}"


def _cannot_tell_words(found: Findings, more: tuple[float, int] | None, outcome: Outcome) -> str:
    one, many = _UNITS[outcome]
    when = "how much more it takes cannot be told"
    if more is not None:
        rise, days = more
        of = f"1 {one}" if rise == 1 else f"half a {one}"
        when = f"enough to see a rise of {of} in {more_diary(days)}"
    return (
        f"Cannot tell yet: after hard sessions {_CHANGED[outcome]} on average by "
        f"{interval(found.theta, many)}; {when}."
    )


def headline(
    verdict: Verdict,
    lacking: Missing,
    found: Findings | None,
    more: tuple[float, int] | None = None,
    *,
    outcome: Outcome = Outcome.PAIN,
) -> str:
    """Return the verdict in plain words, with its uncertainty.

    Parameters
    ----------
    verdict : Verdict
        As decided.
    lacking : Missing
        What is still missing.
    found : Findings or None
        Null where nothing was fitted.
    more : (float, int) or None
        A rise that cannot show yet, and in how many days of diary more it can; null where nobody
        knows.
    outcome : Outcome
        What the scores are.
    """
    if found is None or verdict is Verdict.INSUFFICIENT:
        return insufficient_words(lacking)
    average = f"on average {interval(found.theta, _UNITS[outcome][1])}"
    rise, fall = _FOLLOWED_BY[outcome]
    higher = f"hard sessions were followed by {rise}, {average}, {_when(found.lag_h)}."
    return {
        Verdict.NONE: "No meaningful rise after hard sessions at the doses you logged.",
        Verdict.CLEAR: f"Clear pattern: {higher}",
        Verdict.LIKELY: f"Likely, not settled: {higher}",
        Verdict.LOWER: f"Hard sessions were followed by {fall}, {average}.",
        Verdict.CANNOT_TELL: _cannot_tell_words(found, more, outcome),
    }[verdict]


def at_once_words(
    happened: AtOnce | None, immediate: Estimate | None, outcome: Outcome = Outcome.PAIN
) -> str:
    """Return one sentence on the first 3 h after a hard session; empty where there is none."""
    if happened is None:
        return ""
    if immediate is None:
        return "No entry falls into the first 3 h after a hard session."
    what, change = _WHAT[outcome], interval(immediate, _UNITS[outcome][1])
    return {
        AtOnce.ROSE: f"{what} rose at once, within 3 h: {change}.",
        AtOnce.EASED: f"{what} eased at once, within 3 h: {change}.",
        AtOnce.LATER: f"{what} rose later, with no clear change at once: {change}.",
        AtOnce.BOTH: f"{what} rose at once, within 3 h: {change}, and later.",
        AtOnce.EASED_THEN_ROSE: f"{what} eased at once, within 3 h: {change}, and rose later.",
        AtOnce.UNCLEAR: f"No clear change within 3 h: {change}.",
    }[happened]


def before_words(before: Estimate | None, outcome: Outcome = Outcome.PAIN) -> str:
    """Return one sentence where pain differs before hard sessions; empty where it does not."""
    if before is None or before.low <= 0 <= before.high:
        return ""
    what, change = _WHAT[outcome], interval(before, _UNITS[outcome][1])
    if before.high < 0:
        return (
            f"{what} is lower in the 24 h before hard sessions: {change}. You tend to run "
            "hard on good days; read this with care."
        )
    return (
        f"{what} is higher in the 24 h before hard sessions already: {change}. Read this with care."
    )


def remarks(
    sessions: Sessions, controls: Controls, outcome: Outcome = Outcome.PAIN
) -> tuple[str, ...]:
    """Say what limits the answer, one plain sentence each."""
    said = [words] if (words := before_words(controls.before, outcome)) else []
    if sessions.name == FALLBACK_DOSE:
        said.append(
            "Fewer than 8 runs have a known sprint or fast effort, so the dose is the seconds in "
            "efforts of any class."
        )
    if sessions.n_unknown:
        one = sessions.n_unknown == 1
        said.append(
            f"{sessions.n_unknown} {'run has' if one else 'runs have'} no known dose: counted as "
            f"{'a run, not as a hard session' if one else 'runs, not as hard sessions'}."
        )
    return tuple(said)
