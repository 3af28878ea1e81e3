"""The monotone dose-response of a library, and why it may be hidden."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from flarelag.effects.exposures import hours_since
from flarelag.effects.flares import find_flares
from flarelag.effects.scores import scores_at_instants
from flarelag.effects.sufficiency import FEWEST_ENTRIES, FEWEST_HARD_SESSIONS
from flarelag.effects.tolerance import tolerance
from flarelag.effects.tolerance_words import ToleranceTold, hidden_because, tolerance_words
from flarelag.workflows.analysis import ANALYSIS_SEED, explain_frames
from flarelag.workflows.analysis_frames import diary_frame, library_frames
from flarelag.workflows.warning_answers import guard_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.explain import Explanation
    from flarelag.model.diary import DiaryEntry
    from flarelag.model.remembered import RememberedFlare
    from flarelag.model.warning_answers import WarningGuard
    from flarelag.store.library import Library

_NOT_YET = (
    f"Not enough yet: the delayed-effect model begins at {FEWEST_HARD_SESSIONS} hard sessions and "
    f"{FEWEST_ENTRIES} entries; `flarelag analyze` says what is missing."
)


def tolerance_told(
    explanation: Explanation,
    entries: Sequence[DiaryEntry],
    remembered: Sequence[RememberedFlare],
    guard: WarningGuard,
    *,
    now: datetime,
) -> ToleranceTold:
    """Return what is said of doses.

    Parameters
    ----------
    explanation : Explanation
        Of the library.
    entries : sequence of DiaryEntry
        The whole diary: a flare-up anywhere hides it.
    remembered : sequence of RememberedFlare
        Flare-ups by day.
    guard : WarningGuard
        What she said to the warning signs.
    now : datetime
        Aware.
    """
    onset, ongoing = _latest_flare(entries, remembered, now)
    if why := hidden_because(guard, onset, ongoing=ongoing, now=now):
        return ToleranceTold(why, hidden=True, found=None)
    basis = explanation.basis
    if basis is None or basis.said is None or basis.material is None:
        return ToleranceTold(_NOT_YET, hidden=False, found=None)
    rng = np.random.default_rng(ANALYSIS_SEED)
    found = tolerance(basis.said.fits, basis.material.sessions, rng)
    return ToleranceTold(tolerance_words(found), hidden=False, found=found)


def library_tolerance(library: Library, *, now: datetime) -> ToleranceTold:
    """Return what is said of a library's doses.

    Parameters
    ----------
    library : Library
        Open.
    now : datetime
        Aware.
    """
    return tolerance_told(
        explain_frames(library_frames(library)),
        library.diary.entries(),
        library.diary.flares(),
        guard_of(library),
        now=now,
    )


def _latest_flare(
    entries: Sequence[DiaryEntry], remembered: Sequence[RememberedFlare], now: datetime
) -> tuple[datetime | None, bool]:
    """Return when the latest flare-up began, logged or remembered, and whether one still lasts."""
    used = [each for each in entries if each.time_end_utc is None and not each.recalled]
    scores = scores_at_instants(diary_frame(used))
    onsets, ongoing = [], False
    if scores.height:
        origin = scores["time"][0]
        tapped = [each.time_utc for each in used if each.flare]
        tapped_h = np.array([(each - origin).total_seconds() / 3600 for each in tapped])
        score = scores["score"].to_numpy().astype(np.float64)
        for flare in find_flares(hours_since(scores["time"], origin), score, tapped_h):
            onsets.append(origin + timedelta(hours=flare.onset_h))
            ongoing = flare.length_h is None and flare.last_entry == scores.height - 1
    onsets += [datetime.combine(each.first_day, time(), UTC) for each in remembered]
    today = now.date()
    ongoing |= any(each.first_day <= today <= each.last_day for each in remembered)
    return max(onsets, default=None), ongoing
