"""The field of a dipole in a film: the known one where all media are one, continuous where not.

Claims. (a) Without faces E_y in the plane y = 0 is exp(i k r) / (4 pi r) [1 + i/(kr) - 1/(kr)^2],
the field across a dipole in an unbounded medium (J. D. Jackson, Classical Electrodynamics, 9.18).
(b) E_y is parallel to all faces, so that it does not jump there, metals included.
(c) A mirror doubles what it adds in phase: seen from the glass, a dipole over a perfect conductor
has the field of itself and of its image of opposite sign.

Bias. The path ends at twice the emitter's index: what has a larger one ends within 20 nm of the
dipole's height, where nothing is compared. Tolerances: 1e-3 of the largest field compared, from
1600 points of a midpoint rule (1e-4 as found) and the cut path (3e-4 at 100 nm).
"""

from __future__ import annotations

import numpy as np
import pytest

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.waves import dipole_field

WAVE = 0.52
N = 1.5


def unbounded(x: FloatArray, z: FloatArray) -> ComplexArray:
    k0 = 2.0 * np.pi / WAVE
    r = np.hypot(x[:, None], z[None, :])
    kr = N * k0 * r
    return np.asarray(np.exp(1j * kr) / (4.0 * np.pi * r) * (1.0 + 1j / kr - 1.0 / kr**2))


def test_one_medium_is_unbounded() -> None:
    stack = PlanarStack(N, (N, N, N), (0.1, 0.05, 0.1), 1, N)
    x = np.linspace(0.0, 1.5, 16)
    z = np.array([-0.8, -0.3, 0.45, 0.9])
    own = dipole_field(stack, 0.02, WAVE, x, z)
    exact = unbounded(x, z - 0.12)
    np.testing.assert_allclose(own, exact, atol=1e-3 * np.abs(exact).max())


def test_it_does_not_jump_at_faces() -> None:
    stack = PlanarStack(1.52, (1.9 + 0.01j, 1.9, 1.7, 0.9 + 6.0j), (0.15, 0.03, 0.04, 0.1), 1, 1.0)
    x = np.linspace(0.05, 1.0, 8)
    for face in (0.0, 0.15, 0.18, 0.22):
        beside = dipole_field(stack, 0.015, WAVE, x, np.array([face - 1e-6, face + 1e-6]))
        # within 15 nm of the dipole the cut path leaves a ripple, the same on both sides
        np.testing.assert_allclose(beside[:, 0], beside[:, 1], atol=2e-4 * np.abs(beside).max())


def test_a_mirror_is_an_image() -> None:
    stack = PlanarStack(N, (N, N), (0.1, 0.2), 0, None)
    x = np.linspace(0.0, 1.2, 13)
    z = np.array([-0.6, -0.2])
    own = dipole_field(stack, 0.05, WAVE, x, z)
    exact = unbounded(x, z - 0.05) - unbounded(x, z - 0.55)
    assert own == pytest.approx(exact, abs=1e-3 * float(np.abs(exact).max()))
