"""A dipole in front of glass: agreement with the reflected field integrated by brute force.

F = 1 + 3/4 Re int u (r_s / w - w r_p) e^{2 i w k d} du in plane, 1 + 3/2 Re int u^3 r_p e^{2 i w k
d} / w du along the normal (L. Novotny, B. Hecht, Principles of Nano-Optics, Cambridge 2006, chapter
10), with textbook Fresnel coefficients of the electric field, u = sin(a) below and cosh(b) above
grazing emission, and a general-purpose quadrature. Tolerance 1e-7, that of the brute-force
quadrature.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar

GLASS = 1.52


def reflected(u: float, w: complex, kd: float) -> tuple[complex, complex]:
    """Integrands in plane and along the normal, times w (the map's derivative cancels it)."""
    inside = np.sqrt(GLASS**2 - u**2 + 0j)
    r_s = (w - inside) / (w + inside)
    r_p = (GLASS**2 * w - inside) / (GLASS**2 * w + inside)
    echo = np.exp(2j * w * kd)
    return 0.75 * u * (r_s - w**2 * r_p) * echo, 1.5 * u**3 * r_p * echo


def brute_force(kd: float, which: int) -> float:
    def below(a: float) -> float:
        return float(reflected(np.sin(a), np.cos(a) + 0j, kd)[which].real)

    def above(b: float) -> float:
        # du = sinh b db and w = i sinh b, so that du / w = -i db
        return float((-1j * reflected(np.cosh(b), 1j * np.sinh(b), kd)[which]).real)

    critical = np.arccosh(GLASS)
    options = {"epsabs": 1e-10, "epsrel": 1e-10, "limit": 400}
    parts = [
        quad(below, 0.0, 0.5 * np.pi, **options)[0],
        quad(above, 0.0, critical, **options)[0],
        quad(above, critical, critical + 8.0, **options)[0],
    ]
    return 1.0 + sum(parts)


@pytest.mark.parametrize("distance_um", [0.02, 0.13, 0.6])
def test_brute_force(distance_um: float) -> None:
    solution = solve_planar(PlanarStack(GLASS, (1.0,), (1.0,), 0, 1.0), distance_um, 0.52)
    kd = 2.0 * np.pi / 0.52 * distance_um
    assert solution.horizontal.purcell == pytest.approx(brute_force(kd, 0), abs=1e-7)
    assert solution.vertical.purcell == pytest.approx(brute_force(kd, 1), abs=1e-7)
