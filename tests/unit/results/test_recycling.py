"""The closed form of recycling, and its form for positions that exchange light."""

from __future__ import annotations

import numpy as np
import pytest

from sim.results.recycling import with_recycling, with_recycling_between

AIR = np.array([0.30, 0.20, 0.25])
AWAY = np.array([0.90, 0.70, 1.10])
TAKEN = np.array([[0.0, 0.5, 0.1], [0.5, 0.0, 0.3], [0.1, 0.3, 0.0]])


def test_closed_form() -> None:
    assert float(with_recycling(0.971, 0.2053, 0.8094)) == pytest.approx(0.2446, abs=1e-4)


def test_without_loss_all_photons_leave() -> None:
    assert float(with_recycling(1.0, 0.4, 0.4)) == 1.0


def test_a_dark_material_emits_nothing() -> None:
    assert float(with_recycling(0.0, 0.4, 0.4)) == 0.0


def test_no_exchange_is_the_closed_form_of_every_position() -> None:
    alone = with_recycling_between(0.9, AIR, AWAY, np.zeros((3, 3)))
    assert alone == pytest.approx(with_recycling(0.9, AIR, AWAY))


def test_own_light_has_no_effect() -> None:
    one = with_recycling_between(0.9, AIR, AWAY, TAKEN)
    other = with_recycling_between(0.9, AIR, AWAY, TAKEN + np.diag([1e6, 3.0, 0.0]))
    assert one == pytest.approx(other, rel=1e-12)


def test_much_exchange_is_the_closed_form_of_the_means() -> None:
    mixed = with_recycling_between(0.9, AIR, AWAY, 1e7 * TAKEN)
    assert mixed == pytest.approx(float(with_recycling(0.9, AIR.mean(), AWAY.mean())), rel=1e-6)


def test_inverse_of_one_minus_y_r() -> None:
    """(1 - Y R)^-1 Y P_air / P_tot with totals that contain some light taken at the same place."""
    q, taken = 0.9, TAKEN + np.diag([2.0, 5.0, 1.0])
    total = AWAY + taken.sum(axis=1)
    internal = q * total / (1.0 - q + q * total)
    matrix = np.eye(3) - internal[:, None] * taken / total[:, None]
    expected = np.linalg.solve(matrix, internal * AIR / total)
    assert with_recycling_between(q, AIR, AWAY, taken) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("quantum_yield", [-0.1, 1.1])
def test_impossible_yields_are_refused(quantum_yield: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        with_recycling(quantum_yield, 0.3, 0.9)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="3 x 3"):
        with_recycling_between(0.9, AIR, AWAY, np.zeros((2, 2)))
