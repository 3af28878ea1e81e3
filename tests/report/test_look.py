"""Colours are legible: WCAG 2.2, success criterion 1.4.3 (text 4.5:1) and 1.4.11 (marks 3:1)."""

from __future__ import annotations

import re

import pytest

from flarelag.paths import shared_style
from flarelag.report.look import CSS_VARIABLES
from flarelag.report.page import part

CSS = shared_style() + part("page.css")


def schemes() -> dict[str, dict[str, str]]:
    roots = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = [dict(re.findall(r"(--\w+): (#[0-9a-f]{6});", root)) for root in roots]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guideline_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["--paper", "--soft"])
@pytest.mark.parametrize("ink", ["--ink", "--muted", "--accent"])
def test_text_and_marks_are_legible(scheme: str, ground: str, ink: str):
    colours = schemes()[scheme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_marks_stand_out_from_the_ground_of_a_chart(scheme: str):
    colours = schemes()[scheme]
    assert contrast(colours["--ink"], colours["--band"]) >= 3
    assert contrast(colours["--accent"], colours["--band"]) >= 3


def test_the_charts_colours_are_the_pages_light_colours():
    light = schemes()["light"]
    for colour, variable in CSS_VARIABLES.items():
        assert light[variable.removeprefix("var(").removesuffix(")")] == colour
