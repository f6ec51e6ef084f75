"""Claim: with the corner term an edge is the whole pixel at w0, and 1 / A carries it to others.

    LEE(w) = LEE_edge(w) + c / A(w),    c = [LEE_whole(w0) - LEE_edge(w0)] A(w0),

each over its own film: whole pixels are solved at one height here, the edge's film at three, which
changes the film's LEE alone by 0.008. A square well of 0.6 um, stepped whole on the grid of the
wall's section, and wider ones with the same wall.

Bias: none; the identities hold by construction, whatever the grid does, so that 1e-12 (rounding)
holds the bookkeeping: light moves between air and substrate only, the budget stays as open as it
was, kept runs are found again. What corners do at w0 is physics: it must be there, and no more than
what both solutions say they may be wrong by.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from physics.edge_cases import KEPT, numerics, pixel, response

from sim.optics.methods.edge.corners.case import SmallPixel, edge_with_corners, solve_whole
from sim.optics.methods.edge.corners.term import WholePixel, corner_term
from sim.optics.methods.edge.pixel import corner_coefficient_um2, edge_result, pixel_from_edge
from sim.progress import SilentReporter
from sim.results.averages import budget, lee

SMALL_UM, WIDE_UM = 0.6, 6.0


class Listener(SilentReporter):
    """Remembers the stages that it is told of."""

    def __init__(self) -> None:
        self.stages: list[tuple[float, str]] = []

    def start(self, total_units: float, text: str) -> None:
        self.stages.append((total_units, text))


def small() -> SmallPixel:
    return SmallPixel(pixel(SMALL_UM), numerics(), "small")


@cache
def whole() -> WholePixel:
    """The small pixel; three runs of 2 s."""
    return solve_whole(small(), SilentReporter(), KEPT)


def coefficient_um2() -> float:
    found = whole()
    return corner_coefficient_um2(found.result, found.film, response(), found.device)


def test_at_its_own_width_the_edge_is_the_whole_pixel() -> None:
    found = pixel_from_edge(response(), pixel(SMALL_UM), coefficient_um2())
    over_film = lee(whole().result) - lee(whole().film)
    assert lee(found) - lee(response().film) == pytest.approx(over_film, abs=1e-12)


def test_at_another_width_lee_moves_by_c_over_area() -> None:
    without = pixel_from_edge(response(), pixel(WIDE_UM))
    found = pixel_from_edge(response(), pixel(WIDE_UM), coefficient_um2())
    moved = coefficient_um2() / WIDE_UM**2
    assert lee(found) - lee(without) == pytest.approx(moved, abs=1e-12)
    assert abs(moved) > 1e-6


def test_the_budget_stays_as_open_as_it_was() -> None:
    for width in (SMALL_UM, WIDE_UM):
        without = pixel_from_edge(response(), pixel(width))
        found = pixel_from_edge(response(), pixel(width), coefficient_um2())
        assert np.allclose(found.closure_error, without.closure_error, rtol=0.0, atol=1e-12)
        entering = budget(without).air + budget(without).substrate
        assert budget(found).air + budget(found).substrate == pytest.approx(entering, rel=1e-12)


def test_corners_do_something_within_the_errors() -> None:
    by_edge = edge_result(response(), pixel(SMALL_UM))
    corners = abs(coefficient_um2()) / SMALL_UM**2
    assert 1e-4 < corners < by_edge.lee_error + whole().result.lee_error


def test_a_case_finds_its_runs_and_does_what_it_says() -> None:
    """Wall and small pixel are kept: no step is taken, and the term is the one above, or none."""
    kept = response().cost.runs + whole().result.cost.runs
    listener = Listener()
    found = edge_with_corners(pixel(WIDE_UM), numerics(), small(), listener, KEPT, "wall")
    units, text = listener.stages[-1]
    assert units > 0.0
    assert text == "small pixel of 600 nm: 3 dipole runs"
    assert found.cost.voxel_steps == 0.0
    assert found.cost.runs == kept
    before = edge_result(response(), pixel(WIDE_UM))
    term = corner_term(whole(), response())
    used = term.error_in(WIDE_UM**2) < before.error_parts["corner"]
    moved = term.lee_in(WIDE_UM**2) if used else 0.0
    assert lee(found) - lee(before) == pytest.approx(moved, abs=1e-12)
    assert any("corner" in text for text in found.warnings)
