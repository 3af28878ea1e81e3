"""The tables of Strava exports among the inputs of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flarelag.errors import InputError
from flarelag.model.frames import Records
from flarelag.model.metadata import metadata_of
from flarelag.model.outcome import Outcome
from flarelag.model.parsed import ParsedActivity
from flarelag.model.sport import Sport
from flarelag.sources.inputs import Input, read_input
from flarelag.sources.strava_export import (
    StravaActivities,
    file_in_export,
    find_strava_csv,
    read_activities_csv,
)
from flarelag.store.imports import EndedInput
from flarelag.workflows.reading import (
    PARSER_VERSION,
    ReadingOptions,
    ReadUnit,
    ended_badly,
    new_activity,
    stamp_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.store.activities import NewActivity


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """One export's table, read.

    Parameters
    ----------
    item : Input
        The table itself.
    content : StravaActivities or None
        What it says; null when it could not be read.
    ended : EndedInput
        How the table ended as an input: imported where it lists activities without a file.
    """

    item: Input
    content: StravaActivities | None
    ended: EndedInput


def read_tables(inputs: Sequence[Input], options: ReadingOptions) -> list[ExportTable]:
    """Read the table of every Strava export among the inputs.

    Parameters
    ----------
    inputs : sequence of Input
        Everything there is to import.
    options : ReadingOptions
        For the activities that have no file.
    """
    by_origin = {each.origin: each for each in inputs}
    return [_read_table(by_origin[origin], options) for origin in find_strava_csv(inputs)]


def described(item: Input, tables: Sequence[ExportTable]) -> ReadUnit:
    """Return an input with what the table of its export, if it lies in one, says of it."""
    for table in tables:
        name = file_in_export(table.item.origin, item.origin)
        if name is not None:
            metadata = table.content.by_file.get(name) if table.content else None
            return ReadUnit(input=item, in_strava_export=True, metadata=metadata)
    return ReadUnit(input=item)


def _read_table(item: Input, options: ReadingOptions) -> ExportTable:
    try:
        content = read_activities_csv(read_input(item.origin))
    except InputError as error:
        return ExportTable(item=item, content=None, ended=ended_badly(item, error))
    unit = ReadUnit(input=item, in_strava_export=True)
    activities = tuple(_without_recording(content.without_file, unit, options))
    notes = ("the table of a Strava export: names, notes and gear were taken from it",)
    ended = EndedInput(
        origin=item.origin,
        outcome=Outcome.IMPORTED if activities else Outcome.NOT_AN_ACTIVITY,
        reason="; ".join([*notes, *content.remarks]),
        stamp=stamp_of(item),
        parser_version=PARSER_VERSION,
        activities=activities,
    )
    return ExportTable(item=item, content=content, ended=ended)


def _without_recording(
    activities: Sequence[Activity], unit: ReadUnit, options: ReadingOptions
) -> Iterator[NewActivity]:
    """Yield activities that have no bytes: told apart by their start, and by order where it is one.

    All that the table says of them can be corrected in Strava later, their sport, too.
    """
    empty = Records.create_empty()
    met: Counter[datetime] = Counter()
    for activity in activities:
        told = metadata_of(activity)
        if told.sport is Sport.OTHER:
            told = replace(told, sport=None)
        new = new_activity(ParsedActivity(activity, empty), unit, options, told=told)
        yield replace(new, part=met[activity.start_utc])
        met[activity.start_utc] += 1
