"""Levels, carriers, field and recombination over a stack are drawn where a case holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from unit.fake_cases import pixel_case
from unit.fake_levels import levels
from unit.postprocess.drawn_text import problems_of

from postprocess.figures.analysis.levels import draw_levels
from postprocess.figures.case_figures import case_figures
from postprocess.figures.style import figure_style
from sim.results.records import CaseResult


def _case() -> CaseResult:
    case = pixel_case()
    assert case.electrical is not None
    return replace(case, electrical=replace(case.electrical, levels=levels()))


def test_only_a_case_that_holds_them_has_the_figure() -> None:
    assert "levels" in case_figures(_case())
    assert "levels" not in case_figures(pixel_case())


def test_at_rest_alone_it_fits() -> None:
    with figure_style():
        assert problems_of(draw_levels(levels(volts=(0.0,)))) == []


def test_sheets_have_a_mark_each() -> None:
    shown = levels()
    with figure_style():
        recombination = draw_levels(shown).axes[4]
    marks = next(line for line in recombination.lines if line.get_marker() == "o")
    np.testing.assert_allclose(marks.get_xdata(), 1e9 * shown.position_m[shown.is_sheet])
    np.testing.assert_allclose(
        marks.get_ydata(), 1e-6 * shown.recombination_1_m3s[1, shown.is_sheet]
    )
