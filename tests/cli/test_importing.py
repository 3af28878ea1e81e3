"""What `flarelag import` asks and is told of activities that do not say their sport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def vague(gpx: Path) -> Path:
    text = gpx.read_text(encoding="utf-8")
    assert "<type>running</type>" in text
    gpx.write_text(text.replace("<type>running</type>", ""), encoding="utf-8")
    return gpx


def test_a_sport_is_asked_for_and_can_be_told_in_many_words(
    run: Run, vague: Path, one_json: Callable[[Result], dict[str, Any]]
):
    assert "--sport run" in run("import", str(vague)).stdout
    (unsaid,) = one_json(run("activities", "--json"))["activities"]
    told = run("import", str(vague), "--sport", "Dauerlauf")
    (said,) = one_json(run("activities", "--json"))["activities"]
    assert told.exit_code == 0
    assert (unsaid["sport"], said["sport"]) == ("other", "run")


def test_a_word_for_no_sport_is_refused(run: Run, vague: Path):
    refused = run("import", str(vague), "--sport", "chess")
    assert refused.exit_code == 2
    assert "chess is none of run, ride, walk" in refused.stderr
    assert run("activities").exit_code != 0
