"""The fitted circuit gives back what a spectrum was made of, and says where it cannot."""

from __future__ import annotations

import numpy as np

from sim.electrical.response.equivalent_circuit import circuit_impedance, fit_circuit

FREQUENCY = np.geomspace(20.0, 1e7, 50)


def test_two_arcs() -> None:
    elements = np.array([50.0, 2e3, 4e-10, 3e4, 2e-8])
    fit = fit_circuit(FREQUENCY, circuit_impedance(elements, FREQUENCY))
    np.testing.assert_allclose(fit.elements, elements, rtol=1e-5)
    assert fit.verdict == ""
    assert np.all(fit.errors < 0.05)


def test_order_does_not_matter() -> None:
    elements = np.array([50.0, 3e4, 2e-8, 2e3, 4e-10])
    fit = fit_circuit(FREQUENCY, circuit_impedance(elements, FREQUENCY))
    np.testing.assert_allclose(fit.elements, elements[[0, 3, 4, 1, 2]], rtol=1e-5)


def test_one_arc() -> None:
    elements = np.array([50.0, 1e4, 1e-9])
    fit = fit_circuit(FREQUENCY, circuit_impedance(elements, FREQUENCY))
    np.testing.assert_allclose(fit.elements[:3], elements, rtol=1e-5)
    assert np.isnan(fit.elements[3:]).all()
    assert "cannot be told apart" in fit.verdict


def test_capacitor() -> None:
    impedance = circuit_impedance(np.array([50.0, 1e12, 4e-10]), FREQUENCY)
    fit = fit_circuit(FREQUENCY, impedance)
    assert fit.verdict
    assert np.isclose(fit.elements[2], 4e-10, rtol=1e-2)
