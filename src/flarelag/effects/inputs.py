"""The door: frames from a caller, checked once against their schema."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
from dataframely.exc import SchemaError, ValidationError
from polars.exceptions import PolarsError

from flarelag.errors import InputError, quoted
from flarelag.model.frames import DiaryScores, Exposures, Factors

if TYPE_CHECKING:
    import dataframely as dy

_OPTIONAL = ("site", "side")


def _one_line(error: Exception) -> str:
    """Keep what an exception says first; the rest is how polars came to it."""
    lines = str(error).split("\n\n", maxsplit=1)[0].splitlines()
    return " ".join(line.strip(" *-") for line in lines)


def checked_exposures(frame: pl.DataFrame) -> dy.DataFrame[Exposures]:
    """Return activities as the model sees them, one row each, without further columns.

    Parameters
    ----------
    frame : DataFrame
        Columns of `Exposures`; others are left aside.

    Raises
    ------
    InputError
        When a column is missing or holds what it cannot hold.
    """
    try:
        return Exposures.validate(frame, cast=True)
    except (SchemaError, ValidationError, PolarsError) as error:
        raise InputError(f"these activities cannot be used: {_one_line(error)}") from error


def checked_dose(frame: pl.DataFrame, column: str) -> pl.Series:
    """Return a further dose column as floats: 0 or more, null where it is unknown.

    Parameters
    ----------
    frame : DataFrame
        Activities.
    column : str
        `dose` or `dose_<name>`; it must be there.

    Raises
    ------
    InputError
        When it holds text, NaN, infinity or a negative number.
    """
    if _plain_dose(frame[column]):
        return frame[column]
    as_dose = frame
    if column != "dose":
        as_dose = frame.drop("dose", strict=False).rename({column: "dose"})
    try:
        return checked_exposures(as_dose)["dose"]
    except InputError as error:
        raise InputError(f"{column}: {error.reason}") from error


def _plain_dose(dose: pl.Series) -> bool:
    """Whether a dose surely is one; a doubt is for the schema to settle, which takes longer."""
    if dose.dtype != pl.Float64:
        return False
    least = dose.min()
    return math.isfinite(dose.sum()) and (
        least is None or (isinstance(least, float) and least >= 0)
    )


def checked_diary(frame: pl.DataFrame) -> dy.DataFrame[DiaryScores]:
    """Return pain scores as the model sees them, one row for each site of an entry.

    Parameters
    ----------
    frame : DataFrame
        Columns of `DiaryScores`; `site` and `side` may be absent, others are left aside.

    Raises
    ------
    InputError
        When a column is missing or holds what it cannot hold: a score of 11 or of 3.5.
    """
    absent = [name for name in _OPTIONAL if name not in frame.columns]
    whole = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    try:
        if "score" in whole.columns and whole["score"].dtype.is_float():
            _refuse_fractions(whole["score"])
        return DiaryScores.validate(whole, cast=True)
    except (SchemaError, ValidationError, PolarsError) as error:
        raise InputError(f"this diary cannot be used: {_one_line(error)}") from error


def checked_factors(frame: pl.DataFrame) -> dy.DataFrame[Factors]:
    """Return factors as the model sees them, one row each, without further columns.

    Parameters
    ----------
    frame : DataFrame
        Columns of `Factors`; `end` and `automatic` may be absent, others are left aside.

    Raises
    ------
    InputError
        When a column is missing or holds what it cannot hold: an end before its beginning.
    """
    usual = {"end": pl.lit(None, dtype=pl.Datetime("us", "UTC")), "automatic": pl.lit(value=False)}
    whole = frame.with_columns(**{n: e for n, e in usual.items() if n not in frame.columns})
    try:
        factors = Factors.validate(whole, cast=True)
    except (SchemaError, ValidationError, PolarsError) as error:
        raise InputError(f"these factors cannot be used: {_one_line(error)}") from error
    backwards = factors.filter(pl.col("end") < pl.col("time"))
    if backwards.height:
        name = quoted(backwards["name"][0])
        raise InputError(f"these factors cannot be used: one of {name} ends before it begins")
    return factors


def _refuse_fractions(scores: pl.Series) -> None:
    fractions = scores.filter(scores != scores.floor())
    if len(fractions):
        raise InputError(f"this diary cannot be used: {fractions[0]:g} is not a whole score")
