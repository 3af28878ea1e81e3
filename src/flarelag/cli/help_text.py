"""What `--help` says of commands and arguments: by use, in whole sentences, without types."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from typer.core import TyperArgument

BY_USE: dict[str, tuple[str, ...]] = {
    "Every day": ("pain", "log", "ran", "serve", "remind", "watch", "warning-signs"),
    "Activities": (
        *("import", "sync", "imports", "activities", "efforts", "plot"),
        *("profile", "inspect", "reclassify"),
    ),
    "The diary": ("diary", "flare", "shoes"),
    "What it says": ("report", "analyze", "flares", "tolerance", "forecast", "experiment"),
    "The library": ("export", "doctor", "rebuild", "backup", "restore", "forget"),
    "To try it": ("demo", "simulate"),
}
"""Every command under the heading where it is looked for."""


def write_commands(commands: Mapping[str, Any], formatter: Any) -> None:  # noqa: ANN401 - Typer's
    """List commands by use.

    Parameters
    ----------
    commands : mapping
        By name; each stands under one heading of `BY_USE`.
    formatter
        What Typer writes a help text with.
    """
    # One width for all: the columns of the sections stand below each other.
    widest = max(map(len, commands))
    limit = formatter.width - widest - 4
    for heading, names in BY_USE.items():
        rows = [(name.ljust(widest), commands[name].get_short_help_str(limit)) for name in names]
        with formatter.section(heading):
            formatter.write_dl(rows)


def show_arguments_plainly(command: Any) -> None:  # noqa: ANN401 - a Typer command or group
    """Show the arguments of a command, and of those below it, as `PATH...` and `[ID]`, untyped."""
    for parameter in command.params:
        if isinstance(parameter, TyperArgument):
            vars(parameter)["display_type_rich"] = lambda ctx: None  # noqa: ARG005 - Typer's call
            vars(parameter)["get_usage_pieces"] = partial(_usage, parameter)
    for each in getattr(command, "commands", {}).values():
        show_arguments_plainly(each)


def _usage(argument: TyperArgument, _ctx: object) -> list[str]:
    name = argument.metavar or (argument.name or "").upper()
    dots = "" if argument.nargs == 1 else "..."
    return [f"{name}{dots}" if argument.required else f"[{name}]{dots}"]


def one_of(words: Iterable[str]) -> Callable[[str], Sequence[str]]:
    """Return what a shell asks for the words that an option or argument may be."""
    known = tuple(words)

    def complete(incomplete: str) -> Sequence[str]:
        return [word for word in known if word.startswith(incomplete)]

    return complete
