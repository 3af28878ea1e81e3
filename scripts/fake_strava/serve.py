"""Run the fake Strava by itself: it prints one line of JSON and goes on until its input ends."""

from __future__ import annotations

import argparse
import json
import sys

from fake_strava.account import make_account
from fake_strava.limits import Limits
from fake_strava.server import FakeStrava


def main() -> None:
    """Serve an account."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=1800, help="of each activity")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--limits", action="store_true", help="Strava's own limits hold")
    words = parser.parse_args()
    account = make_account(words.activities, seconds=words.seconds)
    with FakeStrava(account, Limits() if words.limits else None) as server:
        server.state.delay_s = words.delay
        facts = {"url": server.url, "settings": server.settings(), "tokens": server.tokens()}
        print(json.dumps(facts), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
