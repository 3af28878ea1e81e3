"""Counts read as a person writes them."""

from __future__ import annotations

import pytest

from flarelag.model.wording import counted


@pytest.mark.parametrize(
    ("n", "nouns", "said"),
    [
        (1, ("record",), "1 record"),
        (0, ("record",), "0 records"),
        (1024, ("record",), "1,024 records"),
        (2, ("entry", "entries"), "2 entries"),
    ],
)
def test_a_noun_follows_its_count(n: int, nouns: tuple[str, ...], said: str):
    assert counted(n, *nouns) == said
