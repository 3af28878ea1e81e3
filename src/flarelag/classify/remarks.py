"""What limits the judgement of an activity, in words a user understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.classify.rules import RULES, Rules
from flarelag.model.classification import SpeedSource
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from flarelag.classify.speed import CleanSpeed
    from flarelag.model.activity import Activity

_OFTEN = 0.05


def remarks(
    activity: Activity, clean: CleanSpeed, *, best_known: bool, rules: Rules = RULES
) -> tuple[str, ...]:
    """Return one plain sentence for each limit.

    Parameters
    ----------
    activity : Activity
        The activity.
    clean : CleanSpeed
        Its speed.
    best_known : bool
        Whether the person's best 100 m is known.
    rules : Rules
        Parameters.
    """
    if activity.sport is Sport.RIDE:
        return ("No foot impact on a bicycle; load on the spine is not assessed.",)
    if activity.sport is not Sport.RUN:
        return ("Only runs and rides are searched for efforts.",)
    if activity.manual:
        return ("Entered by hand: there is no recording to judge.",)
    if clean.source is SpeedSource.NONE:
        return ("No speed, distance or position was recorded: efforts are not assessable.",)
    return tuple(text for applies, text in _limits(activity, clean, best_known, rules) if applies)


def _limits(
    activity: Activity,
    clean: CleanSpeed,
    best_known: bool,  # noqa: FBT001 - one call, by its own name
    rules: Rules,
) -> list[tuple[bool, str]]:
    grid = clean.grid
    wide = grid.gap_s > rules.braking_gap_s
    longest_s = float(grid.gap_s.max(initial=0.0))
    sparse = bool(wide.size) and float(wide.mean()) > _OFTEN
    return [
        (not grid.t_s.size, "Hardly any speed was recorded: efforts are not assessable."),
        (
            activity.treadmill,
            "On a treadmill: speed is the watch's estimate, and braking cannot be judged.",
        ),
        (
            clean.source is SpeedSource.POSITION,
            "Speed is worked out from positions: short efforts and braking are less sure.",
        ),
        (clean.source is SpeedSource.DISTANCE, "Speed is worked out from the distance recorded."),
        (
            sparse,
            f"Smart recording: gaps up to {longest_s:.0f} s; braking cannot always be judged.",
        ),
        (
            clean.spike_t_s.size > 0,
            f"{clean.spike_t_s.size} impossible samples of speed were left out.",
        ),
        (not best_known, "No best 100 m is known: efforts are judged by contrast alone."),
    ]
