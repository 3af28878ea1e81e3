"""What each chart says, in words: its caption, and its text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.effects.exposures import DEFAULT_DOSE, FALLBACK_DOSE
from flarelag.report import frames
from flarelag.report.local_time import day_words
from flarelag.report.speed_charts import hardest_effort, session_efforts
from flarelag.report.words import counted, hours_span, interval, speed_and_pace

if TYPE_CHECKING:
    from flarelag.effects.result import EffectResult
    from flarelag.report.coverage import Coverage
    from flarelag.report.report import Report, SessionTrace
    from flarelag.report.sessions import UsualDose

DOSE_WORDS: Final = {
    DEFAULT_DOSE: "at sprint or fast speed",
    FALLBACK_DOSE: "in efforts of any class",
}


def dose_words(dose: UsualDose) -> str:
    """Return what scaled dose 1 means: `58 s at sprint or fast speed`."""
    words = DOSE_WORDS[dose.name]
    return words if dose.per_dose is None else f"{dose.per_dose:.0f} s {words}"


def lag_caption(result: EffectResult, dose: UsualDose) -> str:
    """Return what the lag curve shows and where it is highest."""
    shown = [each for each in result.bins if each.estimate is not None]
    text = (
        f"Mean change in pain after a hard session of the usual dose ({dose_words(dose)}), "
        "against the level to expect at that time without one. Line and diamond: mean; grey: "
        "95 % interval; dashed: no change."
    )
    highest = max(
        shown, key=lambda each: each.estimate.mean if each.estimate else 0.0, default=None
    )
    if highest is None:
        return text
    span = hours_span(highest.from_h, highest.to_h)
    return f"{text} Highest {span} after: {interval(highest.estimate)} points."


def timeline_caption(report: Report) -> str:
    """Return what the time line shows and over which days."""
    done = frames.sessions(report.activities, report.usual_dose)
    scores = frames.pain(report.entries)
    moments = [*scores["time"], *done["time"]]
    counts = (
        f"{counted(scores.height, 'entry', 'entries')}, "
        f"{counted(int(done['hard'].sum()), 'hard session')}, "
        f"{counted(int((done['run'] & ~done['hard']).sum()), 'other run')}, "
        f"{counted(int((done['kind'] == 'ride').sum()), 'ride')}"
    )
    return (
        f"{day_words(min(moments))} to {day_words(max(moments))}: {counts}. Dots: entries; line: "
        "mean of each day, broken where a day has none; large diamond: marked as a flare-up. "
        "Below: △ hard runs (with a line upwards), ○ other runs, □ rides; filled (▲ ●) where the "
        "run holds sprints."
    )


def trace_caption(session: SessionTrace) -> str:
    """Return what the session's chart shows."""
    found = session_efforts(session)
    classes = found.group_by("class", maintain_order=True).len().rows()
    kinds = ", ".join(f"{n} {name}" for name, n in classes) or "none"
    grades = found.drop_nulls("braking").group_by("braking", maintain_order=True).len().rows()
    slowed = ", ".join(f"{n} {grade}" for grade, n in grades) or "none that can be told"
    return (
        f"Efforts, on grey, numbered: {kinds} (▲ sprint, ◆ fast, ■ tempo, ● not classed). "
        f"Braking at their ends, marked ▼ with its grade: {slowed}."
    )


def slowing_caption(session: SessionTrace) -> str:
    """Return what the hardest slowing was."""
    row = hardest_effort(session).row(0, named=True)
    return (
        f"The slowing that shed the most energy, at the end of effort {row['number']} "
        f"({row['class']}): from {speed_and_pace(row['entry_m_s'])} to "
        f"{speed_and_pace(row['exit_m_s'])} in "
        f"{row['braking_end_s'] - row['braking_start_s']:.0f} s; {row['energy_j_kg']:.0f} J/kg "
        f"shed, on average {row['mean_decel_m_s2']:.1f} m/s² ({row['braking']}). A watch "
        "that records once a second cannot show the peak."
    )


def coverage_caption(covered: Coverage) -> str:
    """Return how complete the diary is."""
    per_day = covered.n_entries / covered.n_days_with_entry
    empty = covered.n_days - covered.n_days_with_entry
    gap = (
        f" The longest stretch without one: {counted(covered.longest_gap_days, 'day')}."
        if covered.longest_gap_days
        else ""
    )
    return (
        f"Each tick is an entry, ▲ the start of a hard session. {per_day:.1f} entries a day on "
        f"days with any; {empty} of {counted(covered.n_days, 'day')} without one.{gap}"
    )
