"""Triggers and relievers as a table to read."""

from __future__ import annotations

import pytest

from flarelag.effects.ranking import Ranked, Role
from flarelag.effects.result import Estimate
from flarelag.model.factors import Scale
from flarelag.report.sections.explained import ranking_table


@pytest.mark.parametrize(
    ("name", "amount", "told"),
    [
        ("sitting", 6.0, "6\u00a0h"),
        ("driving", 0.75, "45\u00a0min"),
        ("standing", 1.5, "1\u00a0h\u00a030\u00a0min"),
        ("stairs", 7.0, "7, as counted"),
        ("stress", 1.0, "once"),
        ("stress", 2.0, "2 times"),
        ("ride", 1.0, "once"),
    ],
)
def test_a_usual_amount_has_its_unit(name: str, amount: float, told: str):
    scales = {
        "sitting": Scale.HOURS,
        "driving": Scale.HOURS,
        "standing": Scale.HOURS,
        "stairs": Scale.NUMBER,
        "stress": Scale.YES,
    }
    thing = Ranked(name, Role.TRIGGER, Estimate(0.8, 0.3, 1.2), amount, 60, 0.01, 0.02, 0.2)
    table = ranking_table([thing], scales)
    assert dict(zip(table.columns, table.rows[0], strict=True))["a usual amount"] == told
