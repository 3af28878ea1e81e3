"""A public soreness diary: its layout, false claims counted, and what people say together."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from effects_evaluation.pmdata import SorenessDiary, read_people
from effects_evaluation.pooling import clustered_rate, pooled
from effects_evaluation.public_diary import moved
from evaluate_effects import main
from flarelag.effects.result import Estimate
from flarelag.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

SRPE = """end_date_time,activity_names,perceived_exertion,duration_min
2019-12-02T18:30:05.120Z,"['individual', 'running']",7,40
2019-12-03T18:30:05.000Z,['individual'],4,30
2019-12-04T18:30:05.000Z,"['team', 'soccer']",6,60
2019-12-05T18:30:05.000Z,"['team', 'strength', 'endurance']",8,60
2019-12-06T18:30:05.000Z,"['individual', 'endurance']",8,60
2019-12-07T18:30:05.000Z,"['individual', 'cycling']",3,90
2019-12-09T13:34:02.327Z, {},,
2020-03-30T18:00:00.000Z,"['individual', 'running']",5,20
"""
WELLNESS = """effective_time_frame,fatigue,mood,soreness,soreness_area
2019-12-02T06:30:18.128Z,3,3,3,[]
2019-12-03T06:30:18.128Z,3,3,1,"[12921003, 22943007]"
2019-12-03T06:31:00.000Z,0,0,0,[]
2020-03-30T04:48:34.872Z,3,2,5,[]
"""


def written(folder: Path, person: str, srpe: str = SRPE, wellness: str = WELLNESS) -> Path:
    """Write one person's tables as they are published."""
    tables = folder / person / "pmsys"
    tables.mkdir(parents=True)
    (tables / "srpe.csv").write_text(srpe)
    (tables / "wellness.csv").write_text(wellness)
    return folder


def test_tables_become_exposures_and_scores(tmp_path: Path):
    (tmp_path / "p02" / "pmsys").mkdir(parents=True)
    (tmp_path / "p02" / "pmsys" / "srpe.csv").write_text(SRPE)  # nobody without both
    (person,) = read_people(written(tmp_path, "p01"))
    assert person.name == "p01"
    assert person.n_left_out == 2
    sport = ["run", "other", "run", "run", "other", "ride", "run"]
    assert person.exposures["sport"].to_list() == sport
    assert person.exposures["dose"].to_list() == [280, 120, 360, 480, 480, 270, 100]
    assert person.exposures["utc_offset_min"].to_list() == [60] * 6 + [120]
    first = datetime(2019, 12, 2, 18, 30, 5, 120_000, tzinfo=UTC)
    assert person.exposures["end"][0] == first
    assert person.diary["score"].to_list() == [4, 8, 0]
    assert person.diary["utc_offset_min"].to_list() == [60, 60, 120]


@pytest.mark.parametrize(
    ("srpe", "wellness"),
    [
        ("end_date_time,what\n", WELLNESS),
        (SRPE.replace(",7,40", ",hard,40"), WELLNESS),
        (SRPE, WELLNESS.replace("2019-12-02T06:30:18.128Z", "yesterday")),
        (SRPE, ""),
    ],
)
def test_another_layout_is_refused_by_name(tmp_path: Path, srpe: str, wellness: str):
    with pytest.raises(InputError, match=r"p01.*csv: not laid out as published"):
        read_people(written(tmp_path, "p01", srpe, wellness))


def test_a_folder_of_nobody_is_refused_by_name(tmp_path: Path):
    with pytest.raises(SystemExit, match="no pNN/pmsys"):
        main(["--pmdata", str(tmp_path)])


def diary_of(seed: int, weeks: int = 17) -> tuple[str, str]:
    """Return two tables of a made-up person: soreness follows a hard evening by a night."""
    rng = np.random.default_rng(seed)
    srpe, wellness = list[str](SRPE.splitlines()[:1]), list[str](WELLNESS.splitlines()[:1])
    hard_before = False
    for day in range(7 * weeks):
        at = datetime(2019, 11, 4, 5, tzinfo=UTC) + timedelta(days=day, hours=rng.uniform(0, 4))
        sore = 3 - (rng.random() < (0.8 if hard_before else 0.2)) + (rng.random() < 0.2)
        wellness.append(f"{at:%Y-%m-%dT%H:%M:%S}.000Z,3,3,{sore},[]")
        hard_before = rng.random() < 0.25
        if hard_before:
            end = at + timedelta(hours=rng.uniform(9, 13))
            exertion = rng.integers(6, 9)
            names = "\"['individual', 'running']\""
            srpe.append(f"{end:%Y-%m-%dT%H:%M:%S}.000Z,{names},{exertion},40")
    return "\n".join(srpe) + "\n", "\n".join(wellness) + "\n"


def test_moved_sessions_keep_weekday_and_hour_and_stay_within_the_diary(tmp_path: Path):
    written(tmp_path, "p01", *diary_of(1, weeks=9))
    (person,) = read_people(tmp_path)
    shifted = list(moved([person]))
    assert len(shifted) == 7  # 8 whole weeks lie between the first entry and the last
    for name, exposures, diary in shifted:
        assert name == "p01"
        assert diary is person.diary
        assert diary["time"][0] <= exposures["end"].min()
        assert exposures["end"].max() <= diary["time"][-1]
        assert week_hours(exposures) <= week_hours(person.exposures)
        kept = set(exposures["end"]) & set(person.exposures["end"])
        assert len(kept) < exposures.height / 2


def week_hours(exposures: pl.DataFrame) -> set[float]:
    """Return seconds since Monday, of each session."""
    week = exposures["end"] - exposures["end"].dt.truncate("1w")
    return set(week.dt.total_seconds().to_list())


def test_people_are_told_what_follows_and_moved_sessions_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for number in range(3):
        written(tmp_path, f"p0{number}", *diary_of(number))
    main(["--json", "--pmdata", str(tmp_path)])
    found = json.loads(capsys.readouterr().out)["public_diary"]
    runs, every = found["views"]
    assert runs["over_people"] == every["over_people"]  # here, every session is a run
    assert [each["person"] for each in runs["people"]] == ["p00", "p01", "p02"]
    assert all(each["enough"] and each["theta"]["low"] > 0 for each in runs["people"])
    assert runs["over_people"]["theta"]["mean"] > 0.5
    null = runs["moved_by_weeks"]["fitted"]
    assert null["runs"] == 3 * 15
    assert null["people"] == 3
    assert null["likely"] <= 0.12
    assert 0 <= null["mc_se"]["likely"] < 0.2
    assert runs["of_somebody_else"]["fitted"]["runs"] == 6
    main(["--pmdata", str(tmp_path)])
    said = capsys.readouterr().out
    assert "| p01 |" in said
    assert "| moved by weeks | fitted | 45 | 3 |" in said


def test_a_person_with_few_sessions_is_listed_without_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["--json", "--pmdata", str(written(tmp_path, "p01"))])
    view = json.loads(capsys.readouterr().out)["public_diary"]["views"][0]
    (person,) = view["people"]
    assert person["verdict"] == "insufficient"
    assert "theta" not in person
    assert view["over_people"] == {"theta": None, "bins": [], "before_fires": None}
    assert view["moved_by_weeks"]["fitted"] == {"runs": 0, "people": 0, "mc_se": {}}
    main(["--pmdata", str(tmp_path)])
    assert "| moved by weeks | fitted | 0 | 0 | - |" in capsys.readouterr().out


def test_people_who_agree_are_weighed_by_their_errors():
    one, other = Estimate(1.0, 1.0 - 1.96, 1.0 + 1.96), Estimate(1.0, 1 - 3.92, 1 + 3.92)
    both = pooled([one, other])
    assert both is not None
    assert both.mean == pytest.approx(1.0)
    assert both.between_sd == 0
    assert both.se == pytest.approx((1 / 1 + 1 / 4) ** -0.5)


def test_people_who_differ_widen_the_error():
    """Two of equal error: the moment estimate is half the squared difference less the variance."""
    far = pooled([Estimate(0.0, -1.96, 1.96), Estimate(4.0, 4 - 1.96, 4 + 1.96)])
    assert far is not None
    assert far.mean == pytest.approx(2.0)
    assert far.between_sd == pytest.approx((4.0**2 / 2 - 1) ** 0.5)
    assert far.se == pytest.approx(2.0)


def test_one_person_is_her_own_mean_and_nobody_is_none():
    alone = pooled([Estimate(0.5, 0.5 - 1.96, 0.5 + 1.96)])
    assert alone is not None
    assert (alone.mean, alone.between_sd, alone.people) == (0.5, 0.0, 1)
    assert alone.se == pytest.approx(1.0)
    assert pooled([]) is None


def test_the_error_of_a_rate_knows_that_cases_of_a_cluster_are_alike():
    rate, error = clustered_rate([True, True, False, False], ["a", "a", "b", "b"])
    assert rate == 0.5
    assert error == pytest.approx(0.5)
    rate, error = clustered_rate([True, False, True, False], ["a", "a", "b", "b"])
    assert (rate, error) == (0.5, 0.0)
    assert clustered_rate([True, False], ["a", "a"]) == (0.5, None)


def test_a_diary_that_is_read_is_what_is_judged(tmp_path: Path):
    (person,) = read_people(written(tmp_path, "p01", *diary_of(5)))
    assert isinstance(person, SorenessDiary)
    assert person.n_left_out == 0
    assert person.diary.height == 7 * 17
