"""The far field integrated over all directions is the power that reaches the air, or the glass.

int dP/dOmega dOmega = share of the total. The integral over the polar angle uses 400 Gauss-Legendre
nodes on each side of the critical angle of total reflection, where the pattern has a square root:
tolerance 1e-5. Over azimuth sin^2 and cos^2 average exactly on equidistant angles.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack
from scipy.special import roots_legendre

from sim.optics.film.far_field import AngularPower, angular_power
from sim.optics.film.solver import solve_planar
from sim.study import Glass

AZIMUTH = 2.0 * np.pi * np.arange(8) / 8


def whole(pattern: AngularPower, solid_angle: np.ndarray) -> tuple[float, float]:
    """Power of an x dipole and of a vertical one; ``solid_angle`` is that of a full ring."""
    ring = np.mean([pattern.along_x(np.full(solid_angle.size, np.cos(a))) for a in AZIMUTH], axis=0)
    return float(ring @ solid_angle), float(pattern.vertical_p @ solid_angle)


def rings(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Polar angles between two limits and the solid angle of their rings."""
    root, weight = roots_legendre(400)
    theta = low + 0.5 * (high - low) * (1.0 + root)
    return theta, np.pi * (high - low) * weight * np.sin(theta)


@pytest.mark.parametrize("glass", list(Glass))
def test_air(glass: Glass) -> None:
    solution = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM, glass)
    theta, solid_angle = rings(0.0, 0.5 * np.pi)
    pattern = angular_power(led_stack(), MID_PLANE_UM, WAVELENGTH_UM, np.sin(theta), glass)
    horizontal, vertical = whole(pattern, solid_angle)
    assert horizontal / solution.horizontal.purcell == pytest.approx(
        solution.horizontal.air, abs=1e-5
    )
    assert vertical / solution.vertical.purcell == pytest.approx(solution.vertical.air, abs=1e-5)


def test_glass() -> None:
    solution = solve_planar(led_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    critical = np.arcsin(1.0 / 1.52)
    sums = np.zeros(2)
    for limits in ((0.0, critical), (critical, 0.5 * np.pi)):
        theta, solid_angle = rings(*limits)
        lateral = 1.52 * np.sin(theta)
        pattern = angular_power(led_stack(), MID_PLANE_UM, WAVELENGTH_UM, lateral, None)
        sums += whole(pattern, solid_angle)
    for power, found in zip((solution.horizontal, solution.vertical), sums, strict=True):
        assert found / power.purcell == pytest.approx(power.air + power.substrate, abs=1e-5)
