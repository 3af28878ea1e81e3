"""The answer's numbers as tables to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flarelag.report.texts import knows, say
from flarelag.report.words import hours_span, interval, number, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.around import AroundBin
    from flarelag.effects.result import EffectResult
    from flarelag.report.coverage import Coverage

WHOLE_FROM = 10.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    title : str
        What it holds.
    columns : tuple of str
        The heads; the first column names the row.
    rows : tuple of tuple of str
        As many cells a row as there are heads.
    prose : bool
        Cells hold phrases that may wrap, not numbers to compare.
    anchors : tuple of str
        The rows' places to jump to; empty where nothing jumps there.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    prose: bool = False
    anchors: tuple[str, ...] = ()


def around_table(bins: Sequence[AroundBin]) -> Table:
    """Return pain around sessions in numbers: hours down, kinds across."""
    kinds = sorted({each.kind for each in bins})
    cells = {
        (each.from_h, each.kind): f"{each.mean:.1f} ({each.low:.1f} to {each.high:.1f})"
        for each in bins
    }
    stretches = sorted({(each.from_h, each.to_h) for each in bins})
    rows = (
        (
            hours_span(low, high) if low < 0 else say("around.after", hours=hours_span(low, high)),
            *(cells.get((low, kind), number(None)) for kind in kinds),
        )
        for low, high in stretches
    )
    return Table(say("around.table"), (say("around.hours"), *kinds), tuple(rows))


def lag_table(result: EffectResult) -> Table:
    """Return the lag curve in numbers."""
    rows = (
        (hours_span(each.from_h, each.to_h), interval(each.estimate), number(each.n_entries))
        for each in result.bins
    )
    heads = (say("lag.column_hours"), say("lag.column_change"), say("lag.entries"))
    return Table(say("lag.table"), heads, tuple(rows))


def controls_table(result: EffectResult) -> Table:
    """Return what should show nothing where only the hours after hard sessions matter."""
    controls = result.controls
    rows = []
    if controls.before:
        found = say("controls.points", change=interval(controls.before))
        rows.append((say("controls.before"), found, say("controls.before_expected")))
    if controls.shuffled:
        found = say("controls.shuffled_found", percent=f"{100 * controls.shuffled.p:.1f}")
        rows.append((say("controls.shuffled"), found, say("controls.shuffled_expected")))
    if controls.rides:
        found = say("controls.points", change=interval(controls.rides))
        looked_at = say("controls.rides", hours=hours_span(6, 24))
        rows.append((looked_at, found, say("controls.rides_expected")))
    heads = (say("controls.looked_at"), say("controls.found"), say("controls.expected"))
    return Table(say("controls.table"), heads, tuple(rows), prose=True)


def doses_table(result: EffectResult) -> Table:
    """Return how well each dose explains pain, the best first; empty where there is one alone."""
    rows = (
        (
            say(f"doses.{each.name}") if knows(f"doses.{each.name}") else each.name,
            number(each.per_dose, 0 if each.per_dose >= WHOLE_FROM else 1),
            signed(each.log_bayes_factor),
        )
        for each in result.doses
        if len(result.doses) > 1
    )
    heads = (say("doses.dose"), say("doses.usual"), say("doses.fit"))
    return Table(say("doses.table"), heads, tuple(rows))


def bands_table(covered: Coverage) -> Table:
    """Return the share of hard sessions with entries in the hours that matter."""
    rows = (
        (
            say("coverage.after", hours=hours_span(band.from_h, band.to_h)),
            say("coverage.of", n=band.n_covered, all=band.n_sessions),
            number(100 * band.n_covered / band.n_sessions if band.n_sessions else None, 0, "%"),
        )
        for band in covered.bands
    )
    heads = (say("coverage.column_hours"), say("coverage.column_n"), say("coverage.column_share"))
    return Table(say("coverage.table"), heads, tuple(rows))
