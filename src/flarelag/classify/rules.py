"""Every number that the classifier uses, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

RULE_VERSION = 3
"""Raised whenever a change to the rules can change an effort or a dose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Parameters of all stages.

    Marks: [S] published, [D] derived or tuned for this project on simulated and labelled
    sessions, [H] our own heuristic. Fractions are of the person's best 100 m.
    """

    # Gaps and spikes
    bridge_s: float = 9.0
    """Longest gap that is bridged [D]: smart recording leaves out up to 8 s."""
    fastest_m_s: float = 12.4
    """Above the fastest sprint ever measured (12.42 m/s, Berlin 2009) [S]."""
    spike_rise_m_s: float = 2.7
    spike_fall_m_s: float = 2.0
    spike_longest_n: int = 3
    """An up-and-back excursion of at most so many samples [H]."""
    longest_step_m: float = 2.6
    """Longest step that the cadence may imply [H]."""

    # Smoothing, with speed and acceleration as the state
    velocity_decay: float = 0.75
    jerk_m_s2: float = 1.0
    noise_device_m_s: float = 0.3
    """Twice and more the device's own error: 91 % within 0.1 m/s [S Townshend 2008]."""
    noise_position_m_s: float = 0.6
    gate_sigma: float = 4.0

    # Segments
    change_penalty: float = 12.0
    """Results are flat from 6 to 20 [D]."""
    change_min_n: int = 4
    valley_low: float = 0.42
    valley_high: float = 0.67
    """The threshold is the lowest clear valley of the speeds between these fractions [D]."""
    valley_depth: float = 0.4
    """At a clear valley there is at most so much of the lower of the peaks on its sides [D]."""
    valley_below_s: float = 60.0
    valley_above_s: float = 40.0
    """... and at least so much running on its sides [H]."""
    threshold_floor: float = 0.50
    """The least threshold where there is no clear valley."""
    merge_s: float = 4.0
    joined_gap_s: float = 40.0
    """Across a longer gap two stretches of one speed stay two efforts [H]."""
    effort_min_s: float = 6.0
    contrast: float = 1.3
    contrast_side_s: float = 60.0
    contrast_percentile: float = 40.0
    """Faster than this percentile of so many seconds on either side, by this factor [D]. The
    median loses repetitions with jogged rests of half a minute."""
    both_margins: float = 1.6
    """Contrast times margin over a threshold that lies in no clear valley: a little of either is
    not enough of both [H]."""
    rest_contrast: float = 1.2
    """All efforts together, unless fast, are so much faster than all other running [D]."""
    jump_s: float = 12.0
    """A shorter effort of positions beside an impossible one is half of a jump [H]."""
    settling_s: float = 10.0
    """A brief effort that begins so soon after the recording does is the receiver settling [H]."""
    grow_level: float = 0.85
    """Neighbouring segments at this part of an effort's speed belong to it [D]."""
    most_of_run: float = 0.5
    """What makes up more of all running is the run itself, unless it is fast [H]."""
    brief_s: float = 30.0
    brief_side_s: float = 120.0
    """A shorter effort that is not even fast must stand out from the running around it, not from
    the walking [H]: warm-ups are full of runs between two stops."""

    # Boundaries: a line through two heights of the flank
    start_low: float = 0.20
    start_high: float = 0.70
    end_high: float = 0.80
    end_low: float = 0.30
    flank_s: float = 8.0
    """How far from a segment's edge the flank is searched [D]."""
    held_gap_s: float = 2.0
    """Across longer gaps speed is taken to change late in the gap, not all along it [D]."""
    lag_device_s: float = 1.0
    """Device speed runs behind by this much where positions do not tell by how much [D]."""

    # Jogging into an effort: what cadence tells apart and speed does not [H]
    jog_min_s: float = 20.0
    """Getting up to speed takes less."""
    jog_settled_s: float = 8.0
    """So long after walking, cadence is not yet that of the jog (sensors average over seconds)."""
    jog_least: float = 0.80
    """Less of the effort's cadence is walking."""
    jog_below: float = 0.96
    """A jog's cadence and its speed are at most this part of what follows. Cadence rises by 6
    steps per minute per m/s [S]: that much more speed does not explain so much."""
    jog_even: float = 0.25
    """Its cadence scatters by at most this part of the step up."""

    # Downhill
    downhill_least: float = 0.03
    """A stretch that falls by less is level enough [H]."""
    downhill_contrast: float = 1.0
    """One that falls is an effort when, by the cost of running on slopes [S Minetti 2002], it is
    so much harder than the minutes beside it [H]."""

    # Classes
    sprint: float = 0.85
    fast: float = 0.67
    tempo: float = 0.50

    # Efforts too short for segments
    short_enter: float = 0.80
    short_leave: float = 0.70
    short_min_s: float = 2.0
    short_max_s: float = 8.0

    # Braking
    braking_before_s: float = 6.0
    braking_after_s: float = 5.0
    braking_entry_m_s: float = 3.6
    braking_drop_device_m_s: float = 1.5
    braking_drop_position_m_s: float = 2.0
    braking_within_s: float = 5.0
    braking_gap_s: float = 3.0
    """Samples further apart than this cannot show a slowing of a few seconds [H]."""
    braking_seen: float = 0.33
    """... unless at least this part of the slowing comes after the gap: then it began at the gap's
    end [D]."""
    braking_moderate_m_s2: float = 1.0
    braking_hard_m_s2: float = 2.0
    """Mean decelerations [H]."""

    # Best 100 m
    best_distance_m: float = 100.0
    best_gap_s: float = 2.0
    best_descent_m: float = 1.0
    best_position_discount: float = 0.02
    """Raw positions exaggerate: smoothed, they still read 2 % high [D]."""
    running_m_s: float = 1.8
    """Slower is walking: the walk-run transition lies near 2 m/s [S]."""

    # Declared structure
    declared_min_s: float = 6.0
    """A shorter step was skipped."""
    declared_contrast: float = 1.15
    """A declared effort is at least so much faster than what was not declared [H]."""
    lap_contrast: float = 1.3
    """A hand-pressed lap counts when it is so much faster than both its neighbours [H]."""
    auto_lap_tolerance: float = 0.03
    """Laps this near a whole kilometre or mile were made by the device [H]."""
    auto_lap_exact: float = 0.006
    """... and this near, if the file says that they were pressed by hand [H]."""

    # Rides
    ride_fraction: float = 0.75
    """Of the ride's own best minute, in power or speed [H]."""
    ride_min_s: float = 20.0

    # Typical errors of an effort's start and end
    edge_error_device_s: tuple[float, float] = (1.0, 1.5)
    edge_error_position_s: tuple[float, float] = (1.5, 1.5)
    """Between the mean errors on simulated (0.8 and 0.6 s) and on real labelled sessions [D]."""
    edge_error_gap_part: float = 0.25
    """This part of a gap between samples at the edge comes on top [D]."""
    edge_error_declared_s: float = 1.0
    """Devices round laps to whole seconds."""

    # Steps, where cadence was not measured
    cadence_base_spm: float = 150.02
    cadence_slope_spm: float = 6.012
    """Twice 75.01 + 3.006 v strides per minute, for 1.64 to 4.68 m/s [S]."""
    cadence_knee_m_s: float = 4.68
    cadence_at_7_spm: float = 231.0
    cadence_most_spm: float = 260.0
    """From the knee a straight line through 231 steps per minute at 7 m/s, up to 260 [H]."""
    cadence_measured_spm: tuple[float, float] = (120.0, 300.0)
    """A measured running cadence outside is a sensor's dropout or walking [H]."""

    # Forces, in body weights, and the load index
    stance_force_women: tuple[float, float] = (1.24, 0.106)
    stance_force_men: tuple[float, float] = (1.27, 0.105)
    """Mean stance force a + b v [S Weyand & Davis 2005]; the peak is pi/2 of it. At 6 m/s about
    18 % above Keller 1996."""
    contact_time_s: tuple[float, float] = (0.08, 0.45)
    """A measured contact time outside is a sensor's fault [H]."""
    force_odd: float = 0.25
    """A force by contact time that is further from its usual level is a sensor's fault [H]."""
    reference_m_s: float = 2.8
    """Easy running: what a step counts as 1 at [H]."""
    downhill_per_deg: float = 0.060
    """Linear in the slope, downhill only [H], after -9 deg: +54 % [S Gottschall & Kram 2005]."""
    load_covered: float = 0.5
    """The load of less recorded time than this part of the timer's is unknown [H]."""

    # Slope
    slope_over_m: float = 30.0
    """Altitude is smoothed over so much, and the slope taken over as much."""
    slope_most: float = 0.35
    """Steeper is not run."""
    altitude_scatter_m: float = 0.4
    """95 of 100 values of a barometer lie nearer to the mean of five seconds; a phone's satellite
    receiver scatters more [H]."""
    altitude_jump_m: float = 2.5
    """More in one second is the device correcting itself, no slope [H]."""

    # Quality of the recording
    missing_fair: float = 0.02
    missing_poor: float = 0.10
    """Parts of the timer's time without a sample of speed [H]."""
    spikes_fair: float = 0.01
    """Part of the samples that had to be left out [H]."""


RULES = Rules()
