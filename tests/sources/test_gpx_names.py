"""What the names that Runkeeper gives its tracks tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flarelag.model.sport import Sport
from flarelag.sources.gpx import parse_gpx
from flarelag.sources.gpx_names import read_track_name

RUNKEEPER = "RunKeeper - http://www.runkeeper.com"
TIMES = ("2013-10-26T17:09:25Z", "2013-10-26T17:09:26Z")


def gpx(name: str, *, creator: str = RUNKEEPER, kind: str = "") -> bytes:
    points = "".join(
        f'<trkpt lat="-37.78{n}" lon="144.77"><time>{at}</time></trkpt>'
        for n, at in enumerate(TIMES)
    )
    track = f"<name><![CDATA[{name}]]></name>{kind}<trkseg>{points}</trkseg>"
    return f'<gpx version="1.1" creator="{creator}"><trk>{track}</trk></gpx>'.encode()


def start_of(data: bytes) -> tuple[datetime, bool]:
    (parsed,) = parse_gpx(data)
    said = any("local times" in remark for remark in parsed.activity.remarks)
    return parsed.activity.start_utc, said


@pytest.mark.parametrize(
    ("name", "sport"),
    [
        ("Running 10/26/13 5:09 pm", Sport.RUN),
        ("Mountain Biking 10/26/13", Sport.RIDE),
        ("Course à pied 26/10/2013 17:09", Sport.RUN),
        ("Stair climbing 10/26/13 5:09 pm", Sport.OTHER),
        ("Running", Sport.OTHER),  # a person may have given it
        ("Lauf um den See", Sport.OTHER),
        ("001", Sport.OTHER),
    ],
)
def test_a_track_without_a_sport_has_that_of_its_name(name: str, sport: Sport):
    (parsed,) = parse_gpx(gpx(name))
    assert parsed.activity.sport is sport
    said = any("taken from its name" in remark for remark in parsed.activity.remarks)
    assert said is (sport is not Sport.OTHER)


def test_a_sport_that_is_given_is_never_overruled_by_a_name():
    (parsed,) = parse_gpx(gpx("Running 10/26/13 5:09 pm", kind="<type>Yoga</type>"))
    assert parsed.activity.sport is Sport.YOGA


@pytest.mark.parametrize("name", ["Running 10/26/13 5:09 pm", "Running 26/10/13 17:09"])
def test_local_times_called_utc_are_read_as_local_where_the_name_shows_them(name: str):
    assert start_of(gpx(name)) == (datetime(2013, 10, 26, 6, 9, 25, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("name", "creator"),
    [
        ("Running 10/27/13 4:09 am", RUNKEEPER),  # as it should be: local in the name alone
        ("Running 10/26/13", RUNKEEPER),
        ("Running 10/26/13 5:09 pm", "another"),
    ],
)
def test_times_in_utc_stay_what_they_are(name: str, creator: str):
    assert start_of(gpx(name, creator=creator)) == (
        datetime(2013, 10, 26, 17, 9, 25, tzinfo=UTC),
        False,
    )


def test_local_time_that_is_utc_needs_no_remark():
    data = gpx("Running 10/26/13 5:09 pm").replace(b"-37.78", b"64.14").replace(b"144.77", b"-21.9")
    assert start_of(data) == (datetime(2013, 10, 26, 17, 9, 25, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "name", [None, "", "99/99/99", "Run 1/2/3", "Run" + " " * 1_000_000 + "1/2/13"]
)
def test_other_names_tell_nothing_of_a_sport(name: str | None):
    told = read_track_name(name)
    assert told is None or told.sport is Sport.OTHER
