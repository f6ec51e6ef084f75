"""A disc loses (2 L / r) s I1 / (s I0 + I1) of its excitons at its wall (I of r / L).

Claim: the closed form equals a finite-volume solution of D (r n')' / r - n/tau + G = 0 with
-D n' = S n at the rim.
Domain: r / L from 0.3 to 30, s = S L / D from 0.1 to 100.
Known bias: second order in the ring width. Tolerance: 2e-4 with 4000 rings (bias below 1e-5).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_banded

from sim.electrical.channels.sidewall import Diffusion, sidewall_loss_share
from sim.electrical.pixel import Outline, Perimeter

RINGS = 4000
FILM = Diffusion(2.6e-9, 30e-9)


def _numerical_share(radius_m: float, velocity_m_s: float) -> float:
    faces = np.linspace(0.0, radius_m, RINGS + 1)
    dr = radius_m / RINGS
    area = np.diff(faces**2) / 2.0
    exchange = FILM.constant_m2_s * faces[1:-1] / dr
    wall = radius_m / (1.0 / velocity_m_s + dr / (2.0 * FILM.constant_m2_s))
    diagonal = area / FILM.lifetime_s
    diagonal[:-1] += exchange
    diagonal[1:] += exchange
    diagonal[-1] += wall
    upper = np.concatenate(([0.0], -exchange))
    lower = np.concatenate((-exchange, [0.0]))
    density = solve_banded((1, 1), np.vstack([upper, diagonal, lower]), area)
    return float(wall * density[-1] / area.sum())


@pytest.mark.parametrize("radius_over_length", [0.3, 1.0, 4.0, 30.0])
@pytest.mark.parametrize("strength", [0.1, 1.0, 100.0])
def test_closed_form_meets_finite_volumes(radius_over_length: float, strength: float) -> None:
    radius = radius_over_length * FILM.length_m
    velocity = strength * FILM.velocity_cap_m_s
    perimeter = Perimeter(Outline.DISC, 2.0 / radius, 0.5)
    expected = _numerical_share(radius, velocity)
    assert sidewall_loss_share(perimeter, velocity, FILM) == pytest.approx(expected, rel=2e-4)
