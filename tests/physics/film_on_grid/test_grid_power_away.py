"""On finer cells the grid's absorbing film becomes the exact one; no cell need be transparent.

Claims: P_air and P_away of the film on the grid, absorbing in the dipole's own cells as well, go to
those of the dipole in a vanishing transparent sheet, at second order in the cells; for a vertical
dipole after the factor |eps / n^2|^2. At the cells of pixel runs the bias is below that of the
transparent film. As k -> 0 they become the transparent film's on the same grid.
Known bias: second order. Tolerance on the order: 0.25; Richardson's limit to 2e-4.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack

from geometry.arrays import FloatArray
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.recycling import powers_away
from sim.optics.film_on_grid.recycling import grid_powers_away, sheet_factor
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import YeeGrid

COURANT = 0.95 / np.sqrt(2.0 + 5.0**2)


def film(k: float) -> PlanarStack:
    """The LED with an absorbing emitter and 100 nm of aluminium under a perfect conductor."""
    stack = led_stack(1.95 + 1j * k)
    return replace(
        stack,
        layer_index=(*stack.layer_index, 0.78 + 6.2j),
        thickness_um=(*stack.thickness_um, 0.100),
        superstrate_index=None,
    )


def errors(vertical_cell_um: float) -> FloatArray:
    """Relative to the exact film: air and away of the in-plane, away of the vertical dipole."""
    exact = powers_away(film(0.126), MID_PLANE_UM, WAVELENGTH_UM)
    grid = YeeGrid(5.0 * vertical_cell_um, vertical_cell_um, COURANT)
    power = grid_powers_away(film(0.126), MID_PLANE_UM, WAVELENGTH_UM, grid)
    return np.array(
        [
            power.air[0] / exact.horizontal.air - 1.0,
            power.away[0] / exact.horizontal.away - 1.0,
            power.away[1] / exact.vertical.away - 1.0,
        ]
    )


def test_second_order() -> None:
    coarse, fine = errors(0.0025), errors(0.00125)
    assert np.log2(coarse / fine) == pytest.approx(2.0, abs=0.25)
    assert (4.0 * fine - coarse) / 3.0 == pytest.approx(0.0, abs=2e-4)


def test_bias_at_the_cells_of_pixels() -> None:
    """1.5 % of the air light, 1 % of what leaves, at 25 nm / 5 nm."""
    assert np.max(np.abs(errors(0.005))) < 0.015


def test_transparent_limit_on_the_grid() -> None:
    grid = YeeGrid(0.025, 0.005, COURANT)
    plain = solve_planar_grid(film(0.0), MID_PLANE_UM, WAVELENGTH_UM, grid)
    away = grid_powers_away(film(1e-6), MID_PLANE_UM, WAVELENGTH_UM, grid)
    purcell = np.array([plain.horizontal.purcell, plain.vertical.purcell])
    air = np.array([plain.horizontal.air, plain.vertical.air])
    assert away.away == pytest.approx(purcell, rel=1e-4)
    assert away.air == pytest.approx(purcell * air, rel=1e-4)


def test_factor_of_the_sheet() -> None:
    assert sheet_factor(1.95) == 1.0
    assert sheet_factor(1.934 + 0.126j) == pytest.approx(1.0085, abs=1e-4)


def test_a_transparent_emitter_is_refused() -> None:
    with pytest.raises(ValueError, match="must absorb"):
        grid_powers_away(film(0.0), MID_PLANE_UM, WAVELENGTH_UM, YeeGrid(0.025, 0.005, COURANT))
