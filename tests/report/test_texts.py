"""Every word of the page stands in one file, and each of them is used."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from flarelag.report.texts import say, texts

ROOT = Path(str(files("flarelag.report")))
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.j2")]
    if "__pycache__" not in path.parts
)
WHOLE = set(re.findall(r"""["']([a-z_]+\.[\w. -]+)["']""", CODE))
BEGINNINGS = tuple(
    beginning
    for beginning in re.findall(r"""f?["']([a-z_]+\.[\w.]*)(?:\{|["'] ?~)""", CODE)
    if beginning
)


def test_each_text_that_is_asked_for_is_there():
    asked = re.findall(r"""\bsay\(\s*["']([\w. ]+)["']""", CODE)
    assert len(asked) > 150
    assert not [name for name in asked if name not in texts() and not name.endswith(("_", "."))]


def test_no_text_is_left_over():
    unused = [n for n in texts() if n not in WHOLE and not n.startswith(BEGINNINGS)]
    assert not unused


def test_a_text_is_filled_in_and_an_unknown_one_refused():
    assert say("page.based_on", basis="1 entry") == "Based on 1 entry."
    with pytest.raises(KeyError):
        say("page.absent")


def test_no_text_says_that_anything_is_caused_or_safe():
    allowed = {"methods.limit_4", "print.limits", "lag.harm"}  # each of them denies it
    said = {name: text.lower() for name, text in texts().items() if name not in allowed}
    assert not [n for n, text in said.items() if re.search(r"\bcaus|\bsafe\b|tolerat", text)]
