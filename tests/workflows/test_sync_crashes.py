"""A sync killed at random points; `scripts/crash_sync.py` does the same with a whole career."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from fake_strava.account import make_account
from fake_strava.crashes import sync_through

if TYPE_CHECKING:
    from pathlib import Path

N_ACTIVITIES = 200
N_KILLS = 6


def test_a_sync_killed_at_random_points_ends_as_one_that_was_not(tmp_path: Path):
    rng = random.Random(20261120)  # noqa: S311 - where to kill
    account = make_account(N_ACTIVITIES, seconds=20)
    account.holes = {3, 120}
    whole = sync_through(account, tmp_path / "whole")
    kills_at = [rng.randrange(1, whole.n_requests) for _ in range(N_KILLS)]
    broken = sync_through(account, tmp_path / "broken", kills_at, rng)
    assert broken.content == whole.content
    assert whole.content["problems"] == []
    assert whole.n_activities == N_ACTIVITIES
    # No request without need: two pages and an empty one, twice each activity, two pairs of shoes.
    assert whole.n_requests == 3 + 2 * N_ACTIVITIES + 2
    assert not whole.repeated
    assert sum(broken.repeated.values()) <= broken.n_kills, "only answers that were on their way"
    assert (whole.refused, broken.refused) == (0, 0)
    assert broken.most_in_a_quarter <= 100
