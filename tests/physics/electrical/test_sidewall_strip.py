"""A strip loses (2 L / w) s tanh(w/2L) / (s + tanh(w/2L)) of its excitons at its walls.

Claim: the closed form equals a finite-volume solution of D n'' - n/tau + G = 0, -D n' = S n at both
walls.
Domain: w / L from 0.3 to 30, s = S L / D from 0.1 to 100.
Known bias: second order in the cell, (dx/L)^2 / 12 near the wall.
Tolerance: 2e-4 with 4000 cells (dx/L <= 7.5e-3, bias below 1e-5; with s = 100 the wall's half cell
adds s dx / 2L only through the exact series resistance, which is included).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_banded

from sim.electrical.channels.sidewall import Diffusion, sidewall_loss_share
from sim.electrical.pixel import Outline, Perimeter

CELLS = 4000
FILM = Diffusion(2.6e-9, 30e-9)


def _numerical_share(width_m: float, velocity_m_s: float) -> float:
    dx = width_m / CELLS
    exchange = FILM.constant_m2_s / dx
    wall = 1.0 / (1.0 / velocity_m_s + dx / (2.0 * FILM.constant_m2_s))
    diagonal = np.full(CELLS, 2.0 * exchange + dx / FILM.lifetime_s)
    diagonal[[0, -1]] += wall - exchange
    off = np.full(CELLS, -exchange)
    density = solve_banded((1, 1), np.vstack([off, diagonal, off]), np.full(CELLS, dx))
    return float(wall * (density[0] + density[-1]) / width_m)


@pytest.mark.parametrize("width_over_length", [0.3, 1.0, 4.0, 30.0])
@pytest.mark.parametrize("strength", [0.1, 1.0, 100.0])
def test_closed_form_meets_finite_volumes(width_over_length: float, strength: float) -> None:
    width = width_over_length * FILM.length_m
    velocity = strength * FILM.velocity_cap_m_s
    perimeter = Perimeter(Outline.STRIP, 2.0 / width, 0.5)
    expected = _numerical_share(width, velocity)
    assert sidewall_loss_share(perimeter, velocity, FILM) == pytest.approx(expected, rel=2e-4)
