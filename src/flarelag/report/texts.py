"""The page's own words, all in one file: `templates/en.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGE = "en"


@cache
def texts() -> dict[str, str]:
    """Return every text by its dotted name: `lag.title`."""
    source = files("flarelag.report") / "templates" / f"{LANGUAGE}.toml"
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def say(name: str, **facts: object) -> str:
    """Return a text with its facts filled in.

    Parameters
    ----------
    name : str
        Its dotted name.
    **facts : object
        What stands in its braces.
    """
    return texts()[name].format_map(facts)


def knows(name: str) -> bool:
    """Return whether there is such a text."""
    return name in texts()


def _flat(tree: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    found = list[tuple[str, str]]()
    for key, value in tree.items():
        name = f"{before}{key}"
        found += (
            _flat(value, f"{name}.")
            if isinstance(value, dict)
            else [(name, " ".join(value.split()))]
        )
    return found
