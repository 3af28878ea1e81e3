"""Reading one file without a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flarelag.errors import InputError
from flarelag.workflows.inspecting import inspect_file

if TYPE_CHECKING:
    from pathlib import Path


def test_every_sample_file_is_one_activity_in_its_zone(sample_data: Path):
    for path in sorted((sample_data / "loose").iterdir()):
        (found,) = inspect_file(path)
        assert found.activity.n_records > 100
        assert found.activity.zone == "Europe/Berlin"
        assert found.classification.best_100m_m_s is None


def test_a_best_100_m_names_the_classes(sample_data: Path):
    (found,) = inspect_file(sample_data / "loose" / "sprints.fit", best_100m_m_s=7.5)
    assert {effort.effort_class for effort in found.classification.efforts} <= {
        *("sprint", "fast", "tempo"),
    }
    assert found.classification.doses.sprint_s is not None


@pytest.mark.corpus
def test_every_damaged_file_is_read_in_part_or_refused_by_name(corpus: Path):
    for path in sorted((corpus / "bad").iterdir()):
        try:
            found = inspect_file(path)
        except InputError as error:
            assert error.file == str(path)  # noqa: PT017 - either outcome is right
            assert error.reason.isprintable()  # noqa: PT017
        else:
            assert found
