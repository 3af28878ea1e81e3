from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.store.library import Library


def test_settings_are_set_changed_and_forgotten(library: Library):
    assert library.setting("best_100m_m_s") is None
    for value in (7.0, 7, "seven"):
        library.set_setting("best_100m_m_s", value)
        kept = library.setting("best_100m_m_s")
        assert kept == value
        assert type(kept) is type(value)
    library.set_setting("best_100m_m_s", None)
    assert library.setting("best_100m_m_s") is None
