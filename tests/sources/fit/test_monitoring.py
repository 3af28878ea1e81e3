from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flarelag.errors import NotAnActivityError
from flarelag.sources.detect import parse_activities, parse_file
from flarelag.sources.fit import read_fit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.fit.conftest import FitWriter

    from flarelag.model.movement import HourOfMovement

MONITORING, INFO = 55, 103
MONITORING_B = 32
WALKING, SEDENTARY = 6, 8
LOW_16 = 0xFFFF
HOUR_S = 3600


class Day:
    """A monitoring file that begins at a full hour of UTC."""

    def __init__(self, fit: FitWriter, *, midnight: bool = True) -> None:
        self.start = fit.T0 - fit.T0 % HOUR_S
        local = self.start - self.start % 86_400 + (0 if midnight else HOUR_S)
        self.fit = fit.file_id(MONITORING_B)
        self.fit.define(0, INFO, [(253, "I"), (0, "I")]).data(0, self.start, local)
        self.fit.define(1, MONITORING, [(26, "H"), (24, "B")])
        self.fit.define(2, MONITORING, [(26, "H"), (24, "B"), (3, "I")])
        self.fit.define(3, MONITORING, [(26, "H"), (27, "B")])

    def low(self, minute: float) -> int:
        return int(self.start + 60 * minute) & LOW_16

    def sits(self, until: float) -> Day:
        self.fit.data(1, self.low(until), SEDENTARY)
        return self

    def walks(self, until: float, steps: int) -> Day:
        self.fit.data(2, self.low(until), 3 << 5 | WALKING, steps)
        return self

    def heart(self, minute: float, bpm: int) -> Day:
        self.fit.data(3, self.low(minute), bpm)
        return self

    def hours(self) -> list[HourOfMovement]:
        return list(read_fit(self.fit.file()).movement)


def test_minutes_and_steps_by_the_hour(new_fit: type[FitWriter]):
    day = Day(new_fit()).sits(30).walks(50, 2000).sits(70).walks(80, 2600)
    first, second = day.hours()
    assert (first.n_minutes_covered, second.n_minutes_covered) == (60, 20)
    assert (first.active.bit_count(), first.sedentary_min) == (20, 40)
    assert (second.active.bit_count(), second.sedentary_min) == (10, 10)
    assert (first.steps, second.steps) == (2000, 600)


def test_times_of_16_bits_go_round(new_fit: type[FitWriter]):
    day = Day(new_fit())
    for minute in range(30, 24 * 60, 30):
        day.sits(minute)
    hours = day.hours()
    assert [hour.n_minutes_covered for hour in hours] == [60] * 23 + [30]


def test_what_the_watch_did_not_see_is_unknown(new_fit: type[FitWriter]):
    first, last = Day(new_fit()).sits(10).sits(10 + 121).sits(10 + 121 + 5).hours()
    assert (first.covered.bit_count(), last.covered.bit_count()) == (10, 5)


def test_a_watch_without_a_pulse_is_not_worn(new_fit: type[FitWriter]):
    day = Day(new_fit()).heart(5, 60).sits(100).heart(90, 0)
    (hour,) = day.hours()
    assert hour.sedentary == sum(1 << minute for minute in range(16))


def test_a_count_begins_anew_at_midnight_and_repeats_what_stood_before_the_file(
    new_fit: type[FitWriter],
):
    (hour,) = Day(new_fit(), midnight=False).walks(10, 5000).walks(20, 5400).walks(30, 100).hours()
    assert hour.steps == 500


def test_the_sitting_of_one_day_in_several_files_is_put_together(new_fit: type[FitWriter]):
    one, other = Day(new_fit()).sits(20), Day(new_fit()).sits(40)
    parsed = read_fit(one.fit.file() + other.fit.file())
    assert [hour.sedentary_min for hour in parsed.movement] == [40]


def test_movement_is_no_activity(new_fit: type[FitWriter]):
    data = Day(new_fit()).sits(20).fit.file()
    assert parse_file(data).activities == ()
    with pytest.raises(NotAnActivityError, match="monitoring data"):
        parse_activities(data)


def test_a_file_cut_off_is_read_up_to_there_and_says_so(new_fit: type[FitWriter]):
    data = Day(new_fit()).sits(20).walks(30, 90).sits(40).fit.file()
    parsed = parse_file(data[:-4])
    assert parsed.salvaged
    assert [hour.n_minutes_covered for hour in parsed.movement] == [30]


@pytest.mark.corpus
def test_a_real_file(corpus: Path):
    parsed = parse_file((corpus / "fit" / "python-fitparse__MonitoringFile.fit").read_bytes())
    assert len(parsed.movement) == 17
    # fitparse's last counts: 1571 cycles of walking and 15.5 of running, two steps each.
    assert sum(hour.steps or 0 for hour in parsed.movement) == 3173
    for name in ("monitoring-file.fit", "timestamp16-rollover.fit"):
        with pytest.raises(NotAnActivityError, match="without a usable minute"):
            parse_file((corpus / "synth" / name).read_bytes())
