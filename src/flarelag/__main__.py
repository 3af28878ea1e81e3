"""The `flarelag` command, and `python -m flarelag`."""

import sys

from flarelag.process import INTERRUPTED, open_closed_streams


def main() -> None:
    """Run the command line; Ctrl-C while it is being loaded ends it quietly, too."""
    open_closed_streams()
    try:
        from flarelag.cli.app import main as run  # noqa: PLC0415 - inside what is guarded

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
