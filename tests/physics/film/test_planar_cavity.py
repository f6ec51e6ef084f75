"""An in-plane dipole between two perfect mirrors emits into a countable set of modes.

In the middle of a cavity of length L, with x = n L / lambda and m = floor(x + 1/2) (I. Abram, I.
Robert, R. Kuszelewicz, IEEE J. Quantum Electron. 34, 71 (1998), eq. 7):

    F = 3 m / (4 x) + (4 m^3 - m) / (16 x^3)

It is zero below x = 1/2 and jumps at 1/2, 3/2, 5/2, where it is not tested. All power is guided, so
that the contour integral and the sum of residues both give F. Tolerance 1e-8, ten times that of one
quadrature panel.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar


@pytest.mark.parametrize("x", [0.3, 0.6, 1.2, 1.45, 1.55, 2.2, 3.3])
def test_perfect_cavity(x: float) -> None:
    index, wavelength_um = 2.4, 1.0
    length_um = x * wavelength_um / index
    stack = PlanarStack(None, (index,), (length_um,), 0, None)
    solution = solve_planar(stack, 0.5 * length_um, wavelength_um)
    m = np.floor(x + 0.5)
    expected = 3.0 * m / (4.0 * x) + (4.0 * m**3 - m) / (16.0 * x**3)
    assert solution.horizontal.purcell == pytest.approx(expected, abs=1e-8)
    if m > 0:
        assert solution.horizontal.lateral == pytest.approx(1.0, abs=1e-8)
    assert solution.vertical.lateral == pytest.approx(1.0, abs=1e-8)
