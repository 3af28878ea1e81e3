"""Make sample_data/: half a year of a runner who does not exist, from one seed.

    python scripts/make_sample_data.py [--output FOLDER] [--seed N]

The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from flarelag.simulation.calendar import Calendar
from flarelag.simulation.course import Course, loop, road, track
from flarelag.simulation.gpx_file import gpx_bytes
from flarelag.simulation.laps import LapStyle
from flarelag.simulation.pain import PainModel, mean_rise
from flarelag.simulation.truth import SessionKind
from flarelag.simulation.watch import Recording, Watch, record
from flarelag.simulation.year import SimulatedYear, YearOptions, simulate_year
from sample_files.diary_file import diary_csv
from sample_files.fit_file import fit_bytes
from sample_files.strava_export import ExportRow, strava_export
from sample_files.tcx_file import tcx_bytes
from sample_files.truth_file import truth_json

SEED = 20260406
PARK = (52.4745, 13.4020)
"""The middle of a big public park: an old airfield, now grass."""
TRACK_KINDS = {SessionKind.SPRINTS, SessionKind.REPEATS, SessionKind.STRIDES}
ROAD_KINDS = {SessionKind.HILLS, SessionKind.TOWN}
LOOSE = {SessionKind.SPRINTS: "fit", SessionKind.RIDE: "gpx", SessionKind.EASY: "tcx"}
"""The last session of each of these kinds is left out of the export and stands by itself."""
TCX_SPACES = 10
FIRST_FILE_ID, FIRST_ACTIVITY_ID = 15_100_000_011, 14_200_000_007
OPTIONS = YearOptions(
    calendar=Calendar(
        first_day=date(2026, 4, 6),
        weeks=30,
        per_week={
            SessionKind.SPRINTS: 1.0,
            SessionKind.REPEATS: 0.4,
            SessionKind.EASY: 1.4,
            SessionKind.RIDE: 0.9,
            SessionKind.STRIDES: 0.1,
            SessionKind.FARTLEK: 0.1,
            SessionKind.HILLS: 0.1,
            SessionKind.TOWN: 0.1,
            SessionKind.TREADMILL: 1 / 30,
        },
    ),
    pain=PainModel(hard_rise=-0.8, hard_rise_h=2.0),
    in_motion=True,
)
NAMES = {
    SessionKind.EASY: "Easy run",
    SessionKind.SPRINTS: "200 m sprints",
    SessionKind.REPEATS: "6 x 1000 m",
    SessionKind.FARTLEK: "Fartlek",
    SessionKind.HILLS: "Hill repeats",
    SessionKind.STRIDES: "Easy with strides",
    SessionKind.TOWN: "Through town",
    SessionKind.TREADMILL: "Treadmill",
    SessionKind.RIDE: "Evening ride",
}
README = """# Sample data

Half a year of a runner who does not exist: everything here is synthetic, made by
`scripts/make_sample_data.py` from one seed.

| file | what it is |
|---|---|
| `strava_export.zip` | like a Strava bulk export: FIT, GPX and TCX files, `activities.csv` |
| `loose/` | one FIT, one GPX and one TCX file that the export does not hold |
| `diary.csv` | her pain diary: about three entries a day, with gaps |
| `truth.json` | what was planted: every effort, every braking, and the pain that follows |

Planted: after a usual 200 m session pain is {peak:.1f} points higher at its peak, {lag_h:.0f} h
later ({theta:.1f} on average over hours 6 to 24). Right after any run or ride it is lower.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """One session as a file.

    Parameters
    ----------
    kind : SessionKind
        What it was.
    recording : Recording
        What happened and what the watch made of it.
    suffix : str
        `fit`, `gpx` or `tcx`.
    data : bytes
        The file.
    """

    kind: SessionKind
    recording: Recording
    suffix: str
    data: bytes


def make(folder: Path, seed: int = SEED) -> None:
    """Write the sample data.

    Parameters
    ----------
    folder : Path
        Where to; files in it that have the same names are replaced.
    seed : int
        What to make it from.
    """
    year_rng, watch_rng, export_rng = np.random.default_rng(seed).spawn(3)
    year = simulate_year(OPTIONS, year_rng)
    last = {kind: _last(year, kind) for kind in LOOSE}
    made = [
        _made(year, index, LOOSE[p.kind] if index == last.get(p.kind) else None, rng)
        for index, (p, rng) in enumerate(
            zip(year.planned, watch_rng.spawn(len(year.planned)), strict=True)
        )
    ]
    loose = [each for index, each in enumerate(made) if index in last.values()]
    exported = [each for index, each in enumerate(made) if index not in last.values()]
    rows = [_row(number, each, export_rng) for number, each in enumerate(exported)]
    names = [f"loose/{each.kind}.{each.suffix}" for each in loose]
    files = [
        (f"strava_export.zip > {r.filename}", e.recording)
        for r, e in zip(rows, exported, strict=True)
    ]
    files += [(name, each.recording) for name, each in zip(names, loose, strict=True)]
    (folder / "loose").mkdir(parents=True, exist_ok=True)
    contents = {
        "strava_export.zip": strava_export(sorted([*rows, _manual()], key=lambda r: r.start_utc)),
        "diary.csv": diary_csv(year.entries),
        "truth.json": truth_json(year, files, seed=seed),
        "README.md": _readme(year).encode(),
        **{name: each.data for name, each in zip(names, loose, strict=True)},
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)


def _last(year: SimulatedYear, kind: SessionKind) -> int:
    return max(index for index, planned in enumerate(year.planned) if planned.kind is kind)


def _made(year: SimulatedYear, index: int, suffix: str | None, rng: np.random.Generator) -> Made:
    kind = year.planned[index].kind
    recording = record(
        year.sessions[index],
        watch=_watch(kind, rng) if suffix is None else Watch(smart=suffix != "fit"),
        runner=year.options.runner,
        course=_course(kind, rng),
        start_utc=year.planned[index].start_utc,
        rng=rng,
        lap_style=_lap_style(kind, rng),
    )
    chosen = suffix or _suffix(kind, rng)
    if chosen == "gpx":
        data = gpx_bytes(recording.parsed, name=NAMES[kind])
    elif chosen == "tcx":
        data = tcx_bytes(recording.parsed, leading_spaces=0 if suffix else TCX_SPACES)
    else:
        # Two watches: the older one writes the old, narrow fields.
        enhanced = bool(rng.random() < 0.6)  # noqa: PLR2004 - most of the half year
        data = fit_bytes(recording.parsed, zone=year.options.calendar.zone, enhanced=enhanced)
    return Made(kind=kind, recording=recording, suffix=chosen, data=data)


def _watch(kind: SessionKind, rng: np.random.Generator) -> Watch:
    """Return a watch: smart recording for easy things, once a second mostly for sprints."""
    share_smart = {
        SessionKind.RIDE: 1.0,
        SessionKind.EASY: 0.8,
        SessionKind.REPEATS: 0.75,
        SessionKind.SPRINTS: 0.4,
    }
    watch = Watch(smart=bool(rng.random() < share_smart.get(kind, 0.5)))
    return replace(watch, lag_s=rng.uniform(0.4, 1.4), delay_s=rng.uniform(0.0, 0.4))


def _course(kind: SessionKind, rng: np.random.Generator) -> Course | None:
    if kind is SessionKind.TREADMILL:
        return None
    if kind in TRACK_KINDS:
        return track(*PARK)
    if kind in ROAD_KINDS:
        return road(*PARK, length_m=2_500.0, rng=rng)
    length_m = 18_000.0 if kind is SessionKind.RIDE else 5_000.0
    return loop(*PARK, length_m=length_m, rng=rng)


def _lap_style(kind: SessionKind, rng: np.random.Generator) -> LapStyle:
    """Return who makes the laps: sometimes a workout or a hand, mostly every kilometre."""
    shares = {
        SessionKind.REPEATS: (LapStyle.WORKOUT, LapStyle.WORKOUT, LapStyle.HAND, LapStyle.AUTO_KM),
        SessionKind.SPRINTS: (LapStyle.HAND, LapStyle.HAND, LapStyle.WORKOUT, LapStyle.AUTO_KM),
        SessionKind.RIDE: (LapStyle.NONE,),
        SessionKind.TREADMILL: (LapStyle.NONE,),
    }
    styles = shares.get(kind, (LapStyle.AUTO_KM,))
    return styles[int(rng.integers(len(styles)))]


def _suffix(kind: SessionKind, rng: np.random.Generator) -> str:
    if kind not in {SessionKind.EASY, SessionKind.RIDE}:
        return "fit"
    return ("fit", "fit", "fit", "fit", "gpx", "tcx")[int(rng.integers(6))]


def _row(number: int, made: Made, rng: np.random.Generator) -> ExportRow:
    activity = made.recording.parsed.activity
    ride = made.kind is SessionKind.RIDE
    exertion = int(rng.integers(2, 10)) if rng.random() < 0.3 else None  # noqa: PLR2004 - she seldom says
    described = rng.random() < 0.1  # noqa: PLR2004 - she seldom writes
    return ExportRow(
        activity_id=FIRST_ACTIVITY_ID + 104_729 * number,
        start_utc=activity.start_utc,
        name=NAMES[made.kind],
        kind="Ride" if ride else "Run",
        description='Warm, "easy",\nas planned' if described else "",
        gear="Old steel" if ride else "Spikes" if made.kind in TRACK_KINDS else "Grey ones",
        elapsed_s=activity.duration_s or 0.0,
        moving_s=activity.timer_s or 0.0,
        distance_m=activity.distance_m or 0.0,
        exertion=exertion,
        filename=f"activities/{FIRST_FILE_ID + 98_561 * number}.{made.suffix}.gz",
        data=made.data,
    )


def _manual() -> ExportRow:
    """Return an activity that was entered by hand: it has no file."""
    start_utc = datetime(2026, 6, 10, 17, 0, tzinfo=UTC)
    half_hour = timedelta(minutes=30).total_seconds()
    return ExportRow(
        activity_id=FIRST_ACTIVITY_ID - 1,
        start_utc=start_utc,
        name="Exercises from the physio",
        kind="Weight Training",
        elapsed_s=half_hour,
        moving_s=half_hour,
        distance_m=0.0,
        exertion=3,
    )


def _readme(year: SimulatedYear) -> str:
    pain = year.options.pain
    return README.format(peak=pain.delayed_peak, lag_h=pain.delayed_lag_h, theta=mean_rise(pain))


def main() -> None:
    """Make the sample data where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).parent.parent / "sample_data"
    parser.add_argument("--output", type=Path, default=default, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    make(chosen.output, chosen.seed)
    size = sum(path.stat().st_size for path in chosen.output.rglob("*") if path.is_file())
    print(f"{chosen.output}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
