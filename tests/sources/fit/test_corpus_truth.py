"""Files made for one trap each, and what Garmin's own SDK makes of a strap's memory."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import mean
from typing import TYPE_CHECKING

import garmin_fit_sdk
import pytest

from flarelag.errors import NotAnActivityError
from flarelag.model.interval import Interval
from flarelag.model.sport import Sport
from flarelag.sources.detect import parse_activities
from flarelag.sources.zones import zone_of

if TYPE_CHECKING:
    from pathlib import Path

    from flarelag.model.parsed import ParsedActivity

pytestmark = pytest.mark.corpus
START = datetime(2026, 6, 1, 9, tzinfo=UTC)


def synthetic(corpus: Path, name: str) -> list[ParsedActivity]:
    return parse_activities((corpus / "synth" / f"{name}.fit").read_bytes())


def test_null_island_is_no_place(corpus: Path):
    (parsed,) = synthetic(corpus, "null-island")
    assert parsed.records["lat_deg"].null_count() == 3
    assert parsed.records["lat_deg"].min() == pytest.approx(52.37, abs=0.01)
    assert zone_of(parsed.records) == "Europe/Amsterdam"


@pytest.mark.parametrize("name", ["virtual-gps-zwift", "zwift-local-timestamp-1989"])
def test_zwift_is_virtual_and_its_clock_of_1989_no_offset(corpus: Path, name: str):
    (parsed,) = synthetic(corpus, name)
    assert parsed.activity.virtual
    assert parsed.activity.utc_offset_s is None


def test_a_session_of_no_length_has_that_of_its_records(corpus: Path):
    (parsed,) = synthetic(corpus, "zero-duration-session")
    assert (parsed.activity.duration_s, parsed.activity.timer_s) == (19.0, None)


def test_a_file_without_a_session_is_rebuilt_from_its_records(corpus: Path):
    (parsed,) = synthetic(corpus, "no-session-rebuild")
    assert parsed.activity.sport is Sport.RIDE
    assert (parsed.activity.start_utc, parsed.activity.duration_s) == (START, 89.0)


def test_a_summary_without_records_is_an_activity(corpus: Path):
    (parsed,) = synthetic(corpus, "summary-only-activity")
    assert (parsed.activity.sport, parsed.activity.distance_m) == (Sport.RUN, 10_000.0)
    assert parsed.records.is_empty()


def test_pauses_are_not_gaps_and_a_missing_last_stop_is_none(corpus: Path):
    (paused,) = synthetic(corpus, "gap-classification")
    assert paused.activity.pauses == (Interval(60.0, 360.0),)
    (unstopped,) = synthetic(corpus, "missing-final-stop")
    assert unstopped.activity.pauses == ()


def test_a_triathlon_is_its_legs(corpus: Path):
    legs = synthetic(corpus, "triathlon")
    assert [leg.activity.sport for leg in legs] == [Sport.SWIM, Sport.OTHER, Sport.RIDE]
    assert [leg.activity.n_records for leg in legs] == [100, 30, 200]


def test_local_numbers_may_be_defined_anew_and_descriptions_come_late(corpus: Path):
    powers = {
        name: [p.records["power_w"].to_list() for p in synthetic(corpus, name)]
        for name in ("local-redefinition", "late-field-description", "dev-index-reused")
    }
    assert powers == {
        "local-redefinition": [[200.0, 202.0, 204.0]],
        "late-field-description": [[260.0, 261.0, 262.0, 263.0]],
        "dev-index-reused": [[250.0, 371.0]],
    }


def test_a_treadmills_calibration_at_the_end_is_no_sprint(corpus: Path):
    (parsed,) = synthetic(corpus, "treadmill-final-jump")
    assert parsed.activity.treadmill
    assert parsed.activity.distance_m == 1200.0
    assert parsed.records["speed_m_s"].max() == 2.5


@pytest.mark.parametrize(
    "name", ["course-file", "workout-file", "array-fields", "hr-event-timestamp-12"]
)
def test_what_holds_no_record_is_no_activity(corpus: Path, name: str):
    with pytest.raises(NotAnActivityError):
        synthetic(corpus, name)


@pytest.mark.parametrize(
    "name", ["fit__activity_poolswim_with_hr.fit", "fit__HrmPluginTestActivity.fit"]
)
def test_a_straps_memory_gives_what_garmins_sdk_gives(corpus: Path, name: str):
    path = corpus / "fit" / name
    stream = garmin_fit_sdk.Stream.from_file(str(path))
    messages, errors = garmin_fit_sdk.Decoder(stream).read(merge_heart_rates=True)
    assert errors == []
    theirs = [record.get("heart_rate") for record in messages["record_mesgs"]]
    ours = [bpm for p in parse_activities(path.read_bytes()) for bpm in p.records["heart_rate_bpm"]]
    assert [bpm is None for bpm in ours] == [bpm is None for bpm in theirs]
    # Theirs is the mean over the second, ours the last beat in it.
    apart = [a - b for a, b in zip(ours, theirs, strict=True) if b is not None]
    assert abs(mean(apart)) < 0.3
    assert mean(map(abs, apart)) < 0.8
