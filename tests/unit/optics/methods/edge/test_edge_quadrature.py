"""Rules over the wavevector along a wall and over the distance from it, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from sim.optics.methods.edge.quadrature import DistanceBasis, wavevector_rule

VACUUM = 2.0 * np.pi / 0.52


def test_waves_of_a_half_space() -> None:
    """(1/pi) int_0^k sqrt(k^2 - q^2) dq = k^2 / 4 for the light lines of air and glass.

    Three and four Gauss nodes miss a quarter circle by 5e-3 and less.
    """
    rule = wavevector_rule(0.52, 1.52, [1.59, 1.72, 1.84])
    for index, tolerance in ((1.0, 1e-2), (1.52, 1e-2)):
        inside = np.sqrt(np.clip((index * VACUUM) ** 2 - rule.k_1_um**2, 0.0, None))
        expected = (index * VACUUM) ** 2 / 4.0
        assert rule.weight @ inside == pytest.approx(expected, rel=tolerance)


def test_the_coarse_rule_is_worse_and_tells_the_error() -> None:
    rule = wavevector_rule(0.52, 1.52, [1.59, 1.72, 1.84])
    inside = np.sqrt(np.clip((1.52 * VACUUM) ** 2 - rule.k_1_um**2, 0.0, None))
    exact = (1.52 * VACUUM) ** 2 / 4.0
    fine, coarse = rule.weight @ inside, rule.coarse_weight @ inside
    assert abs(fine - exact) < abs(fine - coarse)


def test_nodes_avoid_normal_incidence_and_light_lines() -> None:
    rule = wavevector_rule(0.52, 1.52, [1.59, 1.72, 1.84])
    assert rule.k_1_um.min() > 0.0
    for index in (1.0, 1.52):
        assert np.abs(rule.k_1_um / VACUUM - index).min() > 1e-3


def test_the_basis_continues_a_linear_effect() -> None:
    """Constant up to the first node, linear between: the integral in closed form."""
    nodes = np.array([0.5, 1.0, 2.0])
    basis = DistanceBasis(nodes, 0.7)
    effect = 3.0 - nodes
    expected = 0.5 * 2.5 + (1.5 * 3.0 - 0.5 * (2.0**2 - 0.5**2))
    weights = basis.integral(np.ones_like, 0.0, 2.0)
    assert weights @ effect == pytest.approx(expected, rel=1e-6)


def test_the_basis_is_a_partition_of_unity_up_to_the_last_node() -> None:
    basis = DistanceBasis(np.array([0.2, 0.6, 1.7]), 1.0)
    d = np.linspace(0.0, 1.7, 50)
    assert basis.at(d).sum(axis=0) == pytest.approx(np.ones(50))
    assert basis.at(np.array([2.7])).sum() == pytest.approx(np.exp(-1.0))


def test_half_of_the_nodes_keep_the_last_one() -> None:
    kept, fewer = DistanceBasis(np.array([0.1, 0.3, 0.6, 1.0]), 1.0).every_other()
    assert kept.tolist() == [1, 3]
    assert fewer.distance_um[-1] == 1.0


def test_what_a_line_misses_of_a_curve() -> None:
    """f = d^2 between nodes h apart: h^3 / 6; of few nodes no more than that is promised."""
    nodes = np.array([0.1, 0.3, 0.6, 1.0])
    missed = DistanceBasis(nodes, 1.0).missed(nodes**2)
    assert missed[1:] == pytest.approx(np.diff(nodes) ** 3 / 6.0)
    assert missed[0] >= 0.1**3 * 2.0 / 3.0


def test_the_rule_of_distances_misses_no_more_than_it_says() -> None:
    """exp(-d / 0.15) on 3 to 12 graded nodes, against its integral."""
    for count in (3, 4, 6, 8, 12):
        nodes = 2.0 * ((np.arange(count) + 0.5) / count) ** 1.5
        basis, effect = DistanceBasis(nodes, 0.15), np.exp(-nodes / 0.15)
        by_rule = basis.integral(np.ones_like, 0.0, float(nodes[-1])) @ effect
        exact = 0.15 * (1.0 - np.exp(-nodes[-1] / 0.15))
        assert abs(by_rule - exact) < basis.missed(effect).sum()


def test_two_nodes_know_no_curvature() -> None:
    missed = DistanceBasis(np.array([0.1, 0.5]), 1.0).missed(np.array([1.0, 0.0]))
    assert missed[1] == pytest.approx(0.5 * 0.4)
