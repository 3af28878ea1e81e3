"""`flarelag profile` and `flarelag reclassify`: by what efforts are judged."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.options import JobsOption, JsonOption, LibraryOption, chosen_library, chosen_zone
from flarelag.cli.output import examples, say, say_json, table
from flarelag.cli.progress import counting_progress
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.classify.profile import Best100m
    from flarelag.store.library import Library
    from flarelag.workflows.profile import BestSince, ShownProfile

RECLASSIFY_EXAMPLES = examples("flarelag reclassify", "flarelag reclassify --json")
SET_EXAMPLES = examples(
    "flarelag profile set best-100m 15.2s",
    "flarelag profile set best-100m 6.6m/s --from 2026-05-01",
    "flarelag profile set sex woman",
)
COLUMNS = ("from", "m/s", "100 m in", "give or take", "rests on")

FieldArgument = Annotated[str, typer.Argument(metavar="FIELD", help="best-100m or sex.")]

app = typer.Typer(
    help="Show or set what efforts are judged by: your best 100 m.",
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog=examples("flarelag profile", "flarelag profile set best-100m 15.2s"),
)


@app.callback()
def show(ctx: typer.Context, library: LibraryOption = None, *, as_json: JsonOption = False) -> None:
    """Show your best 100 m over time, how far it may be off, and where it comes from."""
    if ctx.invoked_subcommand is not None:
        return
    from flarelag.store.library import Library
    from flarelag.workflows.profile import show_profile

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        shown = show_profile(opened, now=datetime.now(UTC))
    if as_json:
        say_json(_profile_json(shown))
    else:
        say(_profile_text(shown))


@app.command("set", epilog=SET_EXAMPLES)
def set_field(
    ctx: typer.Context,
    field: FieldArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="15.2s, 6.6m/s; woman or man.")],
    library: LibraryOption = None,
    *,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="It holds from then on (else for all dates)."),
    ] = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter your best 100 m, or your sex for the load index. Every run is judged again."""
    from flarelag.store.library import Library
    from flarelag.workflows.profile import change_profile

    with Library.open(chosen_library(ctx, library)) as opened:
        change_profile(opened, field, value, since=since, zone=chosen_zone(None))
        holds = "" if field != "best-100m" else f", from {since} on" if since else ", for all dates"
        _judge_again(opened, f"{field} is kept{holds}", jobs=jobs, as_json=as_json)


@app.command("unset", epilog=examples("flarelag profile unset best-100m"))
def unset_field(
    ctx: typer.Context,
    field: FieldArgument,
    library: LibraryOption = None,
    *,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget what you entered. Your best 100 m then follows from your activities again."""
    from flarelag.store.library import Library
    from flarelag.workflows.profile import forget

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        forget(opened, field)
        _judge_again(opened, f"{field} is forgotten", jobs=jobs, as_json=as_json)


def reclassify(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge every activity again by today's rules and profile. No original is read."""
    from flarelag.store.library import Library
    from flarelag.workflows.profile import reclassify as judge_again

    with (
        Library.open(chosen_library(ctx, library), create=False) as opened,
        counting_progress("classifying") as on_progress,
    ):
        activities = opened.activities()
        n_activities = len(activities)
        n_purged = sum(each.purged for each in activities)
        judged = judge_again(opened, everything=True, jobs=jobs, on_progress=on_progress)
    if as_json:
        facts = {"activities": n_activities, "classified": judged}
        say_json({**facts, "cannot_be_reclassified": n_purged})
    else:
        say(f"{counted(n_activities - n_purged, 'activity', 'activities')}, each judged again")
        if n_purged:
            say(
                f"{counted(n_purged, 'activity', 'activities')} cannot be reclassified: recordings "
                "from Strava's API are removed after a while, as its terms ask"
            )


def _judge_again(library: "Library", done: str, *, jobs: int | None, as_json: bool) -> None:
    from flarelag.workflows.profile import reclassify as judge_again
    from flarelag.workflows.profile import show_profile

    with counting_progress("classifying") as on_progress:
        judged = judge_again(library, jobs=jobs, on_progress=on_progress)
    if as_json:
        shown = show_profile(library, now=datetime.now(UTC))
        say_json({**_profile_json(shown), "classified": judged})
    else:
        say(f"{done}; {counted(judged, 'judgement', 'judgements')} made anew")


def _profile_json(shown: "ShownProfile") -> dict[str, object]:
    return {
        "best_100m": _best_json(shown.now.best, shown),
        "over_time": [
            {"from_utc": each.since, "best_100m": _best_json(each.best, shown)}
            for each in shown.over_time
        ],
        "entered": [
            {"best_100m_m_s": each.m_s, "from_utc": each.since} for each in shown.settings.best_100m
        ],
        "sex": shown.settings.sex,
        "force_line": shown.settings.force_line,
    }


def _best_json(best: "Best100m | None", shown: "ShownProfile") -> dict[str, object] | None:
    if best is None:
        return None
    off = best.uncertainty_m_s
    return {
        "value": best.m_s,
        "low": None if off is None else best.m_s - off,
        "high": None if off is None else best.m_s + off,
        "seconds": 100 / best.m_s,
        "provisional": best.provisional,
        "reason": best.reason,
        "evidence": [
            {
                "activity_id": shown.activity_at.get(row.start_utc),
                "start_utc": row.start_utc,
                "observed_m_s": row.observed_m_s,
                "speed_source": row.speed_source,
            }
            for row in best.evidence
        ],
    }


def _profile_text(shown: "ShownProfile") -> str:
    rows = [_row(f"{each.since:%Y-%m-%d}", each) for each in shown.over_time]
    line = shown.settings.force_line
    hint = "" if shown.settings.sex else " (flarelag profile set sex woman|man)"
    return "\n".join(
        [
            table(COLUMNS, [*rows, _row("now", shown.now)]),
            f"load index by the line of force of: {line}{hint}",
        ]
    )


def _row(when: str, each: "BestSince") -> tuple[object, ...]:
    best = each.best
    if best is None:
        return when, None, None, None, "not known: efforts are judged by contrast alone"
    off = best.uncertainty_m_s
    return (
        when,
        f"{best.m_s:.2f}",
        f"{100 / best.m_s:.1f} s",
        None if off is None else f"{off:.2f} m/s",
        best.reason,
    )
