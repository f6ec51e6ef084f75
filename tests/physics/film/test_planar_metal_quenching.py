"""Close to a metal a dipole is quenched as the inverse cube of its distance.

The quasi-static image gives (G. W. Ford, W. H. Weber, Phys. Rep. 113, 195 (1984)), with k the wave
number in the dipole's medium of permittivity eps_1 and beta = (eps - eps_1) / (eps + eps_1),

    along normal:  F -> 3/8 Im(beta) / (k d)^3,      in plane:  half of it.

Silver 0.0767 + 4.366i at 633 nm, dipole in air. The next terms are of relative order (k d)^2 |eps|,
because the field reaches a skin depth into the metal: 3 (k d)^2 |eps| is allowed, which shrinks a
hundredfold per decade.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar

SILVER = 0.0767 + 4.366j
WAVELENGTH_UM = 0.633


@pytest.mark.parametrize("distance_um", [0.05e-3, 0.2e-3, 1e-3])
def test_inverse_cube(distance_um: float) -> None:
    stack = PlanarStack(1.0, (1.0,), (0.5,), 0, SILVER)
    solution = solve_planar(stack, 0.5 - distance_um, WAVELENGTH_UM)
    kd = 2.0 * np.pi / WAVELENGTH_UM * distance_um
    beta = (SILVER**2 - 1.0) / (SILVER**2 + 1.0)
    image = 0.375 * beta.imag / kd**3
    allowed = 3.0 * kd**2 * abs(SILVER**2)
    assert solution.vertical.purcell == pytest.approx(image, rel=allowed)
    assert solution.horizontal.purcell == pytest.approx(0.5 * image, rel=allowed)
