"""What all tests share: the sample data, the real files beside the checkout, a real browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from flarelag.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long one example takes says more of what else the machine does than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real activity files; skip, visibly, where it is absent."""
    folder = Path(os.environ.get("FLARELAG_CORPUS", ROOT.parent / "shared" / "corpus"))
    if folder.is_dir():
        return folder
    if os.environ.get("FLARELAG_REQUIRE_CORPUS"):
        pytest.fail(f"the corpus of real files must be here, and is not: {folder}")
    pytest.skip("the corpus of real activity files is not beside this checkout")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the system's Chromium; skip, visibly, where there is none."""
    if found := shutil.which("chromium"):
        return found
    if os.environ.get("FLARELAG_REQUIRE_BROWSER"):
        pytest.fail("Chromium must be here, and is not (Debian: apt-get install chromium)")
    pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return an empty library, open."""
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """Return the project's own sample data."""
    return ROOT / "sample_data"
