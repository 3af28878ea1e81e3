"""What a runner says of herself: her best 100 m and her sex, as the library's settings keep it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flarelag.classify.profile import Entered100m, check_best
from flarelag.errors import LibraryError, UsageError, quoted
from flarelag.model.load import ForceLine

if TYPE_CHECKING:
    from flarelag.store.library import Library

_BEST_100M: Final = "best_100m_entered"
_SEX: Final = "sex"
_VALUE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*(s|sec|m/s|km/h)", re.ASCII)
_METRES = 100.0
_M_S_PER_KM_H = 1 / 3.6


class Sex(StrEnum):
    """Whose line of stance force over speed fits."""

    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerSettings:
    """What the person entered.

    Parameters
    ----------
    best_100m : tuple of Entered100m
        By the date from which they hold, the one for all dates first.
    sex : Sex or None
        Null: the mean of women and men is used.
    """

    best_100m: tuple[Entered100m, ...] = field(default=())
    sex: Sex | None = None

    @property
    def force_line(self) -> ForceLine:
        """Whose line of force over speed the load index uses."""
        lines = {Sex.WOMAN: ForceLine.WOMEN, Sex.MAN: ForceLine.MEN, None: ForceLine.MEAN}
        return lines[self.sex]

    def with_best(self, entered: Entered100m) -> RunnerSettings:
        """Return the settings with one more best 100 m, in the place of one of the same date."""
        others = [each for each in self.best_100m if each.since != entered.since]
        ordered = sorted([*others, entered], key=lambda each: (each.since is not None, each.since))
        return replace(self, best_100m=tuple(ordered))


def read_settings(library: Library) -> RunnerSettings:
    """Return what the person entered.

    Parameters
    ----------
    library : Library
        Open.

    Raises
    ------
    LibraryError
        When the settings hold what no flarelag has written.
    """
    best, sex = library.setting(_BEST_100M), library.setting(_SEX)
    try:
        entered = json.loads(str(best)) if best is not None else []
        return RunnerSettings(
            best_100m=tuple(
                Entered100m(
                    m_s=float(each["m_s"]),
                    since=datetime.fromisoformat(each["since"]) if each["since"] else None,
                )
                for each in entered
            ),
            sex=Sex(str(sex)) if sex is not None else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryError(
            "the profile in this library cannot be read. Forget it and enter it again: "
            "flarelag profile unset best-100m; flarelag profile unset sex"
        ) from error


def write_settings(library: Library, settings: RunnerSettings) -> None:
    """Keep what the person entered, in the place of what was kept before.

    Parameters
    ----------
    library : Library
        Open.
    settings : RunnerSettings
        All of it.
    """
    entered = [
        {"m_s": each.m_s, "since": each.since.isoformat() if each.since else None}
        for each in settings.best_100m
    ]
    library.set_setting(_BEST_100M, json.dumps(entered) if entered else None)
    library.set_setting(_SEX, settings.sex)


def forget_best_100m(library: Library) -> None:
    """Forget every best 100 m that was entered."""
    library.set_setting(_BEST_100M, None)


def forget_sex(library: Library) -> None:
    """Forget the sex that was entered."""
    library.set_setting(_SEX, None)


def parse_best_100m(text: str) -> float:
    """Return the speed that a time over 100 m or a speed means: `15.2s`, `6.6m/s`, `23.8 km/h`.

    Raises
    ------
    UsageError
        It has no unit, or is neither.
    InputError
        Nobody can have run it.
    """
    found = _VALUE.fullmatch(text.strip().lower())
    number = float(found[1].replace(",", ".")) if found else 0.0
    if found is None or number == 0:
        raise UsageError(
            f"{quoted(text)} is no best 100 m: give the time, as 15.2s, or the speed, as 6.6m/s"
        )
    speeds = {"m/s": number, "km/h": number * _M_S_PER_KM_H}
    speed_m_s = speeds.get(found[2], _METRES / number)
    check_best(speed_m_s)
    return speed_m_s


def parse_sex(text: str) -> Sex:
    """Return the sex that a word means; raise `UsageError` for any other word."""
    words = {"woman": Sex.WOMAN, "female": Sex.WOMAN, "man": Sex.MAN, "male": Sex.MAN}
    found = words.get(text.strip().lower())
    if found is None:
        raise UsageError(f"{quoted(text)}: enter woman or man; without, the mean of both is used")
    return found
