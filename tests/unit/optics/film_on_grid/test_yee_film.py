"""The chain of cells: linear algebra, interpolation, outgoing waves, planes of interfaces."""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film_on_grid.chain import interpolation, outgoing_factor, tridiagonal
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import MetalSurface, YeeGrid, film_cells

STACK = PlanarStack(1.5, (1.9, 1.7, 0.8 + 6.0j), (0.02, 0.03, 0.02), 1, None)
GRID = YeeGrid(0.025, 0.005, 0.18)


def test_tridiagonal_solves_each_system(rng: np.random.Generator) -> None:
    lower, upper = rng.normal(size=(2, 5)) + 0j
    diagonal = rng.normal(size=(6, 3)) + 4.0 + 1j
    right = rng.normal(size=(6, 3)) + 0j
    found = tridiagonal(lower, diagonal, upper, right)
    for column in range(3):
        matrix = np.diag(diagonal[:, column]) + np.diag(lower, -1) + np.diag(upper, 1)
        assert matrix @ found[:, column] == pytest.approx(right[:, column])


@pytest.mark.parametrize(
    ("position", "weights"),
    [
        (2.0, [0, 0, 1, 0]),
        (1.25, [0, 0.75, 0.25, 0]),
        (3.0, [0, 0, 0, 1]),
        (1.9999999999, [0, 0, 1, 0]),
    ],
)
def test_interpolation(position: float, weights: list[float]) -> None:
    assert interpolation(position, 4) == pytest.approx(weights, abs=1e-6)


@pytest.mark.parametrize("position", [-0.5, 3.2])
def test_interpolation_outside_is_refused(position: float) -> None:
    with pytest.raises(ValueError, match="inside the film"):
        interpolation(position, 4)


def test_outgoing_wave_obeys_the_chain() -> None:
    frequency, eps, cell = 12.0, 2.25, 0.025
    lateral = np.array([0.0, 10.0, 17.9, 18.1, 60.0]) + 0j
    factor = outgoing_factor(eps, cell, lateral, frequency)
    residual = factor + 1.0 / factor - 2.0 + (frequency**2 * eps - lateral**2) * cell**2
    assert residual == pytest.approx(0.0, abs=1e-12)
    assert np.abs(factor[:3]) == pytest.approx(1.0)
    assert np.all(factor[:3].imag > 0.0)
    assert np.all(np.abs(factor[3:]) < 1.0)


def test_planes_between_unlike_cells() -> None:
    cells = film_cells(STACK, GRID, MetalSurface.SHEET)
    pure = film_cells(STACK, GRID, MetalSurface.PURE)
    assert cells.plane_um[1] == pytest.approx(0.015)
    assert cells.plane_weight[1] == pytest.approx(0.5 * (2.25 * 0.025 + 1.9**2 * 0.005))
    assert cells.first_emitter_plane == 5
    metal = (0.8 + 6.0j) ** 2
    assert cells.plane_weight[11] == pytest.approx(0.5 * 0.005 * (metal + 1.7**2))
    assert pure.plane_weight[11] == pytest.approx(0.005 * metal)
    assert pure.plane_weight[5] == cells.plane_weight[5]


def test_layers_must_be_whole_cells() -> None:
    with pytest.raises(ValueError, match="whole number of cells"):
        film_cells(PlanarStack(1.5, (1.7,), (0.032,), 0, 1.0), GRID, MetalSurface.SHEET)


def test_cells_too_coarse_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        solve_planar_grid(STACK, 0.01, 0.52, YeeGrid(0.1, 0.005, 0.05))


@pytest.mark.parametrize("substrate", [None, 1.5 + 0.1j])
def test_substrate_must_be_transparent(substrate: complex | None) -> None:
    stack = PlanarStack(substrate, (1.7,), (0.03,), 0, 1.0)
    with pytest.raises(ValueError, match="substrate"):
        solve_planar_grid(stack, 0.01, 0.52, GRID)
