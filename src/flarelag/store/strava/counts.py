"""How a Strava account stands in the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.store.database import Database


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


def account_counts(database: Database) -> AccountCounts:
    """Return how the account stands in the library."""
    row = database.rows(
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
    problems = [(each["strava_id"], each["problem"]) for each in database.rows(sql)]
    return AccountCounts(**dict(row), problems=tuple(problems))
