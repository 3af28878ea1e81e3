"""Options that belong together, as one dataclass: they stand once, whatever commands take them."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that takes each field of its dataclasses as an option of its own.

    Typer knows a command by its signature, one parameter an option. Here a parameter may be a
    dataclass, whose fields are annotated as such parameters are.

    Parameters
    ----------
    command : callable
        Its dataclasses are keyword-only.
    """
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        each.name: each.annotation
        for each in signature.parameters.values()
        if is_dataclass(each.annotation)
    }

    @functools.wraps(command)
    def spread(**given: Any) -> None:  # noqa: ANN401 - whatever its options are
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        command(**given)

    parameters = [
        parameter
        for each in signature.parameters.values()
        for parameter in (_options(groups[each.name]) if each.name in groups else (each,))
    ]
    vars(spread)["__signature__"] = signature.replace(parameters=parameters)
    return spread


def _options(group: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - any dataclass
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if each.default is MISSING else each.default,
            annotation=hints[each.name],
        )
        for each in fields(group)
    ]
