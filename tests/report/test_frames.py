from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from flarelag.model.body import BodySite, PainSite, Side
from flarelag.report import charts, frames
from flarelag.report.captions import reach_caption

if TYPE_CHECKING:
    from flarelag.model.diary import DiaryEntry
    from flarelag.report.report import Report


def entry_like(report: Report, time: datetime, score: int = 3) -> DiaryEntry:
    return replace(report.entries[0], time_utc=time, entered_utc=time, score=score)


def test_pain_is_told_in_local_time_and_vague_entries_stay_out(full_report: Report):
    time = datetime(2026, 11, 22, 20, 10, tzinfo=UTC)
    known = replace(entry_like(full_report, time, 6), utc_offset_s=3600)
    vague = replace(known, time_end_utc=time + timedelta(hours=5))
    frame = frames.pain([vague, known])
    assert frame.rows() == [(datetime.fromisoformat("2026-11-22T21:10"), 6)]


def test_a_day_without_entries_is_unknown_and_not_joined_up(full_report: Report):
    first = datetime(2026, 6, 1, 10, tzinfo=UTC)
    entries = [
        entry_like(full_report, first, 2),
        entry_like(full_report, first + timedelta(hours=2), 5),
        entry_like(full_report, first + timedelta(days=2), 0),
    ]
    days = frames.daily_pain(frames.pain(entries))
    assert days["mean_score"].to_list() == [3.5, None, 0.0]
    assert days["n_entries"].to_list() == [2, 0, 1]
    assert days["time"][0] == datetime.fromisoformat("2026-06-01T12:00")


def test_no_entries_make_empty_frames():
    empty = frames.pain([])
    assert empty.is_empty()
    assert frames.daily_pain(empty).is_empty()
    assert frames.longest_gap_days(empty) == 0


def test_sessions_carry_kind_dose_and_unknowns_as_null(full_report: Report):
    hard, ride = full_report.activities[0], full_report.activities[3]
    bare = replace(ride, classification=None, activity=replace(ride.activity, distance_m=None))
    frame = frames.sessions([bare, hard], full_report.usual_dose)
    first, second = frame.iter_rows(named=True)
    assert first["kind"] == "hard run with sprints"
    assert first["time"] == datetime.fromisoformat(
        "2026-05-05T18:00"
    )  # 16:00 UTC in Zurich's summer
    assert (first["hard"], first["run"], first["sprints"], first["hard_stops"]) == (
        True,
        True,
        4,
        4,
    )
    assert first["dose"] == 116.0
    assert second["kind"] == "ride"
    assert second["distance_km"] is None
    assert second["dose"] is None
    assert second["sprints"] is None


def test_the_lag_curve_keeps_an_empty_bin_as_unknown(full_report: Report):
    bins = (replace(full_report.result.bins[0], estimate=None, n_entries=0),)
    frame = frames.lag_bins(replace(full_report.result, bins=bins))
    assert frame.rows() == [(0.0, 3.0, None, None, None, 0)]


def test_efforts_are_numbered_and_carry_their_braking(full_report: Report):
    classified = full_report.traces[0].session.classification
    assert classified is not None
    frame = frames.efforts(classified.efforts)
    assert frame["class"].to_list() == ["tempo"] * 6 + ["sprint"] * 4
    assert frame["number"].to_list() == list(range(1, 11))
    last = frame.row(-1, named=True)
    assert last["braking"] == "hard"
    assert last["energy_j_kg"] == (7.1**2 - 0.6**2) / 2
    unbraked = frames.efforts([replace(classified.efforts[0], braking=None)])
    assert unbraked.row(0, named=True)["braking"] is None


def test_a_short_trace_is_kept_whole_with_its_gap(full_report: Report):
    stretch = frames.speed(full_report.traces[0].trace, from_s=690, to_s=730)
    assert stretch.height == 41
    assert stretch["speed_m_s"].null_count() == 20


def test_a_long_trace_is_thinned_without_losing_peaks_or_gaps():
    n = 40_000
    speed: list[float | None] = [3.0 + (t % 7) / 100 for t in range(n)]
    speed[12_345], speed[20_000], speed[30_000] = 8.0, 0.0, None
    trace = pl.DataFrame({"t_s": [float(t) for t in range(n)], "speed_m_s": speed})
    thin = frames.speed(trace, from_s=0, to_s=n)
    assert thin.height <= frames.MOST_TRACE_ROWS + 1
    assert thin["t_s"].is_sorted()
    assert {(12_345.0, 8.0), (20_000.0, 0.0), (30_000.0, None)} <= set(thin.rows())


def test_weeks_start_on_monday_and_an_empty_week_counts_nothing(full_report: Report):
    dose = full_report.usual_dose
    entries = [
        entry_like(full_report, datetime(2026, 6, 7, 10, tzinfo=UTC), 4),  # a Sunday
        entry_like(full_report, datetime(2026, 6, 15, 10, tzinfo=UTC), 1),  # Monday a week on
    ]
    done = frames.sessions(full_report.activities[:1], dose).clear()
    weeks = frames.weeks(frames.pain(entries), done)
    assert weeks["week"].to_list() == [date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)]
    assert weeks["n_entries"].to_list() == [1, 0, 1]
    assert weeks["mean_score"].to_list() == [4.0, None, 1.0]
    full = frames.weeks(frames.pain([]), frames.sessions(full_report.activities, dose))
    assert full.row(0, named=True)["n_hard"] == 1
    assert full.row(0, named=True)["n_runs"] == 3
    assert full.row(0, named=True)["n_rides"] == 1
    assert full["max_score"].null_count() == full.height


def test_a_week_with_a_run_of_unknown_length_has_no_total(full_report: Report):
    first = full_report.activities[0]
    unknown = replace(first, activity=replace(first.activity, distance_m=None))
    dose = full_report.usual_dose
    weeks = frames.weeks(frames.pain([]), frames.sessions([unknown], dose))
    assert weeks["run_km"].to_list() == [None]


def test_the_longest_gap_counts_days_in_between(full_report: Report):
    first = datetime(2026, 6, 1, 10, tzinfo=UTC)
    entries = [entry_like(full_report, first + timedelta(days=n)) for n in (0, 1, 6)]
    assert frames.longest_gap_days(frames.pain(entries)) == 4


def test_a_span_is_a_fortnight_at_least(full_report: Report):
    dose = full_report.usual_dose
    one = frames.span(frames.lanes(full_report.activities[:1], dose))
    assert one is not None
    assert one[1] - one[0] == timedelta(days=14)
    every = frames.span(frames.lanes(full_report.activities, dose))
    assert every is not None
    assert every[0].date().isoformat() == "2026-05-04"
    assert frames.span(frames.lanes((), dose)) is None


def test_reach_by_month_counts_days(full_report: Report):
    days = frames.reach_by_day(full_report.entries)
    months = frames.reach_by_month(days)
    assert months["days_n"].sum() == days.height
    assert months["time"].unique().sort()[0] == datetime.fromisoformat("2026-05-15T12:00")


def test_a_place_without_a_side_is_on_neither_leg(full_report: Report):
    def entry(day: int, *places: PainSite) -> DiaryEntry:
        time = datetime(2026, 6, day, 10, tzinfo=UTC)
        return replace(entry_like(full_report, time), sites=places)

    calf, foot = PainSite(BodySite.CALF_OUTER), PainSite(BodySite.FOOT, Side.LEFT)
    days = frames.reach_by_day([entry(1, calf), entry(2, calf, foot)])
    assert days.drop("time").rows() == [("not said", 4), ("left", 5), ("not said", 4)]
    caption = reach_caption(days)
    assert caption.startswith("◀ left, ▶ right, ◆ side not said: the furthest")
    assert "left as far as the foot, no further; side not said, as far as the calf" in caption
    sided = days.filter(days["side"] == "left")
    assert "not said" not in reach_caption(sided)
    assert len(charts.reach(days).layer) == len(charts.reach(sided).layer) + 1
