"""On finer cells the grid's own film becomes the exact film, at the order of its metal surface.

The FDTD grid is second order in its cells; where the plane between metal and dielectric takes the
metal's own permittivity the metal stands up to half a cell too near and the error is first order.
With the mean of both sides it is second order again. Halving all cells must divide the errors of F
and LEE by 4, or by 2. Tolerance on the order: 0.25, what the next term leaves at 10 nm / 2 nm; LEE
in plane is compared by its error, because its leading terms partly cancel.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack

from sim.optics.film.solver import solve_planar
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import MetalSurface, YeeGrid

COURANT = 0.95 / np.sqrt(2.0 + 5.0**2)
METAL_UM = 0.100
STACK = replace(
    led_stack(),
    layer_index=(*led_stack().layer_index, 0.78 + 6.2j),
    thickness_um=(*led_stack().thickness_um, METAL_UM),
    superstrate_index=None,
)
"""The LED with 100 nm of aluminium under a perfect conductor, as FDTD cells end."""


def errors(surface: MetalSurface, vertical_cell_um: float) -> np.ndarray:
    """Deviation from the exact film: F in plane, F normal, LEE in plane."""
    exact = solve_planar(STACK, MID_PLANE_UM, WAVELENGTH_UM)
    grid = YeeGrid(5.0 * vertical_cell_um, vertical_cell_um, COURANT)
    found = solve_planar_grid(STACK, MID_PLANE_UM, WAVELENGTH_UM, grid, surface)
    return np.array(
        [
            found.horizontal.purcell - exact.horizontal.purcell,
            found.vertical.purcell - exact.vertical.purcell,
            found.horizontal.air - exact.horizontal.air,
        ]
    )


@pytest.mark.parametrize(("surface", "order"), [(MetalSurface.SHEET, 2), (MetalSurface.PURE, 1)])
def test_order_of_convergence(surface: MetalSurface, order: int) -> None:
    coarse, fine = errors(surface, 0.00125), errors(surface, 0.000625)
    assert np.log2(coarse / fine) == pytest.approx(order, abs=0.25)


def test_limit_is_the_exact_film() -> None:
    """Richardson's extrapolation of the second-order grid."""
    coarse, fine = errors(MetalSurface.SHEET, 0.00125), errors(MetalSurface.SHEET, 0.000625)
    assert (4.0 * fine - coarse) / 3.0 == pytest.approx(0.0, abs=2e-5)
