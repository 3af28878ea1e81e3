"""Reading one input from bytes to what the library stores: what each worker does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from polars.exceptions import PanicException

from flarelag.classify.preliminary import classify_at_first
from flarelag.errors import CutOffMemberError, FlarelagError, UnsafeInputError
from flarelag.model.hidden_start import START_HIDDEN, start_hidden
from flarelag.model.metadata import Metadata, metadata_of, overlaid, with_metadata
from flarelag.model.sport import UNSAID
from flarelag.model.times_in_order import said_of_times
from flarelag.sources.detect import parse_file
from flarelag.sources.fit import looks_like_fit, read_again
from flarelag.sources.gzipped import MAGIC, Gunzipped, gunzip
from flarelag.sources.inputs import read_input
from flarelag.sources.zones import zone_of
from flarelag.store.activities import NewActivity
from flarelag.store.imports import EndedInput
from flarelag.store.movement import NewMovement
from flarelag.store.originals import original_of
from flarelag.store.records import pack_records
from flarelag.workflows.endings import (
    PARSER_VERSION,
    ended_badly,
    ended_in_time_to_come,
    ended_well,
    ended_with_movement,
    stamp_of,
)

if TYPE_CHECKING:
    import dataframely as dy

    from flarelag.model.activity import Activity
    from flarelag.model.frames import Records
    from flarelag.model.parsed import ParsedActivity, ParsedFile
    from flarelag.model.same_activity import RecordingFormat
    from flarelag.store.originals import Original
    from flarelag.workflows.read_unit import ReadingOptions, ReadUnit


_VIRTUAL: Final = "a virtual activity: its positions are no real place, so the home zone is its own"


def read_and_classify(options: ReadingOptions, unit: ReadUnit) -> EndedInput:
    """Read one input, classify what it holds and pack it for the library.

    Nothing that a file holds stops an import: what goes wrong is an outcome with its reason. The
    best 100 m of the whole library is not known here: runs are judged by what is expected of it,
    and (again) where it is another when `classifying.classify_library` has seen all activities.

    Parameters
    ----------
    options : ReadingOptions
        For the whole import.
    unit : ReadUnit
        What to read.
    """
    if unit.input.refusal is not None:
        return ended_badly(unit.input, UnsafeInputError(unit.input.refusal))
    try:
        return _read(options, unit, read_input(unit.input.origin))
    except CutOffMemberError as error:
        try:
            return _read(options, unit, error.beginning)
        except (Exception, PanicException):  # noqa: BLE001 - it is no more than a try
            return ended_badly(unit.input, error)
    except (Exception, PanicException) as error:  # noqa: BLE001 - one bad file stops no import
        return ended_badly(unit.input, error)


def read_bytes(options: ReadingOptions, unit: ReadUnit, data: bytes) -> EndedInput:
    """Read an input that is no file on disk, as `read_and_classify` does.

    Parameters
    ----------
    options, unit
        As there.
    data : bytes
        What it holds.
    """
    try:
        return _read(options, unit, data)
    except (Exception, PanicException) as error:  # noqa: BLE001 - one bad answer stops no sync
        return ended_badly(unit.input, error)


def _read(options: ReadingOptions, unit: ReadUnit, data: bytes) -> EndedInput:
    zipped = data.startswith(MAGIC)
    plain = gunzip(data) if zipped else Gunzipped(data, complete=True)
    # A cut-off gzip goes to the parser as it is, which then knows that something is missing.
    file = _parsed(plain.data if plain.complete else data)
    parsed = file.activities
    late = max((each.activity.start_utc for each in parsed), default=options.now)
    if options.yet_to_come(late):
        return ended_in_time_to_come(unit.input, late)
    sound = zipped and plain.complete and not plain.n_left
    original = original_of(plain.data, keep=options.keep_originals, packed=data if sound else None)
    outcome, reason = ended_well([each.activity for each in parsed])
    if file.movement:
        outcome, reason = ended_with_movement(file, outcome, reason)
    return EndedInput(
        origin=unit.input.origin,
        outcome=outcome,
        reason=reason,
        n_records=sum(each.activity.n_records for each in parsed),
        stamp=stamp_of(unit.input),
        parser_version=PARSER_VERSION,
        activities=tuple(
            new_activity(
                each,
                unit,
                options,
                told=_told(each.activity, unit, options, alone=len(parsed) == 1),
                original=original,
                part=part,
                recording_format=file.format,
            )
            for part, each in enumerate(parsed)
        ),
        movement=NewMovement(hours=file.movement, original=original, parser_version=PARSER_VERSION)
        if file.movement
        else None,
    )


def _parsed(data: bytes) -> ParsedFile:
    """Return what a file holds, by fitparse where our own reader has a fault that it meets."""
    try:
        return parse_file(data)
    except FlarelagError:
        raise
    except Exception:
        again = read_again(data) if looks_like_fit(data) else None
        if again is None:
            raise
        return again


def _told(
    activity: Activity, unit: ReadUnit, options: ReadingOptions, *, alone: bool
) -> Metadata | None:
    """Return what is said beside a recording: by the export's table, then by the person.

    The table's sport and number are no leg's of a triathlon.
    """
    told = unit.metadata
    if told is not None and not alone:
        told = replace(told, sport=None, strava_id=None)
    if UNSAID in activity.remarks and options.sport is not None:
        return overlaid(told or Metadata(), Metadata(sport=options.sport))
    return told


def new_activity(
    parsed: ParsedActivity,
    unit: ReadUnit,
    options: ReadingOptions,
    *,
    told: Metadata | None,
    original: Original | None = None,
    part: int = 0,
    recording_format: RecordingFormat | None = None,
) -> NewActivity:
    """Return an activity as it was told, in its zone, classified and packed for the library.

    Parameters
    ----------
    parsed : ParsedActivity
        As it was read.
    unit, options
        As in `read_and_classify`.
    told : Metadata or None
        What an export says of it.
    original, part, recording_format
        As in `NewActivity`; nothing of them for one that was read from no bytes of its own.
    """
    recorded = metadata_of(parsed.activity)
    placed = _said_of_its_times(in_its_zone(parsed, options.home_zone), parsed.records)
    told_of = replace(parsed, activity=placed if told is None else with_metadata(placed, told))
    return NewActivity(
        activity=told_of.activity,
        source=unit.source,
        origin=unit.input.origin,
        parser_version=PARSER_VERSION,
        packed_records=pack_records(told_of.records),
        classification=classify_at_first(told_of, unit.expected, options.force_line),
        recorded=recorded,
        told=told,
        original=original,
        part=part,
        format=recording_format,
        n_channels=_n_channels(parsed.records),
    )


def _n_channels(records: dy.DataFrame[Records]) -> int:
    """Return how many columns hold anything."""
    return sum(column.null_count() < records.height for column in records)


def in_its_zone(parsed: ParsedActivity, home_zone: str) -> Activity:
    """Return the activity with the zone it took place in.

    From its first position, unless that is a game's; else the file's own offset stands alone; else
    the home zone.
    """
    activity = parsed.activity
    if activity.virtual:
        remarks = (*activity.remarks, _VIRTUAL)
        return replace(activity, zone=activity.zone or home_zone, remarks=remarks)
    if found := activity.zone or zone_of(parsed.records):
        return replace(activity, zone=found)
    return activity if activity.utc_offset_s is not None else replace(activity, zone=home_zone)


def _said_of_its_times(activity: Activity, records: dy.DataFrame[Records]) -> Activity:
    hidden = (START_HIDDEN,) if start_hidden(activity) else ()
    disorder = said_of_times(records["t_s"])
    return replace(activity, remarks=(*activity.remarks, *hidden, *disorder))
