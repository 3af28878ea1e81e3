from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flarelag.effects.result import Controls, DoseFit, Estimate, Shuffled
from flarelag.report import tables
from flarelag.report.coverage import coverage

if TYPE_CHECKING:
    from flarelag.report.report import Report


def test_every_row_has_as_many_cells_as_there_are_heads(full_report: Report):
    made = (
        tables.around_table(full_report.around),
        tables.lag_table(full_report.result),
        tables.bands_table(coverage(full_report)),
    )
    assert [len(table.rows) for table in made] == [7, 8, 3]
    for table in made:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_controls_are_listed_with_what_to_expect(full_report: Report):
    controls = Controls(
        before=Estimate(-0.4, -0.7, -0.1), shuffled=Shuffled(0.005, 199), rides=None
    )
    table = tables.controls_table(replace(full_report.result, controls=controls))
    assert [row[:2] for row in table.rows] == [
        ("pain in the 24 h before hard sessions", "\u22120.4 (\u22120.7 to \u22120.1) points"),
        ("doses shuffled among the runs", "as strong in 0.5 % of shuffles"),
    ]
    assert tables.controls_table(replace(full_report.result, controls=Controls())).rows == ()


def test_doses_are_named_in_words_and_one_alone_is_no_comparison(full_report: Report):
    doses = (DoseFit("hard_s", 116.0, 12.3), DoseFit("own", 1.5, -0.4))
    table = tables.doses_table(replace(full_report.result, doses=doses))
    assert table.rows == (
        ("seconds at sprint or fast speed", "116", "+12.3"),
        ("own", "1.5", "\u22120.4"),
    )
    assert tables.doses_table(replace(full_report.result, doses=doses[:1])).rows == ()


def test_hours_before_and_after_a_session_are_told_apart(full_report: Report):
    table = tables.around_table(full_report.around)
    assert table.columns == ("hours", "easy run", "hard session", "ride")
    assert [row[0] for row in table.rows][:3] == [
        "24 to 12 h before",
        "12 h before to the end",
        "0\u20136 h after",
    ]
    assert table.rows[3][2] == "4.4 (3.9 to 4.9)"
