"""The tables of activities in accounts' exports among the inputs of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flarelag.model.frames import Records
from flarelag.model.metadata import metadata_of
from flarelag.model.outcome import RECORDING_ABSENT, RECORDING_UNREAD, Outcome
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport
from flarelag.sources.apple_health import read_health_export
from flarelag.sources.apple_xml import find_health_exports
from flarelag.sources.exported import (
    ExportedActivities,
    file_in_export,
    file_name,
    origin_in_export,
)
from flarelag.sources.garmin_export import find_garmin_lists, in_garmin_export, read_garmin_list
from flarelag.sources.inputs import Input, open_input, read_input
from flarelag.sources.instants import EPOCH
from flarelag.sources.strava_export import find_strava_csv, read_activities_csv
from flarelag.store.imports import EndedInput
from flarelag.store.recordings.compared import POOLED
from flarelag.workflows.endings import PARSER_VERSION, ended_badly, stamp_of
from flarelag.workflows.read_unit import ReadingOptions, ReadUnit
from flarelag.workflows.reading import new_activity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.outcome import Origin
    from flarelag.store.activities import NewActivity


_STRAVA: Final = "strava export"
_GARMIN: Final = "garmin export"
_APPLE: Final = POOLED
_TOLD: Final = {
    _STRAVA: "the table of a Strava export: names, notes, gear and weather were taken from it",
    _GARMIN: "a list in a Garmin export: names, notes and exertion were taken from it",
    _APPLE: "an Apple Health export: its workouts were taken from it",
}
_READ: Final = {Outcome.IMPORTED, Outcome.SALVAGED, Outcome.MERGED, Outcome.DUPLICATE}
_PACKED: Final = ".gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """One export's table, read.

    Parameters
    ----------
    item : Input
        The table itself.
    source : str
        What kind of export it is: `strava export`.
    content : ExportedActivities
        What it says; nothing when it could not be read.
    ended : EndedInput
        How the table ended as an input: imported where it lists activities without a file. Nothing
        is known here of recordings that it names; `table_and_absent` adds that.
    """

    item: Input
    source: str
    content: ExportedActivities
    ended: EndedInput


def read_tables(inputs: Sequence[Input], options: ReadingOptions) -> list[ExportTable]:
    """Read the table of every export among the inputs.

    Parameters
    ----------
    inputs : sequence of Input
        Everything there is to import.
    options : ReadingOptions
        For the activities that have no file.
    """
    inputs = [each for each in inputs if each.refusal is None]
    by_origin = {each.origin: each for each in inputs}
    found = (
        (_STRAVA, find_strava_csv(inputs), lambda table: read_activities_csv(read_input(table))),
        (_GARMIN, find_garmin_lists(inputs), lambda table: read_garmin_list(read_input(table))),
        (_APPLE, find_health_exports(inputs), lambda table: _read_health(table, inputs)),
    )
    return [
        _read_table(source, by_origin[origin], read, options)
        for source, origins, read in found
        for origin in origins
    ]


def described(item: Input, tables: Sequence[ExportTable]) -> ReadUnit:
    """Return an input with what the table of its export, if it lies in one, says of it."""
    for table in tables:
        if table.source == _GARMIN:
            continue  # it names no files; what belongs together is told by start
        name = file_in_export(table.item.origin, item.origin)
        if name is not None:
            # Whoever unpacks an export may unpack its recordings, too.
            told = table.content.by_file
            metadata = told.get(name) or told.get(f"{name}{_PACKED}")
            return ReadUnit(input=item, source=table.source, metadata=metadata)
    return ReadUnit(input=item, source=_GARMIN if in_garmin_export(item.origin) else "file")


def named_recordings(table: ExportTable) -> Iterator[Origin]:
    """Yield where the recordings would lie that a table names, packed as it says or unpacked."""
    for name in table.content.by_file:
        for known_as in {name, name.removesuffix(_PACKED)}:
            yield origin_in_export(table.item.origin, known_as)


def table_and_absent(
    table: ExportTable, outcomes: Mapping[Origin, Outcome], options: ReadingOptions
) -> list[EndedInput]:
    """Return how a table ended, and each recording that it names and that is not there.

    An activity whose recording is missing or could not be read is kept as the table tells it.

    Parameters
    ----------
    table : ExportTable
        Read before.
    outcomes : mapping of Origin to Outcome
        How the inputs of this import ended, those of the table's export among them, and recordings
        that were read before.
    options : ReadingOptions
        For the activities that are kept so.
    """
    ended = _by_name(table, outcomes)
    kept = {
        name: replace(activity, remarks=(RECORDING_UNREAD if name in ended else RECORDING_ABSENT,))
        for name, activity in table.content.listed.items()
        if ended.get(name) not in _READ
    }
    missing = [name for name in table.content.by_file if name not in ended]
    absent = [_absent(table, name, kept=name in kept) for name in missing]
    if not kept:
        return [table.ended, *absent]
    what = "activity whose recording is" if len(kept) == 1 else "activities whose recordings are"
    told = f"{len(kept):,} {what} missing or unreadable kept as the table has them, without records"
    activities = _without_recording(
        [*table.content.without_file, *kept.values()],
        ReadUnit(input=table.item, source=table.source),
        options,
    )
    whole = replace(
        table.ended,
        outcome=Outcome.IMPORTED,
        reason=f"{table.ended.reason}; {told}",
        activities=tuple(activities),
    )
    return [whole, *absent]


def _by_name(table: ExportTable, outcomes: Mapping[Origin, Outcome]) -> dict[str, Outcome]:
    """Return how the files of a table's export ended, by the names that the table may have."""
    ended: dict[str, Outcome] = {}
    for origin, outcome in outcomes.items():
        if (name := file_in_export(table.item.origin, origin)) is not None:
            ended |= {name: outcome, f"{name}{_PACKED}": outcome}
    return ended


def _absent(table: ExportTable, name: str, *, kept: bool) -> EndedInput:
    reason = f"the export's {file_name(table.item.origin)} names it, but it is not there"
    return EndedInput(
        origin=origin_in_export(table.item.origin, name),
        outcome=Outcome.FAILED,
        reason=f"{reason}; the activity was kept as the table has it" if kept else reason,
        parser_version=PARSER_VERSION,
    )


def _read_health(table: Origin, inputs: Sequence[Input]) -> ExportedActivities:
    with open_input(table) as file:
        return read_health_export(file, _present(table, inputs))


def _present(table: Origin, inputs: Sequence[Input]) -> set[str]:
    """Return the names by which a table knows the inputs that lie in its export."""
    named = (file_in_export(table, each.origin) for each in inputs)
    return {name for name in named if name is not None}


def _read_table(
    source: str,
    item: Input,
    read: Callable[[Origin], ExportedActivities],
    options: ReadingOptions,
) -> ExportTable:
    try:
        content, n_misdated = _with_a_date(read(item.origin), options)
    except Exception as error:  # noqa: BLE001 - one bad table stops no import
        return ExportTable(
            item=item, source=source, content=ExportedActivities(), ended=ended_badly(item, error)
        )
    unit = ReadUnit(input=item, source=source)
    activities = tuple(_without_recording(content.without_file, unit, options))
    ended = EndedInput(
        origin=item.origin,
        outcome=_outcome(content, activities),
        reason="; ".join([_TOLD[source], *content.remarks, *content.hints]),
        # This machine's clock may be the wrong one: then the table is read again.
        stamp=None if n_misdated else stamp_of(item),
        parser_version=PARSER_VERSION,
        activities=activities,
    )
    return ExportTable(item=item, source=source, content=content, ended=ended)


def _outcome(content: ExportedActivities, activities: Sequence[NewActivity]) -> Outcome:
    if content.salvaged:
        return Outcome.SALVAGED
    return Outcome.IMPORTED if activities else Outcome.NOT_AN_ACTIVITY


def _with_a_date(
    content: ExportedActivities, options: ReadingOptions
) -> tuple[ExportedActivities, int]:
    """Leave out activities from before any recording and from days yet to come; count them."""

    def dated(activity: Activity) -> bool:
        return activity.start_utc >= EPOCH and not options.yet_to_come(activity.start_utc)

    without_file = tuple(filter(dated, content.without_file))
    listed = {name: activity for name, activity in content.listed.items() if dated(activity)}
    n_left_out = len(content.without_file) - len(without_file)
    remarks = content.remarks
    if n_left_out:
        what = "activities left out because their day is before 1970 or yet to come"
        remarks = (*remarks, f"{what}: {n_left_out:,}")
    kept = replace(content, without_file=without_file, listed=listed, remarks=remarks)
    return kept, n_left_out


def _without_recording(
    activities: Sequence[Activity], unit: ReadUnit, options: ReadingOptions
) -> Iterator[NewActivity]:
    """Yield activities that have no bytes: told apart by their start, and by order where it is one.

    All that the table says of them can be corrected there later, their sport, too.
    """
    empty = Records.create_empty()
    met: Counter[datetime] = Counter()
    for activity in activities:
        told = metadata_of(activity)
        if told.sport is Sport.OTHER:
            told = replace(told, sport=None)
        # Garmin lists recordings, too: what the person calls one now must not keep the two apart.
        listed = replace(activity, sport=Sport.OTHER) if unit.source == _GARMIN else activity
        new = new_activity(ParsedActivity(listed, empty), unit, options, told=told)
        yield replace(new, part=met[activity.start_utc])
        met[activity.start_utc] += 1
