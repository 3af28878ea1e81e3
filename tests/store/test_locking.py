from __future__ import annotations

import pytest

from flarelag.errors import LibraryBusyError
from flarelag.store.library import Library


def test_one_import_at_a_time(library: Library):
    with Library.open(library.paths.root) as other:
        with (
            library.exclusive(),
            pytest.raises(LibraryBusyError, match="another import"),
            other.exclusive(),
        ):
            pass
        with other.exclusive():
            other.set_setting("home_zone", "UTC")
        assert library.setting("home_zone") == "UTC"


def test_an_import_leaves_a_diary_free_to_write(library: Library):
    with library.exclusive(), Library.open(library.paths.root) as other:
        other.set_setting("best_100m_m_s", 7.25)
        assert library.setting("best_100m_m_s") == 7.25
