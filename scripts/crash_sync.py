"""Sync an account through simulated days while the process is killed at random points, and compare.

The result must equal that of a sync that nobody disturbed; no request may be sent twice but one for
each kill, whose answer was on its way; and no window may see one request too many.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from fake_strava.account import make_account
from fake_strava.crashes import Trial, sync_through

_GAPS = (17, 250, 251, 799)


def main() -> None:
    """Run both and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=1600)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    rng = random.Random(words.seed)  # noqa: S311 - where to kill, not a secret
    account = make_account(words.activities)
    account.holes = {each for each in _GAPS if each < words.activities}
    with tempfile.TemporaryDirectory() as folder:
        began_s = time.monotonic()
        whole = sync_through(account, Path(folder) / "whole")
        show("undisturbed", whole, time.monotonic() - began_s)
        kills_at = [rng.randrange(1, whole.n_requests) for _ in range(words.kills)]
        began_s = time.monotonic()
        broken = sync_through(account, Path(folder) / "broken", kills_at, rng)
        show(f"killed {broken.n_kills} times", broken, time.monotonic() - began_s)
    for part, content in whole.content.items():
        if content != broken.content[part]:
            raise SystemExit(f"not the same: {part}")
    n_repeated = sum(broken.repeated.values())
    if whole.repeated or n_repeated > broken.n_kills or whole.refused or broken.refused:
        raise SystemExit("a request was sent without need, or beyond a limit")
    print("the same library; no request without need, none beyond a limit")


def show(name: str, trial: Trial, took_s: float) -> None:
    """Print what a trial came to."""
    print(
        f"{name}: {trial.n_requests} requests over {trial.days} days, "
        f"{sum(trial.repeated.values())} sent again, {trial.refused} refused, at most "
        f"{trial.most_in_a_quarter} a quarter and {trial.most_in_a_day} a day, tokens renewed "
        f"{trial.n_renewed} times; {took_s:.0f} s"
    )


if __name__ == "__main__":
    main()
