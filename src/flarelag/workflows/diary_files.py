"""Bringing a diary in from files, each as one change, and writing it to files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flarelag.errors import UnreadableFileError, UsageError
from flarelag.model.diary_history import ChangeAction, DiaryItem
from flarelag.model.factors import KNOWN_NAMES
from flarelag.model.moments import FUTURE_TOLERANCE, zone_named
from flarelag.model.notes import storable
from flarelag.model.shoes import ShoeSettings
from flarelag.model.warning_answers import WarningAnswer
from flarelag.model.wording import counted
from flarelag.workflows.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from flarelag.model.factors import FactorName
    from flarelag.sources.diary_csv import BadRow, DiaryFile
    from flarelag.store.library import Library

_ARCHIVE = b"PK\x03\x04"
_HEAD_BYTES = 256
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDiary:
    """What came of importing a diary file.

    Parameters
    ----------
    n_added, n_known : int
        Entries that are new, and entries that the diary had already.
    n_ambiguous : int
        Clock times that occurred twice and were taken as their first occurrence.
    bad_rows : tuple of BadRow
        Rows that could not be used, by line and reason.
    ignored_columns : tuple of str
        Columns of which flarelag knows nothing.
    unused, remarks : tuple of str
        As in `DiaryFile`.
    """

    n_added: int
    n_known: int
    n_ambiguous: int = 0
    bad_rows: tuple[BadRow, ...] = field(default=())
    ignored_columns: tuple[str, ...] = field(default=())
    unused: tuple[str, ...] = field(default=())
    remarks: tuple[str, ...] = field(default=())


def read_diary(
    path: Path,
    *,
    zone: str,
    now: datetime,
    known: Mapping[str, FactorName] = KNOWN_NAMES,
    mapping: Mapping[str, str] | None = None,
    day_first: bool | None = None,
) -> DiaryFile:
    """Return what a diary file holds; its content says which of the known formats it is.

    Parameters
    ----------
    path : Path
        JSON as `export_diary` writes it, CSV as `sources.diary_csv` and
        `sources.diary_parts_csv` describe it, an export of Bearable or Daylio, or one of Apple
        Health: its zip file, its folder or its XML file.
    zone : str
        Where clock times are meant when a row names no zone.
    now : datetime
        Aware. Later times are refused.
    known : mapping of str to FactorName
        Names of factors whose unit a row need not say.
    mapping : mapping of str to str or None
        Any other table: which of its columns is what, as `mapped_csv.parse_mapping` returns it.
    day_first : bool or None
        Whether such a table's dates with slashes have the day first; null: the table tells.

    Raises
    ------
    UnreadableFileError
        The file cannot be read, or is no diary.
    DiaryError
        The zone has no such name.
    """
    zone_named(zone)
    if _is_export(path):
        return _read_export(path, zone=zone, now=now)
    data, file = _bytes_of(path), storable(path.name)
    if data.lstrip(_BYTE_ORDER_MARK)[:200].lstrip().startswith(b"{"):
        from flarelag.sources.diary_json import read_diary_json  # noqa: PLC0415 - one of them

        return read_diary_json(data, file=file)
    if mapping is not None:
        from flarelag.sources.mapped_csv import read_mapped_csv  # noqa: PLC0415 - one of them

        return read_mapped_csv(
            data, file=file, zone=zone, now=now, mapping=mapping, day_first=day_first
        )
    return _read_table(data, file=file, zone=zone, now=now, known=known)


def _is_export(path: Path) -> bool:
    """Tell an archive, a folder or XML, which may be far larger than a diary, from one."""
    try:
        if not path.is_file():  # of a pipe, nothing could be read twice
            return path.is_dir()
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False  # it says so itself when it is read
    return head.startswith(_ARCHIVE) or head.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"<"


def _read_export(path: Path, *, zone: str, now: datetime) -> DiaryFile:
    """Read the pain in every Apple Health export in an archive, a folder or a file."""
    from flarelag.sources.apple_symptoms import read_health_symptoms  # noqa: PLC0415 - one of them
    from flarelag.sources.apple_xml import find_health_exports  # noqa: PLC0415
    from flarelag.sources.diary_csv import DiaryFile  # noqa: PLC0415
    from flarelag.sources.inputs import list_inputs, open_input  # noqa: PLC0415

    found = []
    name = storable(path.name)
    for origin in find_health_exports([each for each in list_inputs([path]) if not each.refusal]):
        with open_input(origin) as file:
            found.append(read_health_symptoms(file, name=name, zone=zone, now=now))
    if not found:
        raise UnreadableFileError(
            "there is no Apple Health export in this, nor another diary; name a diary's own file",
            file=str(path),
        )
    return DiaryFile(
        entries=tuple(entry for each in found for entry in each.entries),
        bad_rows=tuple(row for each in found for row in each.bad_rows),
        unused=tuple(name for each in found for name in each.unused),
        remarks=tuple(dict.fromkeys(remark for each in found for remark in each.remarks)),
    )


def _read_table(
    data: bytes, *, file: str, zone: str, now: datetime, known: Mapping[str, FactorName]
) -> DiaryFile:
    """Read a table whose columns say what it is."""
    from flarelag.sources import (  # noqa: PLC0415 - not for one entry
        diary_csv,
        diary_parts_csv,
        factors_csv,
        other_apps,
    )
    from flarelag.sources.csv_table import header_of  # noqa: PLC0415

    names = {*header_of(data, file)}
    if names >= {*other_apps.BEARABLE}:
        return other_apps.read_bearable_csv(data, file=file, now=now, zone=zone, known=known)
    if names >= {*other_apps.DAYLIO}:
        return other_apps.read_daylio_csv(data, file=file, now=now, zone=zone, known=known)
    if "score" not in names and names >= {"name", "value"}:
        return factors_csv.read_factors_csv(data, file=file, now=now, zone=zone, known=known)
    for column, read in diary_parts_csv.BY_COLUMN.items():
        if column in names:
            return read(data, file=file, zone=zone, now=now)
    try:
        return diary_csv.read_diary_csv(data, file=file, now=now, zone=zone)
    except UnreadableFileError as error:
        if names >= {*diary_csv.NEEDED}:
            raise
        hint = "say which columns they are: --map time=COLUMN --map score=COLUMN"
        raise UnreadableFileError(f"{error.reason}; {hint}", file=error.file) from error


def written_then(file: DiaryFile, *, now: datetime) -> DiaryFile:
    """Take each entry that does not say when it was written down as written at its time.

    Parameters
    ----------
    file : DiaryFile
        As it was read.
    now : datetime
        As it was read with.
    """
    entries = tuple(
        replace(each, entered_utc=min(each.time_end_utc or each.time_utc, now))
        if each.entered_utc == now
        else each
        for each in file.entries
    )
    return replace(file, entries=entries)


def _undated_words(file: DiaryFile, now: datetime) -> tuple[str, ...]:
    """Say what entries come to that do not say when they were written down."""
    n = sum(each.recalled and each.entered_utc == now for each in file.entries)
    if not n:
        return ()
    words = (
        f"{counted(n, 'entry', 'entries')} without a time of writing (column entered): taken as "
        "recalled, and left out of hours after runs; if each was written down at its time: "
        "flarelag diary undo, and import again with --written-then"
    )
    return (words,)


def import_diary(library: Library, file: DiaryFile, *, now: datetime) -> ImportedDiary:
    """Store what a diary file holds and the library does not have yet, as one change.

    An empty diary takes a file's history along, and everything keeps its number then.
    """
    file = _without_later_answers(file, now)
    if file.changes and not file.bad_rows and library.diary.empty:
        library.diary.restore(file.items, file.changes)
        n_added = len(file.items)
    else:
        n_added = len(_added(library, file.items, now=now))
    return ImportedDiary(
        n_added=n_added,
        n_known=len(file.items) - n_added,
        n_ambiguous=file.n_ambiguous,
        bad_rows=file.bad_rows,
        ignored_columns=file.ignored_columns,
        unused=file.unused,
        remarks=(*file.remarks, *(_undated_words(file, now) if n_added else ())),
    )


def export_diary(
    library: Library, target: Path, *, now: datetime, history: bool = True
) -> list[Path]:
    """Write the whole diary, so that `import_diary` reads it back to equality.

    Parameters
    ----------
    library : Library
        Open.
    target : Path
        `NAME.json`: one file. `NAME.csv`: the entries, and beside it NAME-factors.csv,
        NAME-flares.csv, NAME-shoes.csv and NAME-warnings.csv for what there is of these.
    now : datetime
        Noted in the JSON. Aware.
    history : bool
        With every change, in JSON; a CSV holds what stands now.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    UsageError
        The name ends otherwise.
    InputError
        A file cannot be written.
    """
    diary = library.diary
    entries, factors = diary.entries(), diary.factors()
    flares, shoes, warnings = diary.flares(), diary.shoes(), diary.warning_answers()
    if target.suffix.lower() == ".json":
        from flarelag.sources.diary_json import write_diary_json  # noqa: PLC0415 - one of them

        items: list[DiaryItem] = [*entries, *factors, *flares, *shoes, *warnings]
        changes = diary.history() if history else []
        write_whole(target, write_diary_json(items, changes, exported=now))
        return [target]
    if target.suffix.lower() != ".csv":
        raise UsageError(f"{target.name}: a diary is written as .csv or .json")
    from flarelag.sources import diary_csv, diary_parts_csv, factors_csv  # noqa: PLC0415

    contents = {target: diary_csv.write_entries_csv(entries)}
    parts = {
        "factors": factors_csv.write_factors_csv(factors) if factors else None,
        "flares": diary_parts_csv.write_flares_csv(flares) if flares else None,
        "shoes": diary_parts_csv.write_shoes_csv(shoes) if shoes else None,
        "warnings": diary_parts_csv.write_warnings_csv(warnings) if warnings else None,
    }
    for name, content in parts.items():
        if content is not None:
            contents[target.with_name(f"{target.stem}-{name}{target.suffix}")] = content
    for path, content in contents.items():
        write_whole(path, content)
    return list(contents)


def _without_later_answers(file: DiaryFile, now: datetime) -> DiaryFile:
    """Refuse answers to the warning signs from the future: one "seen" there would hold for ever."""
    from flarelag.sources.diary_csv import BadRow  # noqa: PLC0415 - not for one entry

    answers = [each for each in file.others if isinstance(each, WarningAnswer)]
    later = [each.time_utc > now + FUTURE_TOLERANCE for each in answers]
    if not any(later):
        return file
    refused = [each for each, is_later in zip(answers, later, strict=True) if is_later]
    bad = [
        BadRow(n + 1, "in warnings: this answer is still to come")
        for n, is_later in enumerate(later)
        if is_later
    ]
    kept = tuple(each for each in file.others if each not in refused)
    return replace(file, others=kept, bad_rows=(*file.bad_rows, *bad))


def _added(library: Library, items: Sequence[DiaryItem], *, now: datetime) -> tuple[int, ...]:
    """Store items that are new; what is said of shoes takes the place of what was said before."""
    said = {each.name: each for each in library.diary.shoes()}
    new = [item for item in items if not isinstance(item, ShoeSettings) or item.name not in said]
    written = library.diary.add(new, at_utc=now, action=ChangeAction.IMPORT, skip_known=True)
    edited = []
    for item in items:
        if isinstance(item, ShoeSettings) and (old := said.get(item.name)):
            changed = replace(old, start_m=item.start_m, limit_m=item.limit_m)
            if library.diary.edit(changed, at_utc=now).change_id is not None:
                edited.append(old.id or 0)
    return (*written.ids, *edited)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"this file cannot be read ({error.strerror})"
        raise UnreadableFileError(reason, file=str(path)) from error
