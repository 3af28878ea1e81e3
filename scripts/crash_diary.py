#!/usr/bin/env python
"""Write to a diary under strain: nothing that was acknowledged may be lost, nothing be there twice.

Commands and servers of the page are killed (SIGKILL) at random moments of their writing; after
each kill the library must be whole and hold every acknowledged write once, and a form that is sent
again must not become a second entry. Then thousands of entries are written by the page, the
command line and the inbox at once, while one import after the other runs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from diary_strain.flood import Flood, flood
from diary_strain.kills import Kills, strike_commands, strike_page

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parent.parent


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--commands", type=int, default=50, help="how many commands to kill")
    parser.add_argument("--pages", type=int, default=50, help="how many page servers to kill")
    parser.add_argument("--by-page", type=int, default=9500, help="entries by the page")
    parser.add_argument("--by-command", type=int, default=500, help="entries by `flarelag pain`")
    parser.add_argument("--by-inbox", type=int, default=200, help="entries by the inbox")
    parser.add_argument("--seed", type=int, default=1, help="other moments")
    parser.add_argument("--files", type=Path, default=ROOT / "sample_data", help="what to import")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run; return 1 when anything was lost or doubled."""
    chosen = arguments(words)
    rng = random.Random(chosen.seed)  # noqa: S311 - where to strike, no secret
    kills = Kills()
    written = Flood(chosen.by_page, chosen.by_command, chosen.by_inbox)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        strike_commands(work / "commands", chosen.commands, rng, kills)
        strike_page(work / "pages", chosen.pages, rng, kills)
        if written.by_page + written.by_command + written.by_inbox:
            flood(written, work / "flood", chosen.files)
    losses = [*kills.losses, *written.losses]
    if chosen.json:
        content = {"kills": asdict(kills), "flood": asdict(written)}
        print(json.dumps({"schema_version": 1, "seed": chosen.seed, **content}))
    else:
        print(
            f"{kills.cli} commands and {kills.page} page servers killed; {kills.acknowledged} "
            f"writes acknowledged; {kills.unacknowledged} under way, {kills.unacknowledged_there} "
            f"of these there afterwards, whole\n"
            f"{written.there} entries there of {written.by_page} by the page, "
            f"{written.by_command} by commands and {written.by_inbox} by the inbox, in "
            f"{written.seconds:.0f} s, while {written.imports} imports ran"
        )
        print("\n".join(losses) or "nothing was lost, nothing is there twice")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
