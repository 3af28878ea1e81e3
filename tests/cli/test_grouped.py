"""Options of a command that stand in one dataclass."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from typer.testing import CliRunner

from flarelag.cli.grouped import grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where, as two options."""

    site: Annotated[list[str] | None, typer.Option(metavar="SITE", help="Which.")] = None
    deep: Annotated[bool, typer.Option("--deep", help="How deep.")] = False


def say_where(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    *,
    before: Annotated[str, typer.Option(help="Above.")] = "a",
    where: Where,
    after: Annotated[int, typer.Option(help="Below.")] = 1,
) -> None:
    """Say where."""
    typer.echo(f"{ctx.info_name} {folder} {before} {where} {after}")


def run(*words: str) -> str:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(grouped(say_where))
    done = CliRunner().invoke(app, list(words))
    return done.output


def test_a_group_reaches_its_command_as_one():
    assert run("here", "--site", "hip", "--site", "foot", "--deep", "--after", "3") == (
        "say-where here a Where(site=['hip', 'foot'], deep=True) 3\n"
    )
    assert "Where(site=None, deep=False) 1" in run("here")


def test_the_help_names_a_groups_options_where_the_group_stands():
    text = run("--help")
    places = [
        text.index(each) for each in ("Say where.", "--before", "--site", "--deep", "--after")
    ]
    assert places == sorted(places)
    assert "--where" not in text
