"""Warning signs: when back and leg pain is no longer a matter for a diary.

The wording is flarelag's own, checked against what `WARNING_SOURCE` names: difficulty starting to
pass urine or not feeling it flow, changed feeling around genitals or anus, severe or progressive
weakness of both legs, no feeling of a full rectum, sexual numbness, sciatica on both sides. It
never reassures, needs no network, and no setting hides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flarelag.model.body import Quality, Side

if TYPE_CHECKING:
    from flarelag.model.diary import DiaryEntry


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """Signs that call for the same step.

    Parameters
    ----------
    title : str
        What to do.
    signs : tuple of str
        Any one of these is enough.
    """

    title: str
    signs: tuple[str, ...]


WARNING_SIGNS: tuple[WarningGroup, ...] = (
    WarningGroup(
        "Go to an emergency department now",
        (
            "numbness or tingling between the legs or around the genitals or anus",
            "new trouble passing or holding urine, or not feeling it",
            "loss of bowel control or feeling",
            "new sexual numbness",
            "pain, numbness or weakness in both legs",
            "a leg or foot getting weaker (foot drop, tripping)",
        ),
    ),
    WarningGroup(
        "See a doctor today",
        (
            "new weakness in one leg",
            "fever or feeling ill with the back pain",
            "after a fall or blow",
            "a history of cancer, unexplained weight loss, steroid use or bone disease",
        ),
    ),
    WarningGroup(
        "Book an appointment",
        (
            "severe pain that keeps you awake for several nights",
            "pain getting worse over weeks, or no better at six",
        ),
    ),
)

WARNING_SOURCE: Final = (
    "Emergency signs checked against the National Suspected Cauda Equina Syndrome Pathway "
    "(GIRFT, NHS England, February 2023) and the NHS's advice on sciatica."
)


def warning_signs_text() -> str:
    """Return the warning signs as plain text: a title a group, one sign a line, their source."""
    groups = (
        "\n".join([f"{g.title}:", *(f"  - {sign}" for sign in g.signs)]) for g in WARNING_SIGNS
    )
    return "\n".join([*groups, WARNING_SOURCE])


JUMP: Final = 4
"""Points above the entry before."""


def warning_causes(entry: DiaryEntry, previous: DiaryEntry | None) -> tuple[str, ...]:
    """Return what about an entry calls for the warning signs; empty when nothing does.

    Parameters
    ----------
    entry : DiaryEntry
        Saved already.
    previous : DiaryEntry or None
        The one before it in time; null where there is none.
    """
    felt = [str(each) for each in (Quality.NUMB, Quality.WEAK) if each in entry.qualities]
    sides = {place.side for place in entry.sites}
    both = Side.BOTH in sides or (entry.score > 0 and {Side.LEFT, Side.RIGHT} <= sides)
    jump = entry.score - previous.score if previous else 0
    rise = [f"{jump} points above the entry before"] if jump >= JUMP else []
    return (*felt, *(["both sides"] if both else []), *rise)
