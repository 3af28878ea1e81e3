"""The `flarelag` command: its groups, its global options, its way in."""

from typing import Annotated

import typer

from flarelag import __version__
from flarelag.cli import (
    activities,
    analyze,
    backup,
    coverage,
    demo,
    diary,
    diary_changes,
    diary_files,
    doctor,
    efforts,
    experiment,
    experiment_plan,
    experiment_result,
    exporting,
    flare,
    flares,
    forecast,
    forget,
    importing,
    imports,
    inbox,
    inspecting,
    log,
    pain,
    plot,
    profile,
    ran,
    rebuilding,
    remind,
    reporting,
    serve,
    shoes,
    simulate,
    sync,
    tolerance,
    warning_signs,
)
from flarelag.cli.boundary import GuardedGroup
from flarelag.cli.options import LibraryOption
from flarelag.cli.output import PROGRAM, examples, say
from flarelag.cli.plain_text import PlainTextCommand
from flarelag.process import save_work

app = typer.Typer(
    name=PROGRAM,
    cls=GuardedGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    epilog=examples(
        "flarelag demo",
        "flarelag import ~/Downloads/export_12345.zip",
        'flarelag pain 6 --site buttock --side left --at "2 h ago"',
        "flarelag report",
    ),
)
app.command("import", epilog=importing.EXAMPLES)(importing.import_files)
app.add_typer(sync.app, name="sync")
app.add_typer(imports.app, name="imports")
app.add_typer(activities.app, name="activities")
app.command(epilog=efforts.EXAMPLES)(efforts.efforts)
app.command(epilog=plot.EXAMPLES)(plot.plot)
app.add_typer(profile.app, name="profile")
app.command(epilog=profile.RECLASSIFY_EXAMPLES)(profile.reclassify)
app.command(epilog=inspecting.EXAMPLES)(inspecting.inspect)
app.command(cls=PlainTextCommand, epilog=pain.EXAMPLES)(pain.pain)
diary.app.command("import", epilog=diary_files.IMPORT_EXAMPLES)(diary_files.import_files)
diary.app.command("export", epilog=diary_files.EXPORT_EXAMPLES)(diary_files.export_file)
diary.app.command("list", epilog=diary.LIST_EXAMPLES)(diary.list_diary)
diary.app.command(epilog=coverage.EXAMPLES)(coverage.coverage)
app.command(cls=PlainTextCommand, epilog=log.EXAMPLES)(log.log)
app.add_typer(flare.app, name="flare")
app.add_typer(shoes.app, name="shoes")
app.command("warning-signs", cls=PlainTextCommand, epilog=warning_signs.EXAMPLES)(
    warning_signs.warning_signs
)
diary.app.command(epilog=diary_changes.EDIT_EXAMPLES)(diary_changes.edit)
diary.app.command(epilog=diary_changes.DELETE_EXAMPLES)(diary_changes.delete)
diary.app.command(epilog=diary_changes.UNDO_EXAMPLES)(diary_changes.undo)
diary.app.command(epilog=diary_changes.HISTORY_EXAMPLES)(diary_changes.history)
diary.app.command(epilog=diary_changes.FORGET_EXAMPLES)(diary_changes.forget)
diary.app.command(epilog=inbox.INBOX_EXAMPLES)(inbox.inbox)
app.add_typer(diary.app, name="diary")
app.command(epilog=inbox.WATCH_EXAMPLES)(inbox.watch)
app.command(cls=PlainTextCommand, epilog=ran.EXAMPLES)(ran.ran)
app.command(epilog=remind.EXAMPLES)(remind.remind)
app.command(epilog=serve.EXAMPLES)(serve.serve)
app.command(epilog=analyze.EXAMPLES)(analyze.analyze)
app.command(epilog=flares.EXAMPLES)(flares.flares)
experiment.app.command(epilog=experiment_plan.EXAMPLES)(experiment_plan.plan)
experiment.app.command(epilog=experiment_result.EXAMPLES)(experiment_result.result)
app.add_typer(experiment.app, name="experiment")
app.command(epilog=tolerance.EXAMPLES)(tolerance.tolerance)
app.command(epilog=forecast.EXAMPLES)(forecast.forecast)
app.command(epilog=reporting.EXAMPLES)(reporting.report)
app.command(epilog=exporting.EXAMPLES)(exporting.export)
app.command(epilog=doctor.EXAMPLES)(doctor.doctor)
app.command(epilog=rebuilding.EXAMPLES)(rebuilding.rebuild)
app.command(epilog=backup.BACKUP_EXAMPLES)(backup.backup)
app.command(epilog=backup.RESTORE_EXAMPLES)(backup.restore)
app.command(epilog=forget.EXAMPLES)(forget.forget)
app.command(epilog=demo.EXAMPLES)(demo.demo)
app.command(epilog=simulate.EXAMPLES)(simulate.simulate)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - a Typer callback
    if asked:
        say(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def flarelag(
    ctx: typer.Context,
    library: LibraryOption = None,  # noqa: ARG001 - read by `chosen_library`
    *,
    version: Annotated[  # noqa: ARG001 - acted on by its callback
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Whether, when and how surely pain follows hard runs: from your own files and diary."""
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


def main() -> None:
    """Run the command line."""
    save_work()
    app()
