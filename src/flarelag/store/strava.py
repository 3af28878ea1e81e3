"""Where the sync of a Strava account stands, in SQLite: each step is stored as it is taken."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.same_activity import Recording, RecordingFormat, Relation, judge
from flarelag.model.strava_account import Gear, KnownActivity, ListedActivity, SyncPlace
from flarelag.store.encoding import from_us, to_us
from flarelag.store.recordings.compared import recordings_near
from flarelag.store.synced import remove_recordings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.store.database import Database

SOURCE: Final = "strava api"
"""The source of every recording that came through Strava's API."""
_RICHER: Final = frozenset({RecordingFormat.FIT, RecordingFormat.TCX, RecordingFormat.GPX})
_KNOWN: Final = """
    SELECT strava_activities.*, merged_into IS NULL AS alone, ifnull(manual, 0) AS manual,
        purged_us FROM strava_activities LEFT JOIN activities ON activities.id = activity_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCounts:
    """How the account stands in the library.

    Parameters
    ----------
    n_listed : int
        Activities that the account has.
    n_here : int
        Those of them that the library has.
    n_purged : int
        Recordings that were removed after a while, as the API's terms ask.
    n_gone : int
        Activities that the account has no longer, or hides.
    n_only_me : int
        Activities that the account shows to its owner alone.
    problems : tuple of tuple of int and str
        Strava's number and the reason for each activity of which nothing could be made.
    """

    n_listed: int
    n_here: int
    n_purged: int
    n_gone: int
    n_only_me: int
    problems: tuple[tuple[int, str], ...]


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
        order = "ORDER BY strava_activities.start_us DESC, strava_activities.strava_id DESC"
        return [_known(row) for row in self._database.rows(f"{_KNOWN} {order}")]

    def one_known(self, strava_id: int) -> KnownActivity:
        """Return one of them, which must be there."""
        return _known(
            self._database.rows(f"{_KNOWN} WHERE strava_activities.strava_id = ?", (strava_id,))[0]
        )

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
        rows = self._database.rows(
            "SELECT strava_id FROM strava_activities WHERE listed < ? AND gone_us IS NULL "
            "ORDER BY strava_id",
            (place.round,),
        )
        return [row["strava_id"] for row in rows]

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
        rows = self._database.rows(
            """
            SELECT DISTINCT summary ->> '$.gear' AS gear_id FROM strava_activities
            WHERE fetched_round = :round AND gear_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM strava_gear WHERE id = gear_id AND fetched_round = :round
            ) ORDER BY gear_id
            """,
            {"round": place.round},
        )
        return [str(row["gear_id"]) for row in rows]

    def add_gear(self, gear: Gear, place: SyncPlace) -> None:
        """Store a pair of shoes or a bike."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO strava_gear (id, name, brand, model, distance_m, retired, "
                "fetched_round) VALUES (:id, :name, :brand, :model, :distance_m, :retired, :round)",
                asdict(gear) | {"round": place.round},
            )

    def gear(self) -> list[Gear]:
        """Return all shoes and bikes, the most used first."""
        rows = self._database.rows("SELECT * FROM strava_gear ORDER BY distance_m DESC, id")
        return [
            Gear(
                id=row["id"],
                name=row["name"],
                brand=row["brand"],
                model=row["model"],
                distance_m=row["distance_m"],
                retired=bool(row["retired"]),
            )
            for row in rows
        ]

    def counts(self) -> AccountCounts:
        """Return how the account stands in the library."""
        row = self._database.rows(
            """
            SELECT count(*) FILTER (WHERE gone_us IS NULL) AS n_listed,
                count(*) FILTER (WHERE gone_us IS NULL AND activity_id IS NOT NULL) AS n_here,
                count(*) FILTER (WHERE purged_us IS NOT NULL) AS n_purged,
                count(*) FILTER (WHERE gone_us IS NOT NULL) AS n_gone,
                count(*) FILTER (WHERE gone_us IS NULL AND visibility = 'only_me') AS n_only_me
            FROM strava_activities LEFT JOIN activities ON activities.id = activity_id
            """
        )[0]
        sql = (
            "SELECT strava_id, problem FROM strava_activities "
            "WHERE problem IS NOT NULL AND gone_us IS NULL ORDER BY strava_id"
        )
        problems = [(each["strava_id"], each["problem"]) for each in self._database.rows(sql)]
        return AccountCounts(**dict(row), problems=tuple(problems))

    def has_richer(self, activity: Activity) -> bool:
        """Return whether the library has a file's recording of an activity.

        Parameters
        ----------
        activity : Activity
            As the account has it.
        """
        asked = Recording(
            identity=SOURCE,
            start_utc=activity.start_utc,
            sports=frozenset({activity.sport}),
            duration_s=activity.duration_s,
            distance_m=activity.distance_m,
            file=SOURCE,
            strava_ids=frozenset({activity.strava_id} if activity.strava_id is not None else ()),
        )
        return any(
            each.format in _RICHER
            and each.n_records
            and not each.salvaged
            and judge(asked, each).relation is Relation.SAME
            for each in recordings_near(self._database, to_us(activity.start_utc), asked.strava_ids)
        )

    def original_of(self, strava_id: int) -> str | None:
        """Return the SHA-256 of the raw JSON that is kept of an activity; null for none."""
        rows = self._database.rows(
            "SELECT originals.sha256 FROM strava_activities "
            "JOIN activities ON activities.id = activity_id JOIN originals USING (sha256) "
            "WHERE strava_activities.strava_id = ? AND kept",
            (strava_id,),
        )
        return rows[0]["sha256"] if rows else None

    def purge(self, before: datetime, now: datetime) -> int:
        """Forget records and raw JSON that came before an instant; return of how many activities.

        Their files are left for a sweep. What was worked out from them stays.
        """
        with self._database.transaction(durable=True) as connection:
            due = connection.execute(
                "SELECT activities.id, sha256 FROM strava_activities "
                "JOIN activities ON activities.id = activity_id LEFT JOIN originals USING (sha256) "
                "WHERE fetched_us <= ? AND (records_sha256 IS NOT NULL OR kept)",
                (to_us(before),),
            ).fetchall()
            connection.executemany(
                # Where there never were records, nothing can be missed by a later judgement.
                "UPDATE activities SET purged_us = iif(records_sha256 IS NULL, purged_us, ?), "
                "records_sha256 = NULL WHERE id = ?",
                [(to_us(now), row["id"]) for row in due],
            )
            connection.executemany(
                "UPDATE originals SET kept = 0 WHERE sha256 = ?", [(row["sha256"],) for row in due]
            )
        return len(due)

    def forget(self, *, recordings: bool) -> int:
        """Forget the account; return how many recordings went with it.

        Parameters
        ----------
        recordings : bool
            All that came through the API goes, too; else it stays as it is.
        """
        n = 0
        with self._database.transaction(durable=True) as connection:
            if recordings:
                n = remove_recordings(connection)
                connection.execute("DELETE FROM strava_activities")
                connection.execute("DELETE FROM strava_gear")
                connection.execute("UPDATE strava_sync SET round = 0, whole = 0")
            connection.execute(
                "UPDATE strava_sync SET athlete_id = NULL, started_us = NULL, finished_us = NULL, "
                "next_page = NULL, rates = NULL"
            )
        return n


def _known(row: sqlite3.Row) -> KnownActivity:
    return KnownActivity(
        listed=ListedActivity(
            strava_id=row["strava_id"],
            start_utc=from_us(row["start_us"]),
            summary=row["summary"],
            visibility=row["visibility"],
        ),
        listed_round=row["listed"],
        fetched=row["fetched"],
        fetched_round=row["fetched_round"],
        detail=row["detail"],
        streams=row["streams"],
        wants_streams=bool(row["wants_streams"]),
        with_streams=bool(row["with_streams"]),
        activity_id=row["activity_id"],
        alone=row["activity_id"] is not None and bool(row["alone"]),
        manual=bool(row["manual"]),
        purged=row["purged_us"] is not None,
        gone=row["gone_us"] is not None,
        problem=row["problem"],
        fetched_utc=None if row["fetched_us"] is None else from_us(row["fetched_us"]),
    )
