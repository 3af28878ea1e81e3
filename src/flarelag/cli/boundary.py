"""The one place where exceptions become a sentence and an exit code."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from flarelag.cli.help_text import show_arguments_plainly, write_commands
from flarelag.cli.output import PROGRAM, complain, print_json, survive_any_text
from flarelag.cli.plain_text import without_checks
from flarelag.errors import FlarelagError, InputError, UsageError
from flarelag.process import INTERRUPTED

JSON_FLAG = "--json"


class GuardedGroup(TyperGroup):
    """The group of all commands, behind the boundary however it is run."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - as Typer declares it
        super().__init__(**attributes)
        show_arguments_plainly(self)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's
        """Write the commands into the help text, by what they are for."""
        write_commands(self.commands, formatter)

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - as Typer declares it
        """Return the global options, `--help` included."""
        return without_checks(super().get_params(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,  # noqa: ARG002 - always the program's own name
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002 - the boundary takes its place
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - as Typer declares it
        **extra: Any,  # noqa: ANN401 - as Typer declares it
    ) -> Any:  # noqa: ANN401 - as Typer declares it
        """Run a command and leave with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        run = partial(
            super().main,
            arguments,
            prog_name=PROGRAM,
            complete_var=complete_var,
            standalone_mode=False,
            windows_expand_args=windows_expand_args,
            **extra,
        )
        sys.exit(guarded(run, as_json=JSON_FLAG in arguments))


def guarded(run: Callable[[], object], *, as_json: bool) -> int:
    """Run a command and return its exit code; say in one sentence what went wrong.

    Parameters
    ----------
    run : callable
        Returns an exit code, or anything else for success.
    as_json : bool
        Say it as one JSON object on stdout, not as a sentence on stderr.
    """
    survive_any_text()
    try:
        code = run()
    except FlarelagError as error:
        return _refused(error, as_json=as_json)
    except TyperException as error:
        return _refused(_misused(error), as_json=as_json)
    except OSError as error:
        return _refused(_denied(error), as_json=as_json)
    if code == INTERRUPTED:
        stopped = "stopped; what was done is kept"
        if as_json:
            print_json({"error": {"kind": "interrupted", "message": stopped, "file": None}})
        else:
            complain(stopped)
    return code if isinstance(code, int) else 0


def _refused(error: FlarelagError, *, as_json: bool) -> int:
    facts = {"kind": error.kind, "message": error.reason, "file": error.file}
    if not (as_json and _printed(facts)):
        complain(str(error))
    return error.exit_code


def _printed(facts: dict[str, str | None]) -> bool:
    """Print what went wrong on stdout, and return whether that goes anywhere (a full disk?)."""
    try:
        print_json({"error": facts})
    except OSError:
        return False
    return True


def _misused(error: TyperException) -> FlarelagError:
    """Return the sentence for words that the command line does not know."""
    text = error.format_message().rstrip(".")
    end = "" if text.endswith("?") else "."
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    return UsageError(f"{text}{end} Try: {path} --help")


def _denied(error: OSError) -> FlarelagError:
    """Return the sentence for a file or a disk that would not."""
    file = None if error.filename is None else str(error.filename)
    return InputError(error.strerror or type(error).__name__, file=file)
