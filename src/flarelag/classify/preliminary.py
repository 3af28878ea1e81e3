"""What an activity shows by itself, before anybody knows the best 100 m to judge it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flarelag.classify.activity import classify_activity
from flarelag.classify.observed import observed_best, running_median_speed
from flarelag.classify.rules import RULES, Rules
from flarelag.classify.speed import clean_speed
from flarelag.model.classification import Classification
from flarelag.model.load import ForceLine
from flarelag.model.sport import Sport

if TYPE_CHECKING:
    from flarelag.classify.expected import ExpectedBest
    from flarelag.model.parsed import ParsedActivity

NOT_JUDGED: Final = 0
"""The `rule_version` of what no rule has judged yet: out of date, whatever the rules are."""


def classify_at_first(
    parsed: ParsedActivity,
    expected: ExpectedBest | None = None,
    force_line: ForceLine = ForceLine.MEAN,
    rules: Rules = RULES,
) -> Classification:
    """Return what later judgement rests on; all there is to say of what is no run.

    A run is judged by the best 100 m that the whole library shows, which is known when all of an
    import has been read. Where nothing can be expected of it, only what the run itself adds to
    that is worked out.

    Parameters
    ----------
    parsed : ParsedActivity
        Activity and records.
    expected : ExpectedBest or None
        The best 100 m as it stands: a run is judged by it, for as long as no other is found.
    force_line : ForceLine
        Whose line of force over speed the load index then uses.
    rules : Rules
        Parameters.
    """
    if parsed.activity.sport is not Sport.RUN:
        return classify_activity(parsed, best_100m_m_s=None, rules=rules)
    best_m_s = None if expected is None else expected.at(parsed.activity.start_utc)
    if best_m_s is not None:
        return classify_activity(parsed, best_100m_m_s=best_m_s, force_line=force_line, rules=rules)
    clean = clean_speed(parsed, rules)
    return Classification(
        rule_version=NOT_JUDGED,
        speed_source=clean.source,
        best_100m_observed_m_s=observed_best(clean, rules),
        median_speed_m_s=running_median_speed(clean, rules),
        declared_laps=(False,) * len(parsed.activity.laps),
    )
