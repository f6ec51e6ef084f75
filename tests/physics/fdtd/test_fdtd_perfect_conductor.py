"""A film under a perfect conductor: Meep's own metal against the exact film and its grid.

Cells of 40 nm / 10 nm, 520 nm. The conductor's lower face is a plane of the grid, on which the
tangential field vanishes as it does at the end of the film solved exactly on the same cells. Biases
and tolerances are those of the film with a real cathode (test_fdtd_film): 0.3 % of F, 0.5 % of the
light of an in-plane dipole. Nothing is absorbed in the conductor: its field is 0 to rounding.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from physics.fdtd_cases import LED, WAVELENGTH_UM, Grid, Outcome, device, small_pixel, solve

from geometry.device import Device
from geometry.materials.library import Material, constant_material
from geometry.materials.material import PERFECT_CONDUCTOR
from geometry.spec import ArraySpec
from sim.optics.film.film import planar_stack
from sim.optics.film.solver import solve_planar
from sim.optics.film_on_grid.bias import grid_bias
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import lay_out


def mirror() -> Material:
    return constant_material(PERFECT_CONDUCTOR, 0.5, 20000.0)


def with_mirror(array: ArraySpec | None = None) -> Device:
    made = device(LED, array)
    *below, cathode = made.stack.layers
    layers = (*below, replace(cathode, material=mirror()))
    return replace(made, stack=replace(made.stack, layers=layers))


@cache
def film(orientation: str) -> Outcome:
    return solve(lay_out(with_mirror(), Grid().optics), orientation)


@pytest.mark.parametrize("orientation", ["x", "z"])
def test_against_the_exact_film(orientation: str) -> None:
    found, kind = film(orientation), 1 if orientation == "z" else 0
    bias = grid_bias(found.layout)
    node = place_dipoles(found.layout.device, found.layout.grid, 1, 1)[0]
    height_um = node.z_um - found.layout.device.emitter_below_um
    solution = solve_planar(planar_stack(with_mirror().stack, WAVELENGTH_UM), height_um, 0.52)
    exact = (solution.horizontal, solution.vertical)[kind]
    assert found.purcell == pytest.approx(bias.on_grid.purcell[kind], rel=3e-3)
    if orientation == "x":
        assert found.air == pytest.approx(bias.on_grid.air[0], rel=5e-3)
        assert found.entering == pytest.approx(exact.air + exact.substrate, rel=0.01)
    assert found.absorbed("cathode") == pytest.approx(0.0, abs=1e-9)


def test_pixel_with_a_conductor_stepped_over_its_bank() -> None:
    """The conductor's upright faces as well: power closes and none ends in it."""
    layout = lay_out(with_mirror(small_pixel()), Grid(50.0, 10.0, reach_um=0.8).optics)
    found = solve(layout, "x")
    shares = found.shares
    ends = shares.air + shares.substrate + shares.lateral + shares.superstrate
    assert float(ends[0] + shares.absorbed[0].sum()) == pytest.approx(1.0, abs=0.01)
    assert found.absorbed("cathode") == pytest.approx(0.0, abs=1e-9)
    assert np.isfinite(found.purcell)
