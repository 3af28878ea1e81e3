"""Sessions that a person logs before their files are there, to be merged with them later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError, quoted
from flarelag.model.activity import Activity
from flarelag.model.declared_session import DeclaredSet, parse_sets, workout_steps
from flarelag.model.moment_words import parse_moment
from flarelag.model.outcome import Origin
from flarelag.model.sport import Sport
from flarelag.store.activities import NewActivity
from flarelag.store.recordings.compared import REMEMBERED

if TYPE_CHECKING:
    from datetime import datetime

    from flarelag.model.moments import Moment
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

USUAL_LENGTH: Final = timedelta(hours=1)
_ASSUMED: Final = "logged by hand: how long it took is assumed to be an hour"
_SAID: Final = "logged by hand"
_LONGEST_WORDS: Final = 200
_LONGEST_MIN: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedSession:
    """A session that the disk has.

    Parameters
    ----------
    words : str
        What it is called: `6x200`.
    sets : tuple of DeclaredSet
        The repetitions that the words name plainly.
    ended : Moment
        When it ended, as she says.
    stored : StoredActivity
        The activity that it is: itself, or the recording that is there of it already.
    merge_reason : str or None
        Why it is the same as that recording; null where there is none yet.
    """

    words: str
    sets: tuple[DeclaredSet, ...]
    ended: Moment
    stored: StoredActivity
    merge_reason: str | None


def log_session(
    library: Library,
    words: str,
    *,
    ended: str,
    zone: str,
    now: datetime,
    minutes: int | None = None,
) -> LoggedSession:
    """Store a run that has no file yet; said again with the same end, the new words hold.

    Parameters
    ----------
    library : Library
        Open.
    words : str
        What was run: `6x200`.
    ended : str
        As in `model.moments.parse_moment`.
    zone : str
        Where `ended` is meant.
    now : datetime
        Aware.
    minutes : int or None
        How long it took; null: an hour is assumed and said so.

    Raises
    ------
    DiaryError
        The words are too long, or the time cannot be right.
    """
    name = _name(words)
    if minutes is not None and not 0 < minutes <= _LONGEST_MIN:
        reason = f"{minutes} minutes is no length of a run"
        raise DiaryError(reason, field="minutes", value=str(minutes))
    moment = parse_moment(ended, now=now, zone=zone)
    sets = parse_sets(name)
    length = USUAL_LENGTH if minutes is None else timedelta(minutes=minutes)
    activity = Activity(
        sport=Sport.RUN,
        start_utc=moment.time_utc - length,
        duration_s=length.total_seconds(),
        zone=moment.zone,
        utc_offset_s=moment.utc_offset_s,
        name=name,
        workout_steps=workout_steps(sets),
        manual=True,
        remarks=(_ASSUMED if minutes is None else _SAID,),
    )
    number = library.log_session(
        NewActivity(
            activity=activity, source=REMEMBERED, origin=Origin("flarelag ran"), parser_version=0
        )
    )
    reasons = {each.recording_id: each.merge_reason for each in library.sightings(number)}
    return LoggedSession(
        words=name,
        sets=sets,
        ended=moment,
        stored=library.activity(number),
        merge_reason=reasons[number],
    )


def _name(words: str) -> str:
    name = " ".join(words.split()).encode("utf-8", "replace").decode("utf-8")
    if not name:
        raise DiaryError('say what you ran, such as "6x200" or "easy"', field="words", value=words)
    if len(name) > _LONGEST_WORDS:
        reason = f"{quoted(name)} is too long: {_LONGEST_WORDS} characters are the most"
        raise DiaryError(reason, field="words", value=words)
    return name
