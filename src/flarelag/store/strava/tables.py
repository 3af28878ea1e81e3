"""The door to the tables of a sync: each step is stored as it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flarelag.model.strava_account import SyncPlace
from flarelag.store.encoding import from_us, to_us
from flarelag.store.strava.counts import account_counts
from flarelag.store.strava.gear import add_gear, all_gear, gear_to_ask
from flarelag.store.strava.listed import known, missing, one_known, original_of
from flarelag.store.strava.removal import forget, purge
from flarelag.store.strava.richer import has_richer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.strava_account import Gear, KnownActivity, ListedActivity
    from flarelag.store.database import Database
    from flarelag.store.strava.counts import AccountCounts


class StravaTables:
    """The door to the tables of the sync.

    Parameters
    ----------
    database : Database
        The library's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self) -> SyncPlace:
        """Return where the sync stands."""
        row = self._database.rows("SELECT * FROM strava_sync")[0]
        return SyncPlace(
            round=row["round"],
            started_utc=None if row["started_us"] is None else from_us(row["started_us"]),
            finished_utc=None if row["finished_us"] is None else from_us(row["finished_us"]),
            whole=bool(row["whole"]),
            next_page=row["next_page"],
            athlete_id=row["athlete_id"],
        )

    def begin(self, now: datetime, *, whole: bool) -> SyncPlace:
        """Begin another sync and return its place."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE strava_sync SET round = round + 1, started_us = ?, finished_us = NULL, "
                "next_page = 1, whole = ?",
                (to_us(now), whole),
            )
        return self.place()

    def finish(self, now: datetime) -> None:
        """Note that the sync is through."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE strava_sync SET finished_us = ?", (to_us(now),))

    def set_athlete(self, athlete_id: int | None) -> None:
        """Note whose account it is."""
        with self._database.transaction(durable=True) as connection:
            connection.execute("UPDATE strava_sync SET athlete_id = ?", (athlete_id,))

    def rates(self) -> str | None:
        """Return the limits as they were last stored."""
        found: str | None = self._database.rows("SELECT rates FROM strava_sync")[0]["rates"]
        return found

    def set_rates(self, rates: str) -> None:
        """Store the limits as they are once the next request is sent."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE strava_sync SET rates = ?", (rates,))

    def known(self) -> list[KnownActivity]:
        """Return every activity that the account has or had, the newest first."""
        return known(self._database)

    def one_known(self, strava_id: int) -> KnownActivity:
        """Return one of them, which must be there."""
        return one_known(self._database, strava_id)

    def add_page(self, listed: Sequence[ListedActivity], place: SyncPlace) -> None:
        """Store a page of the list, and that the next one is to be asked for."""
        with self._database.transaction() as connection:
            connection.executemany(
                """
                INSERT INTO strava_activities (strava_id, start_us, summary, visibility, listed)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (strava_id) DO UPDATE SET start_us = excluded.start_us,
                    summary = excluded.summary, visibility = excluded.visibility,
                    listed = excluded.listed, gone_us = NULL
                """,
                [
                    (
                        *(each.strava_id, to_us(each.start_utc), each.summary, each.visibility),
                        place.round,
                    )
                    for each in listed
                ],
            )
            sql = "UPDATE strava_sync SET next_page = ?"
            connection.execute(sql, (None if place.next_page is None else place.next_page + 1,))

    def end_list(self) -> None:
        """Store that an empty page has come: the list has ended."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE strava_sync SET next_page = NULL")

    def add_detail(self, strava_id: int, detail: str, place: SyncPlace, *, streams: bool) -> None:
        """Store an activity's details, and whether its streams are to be asked for."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE strava_activities SET detail = ?, wants_streams = ?, fetched = summary, "
                "fetched_round = ?, problem = NULL WHERE strava_id = ?",
                (detail, streams, place.round, strava_id),
            )

    def add_streams(self, strava_id: int, streams: str) -> None:
        """Store an activity's streams."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE strava_activities SET streams = ?, wants_streams = 0, with_streams = 1 "
                "WHERE strava_id = ?",
                (streams, strava_id),
            )

    def add_problem(self, strava_id: int, problem: str, place: SyncPlace) -> None:
        """Store why an activity could not be had in this sync; the next one tries again."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE strava_activities SET problem = ?, fetched = NULL, fetched_round = ?, "
                "detail = NULL, streams = NULL, wants_streams = 0 WHERE strava_id = ?",
                (problem, place.round, strava_id),
            )

    def missing(self, place: SyncPlace) -> list[int]:
        """Return the activities that the whole list of this sync does not have any more."""
        return missing(self._database, place)

    def set_gone(self, strava_id: int, now: datetime) -> None:
        """Note that an activity is gone from the account, or hidden."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE strava_activities SET gone_us = ?, detail = NULL, streams = NULL, "
                "wants_streams = 0 WHERE strava_id = ?",
                (to_us(now), strava_id),
            )

    def set_listed(self, strava_id: int, place: SyncPlace) -> None:
        """Note that an activity is there, although no page had it."""
        with self._database.transaction() as connection:
            sql = "UPDATE strava_activities SET listed = ? WHERE strava_id = ?"
            connection.execute(sql, (place.round, strava_id))

    def gear_to_ask(self, place: SyncPlace) -> list[str]:
        """Return the gear of the activities that came in this sync, unless it came, too."""
        return gear_to_ask(self._database, place)

    def add_gear(self, gear: Gear, place: SyncPlace) -> None:
        """Store a pair of shoes or a bike."""
        with self._database.transaction() as connection:
            add_gear(connection, gear, place)

    def gear(self) -> list[Gear]:
        """Return all shoes and bikes, the most used first."""
        return all_gear(self._database)

    def counts(self) -> AccountCounts:
        """Return how the account stands in the library."""
        return account_counts(self._database)

    def has_richer(self, activity: Activity) -> bool:
        """Return whether the library has a file's recording of an activity.

        Parameters
        ----------
        activity : Activity
            As the account has it.
        """
        return has_richer(self._database, activity)

    def original_of(self, strava_id: int) -> str | None:
        """Return the SHA-256 of the raw JSON that is kept of an activity; null for none."""
        return original_of(self._database, strava_id)

    def purge(self, before: datetime, now: datetime) -> int:
        """Forget records and raw JSON that came before an instant; return of how many activities.

        Their files are left for a sweep. What was worked out from them stays.
        """
        with self._database.transaction(durable=True) as connection:
            return purge(connection, before, now)

    def forget(self, *, recordings: bool) -> int:
        """Forget the account; return how many recordings went with it.

        Parameters
        ----------
        recordings : bool
            All that came through the API goes, too; else it stays as it is.
        """
        with self._database.transaction(durable=True) as connection:
            return forget(connection, recordings=recordings)
