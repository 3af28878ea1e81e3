"""What went on: logged, and worked out from activities, shoes and the watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.diary_strategies import NOW, factors

from flarelag.effects.inputs import checked_factors
from flarelag.errors import DiaryError, LibraryError
from flarelag.model.activity import Activity, Weather
from flarelag.model.factor_sayings import FactorWords, understand_factor
from flarelag.model.factors import Factor, FactorSource, Scale
from flarelag.model.movement import HourOfMovement
from flarelag.model.outcome import Origin
from flarelag.model.shoes import Shoe, ShoeSettings
from flarelag.model.sport import Sport
from flarelag.model.stored import StoredActivity
from flarelag.store.activities import NewActivity
from flarelag.store.library import Library
from flarelag.workflows.automatic_factors import (
    activity_factors,
    cold_hours,
    still_hours,
    without_doubles,
)
from flarelag.workflows.factors import all_factors, factor_frame
from flarelag.workflows.logging_factors import save_factor
from flarelag.workflows.shoes import list_shoes, set_shoes, shoes_of

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "Europe/Zurich"
DAY = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Seven in the morning in Zurich."""
ALL_MINUTES = (1 << 60) - 1


def stored(number: int, sport: Sport, hours: float = 0.0, **given: object) -> StoredActivity:
    begun = DAY + timedelta(hours=hours)
    activity = replace(Activity(sport=sport, start_utc=begun, duration_s=2700.0), **given)  # type: ignore[arg-type]
    return StoredActivity(id=number, activity=activity, source="x", origin=Origin("a"))


def hour(
    n: int, sedentary_min: int, *, covered: int = ALL_MINUTES, source: str = "watch"
) -> HourOfMovement:
    return HourOfMovement(
        hour_utc=DAY + timedelta(hours=n),
        source=source,
        covered=covered,
        sedentary=(1 << sedentary_min) - 1,
    )


def logged(name: str, amount: str, at: str = "2026-11-20 12:00") -> Factor:
    words = FactorWords(name=name, zone=ZONE, amount=amount, at=at)
    return understand_factor(words, now=DAY + timedelta(hours=14))


def test_what_felt_like_five_degrees_or_less_is_cold_by_itself():
    weathers = (
        Weather(temperature_c=8.0, apparent_temperature_c=5.0),
        Weather(temperature_c=4.0, apparent_temperature_c=6.0),
        Weather(temperature_c=4.0),
        Weather(),
        None,
    )
    found = cold_hours(
        [stored(n, Sport.RUN, n, weather=weather) for n, weather in enumerate(weathers)], ZONE
    )
    assert [(each.origin, each.detail) for each in found] == [
        ("activity 0", "5 °C"),
        ("activity 2", "4 °C"),
    ]
    assert {each.source for each in found} == {FactorSource.WEATHER}
    indoors = stored(1, Sport.RUN, weather=weathers[0], sub_sport="treadmill")
    assert cold_hours([indoors], ZONE) == []


def test_strength_yoga_and_walks_are_measures_by_themselves():
    sports = (Sport.STRENGTH, Sport.YOGA, Sport.WALK, Sport.RUN, Sport.RIDE)
    found = activity_factors([stored(n, each, n) for n, each in enumerate(sports)], [], ZONE)
    assert [each.name for each in found] == ["strength", "yoga", "walk"]
    first = found[0]
    assert (first.amount, first.scale, first.detail) == (1.0, Scale.YES, "45 min")
    assert (first.source, first.origin, first.id) == (FactorSource.ACTIVITY, "activity 0", None)
    assert (first.time_utc, first.end_utc) == (DAY, DAY + timedelta(minutes=45))
    assert not first.recalled


def test_an_activity_of_unknown_length_is_an_instant():
    (found,) = activity_factors([stored(1, Sport.YOGA, duration_s=None)], [], ZONE)
    assert (found.end_utc, found.detail) == (None, None)


def test_runs_beyond_the_limit_are_runs_in_worn_shoes():
    runs = [stored(n, Sport.RUN, 24.0 * n, gear="Spikes", distance_m=10_000.0) for n in range(4)]
    said = Shoe(name="Spikes", start_m=5_000.0, limit_m=20_000.0)
    worn = activity_factors(reversed(runs), [said], ZONE)
    assert [(each.name, each.origin) for each in worn] == [
        ("worn_shoes", "activity 2"),
        ("worn_shoes", "activity 3"),
    ]
    assert activity_factors(runs, [replace(said, limit_m=None)], ZONE) == []


def test_the_watchs_still_hours_are_sitting_in_waking_hours_only():
    hours = [hour(n, 30) for n in range(-7, 17)]
    found = still_hours(hours, ZONE)
    assert len(found) == 15
    assert {each.amount for each in found} == {0.5}
    assert {each.source for each in found} == {FactorSource.WATCH}
    assert found[0].time_utc == DAY
    assert found[-1].end_utc == DAY + timedelta(hours=15)


def test_a_watch_that_was_off_too_long_says_nothing_of_the_day():
    assert still_hours([hour(n, 30) for n in range(10)], ZONE) == []
    assert len(still_hours([hour(n, 30) for n in range(11)], ZONE)) == 11


def test_of_two_watches_the_one_that_covers_more_is_believed():
    hours = [hour(n, 30) for n in range(15)]
    others = [hour(n, 5, covered=(1 << 20) - 1, source="other") for n in range(15)]
    assert {each.amount for each in still_hours([*others, *hours, *others], ZONE)} == {0.5}


def test_measured_hours_stand_for_remembered_ones_of_the_same_day():
    automatic = still_hours([hour(n, 30) for n in range(15)], ZONE)
    typed = [
        logged("sitting", "2h"),
        logged("driving", "1h"),
        logged("sitting", "1h", "2026-11-19 12:00"),
    ]
    together = without_doubles(typed, automatic)
    names = [each.name for each in together]
    assert names.count("sitting") == 16
    assert names.count("driving") == 1
    assert [each.time_utc for each in together] == sorted(each.time_utc for each in together)


def test_the_frame_is_what_the_model_takes():
    frame = checked_factors(
        factor_frame(
            [
                logged("sitting", "2h"),
                logged("ice", "20 min"),
                logged("cold", "no"),
                replace(logged("stress", "yes"), scale=Scale.NUMBER, amount=7.0),
                replace(logged("heat", "yes"), entered_utc=DAY + timedelta(days=9)),
            ]
        )
    )
    assert list(zip(frame["name"], frame["value"], strict=True)) == [
        ("sitting", 2.0),
        ("ice", 1.0),
        ("cold", 0.0),
        ("stress", 7.0),
    ]
    assert frame["utc_offset_min"].to_list() == [60] * 4
    assert frame["end"].null_count() == 2


def test_no_factors_are_an_empty_frame():
    assert checked_factors(factor_frame([])).height == 0


@given(given_factors=st.lists(factors(), max_size=5))
def test_any_factors_are_a_frame(given_factors: list[Factor]):
    frame = checked_factors(factor_frame(given_factors))
    assert frame.height == sum(not each.recalled for each in given_factors)


def test_the_library_tells_all_of_it(tmp_path: Path):
    with Library.open(tmp_path) as library:
        yoga = NewActivity(
            activity=stored(1, Sport.YOGA).activity,
            source="x",
            origin=Origin("a"),
            parser_version=1,
        )
        library.add_activities([yoga])
        save_factor(library, logged("ice", "20 min"))
        assert [each.name for each in all_factors(library)] == ["yoga", "ice"]


def test_shoes_add_up_and_know_when_they_are_worn():
    runs = [
        stored(1, Sport.RUN, 0, gear="Spikes", distance_m=10_000.0),
        stored(2, Sport.RUN, 24, gear="Spikes", distance_m=None),
        stored(3, Sport.WALK, 48, gear="Old", distance_m=3_000.0),
        stored(4, Sport.RIDE, 72, gear="Bike", distance_m=50_000.0),
        stored(5, Sport.RUN, 96, distance_m=5_000.0),
    ]
    said = [ShoeSettings(name="Spikes", entered_utc=NOW, start_m=1_000.0, limit_m=10_999.0)]
    said.append(ShoeSettings(name="New", entered_utc=NOW))
    old, spikes, new = shoes_of(runs, said)
    assert [old.name, spikes.name, new.name] == ["Old", "Spikes", "New"]
    assert (spikes.distance_m, spikes.n_activities, spikes.n_without_distance) == (11_000.0, 2, 1)
    assert (spikes.worn, old.worn, new.distance_m) == (True, None, 0.0)


def test_what_strava_counts_beyond_the_activities_here_came_before_them():
    runs = [stored(1, Sport.RUN, gear="Spikes", distance_m=10_000.0)]
    (spikes,) = shoes_of(runs, [], {"Spikes": 250_000.0})
    assert (spikes.start_m, spikes.distance_m) == (240_000.0, 250_000.0)
    (fewer,) = shoes_of(runs, [], {"Spikes": 4_000.0})
    assert fewer.distance_m == 10_000.0
    said = ShoeSettings(name="Spikes", entered_utc=NOW, start_m=0.0)
    assert shoes_of(runs, [said], {"Spikes": 250_000.0})[0].distance_m == 10_000.0
    assert [each.name for each in shoes_of([], [], {"New": 5_000.0})] == ["New"]


def test_shoes_are_set_by_the_beginning_of_their_name(tmp_path: Path):
    with Library.open(tmp_path) as library:
        runs = [stored(n, Sport.RUN, n, gear=name) for n, name in enumerate(("Spikes", "Sandals"))]
        library.add_activities(
            [
                NewActivity(
                    activity=each.activity, source="x", origin=each.origin, parser_version=1
                )
                for each in runs
            ]
        )
        shoe = set_shoes(library, "spi", limit_m=500_000.0, now=NOW)
        assert (shoe.name, shoe.limit_m, shoe.worn) == ("Spikes", 500_000.0, False)
        set_shoes(library, "SPIKES", start_m=600_000.0, now=NOW)
        (spikes,) = [each for each in list_shoes(library) if each.name == "Spikes"]
        assert (spikes.worn, spikes.limit_m) == (True, 500_000.0)
        assert set_shoes(library, "Spikes", no_limit=True, now=NOW).worn is None
        for name, said in (("s", "several shoes"), ("boots", "no activity names"), (" ", "no act")):
            with pytest.raises(LibraryError, match=said):
                set_shoes(library, name, limit_m=1.0, now=NOW)
        with pytest.raises(DiaryError, match="no distance for shoes"):
            set_shoes(library, "Spikes", limit_m=-1.0, now=NOW)


def test_hours_logged_after_midnight_ended_now():
    after_midnight = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    words = FactorWords(name="sitting", zone=ZONE, amount="6h")
    factor = understand_factor(words, now=after_midnight)
    assert (factor.time_utc, factor.end_utc) == (
        after_midnight - timedelta(hours=6),
        after_midnight,
    )


def test_a_day_of_25_hours_has_room_for_them():
    words = FactorWords(name="sitting", zone=ZONE, amount="25h", day="2026-10-25")
    assert understand_factor(words, now=NOW).amount == 25.0
    with pytest.raises(DiaryError, match="longer than the time"):
        understand_factor(replace(words, day="2026-03-29", amount="24h"), now=NOW)
