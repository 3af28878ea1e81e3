"""`flarelag analyze`: the hours after hard sessions, from the library or from three tables."""

from typing import TYPE_CHECKING, Annotated

import typer

from flarelag.cli.analysis_options import Asked, explained, frames_of
from flarelag.cli.effect_json import explanation_json, places_json
from flarelag.cli.grouped import grouped
from flarelag.cli.options import JsonOption, LibraryOption
from flarelag.cli.output import examples, say, say_json, table
from flarelag.errors import UsageError
from flarelag.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flarelag.effects.explain import Explanation
    from flarelag.effects.places import PlaceResult
    from flarelag.effects.result import EffectResult, Estimate

EXAMPLES = examples(
    "flarelag analyze",
    "flarelag analyze --site calf_outer --side left --json",
    "flarelag analyze --side left --reach",
    "flarelag analyze --by-place",
    "flarelag analyze --sessions sessions.csv --diary diary.csv --factors factors.csv --json",
)
BIN_COLUMNS = ("hours after", "change", "95 %", "entries")
CONTROL_COLUMNS = ("control", "found")
DOSE_COLUMNS = ("dose", "one dose", "log Bayes factor")
FACTOR_COLUMNS = ("factor", "change", "95 %", "days")
RANKED_COLUMNS = ("logged", "followed by", "change 6-24 h later", "95 %", "days")
QUESTION_COLUMNS = ("question", "data", "a rise of 1 point would show")
PLACE_COLUMNS = ("where", "entries", "answer")
LOG_MORE = (
    "What to do next: write pain down about three times a day, good hours too (flarelag pain 3,\n"
    "or flarelag serve for the page); flarelag diary coverage says which hours matter."
)
FOLLOWED = {"trigger": "higher pain", "reliever": "lower pain", "cannot_tell": "cannot tell"}


@grouped
def analyze(
    ctx: typer.Context,
    *,
    asked: Asked,
    reach: Annotated[
        bool, typer.Option("--reach", help="How far down the leg pain goes (0-5), not how strong.")
    ] = False,
    by_place: Annotated[
        bool,
        typer.Option("--by-place", help="And for each side, each site, and each leg's reach."),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether, when and how surely pain follows hard runs."""
    if reach and asked.site:
        raise UsageError("reach is of a whole leg: give --side, not --site")
    frames = frames_of(ctx, library, asked)
    told = explained(frames, asked, reach=reach)
    places: Sequence[PlaceResult] = ()
    if by_place:
        from flarelag.workflows.analysis import places_of  # loads the model

        whole = None if asked.site or asked.side or reach else told.result
        places = places_of(frames, whole=whole, per_dose=asked.per_dose)
    if as_json:
        also = {"places": places_json(places)} if by_place else {}
        say_json({**explanation_json(told), **also})
        return
    say("\n\n".join(part for part in (explanation_text(told), _places(places)) if part))


def explanation_text(told: "Explanation") -> str:
    """Return the answer, what else was logged, and what the data can answer first."""
    parts = [effect_text(told.result)]
    if told.ranking:
        rows = [
            (each.name, FOLLOWED[each.role], *_cells(each.estimate), each.n_days)
            for each in told.ranking
        ]
        parts.append(table(RANKED_COLUMNS, rows))
    if told.questions:
        asked = [
            (each.words, each.n, _when(each.needs_times, each.more_days)) for each in told.questions
        ]
        parts.append(table(QUESTION_COLUMNS, asked))
    if told.rebound:
        own, other = told.rebound.sessions, told.rebound.matched
        parts.append(
            f"Relief within 2 h and then a rise of 2 points or more: after {own.n_rebound} of "
            f"{counted(own.n, 'run', 'runs')}; at like times without a session "
            f"{other.n_rebound} of {other.n}."
        )
    return "\n\n".join(parts)


def _when(needs_times: float | None, more_days: int | None) -> str:
    if needs_times is None:
        return "too little was logged"
    if needs_times <= 1:
        return "by now"
    if more_days is None:
        return "in more than two years"
    from flarelag.effects.still_missing import more_diary  # at a command's end

    return f"in {more_diary(more_days)}"


def _place(one: "PlaceResult") -> str:
    where = str(one.site).replace("_", " ") if one.site else "anywhere"
    return f"{one.side}: {'how far down' if one.outcome == 'reach' else where}"


def _places(places: "Sequence[PlaceResult]") -> str:
    rows = [(_place(each), each.result.n_entries, each.result.headline) for each in places]
    return table(PLACE_COLUMNS, rows) if rows else ""


def effect_text(result: "EffectResult") -> str:
    """Return the answer as a person reads it: the headline, the curve, the controls, the rest."""
    enough = result.theta is not None
    basis = (
        f"{counted(result.n_hard_sessions, 'hard session', 'hard sessions')} of "
        f"{counted(result.n_sessions, 'session', 'sessions')}, "
        f"{counted(result.n_entries, 'diary entry', 'diary entries')}"
    )
    parts = [
        result.headline,
        result.advice,
        LOG_MORE if result.missing.entries else "",
        f"{'preliminary; ' if enough and result.preliminary else ''}based on {basis}",
        result.at_once_words,
    ]
    if enough:
        bins = [
            (f"{each.from_h:g}-{each.to_h:g}", *_cells(each.estimate), each.n_entries)
            for each in result.bins
        ]
        parts += [table(BIN_COLUMNS, bins), _controls(result)]
    if len(result.doses) > 1:
        doses = [
            (each.name, f"{each.per_dose:g}", f"{each.log_bayes_factor:+.1f}")
            for each in result.doses
        ]
        parts.append(table(DOSE_COLUMNS, doses))
    if result.factors:
        found = [(each.name, *_cells(each.estimate), each.n_days) for each in result.factors]
        parts.append(table(FACTOR_COLUMNS, found))
    parts += [f"note: {remark}" for remark in result.remarks]
    return "\n\n".join(part for part in parts if part)


def _controls(result: "EffectResult") -> str:
    controls = result.controls
    shuffled = controls.shuffled
    return table(
        CONTROL_COLUMNS,
        [
            ("pain in the 24 h before hard sessions", " ".join(_cells(controls.before))),
            (
                "doses shuffled among the runs",
                f"as strong in {shuffled.p:.1%} of shuffles" if shuffled else "-",
            ),
            ("6-24 h after rides", " ".join(_cells(controls.rides))),
        ],
    )


def _cells(estimate: "Estimate | None") -> tuple[str, str]:
    if estimate is None:
        return "-", ""
    return f"{estimate.mean:+.1f}", f"({estimate.low:+.1f} to {estimate.high:+.1f})"
