from __future__ import annotations

import pytest

from flarelag.errors import LibraryBusyError, LibraryError
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


def test_a_lock_that_cannot_be_taken_for_another_reason_is_no_other_import(library: Library):
    library.paths.lock.write_bytes(b"something else" * 99)
    with pytest.raises(LibraryError, match="not a database") as raised, library.exclusive():
        pass
    assert not isinstance(raised.value, LibraryBusyError)
