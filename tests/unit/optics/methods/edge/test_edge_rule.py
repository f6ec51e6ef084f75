"""The k_y rule against a film's exact Purcell factors, without a field solution.

The power of a line of dipoles exp(i k_y y) in a film is the integral over k_x of the film's
spectral power, here below the real axis, past the guided modes. Its integral over k_y by a fine
rule gives the exact Purcell factors to 1e-4; the rule of the runs misses them by at most 1.5 %:
what it leaves out beyond its last node (0.4 %), and its few nodes next to the modes.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import roots_legendre

from sim.optics.film.kernel import Channel, bulk_density, excess_density, surroundings
from sim.optics.film.modes import guided_modes
from sim.optics.film.multilayer import PlanarStack, sides
from sim.optics.film.solver import solve_planar
from sim.optics.methods.edge.quadrature import wavevector_rule

WAVELENGTH_UM = 0.52
HEIGHT_UM = 0.02
LED = PlanarStack(
    1.52,
    (1.9 + 0.005j, 1.53 + 0.01j, 1.70, 1.95, 1.72, 0.78 + 6.2j),
    (0.15, 0.04, 0.02, 0.04, 0.04, 0.1),
    3,
    1.0,
)


def line_power(along: float) -> NDArray[np.float64]:
    """Power of lines of x, y and z dipoles over the bulk power of a dipole, per d(k_y / k_0)."""
    end, depth = 3.2, 0.3
    x, w = roots_legendre(200)
    t = 0.5 * np.pi * (1.0 + x)
    kx = 0.5 * end * (1.0 - np.cos(t)) - 1j * depth * np.sin(t)
    step = (0.5 * end * np.sin(t) - 1j * depth * np.cos(t)) * 0.5 * np.pi * w
    x, w = roots_legendre(120)
    v = 0.5 * (1.0 + x)
    kx, step = np.append(kx, end + 8.0 * v**2), np.append(step, 8.0 * v * w)
    lateral = np.sqrt(kx**2 + along**2)
    around = surroundings(*sides(LED, HEIGHT_UM), lateral, WAVELENGTH_UM)
    n = LED.emitter_index
    density = {
        c: bulk_density(c, n, lateral) + excess_density(c, n, lateral, around[c.polarisation])
        for c in Channel
    }
    sine, cosine = (along / lateral) ** 2, (kx / lateral) ** 2
    s, p = density[Channel.HORIZONTAL_S], density[Channel.HORIZONTAL_P]
    rows = [2 * (s * sine + p * cosine), 2 * (s * cosine + p * sine), density[Channel.VERTICAL_P]]
    return np.array([(row / (np.pi * lateral) * step).sum().real for row in rows])


def test_the_rule_of_the_runs_gives_the_film() -> None:
    film = solve_planar(LED, HEIGHT_UM, WAVELENGTH_UM)
    exact = np.array([film.horizontal.purcell, film.horizontal.purcell, film.vertical.purcell])
    modes = [mode.index.real for mode in guided_modes(LED, WAVELENGTH_UM)]
    rule = wavevector_rule(WAVELENGTH_UM, 1.52, modes)
    vacuum = 2.0 * np.pi / WAVELENGTH_UM
    powers = np.array([line_power(float(k)) for k in rule.k_1_um / vacuum])
    found = 2.0 * np.pi / vacuum * (rule.weight @ powers)
    assert found == pytest.approx(exact, rel=0.015)


def test_lines_add_up_to_a_point() -> None:
    """The same by many nodes: the integrand above is right."""
    film = solve_planar(LED, HEIGHT_UM, WAVELENGTH_UM)
    exact = np.array([film.horizontal.purcell, film.horizontal.purcell, film.vertical.purcell])
    ends = [0.0, 1.0, 1.52, 1.5907, 1.7185, 1.8374, 2.2, 4.0, 12.0]
    total = np.zeros(3)
    for low, high in zip(ends[:-1], ends[1:], strict=True):
        t, w = roots_legendre(24)
        half = 0.25 * np.pi * (1.0 + t)
        slope = (high - low) * 0.25 * np.pi * np.sin(2.0 * half) * w
        nodes = low + (high - low) * np.sin(half) ** 2
        total += 2.0 * slope @ np.array([line_power(float(k)) for k in nodes])
    assert total == pytest.approx(exact, rel=1e-4)
