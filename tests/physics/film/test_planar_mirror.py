"""A dipole above a perfect mirror radiates as it does together with its image.

With x = 2 k d, d the distance (R. R. Chance, A. Prock, R. Silbey, Adv. Chem. Phys. 37, 1 (1978)):

    in plane:      F = 1 - 3/2 (sin x / x + cos x / x^2 - sin x / x^3)
    along normal:  F = 1 - 3 (cos x / x^2 - sin x / x^3)

In plane at a quarter wave this is 1.151982. No bias is expected; tolerance 1e-8, ten times that of
one quadrature panel.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.planar_cases import above_mirror

from sim.optics.film.solver import solve_planar


@pytest.mark.parametrize("index", [1.0, 2.4])
@pytest.mark.parametrize("waves", [0.02, 0.1, 0.25, 0.5, 1.3, 7.0])
def test_image_dipole(waves: float, index: float) -> None:
    wavelength_um = 0.52
    distance_um = waves * wavelength_um / index
    solution = solve_planar(above_mirror(distance_um, index), distance_um, wavelength_um)
    x = 4.0 * np.pi * waves
    in_plane = 1.0 - 1.5 * (np.sin(x) / x + np.cos(x) / x**2 - np.sin(x) / x**3)
    normal = 1.0 - 3.0 * (np.cos(x) / x**2 - np.sin(x) / x**3)
    assert solution.horizontal.purcell == pytest.approx(in_plane, abs=1e-8)
    assert solution.vertical.purcell == pytest.approx(normal, abs=1e-8)


def test_quarter_wave_value() -> None:
    solution = solve_planar(above_mirror(0.13), 0.13, 0.52)
    assert solution.horizontal.purcell == pytest.approx(1.151982, abs=1e-6)
