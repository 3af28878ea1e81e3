"""A public soreness diary, as it is published: a folder for each person, two tables in each.

PMData: 16 people, five months (Thambawita et al. 2020, 'PMData: a sports logging dataset',
doi:10.1145/3339825.3394926). `pNN/pmsys/srpe.csv` has a row for each session,
`pNN/pmsys/wellness.csv` one for each morning's questions. Soreness is 1 (very sore) to 5 (not at
all); 3 is normal, and 0 stands where nothing was answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from polars.exceptions import PolarsError

from flarelag.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

DOSE = "session RPE x minutes"
SCORE = "2 x (5 - soreness): 0 to 8, two points for each step"
_ZONE = "Europe/Oslo"
_LEAST, _MOST = 1, 5
_TABLES = {
    "srpe.csv": ("end_date_time", "activity_names", "perceived_exertion", "duration_min"),
    "wellness.csv": ("effective_time_frame", "soreness"),
}


@dataclass(frozen=True, slots=True, eq=False)
class SorenessDiary:
    """One person.

    Parameters
    ----------
    name : str
        Her folder's.
    exposures, diary : DataFrame
        As `effects.analyze` takes them.
    n_left_out : int
        Rows of either table that say nothing: a session without RPE or duration, soreness 0.
    """

    name: str
    exposures: pl.DataFrame
    diary: pl.DataFrame
    n_left_out: int


def read_people(folder: Path) -> list[SorenessDiary]:
    """Return everyone who has both tables, in order of name.

    Parameters
    ----------
    folder : Path
        The one that holds `p01`, `p02`, ...

    Raises
    ------
    InputError
        When nobody has both tables, or one of them is not laid out as published.
    """
    both = [
        each
        for each in sorted(folder.glob("p*/pmsys"))
        if all((each / table).is_file() for table in _TABLES)
    ]
    if not both:
        raise InputError("no pNN/pmsys with srpe.csv and wellness.csv in it", file=str(folder))
    return [_person(each) for each in both]


def _person(folder: Path) -> SorenessDiary:
    sessions, mornings = (_table(folder / name, columns) for name, columns in _TABLES.items())
    rated = sessions.drop_nulls(["perceived_exertion", "duration_min"])
    answered = mornings.filter(pl.col("soreness").is_between(_LEAST, _MOST))
    exposures = rated.select(
        *_instant("end_date_time", "end"),
        sport=_sport(),
        dose=pl.col("perceived_exertion") * pl.col("duration_min"),
    )
    score = (2 * (_MOST - pl.col("soreness"))).cast(pl.Int64).alias("score")
    diary = answered.select(*_instant("effective_time_frame", "time"), score)
    left_out = sessions.height - rated.height + mornings.height - answered.height
    return SorenessDiary(folder.parent.name, exposures, diary, left_out)


def _table(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return the columns that are used: an instant, text, and numbers."""
    when, *rest = columns
    numbers = [name for name in rest if name != "activity_names"]
    try:
        return (
            pl.read_csv(path, infer_schema=False)
            .select(columns)
            .with_columns(
                pl.col(when).str.to_datetime("%+", time_unit="us", time_zone="UTC"),
                pl.col(numbers).str.strip_chars().cast(pl.Float64),
            )
        )
    except (PolarsError, OSError) as error:
        first = str(error).splitlines()[0]
        raise InputError(f"not laid out as published: {first}", file=str(path)) from error


def _sport() -> pl.Expr:
    """Return `run`, `ride` or `other`: soccer and a team's endurance are taken as running."""
    names = pl.col("activity_names").fill_null("")
    running = names.str.contains("'running'|'soccer'")
    team = names.str.contains("'team'") & names.str.contains("'endurance'")
    riding = names.str.contains("'cycling'")
    return (
        pl.when(running | team)
        .then(pl.lit("run"))
        .when(riding)
        .then(pl.lit("ride"))
        .otherwise(pl.lit("other"))
    )


def _instant(column: str, name: str) -> tuple[pl.Expr, pl.Expr]:
    local = pl.col(column).dt.convert_time_zone(_ZONE)
    offset = local.dt.base_utc_offset() + local.dt.dst_offset()
    return pl.col(column).alias(name), offset.dt.total_minutes().alias("utc_offset_min")
