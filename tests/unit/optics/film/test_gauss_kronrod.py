"""Adaptive quadrature: exactness, hard integrands, honest failure."""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.film.gauss_kronrod import GAUSS_WEIGHTS, KRONROD_WEIGHTS, NODES, integrate


@pytest.mark.parametrize("power", range(0, 23, 2))
def test_degree_of_the_rules(power: int) -> None:
    exact = 2.0 / (power + 1)
    assert KRONROD_WEIGHTS @ NODES**power == pytest.approx(exact, abs=1e-14)
    if power <= 13:
        assert GAUSS_WEIGHTS @ NODES**power == pytest.approx(exact, abs=1e-14)


def test_narrow_peak_and_smooth_component_together() -> None:
    width = 1e-5
    found = integrate(
        lambda x: np.array([width / np.pi / ((x - 0.3) ** 2 + width**2), np.exp(1j * x)]),
        np.array([0.0, 0.3, 1.0]),
        1e-10,
    )
    peak = (np.arctan(0.7 / width) + np.arctan(0.3 / width)) / np.pi
    assert found.value[0].real == pytest.approx(peak, abs=1e-9)
    assert found.value[1] == pytest.approx(-1j * (np.exp(1j) - 1.0), abs=1e-12)
    assert found.converged


def test_panels_keep_their_own_sums() -> None:
    found = integrate(lambda x: np.array([x + 0j]), np.array([0.0, 1.0, 3.0]), 1e-12)
    assert found.panels[0] == pytest.approx([0.5, 4.0])


def test_divergent_integral_is_reported() -> None:
    found = integrate(lambda x: np.array([1.0 / x + 0j]), np.array([0.0, 1.0]), 1e-12)
    assert not found.converged
