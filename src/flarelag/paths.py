"""Every path flarelag uses, from one root."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

LIBRARY_VARIABLE = "FLARELAG_LIBRARY"
BACKUP_MANIFEST = "flarelag-backup.json"
"""In a backup, what tells that it is one."""


@dataclass(frozen=True, slots=True)
class LibraryPaths:
    """Where a library keeps its parts.

    Parameters
    ----------
    root : Path
        The library's folder.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file: activities, efforts, diary, imports, settings."""
        return self.root / "library.sqlite"

    @property
    def config(self) -> Path:
        """The file of settings that a person writes by hand."""
        return self.root / "config.toml"

    @property
    def lock(self) -> Path:
        """The file that an import holds while it runs."""
        return self.root / "import.lock"

    @property
    def records(self) -> Path:
        """The folder of one Arrow stream per activity."""
        return self.root / "records"

    @property
    def originals(self) -> Path:
        """The folder of the imported bytes, gzip-compressed, named by their SHA-256."""
        return self.root / "originals"

    def original(self, sha256: str) -> Path:
        """Return where the original with this SHA-256 (of its decompressed bytes) is kept."""
        return self.originals / original_name(sha256)

    def records_of(self, sha256: str) -> Path:
        """Return where the records with this SHA-256 (of the file) are kept."""
        return self.records / records_name(sha256)


def original_name(sha256: str) -> str:
    """Return where in the folder of originals the one with this SHA-256 is kept."""
    return f"{sha256[:2]}/{sha256}.gz"


def records_name(sha256: str) -> str:
    """Return where in the folder of records those with this SHA-256 are kept."""
    return f"{sha256[:2]}/{sha256}.arrows"


def library_root(chosen: Path | None = None) -> Path:
    """Return the library's folder.

    Parameters
    ----------
    chosen : Path or None
        What `--library` says; else the environment variable FLARELAG_LIBRARY; else the
        platform's data folder.
    """
    if chosen is not None:
        return chosen.expanduser().absolute()
    if named := os.environ.get(LIBRARY_VARIABLE):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415 - only needed here, once

    return user_data_path("flarelag", appauthor=False)


def cache_root() -> Path:
    """Return the folder of what can be made again at any time."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only needed here, once

    return user_cache_path("flarelag", appauthor=False)


def shared_style() -> str:
    """Return the style sheet that the report and the diary page have in common."""
    return (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


def sample_data() -> Path:
    """Return the folder of sample data: inside the installed package, or in the checkout."""
    package = Path(__file__).parent
    installed = package / "sample_data"
    return installed if installed.is_dir() else package.parent.parent / "sample_data"
