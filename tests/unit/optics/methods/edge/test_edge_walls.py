"""What all walls of a pixel do together: wide pixels, long decays, and interference by itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from geometry.spec import ApertureShape
from sim.optics.methods.edge.areas import WallDistances
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.walls import all_walls, corner_error, guided_weight

NODES = np.array([0.1, 0.6, 1.5])
EFFECT = np.array([0.03, -0.01, 0.004])
SHAPES = (ApertureShape.CIRCLE, ApertureShape.SQUARE, ApertureShape.STRIPE)


def edge_weights(basis: DistanceBasis) -> NDArray[np.float64]:
    """Weights of Lambda, the effect integrated over all distances from one wall, (D,)."""
    last = float(basis.distance_um[-1])
    weights = basis.integral(np.ones_like, 0.0, last)
    weights[-1] += basis.decay_um
    return weights


def walls(width_um: float, shape: ApertureShape = ApertureShape.SQUARE) -> WallDistances:
    return WallDistances(shape, width_um, width_um)


@pytest.mark.parametrize("shape", SHAPES)
def test_wide_pixels_follow_perimeter_over_area(shape: ApertureShape) -> None:
    """Lambda P / A, up to terms of (decay / width)^2: 1e-3 of it at 10 um in 10 mm."""
    basis, wide = DistanceBasis(NODES, 10.0), walls(1e4, shape)
    density = float(wide.every(np.zeros(1))[0])
    expected = density * float(edge_weights(basis) @ EFFECT)
    assert all_walls(basis, wide) @ EFFECT == pytest.approx(expected, rel=4e-3)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_ray_meets_one_wall(shape: ApertureShape) -> None:
    """Without decay all guided light arrives: twice what one endless wall receives."""
    found = guided_weight(DistanceBasis(NODES, 1e7), walls(5.0, shape))
    assert found.total == pytest.approx(2.0, rel=1e-5)
    assert found.repeated == 0.0


def test_light_that_walls_send_back_meets_them_again() -> None:
    """Without decay, R = 0.5: twice as much; with strong decay none of it arrives."""
    basis, small = DistanceBasis(NODES, 1e7), walls(5.0)
    assert guided_weight(basis, small, 0.5).total == pytest.approx(4.0, rel=1e-5)
    wide = guided_weight(DistanceBasis(NODES, 1.0), walls(200.0), 0.9)
    assert wide.repeated < 1e-6 * wide.first


def test_the_mean_share_that_arrives_is_that_of_a_ray_of_mean_chord() -> None:
    """Rays through a disc, averaged: chords c = 2 R cos(t), points along them.

    The mean of exp(-s / L) over points and directions is < L (1 - exp(-c / L)) > / < c >; the
    closed form replaces the chords' exponential by its argument's mean and differs by 5 % at most.
    """
    radius, angle = 4.0, (np.arange(20000) + 0.5) / 20000 * 0.5 * math.pi
    chord = 2.0 * radius * np.cos(angle)
    for decay in (1.0, 5.0, 25.0):
        length = 0.5 * math.pi * (decay + NODES[-1])
        # The line's measure is cos(t) dt: offsets from the middle are uniform.
        share = np.average(length * -np.expm1(-chord / length), weights=np.cos(angle))
        share /= np.average(chord, weights=np.cos(angle))
        found = guided_weight(DistanceBasis(NODES, decay), walls(2 * radius, ApertureShape.CIRCLE))
        assert 0.5 * found.total == pytest.approx(share, rel=0.05)


def test_interference_alone_sums_over_walls() -> None:
    """An effect that has died at the last node: no guided light, no corner error but shape's."""
    effect = np.array([0.03, -0.01, 0.0])
    basis, square = DistanceBasis(NODES, 10.0), walls(20.0)
    expected = 4.0 / 20.0 * basis.integral(np.ones_like, 0.0, 1.5) @ effect
    assert all_walls(basis, square) @ effect == pytest.approx(expected, rel=1e-9)
    assert corner_error(basis, square, effect) < 0.2 * abs(expected) + 1e-3
