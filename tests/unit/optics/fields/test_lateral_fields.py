"""Fields of a graded pixel on lateral cells: a wave of the device stays that wave."""

from __future__ import annotations

import numpy as np
import pytest
from physics.edge_cases import pixel
from physics.fdtd_cases import Grid

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.lateral import lateral_phasors
from sim.optics.fields.records import Phasors
from sim.optics.grid.grading import Grading
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.walls.pixel_zones import with_zones
from sim.optics.grid.yee import half_steps, whole_steps

K_CELLS = (0.21, -0.13)
"""Phase per lateral cell along x and y."""

AMPLITUDE = {"ex": 1.0, "ey": 0.6, "hx": -0.4, "hy": 0.8}


def graded() -> Layout:
    optics = Grid(50.0, 10.0, neighbours=0).optics
    return with_zones(lay_out(pixel(1.0), optics), 3, [(0.0, 0.0)])


def device_places(grading: Grading | None, steps: FloatArray) -> FloatArray:
    """Where points of the stepped space lie in the device, cells."""
    assert grading is not None
    fine = np.linspace(-200.0, 200.0, 400 * 60 + 1)
    return np.interp(steps, [grading.stepped(float(p)) for p in fine], fine)


def wave(layout: Layout, name: str, *, stepped: bool) -> ComplexArray:
    """(1, ., .) of a plane wave at a component's points, as a run's plane has it."""
    grid = layout.grid
    along = []
    for axis, (grading, cells) in enumerate(((grid.grading, grid.nx), (grid.grading_y, grid.ny))):
        half = (name in ("ex", "hy")) == (axis == 0)
        middle = cells // 2
        steps = half_steps(-middle, middle) if half else whole_steps(-middle, middle)
        place, factor = steps, np.ones(steps.size)
        if stepped:
            place = device_places(grading, steps)
            if name[1] == "xy"[axis]:
                assert grading is not None
                factor = grading.across_factor(steps)
        values = np.exp(1j * K_CELLS[axis] * place) / factor
        along.append(values if half or not stepped else values[1:])
    return np.asarray(AMPLITUDE[name] * along[0][None, :, None] * along[1][None, None, :])


@pytest.mark.parametrize("name", list(AMPLITUDE))
def test_a_plane_wave_is_read_off_as_on_uniform_cells(name: str) -> None:
    layout = graded()
    plane = {n: wave(layout, n, stepped=True) for n in AMPLITUDE}
    one = np.ones(1, dtype=complex)
    run = Phasors(one, one, plane, None, np.ones(1), layout.film_box, lambda *_: np.zeros(1))
    seen = lateral_phasors(layout, run).plane[name]
    asked = wave(layout.lateral, name, stepped=False)
    assert seen.shape == asked.shape
    # the first whole step lies in the cell's conducting wall
    inside = np.s_[:, 1:, 1:]
    assert np.allclose(seen[inside], asked[inside])


def test_uniform_cells_are_left_alone() -> None:
    layout = lay_out(pixel(1.0), Grid(50.0, 10.0, neighbours=0).optics)
    one = np.ones(1, dtype=complex)
    run = Phasors(one, one, {}, None, np.ones(1), layout.film_box, lambda *_: np.zeros(1))
    assert lateral_phasors(layout, run) is run
