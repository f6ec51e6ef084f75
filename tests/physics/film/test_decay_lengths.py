"""Guided light dies by all that absorbs, the emitter included.

Claim: with the emitter's k the rates of decay add, 1/L = 1/L_others + 1/L_emitter, to first order
in k; the green film's slowest mode falls from 10.7 to 5.8 um, its plasmon from 1.7 to 0.86 um.
And right beside the dipole its guided light ends where the exact film absorbs what neither
half-space gets: a mode counts by the area of its peak, pi Im(nu) G.
Known bias: first order; peaks have tails, and light that leaks into the glass is absorbed on its
way, too. Tolerance: 2 % at k a tenth of the film's; the digits quoted for the film; 0.05 of all
absorbed light per layer, a sixth of what counting modes alike gives for the vertical dipole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.planar_cases import WAVELENGTH_UM, led_stack, lossless_stack

from sim.optics.film.decay import decay_lengths, guided_fate, longest_decay_um
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar

GREEN = PlanarStack(
    1.526795,
    (1.893287 + 0.003571j, 1.520101 + 0.005911j, 1.75, 1.933876 + 0.12558j, 1.76633, 1.393822),
    (0.150, 0.040, 0.020, 0.030, 0.035, 0.001),
    3,
    0.887834 + 6.281041j,
)


def rates(stack: PlanarStack) -> list[float]:
    """1/L by decreasing index."""
    modes = sorted(decay_lengths(stack, WAVELENGTH_UM), key=lambda mode: -mode.index)
    return [1.0 / mode.length_um for mode in modes]


def test_rates_add() -> None:
    none, some, twice = (rates(led_stack(1.95 + 1j * k)) for k in (0.0, 0.006, 0.012))
    for a, b, c in zip(none, some, twice, strict=True):
        assert c - a == pytest.approx(2.0 * (b - a), rel=2e-2)


def test_green_film() -> None:
    clear = decay_lengths(GREEN.with_lossless_emitter(), WAVELENGTH_UM)
    absorbing = decay_lengths(GREEN, WAVELENGTH_UM)
    assert [mode.length_um for mode in clear] == pytest.approx([10.67, 4.58, 1.69], abs=0.02)
    assert [mode.length_um for mode in absorbing] == pytest.approx([5.80, 2.57, 0.86], abs=0.02)
    assert longest_decay_um(GREEN, WAVELENGTH_UM) == absorbing[0].length_um


def test_no_loss_no_decay() -> None:
    assert all(
        mode.length_um == float("inf") for mode in decay_lengths(lossless_stack(), WAVELENGTH_UM)
    )


def test_a_film_without_guided_modes() -> None:
    thin = replace(lossless_stack(), thickness_um=(1e-4,) * 5)
    assert longest_decay_um(thin, WAVELENGTH_UM) == 0.0


def test_shares_of_the_layers() -> None:
    """None for layers without loss; the emitter's share is what its k adds to the rate."""
    metal = GREEN.superstrate_index
    closed = replace(
        GREEN,
        layer_index=(*GREEN.layer_index, complex(metal or 1.0)),
        thickness_um=(*GREEN.thickness_um, 0.3),
    )
    fate = guided_fate(GREEN, WAVELENGTH_UM, 0.015, travelled_um=100.0)[0]
    whole = guided_fate(closed, WAVELENGTH_UM, 0.015, travelled_um=100.0)[0]
    assert whole.sum() == pytest.approx(1.0, abs=1e-4)
    assert fate == pytest.approx(whole[:-1], rel=1e-3)
    assert fate[2] == fate[4] == 0.0
    slowest = decay_lengths(GREEN, WAVELENGTH_UM)[0].length_um
    clear = decay_lengths(GREEN.with_lossless_emitter(), WAVELENGTH_UM)[0].length_um
    assert fate[3] == pytest.approx(1.0 - slowest / clear, rel=0.03)


def test_nobody_takes_what_never_ends() -> None:
    assert guided_fate(lossless_stack(), WAVELENGTH_UM, 0.01).sum() == 0.0


def test_right_beside_the_dipole_light_ends_as_in_the_exact_film() -> None:
    """The metal is the upper half-space here: it takes what the layers leave of 1."""
    film = solve_planar(GREEN, 0.015, WAVELENGTH_UM)
    fate = guided_fate(GREEN.with_lossless_emitter(), WAVELENGTH_UM, 0.015)
    for row, power in zip(fate, (film.horizontal, film.vertical), strict=True):
        absorbed = np.array([*power.absorbed, power.superstrate])
        expected = absorbed / absorbed.sum()
        assert np.abs(np.array([*row, 1.0 - row.sum()]) - expected).max() < 0.05
