"""Parameters that are plain text or flags, taken as they are.

Typer checks every value through pydantic, whose import takes longer than everything else that
`flarelag pain` does. A text needs no checking: the layers below judge it and say what is wrong.
Should a later Typer keep its check elsewhere, commands only start a little slower (a test says so).
"""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_AS_THEY_ARE = (str, list[str], bool)


class PlainTextCommand(TyperCommand):
    """A command whose texts and flags are taken as they are."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - as Typer declares it
        """Return the parameters, `--help` included."""
        return without_checks(super().get_params(ctx))


class PlainTextGroup(TyperGroup):
    """A group of commands whose own texts and flags are taken as they are."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - as Typer declares it
        """Return the parameters, `--help` included."""
        return without_checks(super().get_params(ctx))


class _AsItIs:
    """Stands where Typer keeps its check of one parameter."""

    def coerce(self, value: Any, *, param: Any, ctx: object) -> Any:  # noqa: ANN401, ARG002 - Typer's
        """Return the value: a text, a flag, or the texts of a repeated option."""
        return list(value or ()) if param.multiple else value


def without_checks(parameters: Iterable[Any]) -> list[Any]:
    """Return a command's parameters, sparing Typer's check where a value needs none."""
    parameters = list(parameters)
    for parameter in parameters:
        if not isinstance(parameter, TyperArgument | TyperOption) or parameter.nargs != 1:
            continue
        if parameter.type_descriptor.annotation in _AS_THEY_ARE:
            vars(parameter)["_runtime_param"] = _AsItIs()
    return parameters
