from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flarelag.errors import FlarelagError, UnreadableFileError, UnsafeInputError
from flarelag.model.activity import Activity, Weather
from flarelag.model.metadata import Metadata, with_metadata
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.sources import strava_export
from flarelag.sources.exported import file_in_export
from flarelag.sources.inputs import Input
from flarelag.sources.strava_export import find_strava_csv, read_activities_csv
from sample_files.strava_export import HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH = [
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
    "Max Speed",
    "Average Speed",
    "Elevation Gain",
    "Elevation Loss",
    "Elevation Low",
    "Elevation High",
    "Max Grade",
    "Average Grade",
    "Average Positive Grade",
    "Average Negative Grade",
    "Max Cadence",
    "Average Cadence",
    "Max Heart Rate",
    "Average Heart Rate",
    "Max Watts",
    "Average Watts",
    "Calories",
    "Max Temperature",
    "Average Temperature",
    "Relative Effort",
    "Total Work",
    "Number of Runs",
    "Uphill Time",
    "Downhill Time",
    "Other Time",
    "Perceived Exertion",
    "Type",
    "Start Time",
]
GERMAN = [
    "Aktivitäts-ID",
    "Aktivitätsdatum",
    "Name der Aktivität",
    "Aktivitätsart",
    "Aktivitätsbeschreibung",
    "Verstrichene Zeit",
    "Distanz",
    "Max. Herzfrequenz",
    "Relative Leistung",
    "Pendeln",
    "Hinweis zur Privatsphäre für Aktivitäten",
    "Aktivitätsausrüstung",
    "Dateiname",
    "Sportlergewicht",
    "Fahrradgewicht",
    "Verstrichene Zeit",
    "Bewegungszeit",
    "Distanz",
    "Höchstgeschw.",
    "Durchschnittliche Geschwindigkeit",
    "Höhenzunahme",
    "Höhenunterschied",
    "Min. Höhe",
    "Max. Höhe",
    "Max. Steigung",
    "Durchschnittliche Steigung",
    "Durchschnittliche positive Steigung",
    "Durchschnittliche negative Steigung",
    "Max. Tritt-/Schrittfrequenz",
    "Durchschnittliche Trittfrequenz",
    "Max. Herzfrequenz",
    "Durchschnittliche Herzfrequenz",
    "Max. Watt",
    "Durchschnittliche Watt",
    "Kalorien",
    "Max. Temperatur",
    "Durchschnittliche Temperatur",
    "Relative Leistung",
    "Gesamtarbeit",
    "Anzahl Läufe",
    "Bergaufzeit",
    "Bergabzeit",
    "Andere Zeit",
    "Gefühlte Anstrengung",
    "Art",
    "Startzeit",
]
RUN = {
    0: "7000000001",
    1: "May 29, 2022, 3:53:35 PM",
    2: "200s, hard",
    3: "Run",
    4: 'felt "it"\nat the end',
    5: "2400",
    6: "6.02",
    10: "left glute",
    11: "Pegasus",
    12: "activities/123.fit.gz",
    15: "2401.0",
    17: "6021.5",
    43: "8.0",
}
GERMAN_RUN = RUN | {1: "29.05.2022, 15:53:35", 3: "Lauf", 6: "6,02"}
METADATA = Metadata(
    strava_id=7000000001,
    name="200s, hard",
    description='felt "it"\nat the end',
    private_note="left glute",
    gear="Pegasus",
    perceived_exertion=8,
    sport=Sport.RUN,
)


def table(header: Sequence[str], *rows: dict[int, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([row.get(n, "") for n in range(len(header))] for row in rows)
    return text.getvalue().encode()


@pytest.mark.parametrize(("header", "row"), [(ENGLISH, RUN), (GERMAN, GERMAN_RUN)])
@pytest.mark.parametrize("extra", [0, 1, 50])
def test_any_width_and_language(header: list[str], row: dict[int, str], extra: int):
    wide = [*header, *(f"New {n}" for n in range(extra))]
    read = read_activities_csv(b"\xef\xbb\xbf" + table(wide, row))
    assert read.by_file == {"activities/123.fit.gz": METADATA}
    assert (read.without_file, read.remarks) == ((), ())


def test_columns_in_another_order_go_by_name():
    order = list(reversed(range(len(ENGLISH))))
    header, row = [ENGLISH[n] for n in order], {order.index(n): v for n, v in RUN.items()}
    assert read_activities_csv(table(header, row)).by_file == {"activities/123.fit.gz": METADATA}


@pytest.mark.parametrize(("header", "row"), [(ENGLISH, RUN), (GERMAN, GERMAN_RUN)])
def test_an_activity_by_hand_has_the_exact_distance_and_time(
    header: list[str], row: dict[int, str]
):
    other = row | {12: "", 2: "treadmill"}
    (manual,) = read_activities_csv(table(header, row, other)).without_file
    assert (manual.duration_s, manual.distance_m) == (2401, 6021.5)
    assert (manual.manual, manual.n_records, manual.name) == (True, 0, "treadmill")
    assert manual.start_utc == datetime(2022, 5, 29, 15, 53, 35, tzinfo=UTC)
    assert (manual.sport, manual.perceived_exertion) == (Sport.RUN, 8)


def test_a_recording_that_strava_lost_is_not_called_manual():
    (lost,) = read_activities_csv(table(ENGLISH, RUN | {12: "#error#"})).without_file
    assert not lost.manual
    assert lost.remarks == ("Strava's export left out its recording",)


def test_errors_and_impossible_values_are_null():
    row = RUN | {2: "#error#", 11: "#error#", 43: "75"}
    (metadata,) = read_activities_csv(table(ENGLISH, row)).by_file.values()
    assert (metadata.name, metadata.gear, metadata.perceived_exertion) == (None, None, None)


def test_the_short_table_before_2019():
    data = (
        b"id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
        b"1,2018-09-12 15:02:23,Evening Run,Run,,783,3681.0,false,Merida,activities/1.gpx\n"
        b"2,2018-09-13 15:02:23,Pool,Swim,,900,500.0,false,,\n"
    )
    read = read_activities_csv(data)
    assert read.by_file["activities/1.gpx"].gear == "Merida"
    (manual,) = read.without_file
    assert (manual.distance_m, manual.duration_s) == (500, 900)
    assert manual.start_utc == datetime(2018, 9, 13, 15, 2, 23, tzinfo=UTC)


def test_the_table_of_2019_with_kilometres_only():
    data = (
        b"Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
        b"Distance,Commute,Activity Gear,Filename\n"
        b'2,"Sep 13, 2018, 3:02:23 PM",Pool,Swim,,900,0.5,false,,\n'
    )
    assert read_activities_csv(data).without_file[0].distance_m == 500


def test_quotes_escaped_with_backslashes():
    data = table(ENGLISH, RUN).replace(b'""it""', b'\\"it\\", it said,')
    metadata = read_activities_csv(data).by_file["activities/123.fit.gz"]
    assert metadata.description == 'felt "it", it said,\nat the end'
    assert metadata.gear == "Pegasus"


def test_rows_that_cannot_be_used_are_counted():
    data = table(ENGLISH, RUN, RUN | {12: "", 1: "someday"}) + b"cut,off\n"
    read = read_activities_csv(data)
    assert len(read.by_file) == 1
    assert read.remarks == ("rows of activities.csv that could not be used: 2",)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Shoe Name,Shoe Brand\nPegasus,Nike\n"])
def test_another_table_is_refused(data: bytes):
    with pytest.raises(UnreadableFileError, match="table"):
        read_activities_csv(data)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: table(ENGLISH, {4: t, 12: t})))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes):
    with suppress(FlarelagError):  # any other error fails the test
        read = read_activities_csv(data)
        assert all(activity.start_utc for activity in read.without_file)


def test_the_export_speaks_last_but_takes_nothing_away():
    start = datetime(2022, 5, 29, tzinfo=UTC)
    recorded = Activity(sport=Sport.OTHER, start_utc=start, name="Garmin name", gear="watch")
    assert with_metadata(recorded, Metadata()) == recorded
    told = with_metadata(recorded, METADATA)
    assert (told.name, told.sport, told.gear, told.perceived_exertion) == (
        "200s, hard",
        Sport.RUN,
        "Pegasus",
        8,
    )
    assert told.start_utc == start


def origins(*pairs: tuple[str, str | None]) -> list[Input]:
    return [Input(origin=Origin(path, member), size_bytes=1) for path, member in pairs]


@pytest.mark.parametrize(
    ("pairs", "found", "name"),
    [
        (
            [("/x/e.zip", "activities.csv"), ("/x/e.zip", "activities/1.fit.gz")],
            1,
            "activities/1.fit.gz",
        ),
        (
            [("/x/e.zip", "export_7/activities.csv"), ("/x/e.zip", "export_7/activities/1.gpx")],
            1,
            "activities/1.gpx",
        ),
        ([("/x/activities.csv", None), ("/x/activities/1.fit", None)], 1, "activities/1.fit"),
        ([("/x/activities.csv", None), ("/y/activities/1.fit", None)], 0, None),
        ([("/x/e.zip", "activities.csv"), ("/x/f.zip", "activities/1.fit")], 0, None),
        ([("/x/e.zip", "activities.csv"), ("/x/activities/1.fit", None)], 0, None),
        ([("/x/e.zip", "shoes.csv"), ("/x/e.zip", "activities/1.fit")], 0, None),
        ([("/x/e.zip", "activities.csv"), ("/x/e.zip", "profile.csv")], 1, "profile.csv"),
        ([("/x/e.zip", "activities.csv"), ("/x/e.zip", "shoes.csv")], 0, None),
    ],
)
def test_an_export_is_known_by_its_table_beside_its_recordings(
    pairs: list[tuple[str, str | None]], found: int, name: str | None
):
    items = origins(*pairs)
    tables = find_strava_csv(items)
    assert len(tables) == found
    if tables:
        assert tables == (items[0].origin,)
        assert file_in_export(tables[0], items[1].origin) == name
        assert file_in_export(tables[0], Origin("/z/activities/1.fit")) is None
        assert file_in_export(tables[0], Origin("/z/q.zip", "activities/1.fit")) is None


WEATHER_COLUMNS = {55: "3.0", 56: "-2.5", 57: "-7.0", 59: "0.81", 61: "4.2"}
WEATHER = Weather(
    temperature_c=-2.5,
    apparent_temperature_c=-7,
    humidity=0.81,
    wind_speed_m_s=4.2,
    condition="3.0",
)
# Between English and other languages only the repeated names can be compared.
WIDE_GERMAN = [*GERMAN, *(f"Spalte {n}" for n in range(len(GERMAN), len(HEADER)))]
WIDE_GERMAN[50] = GERMAN[9]


@pytest.mark.parametrize("width", [87, 92, 94, 95, 99, 101, 103])
def test_the_weather_in_every_width_seen(width: int):
    assert len(HEADER) == 103
    data = table(list(HEADER[:width]), RUN | WEATHER_COLUMNS)
    assert read_activities_csv(data).by_file["activities/123.fit.gz"] == replace(
        METADATA, weather=WEATHER
    )


@pytest.mark.parametrize("width", [62, 87, 103])
def test_the_weather_in_another_language(width: int):
    row = GERMAN_RUN | {n: text.replace(".", ",") for n, text in WEATHER_COLUMNS.items()}
    (metadata,) = read_activities_csv(table(WIDE_GERMAN[:width], row)).by_file.values()
    assert metadata == replace(METADATA, weather=replace(WEATHER, condition="3,0"))


def test_columns_that_may_not_be_the_weather_are_left_alone():
    moved = [*WIDE_GERMAN[:47], "Neu", *WIDE_GERMAN[47:]]
    (metadata,) = read_activities_csv(table(moved, GERMAN_RUN | WEATHER_COLUMNS)).by_file.values()
    assert metadata == METADATA


@pytest.mark.parametrize(
    ("column", "text", "field"),
    [(59, "81", "humidity"), (59, "-0.1", "humidity"), (61, "-3", "wind_speed_m_s")],
)
def test_impossible_weather_is_unknown(column: int, text: str, field: str):
    data = table(list(HEADER), RUN | WEATHER_COLUMNS | {column: text})
    (metadata,) = read_activities_csv(data).by_file.values()
    assert metadata.weather == replace(WEATHER, **{field: None})


def test_an_export_inside_another_archive_is_known_as_well():
    pairs = [("/e.zip", "b.zip > activities.csv"), ("/e.zip", "b.zip > activities/1.fit")]
    items = origins(*pairs)
    assert find_strava_csv(items) == (items[0].origin,)
    assert file_in_export(items[0].origin, items[1].origin) == "activities/1.fit"
    assert file_in_export(items[0].origin, Origin("/e.zip", "activities/1.fit")) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_that_a_spreadsheet_saved_again_is_read_all_the_same(encoding: str, delimiter: str):
    text = io.StringIO()
    row = {
        "Activity Date": "May 29, 2022, 3:53:35 PM",
        "Activity Name": "Früh gelaufen; kurz, flott",
        "Distance": "5012,5" if delimiter == ";" else "5012.5",
    }
    rows = [HEADER, [row.get(name, "") for name in HEADER]]
    csv.writer(text, delimiter=delimiter).writerows(rows)
    (run,) = read_activities_csv(text.getvalue().encode(encoding)).without_file
    assert (run.name, run.distance_m) == ("Früh gelaufen; kurz, flott", 5012.5)


def test_a_quote_escaped_by_a_backslash_does_not_swallow_a_long_table():
    rows = [",".join(HEADER)]
    for n in range(3000):
        told = {
            "Activity Date": "2022-05-29 15:53:35",
            "Activity Name": '"said \\""' if n == 0 else f"Run {n} and some words",
            "Activity Type": "Run",
        }
        rows.append(",".join(told.get(name, "") for name in HEADER))
    found = read_activities_csv("\n".join(rows).encode())
    assert (len(found.without_file), found.remarks) == (3000, ())
    assert found.without_file[0].name == 'said "'


JAPANESE = """
アクティビティID アクティビティ実行日 アクティビティ名 アクティビティタイプ 説明 経過時間 距離
最大心拍数 相対的エフォート 通勤 メモ 装備 ファイル名 体重 自転車 経過時間 移動時間 距離
""".split()  # noqa: SIM905 - a word is a column
MORNING_RUN = {0: "7", 1: "2026/06/29 20:14:15", 2: "朝のラン", 3: "ランニング", 5: "4555"}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_table_in_japanese(mark: bytes):
    recorded = MORNING_RUN | {0: "8", 12: "activities/8.fit.gz"}
    found = read_activities_csv(mark + table(JAPANESE, MORNING_RUN, recorded))
    (activity,) = found.without_file
    assert activity.start_utc == datetime(2026, 6, 29, 20, 14, 15, tzinfo=UTC)
    assert (activity.sport, activity.duration_s) == (Sport.RUN, 4555)
    told = found.by_file["activities/8.fit.gz"]
    assert (told.sport, told.strava_id, told.name) == (Sport.RUN, 8, "朝のラン")


@pytest.mark.parametrize(("first", "month"), [("5/29/2022", 6), ("29/5/2022", 5)])
def test_dates_with_slashes_are_told_from_the_whole_column(first: str, month: int):
    found = read_activities_csv(table(ENGLISH, {1: f"{first} 15:53"}, {1: "6/5/2022 15:53"}))
    assert [each.start_utc.month for each in found.without_file] == [5, month]


@pytest.mark.parametrize(("header", "row"), [(ENGLISH, RUN), (GERMAN, GERMAN_RUN)])
def test_a_table_of_nothing_but_activities_by_hand(header: list[str], row: dict[int, str]):
    (activity,) = read_activities_csv(table(header, row | {12: ""})).without_file
    assert activity.manual
    assert (activity.sport, activity.distance_m) == (Sport.RUN, 6021.5)


def test_more_activities_than_a_lifetime_holds_are_refused(monkeypatch: pytest.MonkeyPatch):
    row = '1,"Apr 2, 2026, 7:00:00 AM",Run,\n'
    text = "Activity ID,Activity Date,Activity Type,Filename\n" + row * 3
    monkeypatch.setattr(strava_export, "MOST_LISTED", 3)
    assert len(read_activities_csv(text.encode()).without_file) == 3
    with pytest.raises(UnsafeInputError, match="more than"):
        read_activities_csv((text + row).encode())
