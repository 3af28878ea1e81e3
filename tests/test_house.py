"""The house stays in order: no leftovers, no vague names, pinned and hashed requirements."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEFTOVERS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
VAGUE_NAMES = {"utils", "helpers", "common"}


def tracked(*patterns: str) -> list[Path]:
    """Return the files under version control (all source files, where there is no git)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns],  # noqa: S607 - whichever git the developer has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_leftovers_in_the_sources():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py", "*.sh", "*.sql", "*.j2", "*.css")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFTOVERS.search(line)
    ]
    assert not found


def test_no_module_has_a_vague_name():
    assert not [path for path in tracked("src/**/*.py") if VAGUE_NAMES & {*path.parts, path.stem}]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_every_requirement_is_pinned_hashed_and_names_no_index(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    pins = [block for block in blocks if not block.startswith("#")]
    assert len(pins) > 5
    assert all(re.match(r"[\w.\[\]-]+==\S+", pin) and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text


def test_the_runtime_requirements_are_part_of_the_development_ones():
    def pins(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[\w.\[\]-]+==[^\s;]+", text, re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_committed_files_stay_small():
    too_big = [p.relative_to(ROOT) for p in tracked() if p.stat().st_size > 5_000_000]
    assert not too_big
