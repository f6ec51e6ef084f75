"""Light that a lossless film sends back into thick glass gets out in the end.

Summing all passes, air = T / (1 - R_glass R_film). A perfect mirror over a film without loss
reflects everything: R_film = 1, so that every photon within the escape cone (lateral index below 1)
leaves, whatever T is. The share of the escape cone is integrated here from the glass pattern:
tolerance 1e-5, that of the 400-point rule.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM
from scipy.special import roots_legendre

from sim.optics.film.far_field import angular_power
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar
from sim.study import Glass

STACK = PlanarStack(1.52, (1.9, 1.7, 1.95, 1.72), (0.150, 0.060, 0.030, 0.035), 2, None)


def test_whole_escape_cone_leaves() -> None:
    many = solve_planar(STACK, MID_PLANE_UM, WAVELENGTH_UM, Glass.INCOHERENT)
    once = solve_planar(STACK, MID_PLANE_UM, WAVELENGTH_UM, Glass.SINGLE_PASS)
    root, weight = roots_legendre(400)
    theta = 0.5 * np.arcsin(1.0 / 1.52) * (1.0 + root)
    ring = np.pi * np.arcsin(1.0 / 1.52) * weight * np.sin(theta)
    lateral = 1.52 * np.sin(theta)
    pattern = angular_power(STACK, MID_PLANE_UM, WAVELENGTH_UM, lateral, None)
    in_plane = float((pattern.horizontal_s + pattern.horizontal_p) @ ring)
    normal = float(pattern.vertical_p @ ring)
    assert many.horizontal.air == pytest.approx(in_plane / many.horizontal.purcell, abs=1e-5)
    assert many.vertical.air == pytest.approx(normal / many.vertical.purcell, abs=1e-5)
    assert once.horizontal.air < many.horizontal.air - 0.01
