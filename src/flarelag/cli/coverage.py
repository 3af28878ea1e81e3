"""`flarelag diary coverage`: which hours after which runs the diary speaks of."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.cli.remind import prompt_clock, prompt_json
from flarelag.model.lag_bands import BANDS_NEEDED, LAG_BANDS_H, LEAST_COVERED, BandState
from flarelag.model.moments import moment_at
from flarelag.model.prompts import question
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.workflows.following_up import Adherence, FollowedRun

EXAMPLES = examples(
    "flarelag diary coverage", "flarelag diary coverage --weeks 4", "flarelag diary coverage --json"
)
_MARKS = {BandState.COVERED: "yes", BandState.WAITING: "to come", BandState.MISSED: "no"}


def coverage(
    ctx: typer.Context,
    weeks: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="How many weeks back.")
    ] = 8,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show which hours after runs have entries, and which to add."""
    from flarelag.store.library import Library
    from flarelag.workflows.following_up import adherence

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        found = adherence(opened, since=now - timedelta(weeks=weeks), now=now)
    if as_json:
        say_json(_json(found))
    else:
        say(_text(found, now))


def _json(found: "Adherence") -> dict[str, object]:
    after = found.prompting.next
    return {
        "since_utc": found.since,
        "until_utc": found.until,
        "runs": [_run_json(each) for each in found.runs],
        "followed_up": {"all": _share(found, hard=False), "hard": _share(found, hard=True)},
        "days_without_run": {
            "days": found.n_rest_days,
            "with_entry": found.n_rest_days_with_entry,
        },
        "waiting": [prompt_json(each) for each in found.prompting.waiting],
        "next": prompt_json(after) if after else None,
    }


def _share(found: "Adherence", *, hard: bool) -> dict[str, object]:
    judged = found.judged(hard=hard)
    return {
        "judged": len(judged),
        "followed_up": sum(each.follow_up.enough for each in judged),
        "least_share": LEAST_COVERED if hard else None,
    }


def _run_json(run: "FollowedRun") -> dict[str, object]:
    return {
        "activity_id": run.session.activity_id,
        "ended_utc": run.session.end_utc,
        "words": run.session.words,
        "hard": run.hard,
        "bands": [
            {"from_h": low, "to_h": high, "state": state}
            for (low, high), state in zip(LAG_BANDS_H, run.follow_up.bands, strict=True)
        ],
        "followed_up": run.follow_up.enough,
    }


def _text(found: "Adherence", now: datetime) -> str:
    parts = []
    if found.runs:
        bands = [f"{low:.0f}-{high:.0f} h" for low, high in LAG_BANDS_H]
        parts.append(table(("id", "ended", "run", *bands, ""), map(_row, found.runs)))
        parts.append(f"\n{_followed(found)}")
    else:
        parts.append("no runs since the diary began, or in these weeks")
    days = counted(found.n_rest_days, "day", "days")
    parts.append(f"{found.n_rest_days_with_entry} of {days} without a run have an entry")
    if found.n_rest_days and not found.n_rest_days_with_entry:
        parts.append("without entries on such days there is nothing to compare runs with")
    parts += [f"now: {question(each, now)}" for each in found.prompting.waiting]
    if after := found.prompting.next:
        parts.append(f"next: {prompt_clock(after)}, {question(after, after.due_utc)}")
    return "\n".join(parts)


def _followed(found: "Adherence") -> str:
    runs, hard = found.judged(), found.judged(hard=True)
    n_runs, n_hard = (sum(each.follow_up.enough for each in some) for some in (runs, hard))
    said = f"{n_runs} of {counted(len(runs), 'run')} have entries in {BANDS_NEEDED} of the bands"
    if not hard:
        return said
    wanted = f"an answer needs {LEAST_COVERED:.0%} of them"
    return f"{said}; of hard sessions {n_hard} of {len(hard)} ({wanted})"


def _row(run: "FollowedRun") -> tuple[object, ...]:
    ended = moment_at(run.session.end_utc, run.session.zone).local
    return (
        run.session.activity_id,
        f"{ended:%Y-%m-%d %H:%M}",
        run.session.words,
        *(_MARKS[state] for state in run.follow_up.bands),
        "hard" if run.hard else "",
    )
