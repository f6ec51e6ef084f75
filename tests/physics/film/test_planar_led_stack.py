"""A thin-film LED: LEE and Purcell factor of both orientations agree with an independent solution.

Glass 1.52 / ITO 150 nm (1.9 + 0.005i) / PEDOT:PSS 40 (1.53 + 0.01i) / PTAA 20 (1.70) / emitter 30
(1.95) / TPBi 35 (1.72) / Al (0.78 + 6.2i) at 520 nm, dipole in the mid-plane. Reference from the
design notes of this project: LEE 0.3212 and 0.0034, F 1.1355 and 1.1558 (in plane, normal).
Tolerance: half a unit of the reference's last digit.
"""

from __future__ import annotations

import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack

from sim.optics.film.solver import solve_planar


def test_reference_values() -> None:
    solution = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    assert solution.horizontal.air == pytest.approx(0.3212, abs=5.1e-5)
    assert solution.vertical.air == pytest.approx(0.0034, abs=5.1e-5)
    assert solution.horizontal.purcell == pytest.approx(1.1355, abs=5.1e-5)
    assert solution.vertical.purcell == pytest.approx(1.1558, abs=5.1e-5)
