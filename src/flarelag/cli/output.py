"""What commands print: sentences and tables for people, one JSON object for programs."""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import typer

PROGRAM = "flarelag"
SCHEMA_VERSION = 1


def say(text: str) -> None:
    """Print a line on stdout."""
    typer.echo(text)


def complain(text: str) -> None:
    """Print one sentence on stderr, whatever stands in it."""
    typer.echo(f"{PROGRAM}: {_one_line(text)}", err=True)


def say_json(content: dict[str, object]) -> None:
    """Print the one JSON object of a reading command."""
    print_json({"schema_version": SCHEMA_VERSION, **content})


def print_json(content: dict[str, object]) -> None:
    """Print an object as JSON: instants in UTC with Z, NaN as null, no character beyond ASCII."""
    typer.echo(json.dumps(_plain(content), allow_nan=False))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows under a header in columns; numbers stand to the right, null as `-`."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    right = [all(_numeric(c) for c in column) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(
                row, widths, right or [False] * len(widths), strict=True
            )
        ).rstrip()
        for row in [list(header), *cells]
    )


def instant(moment: datetime) -> str:
    """Return an instant as JSON has it: ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def examples(*lines: str) -> str:
    """Return an epilog that shows a command's use, line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def survive_any_text() -> None:
    """Let a name that the terminal's encoding lacks be printed escaped, not end the program."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _cell(value: object) -> str:
    return "-" if value is None else _one_line(str(value))


def _numeric(cell: str) -> bool:
    return cell == "-" or cell.replace(".", "", 1).lstrip("-").isdecimal()


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()
