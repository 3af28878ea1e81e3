"""The `flarelag` command, and `python -m flarelag`."""

import sys

INTERRUPTED = 130
"""128 + SIGINT, as where a command is stopped later."""


def main() -> None:
    """Run the command line; Ctrl-C while it is being loaded ends it quietly, too."""
    try:
        from flarelag.cli.app import main as run  # noqa: PLC0415 - inside what is guarded

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
