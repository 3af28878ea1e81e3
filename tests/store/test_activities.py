from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from flarelag.errors import LibraryError
from flarelag.model.classification import Classification, Doses, SpeedSource
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.store.originals import original_of, unpacked_sha256
from flarelag.store.records import pack_records

if TYPE_CHECKING:
    import dataframely as dy

    from flarelag.model.activity import Activity
    from flarelag.model.frames import Records
    from flarelag.store.library import Library

ORIGIN = Origin("/home/me/export.zip", "activities/1.fit.gz")
BYTES = b"the bytes of a recording" * 100


def recorded(activity: Activity, data: bytes = BYTES, *, keep: bool = True) -> NewActivity:
    return NewActivity(
        activity=activity,
        source="strava export",
        origin=ORIGIN,
        original=original_of(data, keep=keep),
        parser_version=1,
    )


def by_hand(activity: Activity) -> NewActivity:
    return NewActivity(activity=activity, source="strava export", origin=ORIGIN, parser_version=1)


def test_every_field_comes_back(
    library: Library, full_activity: Activity, full_classification: Classification
):
    new = replace(recorded(full_activity), part=2, classification=full_classification)
    (number,) = library.add_activities([new])
    stored = library.activity(number)
    assert stored.activity == full_activity
    assert stored.classification == full_classification
    assert (stored.id, stored.source, stored.origin, stored.part) == (
        number,
        "strava export",
        ORIGIN,
        2,
    )
    assert new.original is not None
    assert stored.sha256 == new.original.sha256
    assert library.activities() == [stored]
    assert library.known_sha256() == {stored.sha256: ORIGIN}


def test_what_is_unknown_stays_unknown(library: Library, bare_activity: Activity):
    (number,) = library.add_activities([by_hand(bare_activity)])
    stored = library.activity(number)
    assert stored.activity == bare_activity
    assert stored.sha256 is None
    assert stored.classification is None
    assert library.records(number).is_empty()
    assert library.packed_records(number) is None
    library.set_classifications(
        {number: Classification(rule_version=1, speed_source=SpeedSource.NONE)}
    )
    classification = library.activity(number).classification
    assert classification is not None
    assert classification.doses == Doses()
    assert classification.efforts == ()


def test_activities_come_by_start(library: Library, full_activity: Activity):
    starts = [full_activity.start_utc + timedelta(days=days) for days in (2, 0, 1)]
    library.add_activities(
        [recorded(replace(full_activity, start_utc=start), str(start).encode()) for start in starts]
    )
    assert [each.activity.start_utc for each in library.activities()] == sorted(starts)


def test_records_come_back(
    library: Library, full_activity: Activity, three_records: dy.DataFrame[Records]
):
    packed = pack_records(three_records)
    (number,) = library.add_activities([replace(recorded(full_activity), packed_records=packed)])
    assert_frame_equal(library.records(number), three_records)
    assert library.packed_records(number) == packed


def test_records_that_are_gone_or_damaged_are_a_sentence(
    library: Library, full_activity: Activity, three_records: dy.DataFrame[Records]
):
    packed = pack_records(three_records)
    (number,) = library.add_activities([replace(recorded(full_activity), packed_records=packed)])
    (path,) = (each for each in library.present_files() if each.suffix == ".arrows")
    kept = path.read_bytes()
    for damaged in (kept[:-20], kept[:100] + b"\0" + kept[101:], b""):
        path.write_bytes(damaged)
        with pytest.raises(LibraryError, match="damaged; run `flarelag doctor`") as caught:
            library.records(number)
        assert caught.value.file == str(path)
    path.unlink()
    with pytest.raises(LibraryError, match=r"No such file.*run `flarelag doctor`"):
        library.records(number)


def test_an_unknown_number_is_a_sentence(library: Library):
    with pytest.raises(LibraryError, match="there is no activity 12"):
        library.activity(12)


def test_the_same_bytes_are_stored_once(library: Library, full_activity: Activity):
    new = recorded(full_activity)
    assert len(library.add_activities([new, replace(new, part=1)])) == 2
    assert library.add_activities([new]) == []
    assert len(library.activities()) == 2
    assert len(library.present_files()) == 1


def test_the_same_entry_by_hand_is_stored_once(library: Library, bare_activity: Activity):
    assert len(library.add_activities([by_hand(bare_activity)])) == 1
    renamed = replace(bare_activity, name="renamed since")
    other_sport = replace(bare_activity, sport=Sport.STRENGTH)
    assert library.add_activities([by_hand(renamed), by_hand(other_sport)]) == []
    assert len(library.add_activities([replace(by_hand(bare_activity), part=1)])) == 1


def test_originals_are_kept_or_not_as_asked(library: Library, full_activity: Activity):
    kept, declined = recorded(full_activity), recorded(full_activity, b"more", keep=False)
    assert kept.original is not None
    library.add_activities([kept, declined])
    (path,) = library.present_files()
    assert path == library.paths.original(kept.original.sha256)
    assert unpacked_sha256(path) == kept.original.sha256
    assert len(library.known_sha256()) == 2
    assert [each.path for each in library.expected_files()] == [path]


def test_a_new_classification_replaces_the_old(
    library: Library, full_activity: Activity, full_classification: Classification
):
    new = replace(recorded(full_activity), classification=full_classification)
    (number,) = library.add_activities([new])
    fewer = replace(full_classification, rule_version=5, efforts=full_classification.efforts[:1])
    library.set_classifications({number: fewer})
    assert library.activity(number).classification == fewer


def test_a_batch_that_breaks_a_rule_stores_nothing(library: Library, full_activity: Activity):
    wrong = replace(full_activity, perceived_exertion=11.0)
    with pytest.raises(LibraryError, match="refused by the library's own rules"):
        library.add_activities([recorded(full_activity), recorded(wrong, b"other")])
    assert library.activities() == []


def test_files_are_private(library: Library, full_activity: Activity):
    library.add_activities([recorded(full_activity)])
    (path,) = library.present_files()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_disk_that_cannot_be_written_is_a_sentence(library: Library, full_activity: Activity):
    library.paths.originals.write_text("a file where a folder should be")
    with pytest.raises(LibraryError, match="nothing of this batch was stored"):
        library.add_activities([recorded(full_activity)])
    assert library.activities() == []


def test_activities_are_found_by_what_is_said_of_them(library: Library, bare_activity: Activity):
    told = [
        replace(bare_activity, name="Lunch #Pain 6"),
        replace(bare_activity, description="two lines\n#PAIN 3 left knee"),
        replace(bare_activity, private_note="a #pain 2"),
        replace(bare_activity, name="painless"),
        bare_activity,
    ]
    said = [
        replace(each, start_utc=each.start_utc - timedelta(days=day))
        for day, each in enumerate(told)
    ]
    numbers = library.add_activities([by_hand(each) for each in said])
    found = library.activities_saying("#pain")
    assert [each.id for each in found] == numbers[2::-1]
    assert [each.activity for each in found] == said[2::-1]
