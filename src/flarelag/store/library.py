"""The library: the only door to what a user has stored."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from flarelag.errors import LibraryError
from flarelag.paths import LibraryPaths
from flarelag.store import activities as activity_table
from flarelag.store import classifications as classification_table
from flarelag.store import movement as movement_table
from flarelag.store import sessions as session_table
from flarelag.store import settings as setting_table
from flarelag.store import stored_activities as stored_table
from flarelag.store.database import Database, open_database
from flarelag.store.diary.diary import Diary
from flarelag.store.expected import expected_files, files_of
from flarelag.store.experiments import Experiments
from flarelag.store.files import files_under, read_kept, write_files
from flarelag.store.forecasts import Forecasts
from flarelag.store.imports import Imports
from flarelag.store.inbox import Inbox
from flarelag.store.locking import held
from flarelag.store.logged import insert_logged, remove_logged
from flarelag.store.recordings.merging import keep_apart
from flarelag.store.recordings.sightings import sightings_of
from flarelag.store.strava.tables import StravaTables

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    import dataframely as dy

    from flarelag.model.classification import Classification
    from flarelag.model.frames import Records
    from flarelag.model.movement import HourOfMovement
    from flarelag.model.outcome import Origin
    from flarelag.model.prompts import Session
    from flarelag.model.stored import StoredActivity
    from flarelag.store.activities import NewActivity
    from flarelag.store.expected import ExpectedFile
    from flarelag.store.recordings.sightings import Sighting


class Library:
    """A user's library, opened with `Library.open` and closed at the end of its `with` block.

    Parameters
    ----------
    paths : LibraryPaths
        Where its parts are.
    database : Database
        Its open database.

    Attributes
    ----------
    imports : Imports
        Every import, and how each of its inputs ended.
    diary : Diary
        Everything that the person wrote down, and how it changed.
    inbox : Inbox
        What was taken in from text files that her phone writes.
    strava : StravaTables
        Where the sync of a Strava account stands.
    forecasts : Forecasts
        What was expected after sessions, as it was when it was made.
    experiments : Experiments
        Randomised pairs of sessions: plans, and what happened to them.
    """

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        self.paths = paths
        self._database = database
        self.imports = Imports(database, paths)
        self.diary = Diary(database, str(paths.root))
        self.inbox = Inbox(database)
        self.strava = StravaTables(database)
        self.forecasts = Forecasts(database)
        self.experiments = Experiments(database, str(paths.root))

    @classmethod
    def open(cls, root: Path, *, create: bool = True) -> Self:
        """Open the library in a folder, bringing it to the newest shape.

        Parameters
        ----------
        root : Path
            The library's folder.
        create : bool
            Make one where there is none.

        Raises
        ------
        LibraryError
            When there is none and `create` is false, or it is damaged or cannot be opened.
        NewerLibraryError
            When a newer flarelag wrote it.
        LibraryBusyError
            When another process holds it for longer than a few seconds.
        """
        paths = LibraryPaths(root)
        if not create and not paths.database.is_file():
            raise LibraryError(
                "there is no library here yet; import something first (`flarelag import FILE`), "
                "or choose another folder with --library",
                file=str(root),
            )
        return cls(paths, open_database(paths.database))

    def close(self) -> None:
        """Close the library."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # What it knows of activities

    def activities(self) -> list[StoredActivity]:
        """Return every activity, by start."""
        return stored_table.all_activities(self._database)

    def judged_activities(self) -> list[StoredActivity]:
        """Return every activity, by start, with only what tells whether its judgement holds."""
        return stored_table.judged_activities(self._database)

    def activities_saying(self, text: str) -> list[StoredActivity]:
        """Return the activities whose name, description or note holds a text, by start.

        Parameters
        ----------
        text : str
            ASCII, in upper or lower case; `%` and `_` stand for anything.
        """
        numbers = stored_table.saying(self._database, text)
        return [self.activity(number) for number in numbers]

    def activity(self, activity_id: int) -> StoredActivity:
        """Return one activity.

        Raises
        ------
        LibraryError
            When there is none with this number.
        """
        found = stored_table.one_activity(self._database, activity_id)
        if found is None:
            raise LibraryError(
                f"there is no activity {activity_id}; `flarelag activities` lists them all",
                file=str(self.paths.root),
            )
        return found

    def runs_ended(self, since: datetime, until: datetime, home_zone: str) -> list[Session]:
        """Return the runs, recorded or logged, that ended in `since <= end < until`, by end."""
        return session_table.runs_ended(self._database, since, until, home_zone)

    def records(self, activity_id: int) -> dy.DataFrame[Records]:
        """Return one activity's records; an empty frame where it has none.

        Raises
        ------
        LibraryError
            When they are gone or damaged.
        """
        from flarelag.store.records import unpack_records  # noqa: PLC0415 - loads polars

        return unpack_records(self.packed_records(activity_id))

    def packed_records(self, activity_id: int) -> bytes | None:
        """Return one activity's records as they are kept, for a worker to unpack.

        Raises
        ------
        LibraryError
            When they are gone or damaged.
        """
        sha256 = stored_table.records_sha256(self._database, activity_id)
        return None if sha256 is None else read_kept(self.paths.records_of(sha256), sha256)

    def sightings(self, activity_id: int) -> list[Sighting]:
        """Return every place where an activity's recordings were met, the chosen one's first."""
        return sightings_of(self._database, self.activity(activity_id).id)

    def known_sha256(self) -> dict[str, Origin]:
        """Return the SHA-256 of every original that is in, and where it was first met."""
        return stored_table.known_sha256(self._database)

    def kept_originals(self) -> dict[str, str | None]:
        """Return the SHA-256 of the originals that activities were read from, and their zones."""
        return stored_table.kept_originals(self._database)

    def n_read_before(self, parser_version: int) -> int:
        """Return how many recordings older readers read and could read again from their originals.

        Parameters
        ----------
        parser_version : int
            Of today's readers.
        """
        return stored_table.n_read_before(self._database, parser_version)

    def movement(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[HourOfMovement]:
        """Return the hours with `since <= hour_utc < until`, each watch's once, in order."""
        return movement_table.hours_between(self._database, since, until)

    # Changing activities

    def add_activities(self, batch: Sequence[NewActivity]) -> list[int]:
        """Store activities: their files first, then one transaction.

        Returns
        -------
        list of int
            The library's numbers of those that are new.
        """
        write_files(files_of(self.paths, batch))
        with self._database.transaction() as connection:
            (numbers,) = activity_table.insert_settled(connection, [batch], None)
        return numbers

    def reread(self, batch: Sequence[NewActivity]) -> None:
        """Put new readings of kept originals in the place of old ones, under the same numbers."""
        write_files(files_of(self.paths, batch))
        with self._database.transaction() as connection:
            activity_table.reread(connection, batch)

    def set_classifications(self, classifications: Mapping[int, Classification]) -> None:
        """Store what the classifier says, in the place of what it said before."""
        with self._database.transaction() as connection:
            classification_table.replace_classifications(connection, classifications)

    def unmerge(self, activity_id: int) -> int:
        """Keep the recordings of an activity apart from now on; return how many come out of it.

        Parameters
        ----------
        activity_id : int
            An activity: its recordings all part. A recording merged into one: it alone leaves.

        Raises
        ------
        LibraryError
            When there is none with this number, or it has one recording only.
        """
        self.activity(activity_id)
        with self._database.transaction(durable=True) as connection:
            n_parted = keep_apart(connection, activity_id)
        if not n_parted:
            raise LibraryError(
                f"activity {activity_id} has one recording only: there is nothing to unmerge",
                file=str(self.paths.root),
            )
        return n_parted

    def log_session(self, new: NewActivity) -> int:
        """Store a session that a person logs by hand; one that began at the same instant goes.

        Returns
        -------
        int
            The library's number of it.
        """
        with self._database.transaction(durable=True) as connection:
            return insert_logged(connection, new)

    def forget_logged(self, activity_id: int | None = None) -> str | None:
        """Take back a session that was logged by hand; a recording of it stays.

        Parameters
        ----------
        activity_id : int or None
            It, or the activity it was merged into; null: the one that was logged last.

        Returns
        -------
        str or None
            What it was called.

        Raises
        ------
        LibraryError
            When no such session was logged.
        """
        with self._database.transaction(durable=True) as connection:
            removed = remove_logged(connection, activity_id=activity_id)
        if not removed:
            which = "no session" if activity_id is None else f"no session {activity_id}"
            reason = f"there is {which} that was logged with `flarelag ran`"
            raise LibraryError(reason, file=str(self.paths.root))
        return removed[0]

    # Settings

    def setting(self, key: str) -> str | float | None:
        """Return a small value kept under a name; null when it was never set."""
        return setting_table.setting(self._database, key)

    def set_setting(self, key: str, value: str | float | None) -> None:
        """Keep a small value under a name; null forgets it."""
        with self._database.transaction(durable=True) as connection:
            setting_table.set_setting(connection, key, value)

    # Files and health

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """Keep other imports out for as long as the `with` block lasts.

        Raises
        ------
        LibraryBusyError
            When another import is running.
        """
        with held(self.paths.lock):
            yield

    def expected_files(self) -> list[ExpectedFile]:
        """Return every file that the database says is there."""
        return expected_files(self._database, self.paths)

    def present_files(self) -> list[Path]:
        """Return every file in the folders of records and originals."""
        return [*files_under(self.paths.records), *files_under(self.paths.originals)]

    def snapshot(self, target: Path) -> None:
        """Write a copy of the database as it is at this instant, whatever is being written to it.

        Raises
        ------
        LibraryError
            When it cannot be read, or the copy not be written.
        """
        self._database.rows("VACUUM INTO ?", (str(target),))

    def database_problems(self) -> list[str]:
        """Return what SQLite finds wrong with the database, one line each."""
        return self._database.problems()
