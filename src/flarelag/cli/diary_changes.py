"""`flarelag diary edit|delete|undo|history|forget`: changing the diary, without losing anything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.encoding import item_json
from flarelag.cli.grouped import grouped
from flarelag.cli.options import (
    JsonOption,
    LibraryOption,
    NumberArgument,
    YesOption,
    ZoneOption,
    agreed,
    chosen_library,
    chosen_zone,
)
from flarelag.cli.output import examples, say, say_json
from flarelag.cli.warning_signs import show_warning_signs
from flarelag.model.in_words import item_in_words
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from flarelag.model.diary_history import DiaryChange
    from flarelag.workflows.correcting import Correction

EDIT_EXAMPLES = examples(
    "flarelag diary edit 12 --score 5",
    'flarelag diary edit 12 --at "yesterday 21:30" --site buttock --side left',
    "flarelag diary edit 12 --no-flare --note ''",
    "flarelag diary edit 14 --amount 4h --day yesterday",
    "flarelag diary edit 15 --days 2023-05-14..2023-06-25",
)
DELETE_EXAMPLES = examples("flarelag diary delete 12", "flarelag diary delete 12 14 15")
UNDO_EXAMPLES = examples("flarelag diary undo", "flarelag diary undo --change 31")
HISTORY_EXAMPLES = examples(
    "flarelag diary history", "flarelag diary history 12", "flarelag diary history --last 50 --json"
)
FORGET_EXAMPLES = examples("flarelag diary forget", "flarelag diary forget --yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What it should say; what is not given stays as it is."""

    score: Annotated[str | None, typer.Option(metavar="SCORE", help="Of pain: 0 to 10.")] = None
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it was.")] = None
    site: Annotated[
        list[str] | None,
        typer.Option(metavar="SITE", help="In the place of all its sites. Repeatable."),
    ] = None
    side: Annotated[str | None, typer.Option(metavar="SIDE", help="The side of all its sites.")] = (
        None
    )
    quality: Annotated[
        list[str] | None,
        typer.Option(metavar="QUALITY", help="In the place of all it felt like. Repeatable."),
    ] = None
    flare: Annotated[
        bool | None, typer.Option("--flare/--no-flare", help="Whether it was a flare-up.")
    ] = None
    woke: Annotated[
        bool | None, typer.Option("--woke/--no-woke", help="Whether it kept me awake.")
    ] = None
    amount: Annotated[str | None, typer.Option(metavar="AMOUNT", help="Of a factor: 6h.")] = None
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="Its begin.")] = None
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Its end.")] = None
    day: Annotated[str | None, typer.Option(metavar="DAY", help="Some time on that day.")] = None
    days: Annotated[str | None, typer.Option(metavar="DAYS", help="Of a remembered flare-up.")] = (
        None
    )
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="In the place of its note.")] = (
        None
    )

    def correction(self) -> "Correction":
        """Return what is to be changed."""
        from flarelag.workflows.correcting import Correction

        return Correction(
            score=self.score,
            at=self.at,
            sites=self.site or None,
            side=self.side,
            qualities=self.quality or None,
            flare=self.flare,
            woke=self.woke,
            note=self.note,
            amount=self.amount,
            start=self.start,
            end=self.end,
            day=self.day,
            days=self.days,
        )


@grouped
def edit(
    ctx: typer.Context,
    number: NumberArgument,
    *,
    said: Said,
    zone: ZoneOption = None,
    library: LibraryOption = None,
) -> None:
    """Change what something in the diary says. What it said before is kept."""
    from flarelag.model.diary import DiaryEntry
    from flarelag.store.library import Library
    from flarelag.workflows.correcting import corrected
    from flarelag.workflows.diary import edit_entry

    now, wanted = datetime.now(UTC), said.correction()
    causes: tuple[str, ...] = ()
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        item = corrected(opened.diary.item(number), wanted, now=now, zone=chosen_zone(zone))
        if isinstance(item, DiaryEntry):
            saved = edit_entry(opened, item, now=now)
            changed, causes = saved.change_id is not None, saved.warning_causes
        else:
            changed = opened.diary.edit(item, at_utc=now).change_id is not None
    say(f"{'saved' if changed else 'nothing to change'}: {item_in_words(item, now=now)}")
    show_warning_signs(causes if changed else ())


def delete(
    ctx: typer.Context,
    numbers: Annotated[list[int], typer.Argument(metavar="NO", help="Numbers in the list.")],
    library: LibraryOption = None,
) -> None:
    """Take things out of the diary. `flarelag diary undo` brings them back."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary import delete_from_diary

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        items = [opened.diary.item(number) for number in numbers]
        delete_from_diary(opened, numbers, now=now)
    for item in items:
        say(f"deleted: {item_in_words(item, now=now)}")
    say("to bring back: flarelag diary undo")


def undo(
    ctx: typer.Context,
    change: Annotated[
        int | None,
        typer.Option(metavar="NO", help="Which change (`flarelag diary history`); else the last."),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Take back the last change of the diary, or one by its number."""
    from flarelag.store.library import Library
    from flarelag.workflows.diary import undo as take_back

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        done = take_back(opened, now=now, change_id=change)
    say(f"undone: change {done.undoes}")
    say(_steps(done, now))
    say(f"to have it again: flarelag diary undo --change {done.id}")


def history(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="NO", help="Only of what has this number.")
    ] = None,
    last: Annotated[
        int, typer.Option("--last", min=1, metavar="N", help="The latest N changes.")
    ] = 20,
    library: LibraryOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show the changes of the diary, the latest last. Each with what was said before, and after."""
    from flarelag.store.library import Library

    now = datetime.now(UTC)
    with Library.open(chosen_library(ctx, library), create=False) as opened:
        changes = opened.diary.history(number, latest=last)
    if as_json:
        say_json({"changes": [_change_json(each) for each in changes]})
    elif changes:
        say("\n".join(_change_text(each, now) for each in changes))
    else:
        say("no change of the diary yet" if number is None else f"no change of {number} is known")


def forget(ctx: typer.Context, library: LibraryOption = None, *, yes: YesOption = False) -> None:
    """Remove the whole diary and its history for good. Activities stay."""
    from flarelag.store.library import Library
    from flarelag.workflows.forgetting import forget_diary

    with Library.open(chosen_library(ctx, library), create=False) as opened:
        what = ", ".join(
            counted(n, *names)
            for n, names in zip(opened.diary.n_items().values(), _NAMES, strict=True)
        )
        agreed(
            f"This removes {what} and all that they said before, for good. Backups and exports "
            "that you made stay where they are, and so do text files of inboxes.",
            yes=yes,
        )
        forget_diary(opened)
    say("the diary is empty")


_NAMES = (
    ("pain entry", "pain entries"),
    ("factor or measure", "factors and measures"),
    ("remembered flare-up", "remembered flare-ups"),
    ("setting of shoes", "settings of shoes"),
    ("answer to the warning signs", "answers to the warning signs"),
)


def _change_text(change: "DiaryChange", now: datetime) -> str:
    of = f" of change {change.undoes}" if change.undoes is not None else ""
    undone = ", undone" if change.undone else ""
    when = f"{change.at_utc.astimezone():%Y-%m-%d %H:%M}"
    return f"{change.id}  {when}  {change.action}{of}{undone}\n{_steps(change, now)}"


_MOST_STEPS = 5


def _steps(change: "DiaryChange", now: datetime) -> str:
    lines = []
    for each in change.items[:_MOST_STEPS]:
        was = f"was {item_in_words(each.before, now=now)}" if each.before else "new"
        is_now = item_in_words(each.after, now=now) if each.after else "gone"
        lines.append(
            f"    {each.item_id}: {was} -> {is_now}"
            if each.before
            else f"    {each.item_id}: {is_now}"
        )
    if len(change.items) > _MOST_STEPS:
        lines.append(f"    and {len(change.items) - _MOST_STEPS:,} more")
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)


def _change_json(change: "DiaryChange") -> dict[str, object]:
    return {
        "id": change.id,
        "at_utc": change.at_utc,
        "action": change.action,
        "undone": change.undone,
        "undoes": change.undoes,
        "items": [
            {
                "id": each.item_id,
                "before": item_json(each.before) if each.before else None,
                "after": item_json(each.after) if each.after else None,
            }
            for each in change.items
        ],
    }
