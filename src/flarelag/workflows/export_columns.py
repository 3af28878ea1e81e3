"""What the exported tables' columns mean; `COLUMNS.md` is written from it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Column(NamedTuple):
    """One column.

    Parameters
    ----------
    kind : str
        `number`, `count`, `text`, `yes or no`, `instant` (UTC) or `wall time`.
    meaning : str
        What it holds, with its unit.
    """

    kind: str
    meaning: str


_INTRODUCTION: Final = (
    "Empty means unknown, never 0. Titles, gear and notes are personal: mind whom you give these "
    "tables to."
)
_ID: Final = Column("count", "the activity's number in the library")

_LOW: Final = Column("number", "lower end of its 95 % interval")
_HIGH: Final = Column("number", "upper end of its 95 % interval")
_VERDICT: Final = Column("text", "insufficient, none, clear, likely, lower or cannot_tell")
_FLARE_UP: Final = Column("count", "the flare-up, counted from 1 in order of time")

COLUMNS: Final[dict[str, dict[str, Column]]] = {
    "activities": {
        "activity_id": _ID,
        "start_utc": Column("instant", "its start"),
        "end_utc": Column("instant", "its end; empty where its length is unknown"),
        "start_local": Column("wall time", "its start by the clock on the wall"),
        "sport": Column("text", "run, ride, walk, ..."),
        "sub_sport": Column("text", "the source's own finer word"),
        "duration_s": Column("number", "seconds from start to end, pauses included"),
        "timer_s": Column("number", "seconds with the timer running"),
        "distance_m": Column("number", "metres"),
        "name": Column("text", "its title; personal"),
        "gear": Column("text", "shoes or bike; personal"),
        "perceived_exertion": Column("number", "0 to 10, as entered"),
        "hard_session": Column("yes or no", "a run with half the usual dose or more"),
        "speed_source": Column("text", "device, distance, position or none"),
        "best_100m_m_s": Column("number", "the best 100 m that its efforts were judged by, m/s"),
        "data_grade": Column("text", "what the recording is good for: good, fair, poor"),
        "rule_version": Column("count", "version of the rules that judged it"),
    },
    "efforts": {
        "activity_id": _ID,
        "number": Column("count", "counted from 1 within the activity"),
        "effort_class": Column("text", "sprint, fast, tempo or effort"),
        "source": Column("text", "workout, lap or detected"),
        "confidence": Column("number", "0 to 1"),
        "start_s": Column("number", "seconds from the activity's start"),
        "end_s": Column("number", "seconds from the activity's start"),
        "distance_m": Column("number", "metres"),
        "mean_speed_m_s": Column("number", "m/s"),
        "p80_speed_m_s": Column("number", "80th percentile of speed, m/s"),
        "max_speed_m_s": Column("number", "m/s"),
        "p80_fraction": Column("number", "80th percentile over the best 100 m"),
        "braking": Column("text", "soft, moderate or hard; empty where no slowing could be told"),
        "braking_start_s": Column("number", "seconds from the activity's start"),
        "braking_end_s": Column("number", "seconds from the activity's start"),
        "entry_m_s": Column("number", "speed before the slowing, m/s"),
        "exit_m_s": Column("number", "speed after it, m/s"),
        "energy_j_kg": Column("number", "kinetic energy shed, J/kg"),
        "mean_decel_m_s2": Column("number", "mean deceleration, m/s2"),
    },
    "doses": {
        "activity_id": _ID,
        "run_min": Column("number", "minutes of running"),
        "ride_min": Column("number", "minutes of riding"),
        "effort_s": Column("number", "seconds in efforts of any class"),
        "sprint_s": Column("number", "seconds at sprint speed"),
        "fast_s": Column("number", "seconds at fast speed"),
        "tempo_s": Column("number", "seconds at tempo"),
        "hard_s": Column("number", "sprint and fast seconds: the default dose"),
        "braking_energy_j_kg": Column("number", "energy shed at efforts' ends, J/kg"),
        "hard_stops_n": Column("count", "slowings graded hard"),
        "sprints_n": Column("count", "sprints"),
        "steps_n": Column("count", "running steps, both feet"),
        "load_b2": Column("number", "external load in steps of an easy run, exponent 2"),
        "load_b10": Column("number", "the same, exponent 10"),
        "session_rpe": Column("number", "exertion times minutes"),
    },
    "diary": {
        "entry_id": Column("count", "the entry's number in the library; a row for each site"),
        "time_utc": Column("instant", "the instant it speaks of; the earliest of a stretch"),
        "time_end_utc": Column("instant", "the latest, where it speaks of a stretch"),
        "time_local": Column("wall time", "the instant by the clock on the wall"),
        "entered_utc": Column("instant", "when it was written down"),
        "recalled": Column("yes or no", "written down more than 24 h later"),
        "score": Column("count", "pain, 0 to 10"),
        "site": Column("text", "where; empty where it was not said"),
        "side": Column("text", "left, right, both or middle"),
        "qualities": Column("text", "what it felt like"),
        "flare": Column("yes or no", "marked as a flare-up"),
        "woke": Column("yes or no", "kept her awake"),
        "note": Column("text", "free text; personal"),
    },
    "factors": {
        "time_utc": Column("instant", "the instant, or the beginning of a stretch"),
        "end_utc": Column("instant", "the end of a stretch"),
        "name": Column("text", "sitting, cold, ice, ..."),
        "kind": Column("text", "factor or measure"),
        "scale": Column("text", "what the amount counts: hours, yes or number"),
        "amount": Column("number", "hours; 1 or 0 for yes and no; or a number"),
        "source": Column("text", "typed, page, inbox, import, watch, weather or activity"),
        "recalled": Column("yes or no", "written down more than 24 h later"),
    },
    "warning_answers": {
        "time_utc": Column("instant", "when it was said"),
        "time_local": Column("wall time", "the instant by the clock on the wall"),
        "answer": Column("text", "have: one of the warning signs; seen: by a doctor about it"),
    },
    "experiments": {
        "experiment_id": Column("count", "its number; hidden after a warning sign"),
        "started_utc": Column("instant", "when its plan was fixed"),
        "measure": Column("text", "what was tried; personal where it is one's own"),
        "timing": Column("text", "before, during, after, or instead of the session"),
        "sessions": Column("text", "what was paired: hard sessions, or easy runs"),
        "pairs_planned": Column("count", "pairs of sessions"),
        "plan_sha256": Column("text", "SHA-256 of the plan's canonical JSON at the start"),
        "intact": Column("yes or no", "the plan still has that hash"),
        "phase": Column("text", "running, following_up, stopped or complete"),
        "stopped_by": Column("text", "pain, reach, warning or person; empty where nothing did"),
        "ended_utc": Column("instant", "when it was complete or stopped"),
        "looks": Column("count", "looks at the result before the end"),
        "pairs_complete": Column("count", "pairs with all that the result needs; at the end only"),
        "mean": Column("number", "mean adjusted difference, with less without, points"),
        "low": _LOW,
        "high": _HIGH,
        "p": Column("number", "exact two-sided sign-flip test"),
        "p_adjusted": Column("number", "the same times one more than the looks"),
        "verdict": Column(
            "text", "too_few, ended_by_hand, lower, higher, none or cannot_tell; at the end only"
        ),
        "words": Column("text", "the same in words"),
    },
    "experiment_sessions": {
        "experiment_id": Column("count", "its experiment"),
        "pair": Column("count", "counted from 1"),
        "session": Column("count", "1 or 2 within the pair"),
        "due": Column("text", "with or without"),
        "done": Column("text", "as_due, swapped or missed; empty where it is not known"),
        "known_by": Column("text", "said, or inferred from the diary or the sport"),
        "activity_id": _ID,
        "start_utc": Column("instant", "its start"),
        "end_utc": Column("instant", "its end"),
        "before": Column("count", "the last score in the 24 h before; at the end only"),
        "mean_after": Column("number", "mean score 6-24 h after; at the end only"),
        "n_entries": Column("count", "scores that it is the mean of"),
    },
    "results": {
        "estimate": Column("text", "what was estimated; lag_bin: one stretch of the lag curve"),
        "from_h": Column("number", "hours from the end of the session"),
        "to_h": Column("number", "hours from the end of the session"),
        "mean": Column("number", "change in pain, points"),
        "low": _LOW,
        "high": _HIGH,
        "n_entries": Column("count", "diary entries in the stretch; lag_bin only"),
        "verdict": _VERDICT,
    },
    "places": {
        "side": Column("text", "left or right"),
        "site": Column("text", "where; empty: anywhere on that side"),
        "outcome": Column("text", "pain, or reach: how far down that leg, 0 back to 5 foot"),
        "mean": Column("number", "mean change 6-24 h after a usual hard session, points or steps"),
        "low": _LOW,
        "high": _HIGH,
        "p_adjusted": Column("number", "permutation p among all places (Benjamini-Hochberg)"),
        "holds": Column("yes or no", "p_adjusted is at most 0.05"),
        "n_entries": Column("count", "diary entries that speak of the place"),
        "verdict": _VERDICT,
        "words": Column("text", "the same in words"),
    },
    "ranking": {
        "name": Column("text", "what was logged; ride or run: any of them"),
        "role": Column("text", "trigger, reliever or cannot_tell: what followed, not what caused"),
        "mean": Column("number", "mean change 6-24 h after one usual amount, points"),
        "low": _LOW,
        "high": _HIGH,
        "per_amount": Column(
            "number", "one usual amount: the median of those logged, in hours or as counted"
        ),
        "n_days": Column("count", "days on which it was logged"),
        "p": Column("number", "permutation p, two-sided"),
        "p_adjusted": Column("number", "the same among all that was ranked (Benjamini-Hochberg)"),
    },
    "flare_ups": {
        "flare_up": _FLARE_UP,
        "onset_utc": Column("instant", "its first entry"),
        "onset_local": Column("wall time", "the same by the clock on the wall"),
        "peak_utc": Column("instant", "its highest score"),
        "peak": Column("count", "its highest score, 0 to 10"),
        "usual": Column("number", "median of the 72 h before; empty with fewer than 3 entries"),
        "length_h": Column("number", "hours to the first entry below its threshold"),
        "found_by": Column("text", "rule, tap or both"),
        "places": Column("text", "where it hurt, as side:site"),
        "reach_left": Column("count", "how far down the left leg, 0 back to 5 foot"),
        "reach_right": Column("count", "how far down the right leg"),
        "share_mean": Column("number", "how much lines up with what came before, 0 to 1"),
        "share_low": _LOW,
        "share_high": _HIGH,
        "unexplained_mean": Column("number", "points of the rise that nothing known accounts for"),
        "unexplained_low": _LOW,
        "unexplained_high": _HIGH,
    },
    "before_flare_ups": {
        "flare_up": _FLARE_UP,
        "kind": Column("text", "hard_session, easy_run, ride, other_activity or factor"),
        "name": Column("text", "the factor's name"),
        "hours_before": Column("number", "hours from its end to the flare-up's first entry"),
        "amount": Column("number", "scaled dose of a run; hours or number of a factor"),
    },
}


def columns_text() -> str:
    """Return the meaning of every column as Markdown."""
    parts = [f"# Columns\n\n{_INTRODUCTION}\n"]
    for name, columns in COLUMNS.items():
        rows = "\n".join(f"| `{c}` | {each.kind} | {each.meaning} |" for c, each in columns.items())
        parts.append(f"## {name}\n\n| column | kind | meaning |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)
