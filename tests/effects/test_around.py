"""Pain around sessions and by hour of day, as it was logged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from flarelag.effects.around import pain_around
from flarelag.effects.daily import by_hour_of_day, days_compared

FIRST = datetime(2026, 3, 2, 18, tzinfo=UTC)


def scores(*rows: tuple[float, int]) -> pl.DataFrame:
    times = [FIRST + timedelta(hours=h) for h, _ in rows]
    told = {"time": times, "score": [s for _, s in rows], "utc_offset_min": [60] * len(rows)}
    return pl.DataFrame(told, schema_overrides={"time": pl.Datetime("us", "UTC")}).sort("time")


def ended(*rows: tuple[float, str]) -> pl.DataFrame:
    ends = [FIRST + timedelta(hours=h) for h, _ in rows]
    kinds = [kind for _, kind in rows]
    told = {"end": ends, "kind": kinds, "hard": [kind == "hard" for kind in kinds]}
    return pl.DataFrame(told, schema_overrides={"end": pl.Datetime("us", "UTC")})


def test_each_session_weighs_the_same_however_often_pain_was_logged():
    weeks = [0.0, 168.0, 336.0, 504.0]
    diary = [(w + 10, s) for w, s in zip(weeks, (2, 4, 4, 6), strict=True)]
    diary += [(weeks[3] + 10.2, 6)] * 20
    (found,) = pain_around(ended(*((w, "hard") for w in weeks)), scores(*diary))
    assert (found.kind, found.from_h, found.to_h, found.n_sessions) == ("hard", 6, 12, 4)
    assert found.mean == 4
    assert found.high - found.mean == pytest.approx(3.182446 * (8 / 3) ** 0.5 / 2, rel=1e-6)


def test_entries_after_a_hard_session_count_for_no_easy_run():
    weeks = [0.0, 168.0, 336.0, 504.0]
    done = ended(*((w, "hard") for w in weeks), *((w + 24, "easy") for w in weeks))
    diary = [(w + 33, 5) for w in weeks] + [(w + 75, 1) for w in weeks]
    found = pain_around(done, scores(*diary))
    assert [(e.kind, e.from_h, e.mean) for e in found] == [("easy", 48, 1), ("hard", 24, 5)]


def test_entries_belong_to_the_latest_hard_session():
    done = ended(*((24.0 * n, "hard") for n in range(8)))
    found = pain_around(done, scores(*((24.0 * n + 10, 3) for n in range(8))))
    after = [each for each in found if each.from_h >= 0]
    assert [(each.from_h, each.n_sessions) for each in after] == [(6, 8)]
    assert [each.from_h for each in found if each.from_h < 0] == [-24]


def test_rides_alone_are_shown_without_any_hard_session():
    weeks = [0.0, 168.0, 336.0, 504.0]
    found = pain_around(ended(*((w, "ride") for w in weeks)), scores(*((w + 4, 2) for w in weeks)))
    assert [(each.kind, each.from_h, each.mean) for each in found] == [("ride", 3, 2)]


def test_too_few_sessions_show_nothing():
    done = ended((0, "hard"), (168, "hard"), (336, "hard"))
    assert pain_around(done, scores((8, 3), (176, 3), (344, 3))) == ()
    assert pain_around(done.clear(), scores((8, 3))) == ()
    assert pain_around(done, scores().clear()) == ()


def test_pain_by_hour_is_by_the_clock_on_the_wall():
    told = scores((0, 4), (5.5, 2), (24, 6))
    assert by_hour_of_day(told).rows() == [(0, 4, 2.0, 1), (16, 20, 5.0, 2)]


def test_days_without_any_factor_count_on_neither_side():
    told = scores(*((24.0 * day, 5 if day < 5 else 2) for day in range(15)))
    on = [(day, "sitting", 6.0) for day in range(5)] + [
        (day, "sitting", 0.0) for day in range(5, 9)
    ]
    few = [(9, "driving", 1.0)]
    factors = pl.DataFrame(
        {
            "time": [FIRST + timedelta(days=day) for day, _, _ in on + few],
            "utc_offset_min": 60,
            "name": [name for _, name, _ in on + few],
            "value": [value for _, _, value in on + few],
            "automatic": False,
        }
    )
    # A walk that the watch knew of does not tell of sitting on its day.
    walks = factors.head(1).with_columns(
        time=FIRST + timedelta(days=12), name=pl.lit("walk"), automatic=pl.lit(value=True)
    )
    (found,) = days_compared(told, pl.concat([factors, walks]))
    assert (found.name, found.with_n, found.without_n) == ("sitting", 5, 5)
    assert (found.with_mean, found.without_mean) == (5, 2)
