"""`flarelag warning-signs`: when pain is no longer a matter for a diary."""

import typer

from flarelag.cli.options import JsonOption
from flarelag.cli.output import examples, say, say_json

EXAMPLES = examples("flarelag warning-signs", "flarelag warning-signs --json")


def warning_signs(*, as_json: JsonOption = False) -> None:
    """Say which signs need an emergency department, a doctor today, or an appointment."""
    from flarelag.model.warning_signs import WARNING_SIGNS, warning_signs_text  # noqa: PLC0415

    if as_json:
        groups = [{"title": each.title, "signs": each.signs} for each in WARNING_SIGNS]
        say_json({"warning_signs": groups})
    else:
        say(warning_signs_text())


def show_warning_signs(causes: tuple[str, ...]) -> None:
    """Say the warning signs after an entry that calls for them, and why."""
    from flarelag.model.warning_signs import warning_signs_text  # noqa: PLC0415 - rarely

    if causes:
        typer.echo(f"\n{' and '.join(causes)}: please read this.\n{warning_signs_text()}")
