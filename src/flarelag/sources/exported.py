"""What an account's export says of its activities beside their recordings, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from flarelag.sources.zipped import WITHIN

if TYPE_CHECKING:
    from flarelag.model.activity import Activity
    from flarelag.model.metadata import Metadata
    from flarelag.model.outcome import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedActivities:
    """A whole table of activities.

    Parameters
    ----------
    by_file : dict of str to Metadata
        Keyed by the recording's path inside the export (`activities/123.fit.gz`).
    listed : dict of str to Activity
        What the table alone tells of those: all there is of one whose recording is missing.
    without_file : tuple of Activity
        Those for which the table names no recording, or one that is not there.
    remarks : tuple of str
        What a user should know of the reading.
    hints : tuple of str
        What else the export holds, and which command reads it.
    salvaged : bool
        Whether something is missing because the table is damaged.
    """

    by_file: dict[str, Metadata] = field(default_factory=dict)
    listed: dict[str, Activity] = field(default_factory=dict)
    without_file: tuple[Activity, ...] = field(default=())
    remarks: tuple[str, ...] = field(default=())
    hints: tuple[str, ...] = field(default=())
    salvaged: bool = False


def place(origin: Origin) -> tuple[str | None, PurePath]:
    """Return the archive, null for none, and the folder an input is in.

    An archive inside another counts as a folder.
    """
    if origin.member is None:
        return None, PurePath(origin.path).parent
    return origin.path, _member_path(origin.member).parent


def file_name(origin: Origin) -> str:
    """Return an input's name without its folders."""
    return _member_path(origin.member).name if origin.member else PurePath(origin.path).name


def file_in_export(table: Origin, origin: Origin) -> str | None:
    """Return the name by which an export's table knows an input, null for one outside the export.

    Parameters
    ----------
    table : Origin
        The table, at the top of its export.
    origin : Origin
        An input.
    """
    (archive, root), (other, _) = place(table), place(origin)
    inside = PurePath(origin.path) if origin.member is None else _member_path(origin.member)
    if archive != other or not inside.is_relative_to(root):
        return None
    return inside.relative_to(root).as_posix()


def origin_in_export(table: Origin, name: str) -> Origin:
    """Return where a file would lie that an export's table names; the reverse of `file_in_export`.

    Parameters
    ----------
    table : Origin
        The table, at the top of its export.
    name : str
        As the table has it.
    """
    beside = len(file_name(table))
    if table.member is None:
        return replace(table, path=table.path[:-beside] + name)
    return replace(table, member=table.member[:-beside] + name)


@lru_cache(maxsize=8)  # the same one is asked for several times in turn, and the table's always
def _member_path(member: str) -> PurePosixPath:
    return PurePosixPath(member.replace(WITHIN, "/"))
