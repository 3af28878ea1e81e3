"""The small pictures: geometry, not pixels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flarelag.model.body import BodySite, PainSite, Side
from flarelag.model.effort import EffortClass
from flarelag.model.interval import Interval
from flarelag.report import frames
from flarelag.report.drawings.body_map import LARGEST, MIDDLE, SMALLEST, body_maps
from flarelag.report.drawings.close_up import slowing_close_up, sprint_close_up
from flarelag.report.drawings.paths import Box, line_path
from flarelag.report.drawings.session_card import PAIN_BOX, session_card
from flarelag.report.report import PageOptions
from flarelag.report.sections.activities import day_one
from flarelag.report.texts import say
from flarelag.report.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.model.diary import DiaryEntry
    from flarelag.report.report import Report, SessionTrace

BOX = Box(0, 0, 300, 100, 0.0, 300.0, 0.0, 10.0)


def trace(*speeds: float | None) -> pl.DataFrame:
    told = {"t_s": [float(t) for t in range(len(speeds))], "speed_m_s": list(speeds)}
    return pl.DataFrame(told, schema_overrides={"speed_m_s": pl.Float64})


def test_a_line_keeps_the_lowest_and_the_highest_of_each_step():
    path = line_path(trace(5.0, 1.0, 9.0, 5.0, 5.0, 5.0), BOX)
    assert path.startswith("M1 90l1 -80")


def test_a_gap_in_the_speed_is_a_gap_in_the_line():
    path = line_path(trace(*[5.0] * 30, *[None] * 5, *[6.0] * 30), BOX)
    assert path.count("M") == 2
    assert line_path(trace(None, None), BOX) == ""


def test_a_long_line_stays_short():
    path = line_path(trace(*[3.0 + (t % 7) for t in range(20_000)]), replace(BOX, to_x=20_000.0))
    assert len(path) < 3000
    assert max(int(y) for y in re.findall(r"M\d+ (\d+)", path)) <= 100


def test_a_session_card_tells_its_doses_and_the_highest_pain_after_it(full_report: Report):
    card = session_card(full_report, full_report.traces[3], top_m_s=8.0)
    assert len(card.efforts) == 10
    assert len(card.hard_stops) == 4
    assert card.doses == "116 s at sprint or fast speed, 4 sprints, 4 hard slow-downs"
    assert card.title is None
    (highest,) = [dot for dot in card.dots if dot.label]
    assert highest.score == max(dot.score for dot in card.dots if dot.x >= PAIN_BOX.x(0))
    assert f"highest {highest.score} at +" in card.alt


def test_a_session_without_an_entry_says_so(
    full_report: Report, report_with: Callable[..., Report]
):
    bare = report_with(entries=())
    card = session_card(bare, bare.traces[0], top_m_s=8.0)
    assert card.dots == ()
    assert "no entry in the 72 h after" in card.alt
    asked = report_with(options=PageOptions(with_notes=True))
    assert session_card(asked, full_report.traces[0], top_m_s=8.0).title is not None


@pytest.mark.parametrize(("units", "speed"), [(Units.METRIC, "7.1"), (Units.IMPERIAL, "15.9")])
def test_a_slowing_close_up_tells_its_speeds(full_report: Report, units: Units, speed: str):
    shown = slowing_close_up(full_report.traces[0], 10, units)
    assert shown is not None
    assert shown.words.startswith(f"From {speed}")
    assert "hard" in shown.words
    assert (0, "0 s") not in shown.seconds
    assert slowing_close_up(full_report.traces[0], 99, units) is None


def test_a_sprint_close_up_tells_its_share_of_the_best_100_m(full_report: Report):
    shown = sprint_close_up(full_report.traces[0], 10, Units.METRIC)
    assert shown is not None
    assert "97 % of the best 100 m" in shown.words
    assert not shown.slowing
    assert sprint_close_up(full_report.traces[0], 0, Units.METRIC) is None


def lengthened(session: SessionTrace, number_of: int, duration_s: float) -> SessionTrace:
    """The session with one effort of another length, and not classed."""
    classified = session.session.classification
    assert classified is not None
    efforts = list(classified.efforts)
    old = efforts[number_of - 1]
    start_s = old.interval.start_s
    efforts[number_of - 1] = replace(
        old,
        interval=Interval(start_s, start_s + duration_s),
        effort_class=EffortClass.EFFORT,
    )
    changed = replace(classified, efforts=tuple(efforts))
    return replace(session, session=replace(session.session, classification=changed))


def test_ticks_stand_apart_however_long_an_effort_is(full_report: Report):
    long = lengthened(full_report.traces[0], 10, 260.0)
    shown = sprint_close_up(long, 10, Units.METRIC)
    assert shown is not None
    assert [label for _, label in shown.seconds] == ["0 s", "60 s", "120 s", "180 s", "240 s"]
    short = sprint_close_up(full_report.traces[0], 10, Units.METRIC)
    assert short is not None
    assert [label for _, label in short.seconds][:2] == ["\u221210 s", "0 s"]


def test_only_sprints_are_called_so(full_report: Report):
    sprint = full_report.traces[0]
    for session, name in ((sprint, "sprints_one"), (lengthened(sprint, 10, 30.0), "efforts_one")):
        training = replace(full_report.training, sprints=((session, 10),))
        told = day_one(replace(full_report, training=training))
        assert told is not None
        assert told["sprints"]["title"] == say(f"day_one.{name}")


def test_one_day_is_one_day(full_report: Report):
    (one,) = body_maps(frames.places(full_report.entries[:1]))
    assert one.total == "1 day"


def test_the_body_map_grows_with_the_days(full_report: Report):
    maps = body_maps(frames.places(full_report.entries))
    assert [each.period for each in maps] == ["2026 Q2", "2026 Q3", "2026 Q4"]
    assert max(spot.radius for each in maps for spot in each.spots) == LARGEST
    assert all(spot.x < 66 for each in maps for spot in each.spots)  # the left, seen from behind
    assert "left buttock" in maps[0].alt
    assert body_maps(frames.places(())) == ()


def test_a_place_whose_side_was_not_said_is_drawn_on_neither_and_told_so(full_report: Report):
    def entry(*sides: Side | None) -> DiaryEntry:
        sites = tuple(PainSite(BodySite.LOWER_BACK, side) for side in sides)
        return replace(full_report.entries[0], score=4, sites=sites)

    (both,) = body_maps(frames.places([entry(Side.MIDDLE, None)]))
    middle, unsided = both.spots
    assert (middle.x, middle.sided, unsided.x, unsided.sided) == (MIDDLE, True, MIDDLE, False)
    assert unsided.y > middle.y + 2 * SMALLEST  # neither hides the other's number
    assert both.unsided
    assert both.alt == "2026 Q2: middle lower back 1, lower back, side not said: 1."
    (alone,) = body_maps(frames.places([entry(None)]))
    assert alone.spots[0].y == middle.y
    (sided,) = body_maps(frames.places([entry(Side.LEFT), entry(Side.BOTH)]))
    assert not sided.unsided
    assert {spot.x < MIDDLE for spot in sided.spots} == {True, False}
