"""`flarelag diary`: reading it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.encoding import entry_json, factor_json, item_moment
from flarelag.cli.flare import flare_json
from flarelag.cli.options import JsonOption, LibraryOption, chosen_library
from flarelag.cli.output import examples, say, say_json, table
from flarelag.model.diary import DiaryEntry
from flarelag.model.diary_words import site_in_words
from flarelag.model.factor_words import name_in_words
from flarelag.model.in_words import amount_in_words, pin_in_words
from flarelag.model.moments import moment_at

if TYPE_CHECKING:
    from flarelag.model.factors import Factor

app = typer.Typer(
    help="Read the diary, correct it, bring it in and take it out.",
    rich_markup_mode=None,
    epilog=examples(
        "flarelag diary list --last 10",
        "flarelag diary edit 12 --score 5",
        "flarelag diary undo",
        "flarelag diary export diary.json",
    ),
)

LIST_EXAMPLES = examples(
    "flarelag diary list",
    "flarelag diary list --last 10",
    "flarelag diary list --automatic --json",
)


def list_diary(
    ctx: typer.Context,
    library: LibraryOption = None,
    *,
    last: Annotated[
        int | None, typer.Option("--last", min=1, metavar="N", help="Only the latest N.")
    ] = None,
    automatic: Annotated[
        bool,
        typer.Option(
            "--automatic",
            help="With what nobody has to log: strength, yoga, walks, worn shoes, the watch's "
            "still hours. They stand for what was typed of the same on that day.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the diary in the order of the times it speaks of."""
    from flarelag.store.library import Library
    from flarelag.workflows.factors import all_factors

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        entries = opened.diary.entries()
        factors = all_factors(opened) if automatic else opened.diary.factors()
        flares = opened.diary.flares()
    all_of_it: list[DiaryEntry | Factor] = [*entries, *factors]
    together = sorted(all_of_it, key=lambda each: each.time_utc)
    shown = together[-last:] if last else together
    if as_json:
        in_shown = {id(each) for each in shown}
        say_json(
            {
                "entries": [entry_json(each) for each in entries if id(each) in in_shown],
                "factors": [factor_json(each) for each in factors if id(each) in in_shown],
                "flares": [flare_json(each) for each in flares],
            }
        )
    elif shown:
        say(table(("no", "time", "pain", "where", "what", "", "note"), map(_row, shown)))
    else:
        say('the diary is empty; write something down: flarelag pain 3 --at "2 h ago"')


def _row(item: "DiaryEntry | Factor") -> tuple[object, ...]:
    end_utc = item.time_end_utc if isinstance(item, DiaryEntry) else item.end_utc
    when = f"{item_moment(item).local:%Y-%m-%d %H:%M}"
    if end_utc is not None:
        when = f"{when} - {_end(item, end_utc)}"
    if isinstance(item, DiaryEntry):
        marks = {"recalled": item.recalled, "flare-up": item.flare, "woke": item.woke}
        said = [name for name, holds in marks.items() if holds]
        return (
            item.id,
            when,
            item.score,
            ", ".join(site_in_words(place) for place in item.sites) or None,
            ", ".join(item.qualities) or None,
            ", ".join([*said, *([pin_in_words(item.pin)] if item.pin else [])]),
            item.note or "",
        )
    from_where = f"from {item.source}" if item.source.automatic else ""
    said = [each for each in (from_where, "recalled" if item.recalled else "") if each]
    what = f"{name_in_words(item.name)} {amount_in_words(item)}".rstrip()
    return (item.id, when, None, None, what, ", ".join(said), item.note or "")


def _end(item: "DiaryEntry | Factor", end_utc: datetime) -> str:
    start = item_moment(item)
    end = moment_at(end_utc, start.zone)
    same_day = end.local.date() == start.local.date()
    return f"{end.local:%H:%M}" if same_day else f"{end.local:%Y-%m-%d %H:%M}"
