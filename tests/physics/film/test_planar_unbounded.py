"""A dipole in an unbounded medium has the Purcell factor 1.

Equal indices everywhere make every interface vanish: F = 1, and half of the power goes to either
side. No bias is expected. Tolerance 1e-9: that of the quadrature, whose integrand has inverse
square roots at grazing emission.
"""

from __future__ import annotations

import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar


@pytest.mark.parametrize("index", [1.0, 1.95])
@pytest.mark.parametrize("height_um", [0.001, 0.3, 0.9])
def test_equal_indices_give_free_space(index: float, height_um: float) -> None:
    stack = PlanarStack(index, (index, index), (1.0, 0.2), 0, index)
    solution = solve_planar(stack, height_um, 0.52)
    for power in (solution.horizontal, solution.vertical):
        assert power.purcell == pytest.approx(1.0, abs=1e-9)
        assert power.air + power.substrate == pytest.approx(0.5, abs=1e-9)
        assert power.superstrate == pytest.approx(0.5, abs=1e-9)
