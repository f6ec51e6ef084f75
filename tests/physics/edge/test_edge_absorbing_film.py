"""Claim: in the section of a wall, an absorbing film sends away what it sends away on its grid.

    P_air, P_away = (1 / pi) int_0 dk_y of glass + absorbed - own + (1 - r) sideways,

against the exact film on the same grid (sim.optics.film_on_grid.recycling), which has no window and
no wavevectors along a wall: an independent sum over waves. Emitter k 0.12, the size of CsPbBr3's at
its own emission.

Bias: the section's cells along y are infinitely small, the grid's are not: + 1 % of P_air. The 14
wavevectors miss what evanescent waves beyond the last node carry into metal and electrode, 1 to
1.5 % of P_away. So 2.5 % each; a window of 1.3 um lets a tenth of the light out sideways, whose
returning part r decides 4 % of P_away: without r the claim fails.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, Kept
from physics.fdtd_cases import LED, Grid, device

from geometry.device import Device
from geometry.spec import ArraySpec
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import exit_height_um, planar_stack
from sim.optics.film_on_grid.away_bias import grid_away
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.lossy_powers import LossyPowers
from sim.optics.methods.edge.absorbing import lossy_powers
from sim.optics.methods.edge.plan import edge_plan
from sim.optics.methods.edge.runs import WallRuns, WallSums
from sim.progress import SilentReporter
from sim.results.records import ORIENTATIONS

INDEX = 1.95 + 0.12j
OPTICS = Grid(50.0, 10.0, reach_um=0.3).optics
TOLERANCE = 0.025


def pixel() -> Device:
    films = tuple(replace(f, index=INDEX) if f.name == "emitter" else f for f in LED)
    array = {
        "lattice": "square",
        "pitch": f"{4.0 + GAP_UM} um",
        "aperture": {"shape": "square", "width": "4 um"},
        "bank": {"height": "100 nm"},
    }
    return device(films, ArraySpec.model_validate(array))


@cache
def sums() -> WallSums:
    """The runs in the film along x and z."""
    led = pixel()
    plan = edge_plan(led, OPTICS).absorbing
    jobs = tuple(job for job in plan.jobs if job.in_film and job.orientation != "y")
    return WallRuns(SilentReporter(), Kept(), "film").solve(replace(plan, jobs=jobs), led)


def powers(orientation: str, returning: float | None = None) -> LossyPowers:
    layout = sums().film.layout
    height = float(sums().plan.section.height_um[0])
    stack = planar_stack(layout.device.stack, layout.device.emission.peak_um)
    side = layout.grid.inner_x * layout.grid.lateral_cell_um
    above = height - layout.device.emitter_below_um
    fate = guided_fate(stack, layout.device.emission.peak_um, above, side)
    share = float(fate[1 if orientation == "z" else 0, stack.emitter])
    emitter = sums().parts.index("emitter")
    line = sums().sums[(height, np.inf, False, orientation)].fine
    r = np.array([share if returning is None else returning])
    factor = sheet_factor(INDEX) if orientation == "z" else 1.0
    return lossy_powers(line, line, emitter, r).times(np.array([factor]))


@cache
def on_grid() -> tuple[np.ndarray, np.ndarray]:
    layout, section = sums().film.layout, sums().plan.section
    height = float(section.height_um[0]) - layout.device.emitter_below_um
    film = grid_away(layout, exit_height_um(layout.device, height), layout.device.emission.peak_um)
    return film.air, film.away


@pytest.mark.parametrize(("orientation", "kind"), [("x", 0), ("z", 1)])
def test_what_leaves_is_that_of_the_film_on_the_grid(orientation: str, kind: int) -> None:
    away = float(powers(orientation).away[0])
    assert abs(away / on_grid()[1][kind] - 1.0) < TOLERANCE


def test_light_to_air_is_that_of_the_film_on_the_grid() -> None:
    assert abs(float(powers("x").air[0]) / on_grid()[0][0] - 1.0) < TOLERANCE


def test_without_the_light_that_comes_back_it_is_not() -> None:
    """Light that leaves the window is still in its emitter's reach."""
    assert float(powers("x", returning=0.0).away[0]) / on_grid()[1][0] > 1.0 + TOLERANCE


def test_nothing_of_a_film_is_a_neighbours() -> None:
    for orientation in ("x", "z"):
        assert ORIENTATIONS.count(orientation) == 1
        assert float(powers(orientation).to_neighbours[0]) == 0.0
