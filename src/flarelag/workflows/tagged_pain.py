"""Pain that a person wrote beside an activity: `#pain 6 left glute +8h`.

A tag is known by its words and its activity's day, so that the same activity from another file, or
with a corrected end, says nothing twice, and what was deleted from the diary does not come back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.errors import DiaryError
from flarelag.model.activity import activity_end
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_history import ChangeAction
from flarelag.model.hidden_start import start_hidden
from flarelag.model.moments import moment_at, offset_name, refuse_future
from flarelag.sources.pain_tags import BadTag, PainTag, read_pain_tags
from flarelag.store.inbox import InboxMark
from flarelag.workflows.clock import home_zone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flarelag.model.activity import Activity
    from flarelag.model.stored import StoredActivity
    from flarelag.store.library import Library

SOURCE: Final = "tag"
_MARK: Final = "#pain"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTags:
    """What came of the tags beside activities.

    Parameters
    ----------
    entries : tuple of DiaryEntry
        Those that are new in the diary.
    bad : tuple of tuple of int and BadTag
        Tags that could not be read and were not said before, each with its activity.
    """

    entries: tuple[DiaryEntry, ...] = ()
    bad: tuple[tuple[int, BadTag], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    key: str
    activity_id: int
    entry: DiaryEntry | None = None
    bad: BadTag | None = None


def take_tags(library: Library, now: datetime) -> TakenTags:
    """Take in every tag beside the library's activities that is new.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    """
    known = library.inbox.marks()
    zone = home_zone(library, None)
    found = _found(library.activities_saying(_MARK), zone, now)
    # What could not be told once may be told now: an end that was unknown may have become known.
    new = [each for each in found if each.key not in known or known[each.key].reason]
    if not new:
        return TakenTags()
    written = library.diary.add(
        [each.entry for each in new if each.entry is not None],
        at_utc=now,
        action=ChangeAction.IMPORT,
        skip_known=True,
    )
    library.inbox.add_marks(map(_mark, new), now)
    added = [library.diary.item(number) for number in written.ids]
    return TakenTags(
        entries=tuple(each for each in added if isinstance(each, DiaryEntry)),
        bad=tuple(
            (each.activity_id, each.bad)
            for each in new
            if each.bad is not None and each.key not in known
        ),
    )


def _texts(activity: Activity) -> tuple[str | None, ...]:
    return activity.name, activity.description, activity.private_note


def _found(tagged: Iterable[StoredActivity], zone: str, now: datetime) -> list[_Found]:
    met: Counter[str] = Counter()
    found = []
    for stored in tagged:
        day = f"{stored.activity.start_utc:%Y-%m-%d}"
        read = read_pain_tags(_texts(stored.activity))
        tags: list[PainTag | BadTag] = [*read.tags, *read.bad]
        for tag in tags:
            said = f"{day}\n{tag.text.lower()}"
            met[said] += 1
            key = hashlib.sha256(f"{SOURCE}\n{said}\n{met[said]}".encode()).hexdigest()
            found.append(_understood(key, stored, tag, zone, now))
    return found


def _understood(
    key: str, stored: StoredActivity, tag: PainTag | BadTag, zone: str, now: datetime
) -> _Found:
    if isinstance(tag, BadTag):
        return _Found(key=key, activity_id=stored.id, bad=tag)
    try:
        entry = _entry(stored.activity, tag, zone, now)
    except DiaryError as error:
        return _Found(key=key, activity_id=stored.id, bad=BadTag(tag.text, error.reason))
    return _Found(key=key, activity_id=stored.id, entry=entry)


def _entry(activity: Activity, tag: PainTag, home: str, now: datetime) -> DiaryEntry:
    """Return what a tag says; when it was written nobody knows: the time it speaks of is taken."""
    end = activity_end(activity)
    if end is None or start_hidden(activity):
        raise DiaryError("nobody knows when this activity ended", field="time")
    offset_s = activity.utc_offset_s
    zone = activity.zone or (home if offset_s is None else offset_name(offset_s))
    moment = moment_at((end + tag.after).replace(microsecond=0), zone)
    refuse_future(moment, now=now, text=tag.text)
    return DiaryEntry(
        time_utc=moment.time_utc,
        entered_utc=moment.time_utc,
        zone=moment.zone,
        utc_offset_s=moment.utc_offset_s,
        score=tag.phrase.score,
        sites=tag.phrase.sites,
        qualities=tag.phrase.qualities,
        flare=tag.phrase.flare,
        woke=tag.phrase.woke,
        note=tag.phrase.rest,
        source=SOURCE,
    )


def _mark(each: _Found) -> InboxMark:
    return InboxMark(
        key=each.key,
        path=f"activity {each.activity_id}",
        number=1,
        text=each.bad.text if each.bad else None,
        reason=each.bad.reason if each.bad else None,
    )
