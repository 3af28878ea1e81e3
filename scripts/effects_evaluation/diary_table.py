"""What was said of a public diary, as tables to read."""

from __future__ import annotations

from typing import Any

_NULLS = {"moved_by_weeks": "moved by weeks", "of_somebody_else": "of somebody else"}
_RATES = ("two_sided", "clear", "likely", "before", "next_day", "ols_hac")


def diary_table(found: dict[str, Any]) -> str:
    """Return people, means over them, and false claims in per cent with their errors."""
    lines = [f"dose: {found['dose']}; score: {found['score']}"]
    for view in found["views"]:
        lines += ["", f"Sessions: {view['sessions']}", "", *_people(view["people"])]
        lines += ["", *_over_people(view["over_people"]), "", *_false_claims(view)]
    return "\n".join(lines)


def _people(people: list[dict[str, Any]]) -> list[str]:
    head = ["person", "sessions", "hard", "entries", "enough", "verdict", "6-24 h", "before", "p"]
    return _table(
        head,
        [
            [
                person["person"],
                str(person["n_sessions"]),
                str(person["n_hard_sessions"]),
                str(person["n_entries"]),
                "yes" if person["enough"] else "no",
                person["verdict"],
                _interval(person.get("theta")),
                _interval(person.get("before")),
                str(person.get("shuffled_p") or "-"),
            ]
            for person in people
        ],
    )


def _over_people(over: dict[str, Any]) -> list[str]:
    spans = [("6-24 h, smooth", over["theta"])]
    spans += [(f"{each['from_h']:g}-{each['to_h']:g} h", each) for each in over["bins"]]
    rows = [
        [span, str(mean["people"]), f"{mean['mean']:.2f} ± {mean['se']:.2f}"]
        for span, mean in spans
        if mean and "mean" in mean
    ]
    return _table(["hours after", "people", "mean"], rows)


def _false_claims(view: dict[str, Any]) -> list[str]:
    rows = []
    for null, words in _NULLS.items():
        for kind in ("fitted", "enough"):
            of = view[null][kind]
            rates = [
                _percent(of[name], of["mc_se"][name]) if of["runs"] else "-" for name in _RATES
            ]
            rows.append([words, kind, str(of["runs"]), str(of["people"]), *rates])
    return _table(["sessions", "diaries", "runs", "people", *_RATES], rows)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]


def _interval(of: dict[str, float] | None) -> str:
    return f"{of['mean']:.2f} ({of['low']:.2f} to {of['high']:.2f})" if of else "-"


def _percent(rate: float | None, error: float | None) -> str:
    if rate is None:
        return "-"
    return f"{100 * rate:.1f}" + (f" ± {100 * error:.1f}" if error is not None else "")
