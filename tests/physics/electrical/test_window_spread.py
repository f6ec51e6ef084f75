"""Pairs that leave a window through a film that goes on beyond it.

Claim: of pairs made evenly within a strip or disc of an endless film, the share that recombines
outside is that of D laplace(n) - n / tau + G = 0 with n and its gradient continuous. For the strip
this is the share of a wall whose velocity is D / L, since the film beyond takes from its edge what
such a wall would; for the disc it is that of the same equation solved by finite volumes in r.
Known bias: 4000 rings out to 30 diffusion lengths (exp(-30) is left beyond) are of second order:
1e-4 at the widths tested; tolerance 5e-4. Wide windows lose L P / (2 A), half of what a fast wall
takes: to 2 % at 50 diffusion lengths, where the next term of the disc is L^2 / r^2 of it.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_banded

from sim.electrical.channels.sidewall import Diffusion, sidewall_loss_share
from sim.electrical.channels.window import spread_share
from sim.electrical.pixel import Outline, Perimeter

DIFFUSION = Diffusion(1.5e-5, 30e-9)
WIDTHS = [0.2, 1.0, 5.0]
"""Over the diffusion length."""


def window(outline: Outline, width_over_length: float) -> Perimeter:
    factor = 2.0 if outline is Outline.STRIP else 4.0
    return Perimeter(outline, factor / (width_over_length * DIFFUSION.length_m), 0.5)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_film_beyond_a_strip_acts_as_a_wall(width: float) -> None:
    strip = window(Outline.STRIP, width)
    wall = sidewall_loss_share(strip, DIFFUSION.velocity_cap_m_s, DIFFUSION)
    assert spread_share(strip, DIFFUSION) == pytest.approx(wall, rel=1e-9)


def solved_disc(width: float, rings: int = 4000) -> float:
    """Share outside, lengths over L: n_i A_i + sum of fluxes = A_i inside the window."""
    radius = 0.5 * width
    inside = round(rings * radius / (radius + 30.0)) + 1
    edges = np.concatenate(
        [np.linspace(0.0, radius, inside + 1), np.linspace(radius, radius + 30.0, rings)[1:]]
    )
    area, middle = np.diff(edges**2) / 2.0, 0.5 * (edges[1:] + edges[:-1])
    flux = edges[1:-1] / np.diff(middle)
    matrix = np.zeros((3, area.size))
    matrix[0, 1:], matrix[2, :-1] = -flux, -flux
    matrix[1] = area
    matrix[1, :-1] += flux
    matrix[1, 1:] += flux
    density = solve_banded((1, 1), matrix, np.where(middle < radius, area, 0.0))
    return 1.0 - float((density * area)[middle < radius].sum() / (0.5 * radius**2))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_disc_against_finite_volumes(width: float) -> None:
    share = spread_share(window(Outline.DISC, width), DIFFUSION)
    assert share == pytest.approx(solved_disc(width), abs=5e-4)


@pytest.mark.parametrize("outline", [Outline.STRIP, Outline.DISC])
def test_wide_and_narrow_windows(outline: Outline) -> None:
    wide = window(outline, 100.0)
    expected = 0.5 * DIFFUSION.length_m * wide.perimeter_per_area_1_m
    assert spread_share(wide, DIFFUSION) == pytest.approx(expected, rel=0.02)
    assert spread_share(window(outline, 1e-3), DIFFUSION) > 0.99
