"""What an experiment found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flarelag.experiments.experiment import Standing
    from flarelag.experiments.outcomes import Pair
    from flarelag.experiments.paired import PairedT


class Verdict(StrEnum):
    """What can be said, in the order in which the rules are tried."""

    TOO_FEW = "too_few"
    ENDED_BY_HAND = "ended_by_hand"
    LOWER = "lower"
    HIGHER = "higher"
    NONE = "none"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """What the sessions really were.

    Parameters
    ----------
    as_due, swapped, unknown : int
        Sessions.
    inferred : int
        Of the first two, those that are known from the diary only.
    missed : int
        Sessions that were given up.
    missed_with : int
        Of these, the ones that were due with the measure.
    """

    as_due: int
    swapped: int
    unknown: int
    inferred: int
    missed: int
    missed_with: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found.

    Parameters
    ----------
    verdict : Verdict
        The first rule that holds.
    headline : str
        The same in words, with its uncertainty.
    n_planned, n_begun, n_complete : int
        Pairs.
    estimate : PairedT or None
        Mean difference, with less without, as due; null below two complete pairs.
    p : float or None
        Of the exact sign-flip test.
    p_adjusted : float or None
        The same times one more than the looks before the end.
    n_looks : int
        Looks before the end.
    per_protocol : PairedT or None
        Over the pairs whose two sessions are known to have been as due.
    n_per_protocol : int
        How many those are.
    adherence : Adherence
        What the sessions really were.
    dose_with_s, dose_without_s : float or None
        Mean dose of the sessions that were due with and without.
    early : bool
        Looked at before the end.
    remarks : tuple of str
        What a reader must know, one sentence each.
    pairs : tuple of Pair
        Those that have begun.
    """

    verdict: Verdict
    headline: str
    n_planned: int
    n_begun: int
    n_complete: int
    estimate: PairedT | None
    p: float | None
    p_adjusted: float | None
    n_looks: int
    per_protocol: PairedT | None
    n_per_protocol: int
    adherence: Adherence
    dose_with_s: float | None
    dose_without_s: float | None
    early: bool
    remarks: tuple[str, ...] = field(default=())
    pairs: tuple[Pair, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldExperiment:
    """An experiment with what may be told of it.

    Parameters
    ----------
    standing : Standing
        How it stands; what each session was, as far as is known.
    result : Result or None
        What was found; null where it has not ended and was not looked at.
    """

    standing: Standing
    result: Result | None
