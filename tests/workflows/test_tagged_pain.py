"""`#pain` tags beside activities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flarelag.model.activity import Activity
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.workflows.importing import import_paths
from flarelag.workflows.inbox import inbox_problems
from flarelag.workflows.tagged_pain import take_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.store.library import Library

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
START = datetime(2026, 11, 20, 17, tzinfo=UTC)


def add(library: Library, **values: object) -> None:
    usual = Activity(
        sport=Sport.RUN, start_utc=START, duration_s=3600.0, zone="Europe/Zurich", manual=True
    )
    given: dict[str, Any] = values
    activity = replace(usual, **given)
    source = str(values.get("name", "x"))
    library.add_activities(
        [NewActivity(activity=activity, source=source, origin=Origin("a"), parser_version=1)]
    )


def test_a_tag_counts_from_the_activity_s_end(library: Library):
    add(library, name="Track", description="#pain 2", private_note="bad #pain 6 left glute +8h")
    taken = take_tags(library, NOW)
    first, later = taken.entries
    assert (first.score, first.time_utc) == (2, START + timedelta(hours=1))
    assert (later.score, later.time_utc) == (6, START + timedelta(hours=9))
    assert [str(place) for place in later.sites] == ["left:buttock"]
    assert (later.zone, later.utc_offset_s, later.source) == ("Europe/Zurich", 3600, "tag")
    assert not later.recalled


def test_taken_in_again_it_adds_nothing_not_even_what_was_deleted(library: Library):
    add(library, description="#pain 2 #pain 6 +8h")
    first, _ = take_tags(library, NOW).entries
    assert first.id
    library.diary.delete([first.id], at_utc=NOW)
    assert take_tags(library, NOW).entries == ()
    add(library, name="again", duration_s=3700.0, description="#pain 2 #pain 6 +8h")
    assert take_tags(library, NOW).entries == ()
    assert [entry.score for entry in library.diary.entries()] == [6]


def test_a_tag_that_cannot_be_told_is_said_once_and_kept_visible(library: Library):
    add(library, name="no end", description="#pain 3", duration_s=None)
    add(library, name="b", description="#pain 11", start_utc=START + timedelta(days=1))
    add(library, name="c", description="#pain 4 +200h", start_utc=START + timedelta(days=2))
    reasons = [bad.reason for _, bad in take_tags(library, NOW).bad]
    assert len(reasons) == 3
    assert any("when this activity ended" in reason for reason in reasons)
    assert any("0 to 10" in reason for reason in reasons)
    assert any("still to come" in reason for reason in reasons)
    assert take_tags(library, NOW).bad == ()
    assert len(inbox_problems(library)) == 3
    assert len(take_tags(library, NOW + timedelta(days=30)).entries) == 1


def test_without_tags_there_is_nothing(library: Library):
    add(library, name="Pain cave")
    assert take_tags(library, NOW).entries == ()


def test_tags_in_an_export_and_its_weather(
    library: Library, tmp_path: Path, sprints: Callable[[int], bytes]
):
    import zipfile  # noqa: PLC0415

    from flarelag.workflows.factors import all_factors  # noqa: PLC0415

    header = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
        "Distance,Activity Private Note,Filename,Weather Temperature,Apparent Temperature\n"
    )
    row = (
        '11,"Jan 1, 2026, 5:00:00 PM",6x200,Run,,270,1.0,#pain 6 left glute +8h,'
        "activities/1.tcx,6.0,-2.4\n"
    )
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        packed.writestr("activities.csv", header + row)
        packed.writestr("activities/1.tcx", sprints(0))
    import_paths(library, [tmp_path / "export.zip"], now=NOW, jobs=1)
    (entry,) = take_tags(library, NOW).entries
    assert entry.time_utc == datetime(2026, 1, 2, 1, 4, 29, tzinfo=UTC)
    (cold,) = all_factors(library)
    assert (cold.name, cold.amount, cold.detail, cold.source) == ("cold", 1.0, "-2 °C", "weather")
