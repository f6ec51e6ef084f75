"""Power is conserved: what arrives anywhere adds up to what the dipole's own field says it emits.

The total is the field at the dipole, integrated below the real axis; radiated and absorbed powers
are Poynting vectors on the real axis, guided powers are residues. 1 - sum = 0. Tolerance 1e-6 of
the total, far above the quadratures' 1e-9 per panel and far below any share of interest.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.planar_cases import MID_PLANE_UM, WAVELENGTH_UM, led_stack, lossless_stack

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import PlanarSolution, solve_planar
from sim.study import Glass

CLOSED = 1e-6


def assert_closed(
    solution: PlanarSolution, closed: float = CLOSED, negative: float = 1e-11
) -> None:
    for power in (solution.horizontal, solution.vertical):
        parts = (power.air, power.substrate, power.superstrate, power.lateral, *power.absorbed)
        assert sum(parts) == pytest.approx(1.0, abs=closed)
        assert min(parts) > -negative
    assert solution.converged


@pytest.mark.parametrize("height_um", [0.0005, 0.007, MID_PLANE_UM, 0.0295])
def test_lossy_led(height_um: float) -> None:
    assert_closed(solve_planar(led_stack(), height_um, WAVELENGTH_UM))


def test_lossless_films_guide_what_they_do_not_radiate() -> None:
    solution = solve_planar(lossless_stack(), MID_PLANE_UM, WAVELENGTH_UM)
    assert solution.horizontal.lateral > 0.1
    assert_closed(solution)


@pytest.mark.parametrize("k", [1e-9, 1e-7, 1e-5, 1e-3])
def test_narrow_resonances_are_not_stepped_over(k: float) -> None:
    """Guided modes narrower by far than any grid of lateral indices, absorbed in the end."""
    stack = PlanarStack(1.52, (1.9 + 1j * k, 2.1, 1.7 + 1j * k), (0.15, 0.10, 0.08), 1, 1.0)
    solution = solve_planar(stack, 0.04, WAVELENGTH_UM)
    assert sum(solution.horizontal.absorbed) > 0.1
    assert_closed(solution)


def test_random_stacks(rng: np.random.Generator) -> None:
    for case in range(40):
        layers = int(rng.integers(1, 7))
        index = rng.uniform(1.35, 2.5, layers) + 1j * 10.0 ** rng.uniform(-6, -1, layers)
        thickness = rng.uniform(0.01, 0.2, layers)
        emitter = int(rng.integers(layers))
        superstrate = (1.0, 0.78 + 6.2j, 0.13 + 3.2j, None)[case % 4]
        stack = PlanarStack(1.52, tuple(index), tuple(thickness), emitter, superstrate)
        height_um = thickness[emitter] * rng.uniform(0.05, 0.95)
        assert_closed(solve_planar(stack, height_um, WAVELENGTH_UM))


@pytest.mark.parametrize(
    ("stack", "height_um"),
    [
        # an absorber without thickness takes nothing: guided light travels for ever
        (PlanarStack(1.5, (0.934 + 0.01j, 1.82), (0.0, 0.04), 1, 1.5), 0.0129),
        (PlanarStack(1.8, (2.305, 0.082 + 6j, 0.8, 2.469), (1.0, 0.0, 0.04, 0.0), 2, 1.0), 0.016),
        (PlanarStack(1.042, (0.335, 1.986 + 6j, 2.208), (0.04, 0.0, 1.0), 0, 1.0), 0.0349),
        # light that leaks through 1 um of a low index, without loss and with next to none
        (PlanarStack(1.8, (0.91, 2.072), (1.0, 0.2), 1, 1.5), 0.011),
        (PlanarStack(1.8, (0.91 + 1e-13j, 2.072), (1.0, 0.2), 1, 1.5), 0.011),
        (PlanarStack(2.0, (1.9485, 0.574, 2.169), (0.02, 0.856, 0.2), 2, None), 0.1444),
    ],
)
def test_light_that_hardly_ends(stack: PlanarStack, height_um: float) -> None:
    assert_closed(solve_planar(stack, height_um, WAVELENGTH_UM))


@pytest.mark.parametrize("losses", [(0.0, 1e-13, 1e-10, 1e-8), (0.0, 1e-6, 0.01, 1.0, 6.0)])
def test_films_of_any_index(losses: tuple[float, ...], rng: np.random.Generator) -> None:
    """Small n with large k as well, layers from 0.1 nm to 2 um or none, and mirrors."""
    for case in range(60):
        layers = int(rng.integers(1, 6))
        emitter = int(rng.integers(layers))
        index = rng.uniform(0.05, 2.6, layers) + 1j * rng.choice(losses, layers)
        thickness = np.exp(rng.uniform(np.log(1e-4), np.log(2.0), layers))
        thickness *= rng.random(layers) < 0.9
        index[emitter], thickness[emitter] = rng.uniform(1.3, 2.6), rng.choice([0.01, 0.04, 0.2])
        superstrate = (1.0, 1.5, 0.05 + 6j, None)[case % 4]
        substrate = complex(rng.choice([1.0, 1.5, 2.0]))
        stack = PlanarStack(substrate, tuple(index), tuple(thickness), emitter, superstrate)
        height_um = thickness[emitter] * rng.uniform(0.05, 0.95)
        # residues of modes that are fed through thick low layers are known to 1e-5 of bulk power
        solution = solve_planar(stack, height_um, WAVELENGTH_UM, list(Glass)[case % 2])
        assert_closed(solution, closed=1e-5, negative=1e-7)
