"""Waves beyond a plane are followed as they go: a dipole in an unbounded medium.

With G = exp(i k r) / (4 pi r), k = n k0, H = E in vacuum and exp(-i w t), a dipole p has

    n^2 E = [k^2 (p - r (r p)) + (3 r (r p) - p)(1 / r^2 - i k / r)] G,   H = k0 (k + i / r) r x p G

with r in the brackets a unit vector. Its fields on a plane 0.1 um below it, damped towards the
window's edges as absorbers do, are continued. What the window cuts off, and that waves of the
continuum are read as those of the grid, is held to 4 % of the largest field.
"""

from __future__ import annotations

import numpy as np
import pytest

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.continued import continued
from sim.optics.fields.plane_fields import PlaneFields

INDEX, WAVELENGTH_UM, CELL_UM = 1.5, 0.52, 0.02
HALF, RIM = 120, 40
PLANE_UM = -0.1
Y_UM = 0.14


def fields(
    axis: int, x: FloatArray, y: FloatArray, z: FloatArray | float
) -> tuple[ComplexArray, ComplexArray]:
    """E and H of a dipole along an axis, (3, ...)."""
    place = np.stack(np.broadcast_arrays(x, y, z))
    r = np.linalg.norm(place, axis=0)
    unit = place / r
    p = np.zeros_like(place)
    p[axis] = 1.0
    k0 = 2.0 * np.pi / WAVELENGTH_UM
    k = INDEX * k0
    wave = np.exp(1j * k * r) / (4.0 * np.pi * r)
    along = unit * unit[axis]
    e = (k**2 * (p - along) + (3.0 * along - p) * (1.0 / r**2 - 1j * k / r)) * wave / INDEX**2
    h = k0 * (k + 1j / r) * np.cross(unit, p, axis=0) * wave
    return e, h


def damped(size: int) -> FloatArray:
    """1 inside, falling to 0 over the rim."""
    inwards = np.minimum(np.arange(size), np.arange(size)[::-1]) / RIM
    return np.asarray(np.sin(0.5 * np.pi * np.clip(inwards, 0.0, 1.0)) ** 2)


@pytest.mark.parametrize(("component", "first"), [("x", 1), ("y", 1), ("z", 0), ("z", 1)])
def test_a_dipole_is_seen_far_below_the_plane(component: str, first: int) -> None:
    """``first`` 1: without the first whole step, as Meep keeps planes."""
    whole = CELL_UM * np.arange(-HALF + first, HALF + 1)
    half = CELL_UM * (np.arange(-HALF, HALF) + 0.5)
    axis = "xyz".index(component)

    def on_plane(x: FloatArray, y: FloatArray, kind: int, part: int) -> ComplexArray:
        values = fields(axis, x[:, None], y[None, :], PLANE_UM)[kind][part]
        return np.asarray(values * damped(x.size)[:, None] * damped(y.size))

    plane = PlaneFields(
        ex=on_plane(half, whole, 0, 0),
        ey=on_plane(whole, half, 0, 1),
        hx=on_plane(whole, half, 1, 0),
        hy=on_plane(half, whole, 1, 1),
        cell_um=CELL_UM,
        wavelength_um=WAVELENGTH_UM,
        index=INDEX,
    )
    distance = CELL_UM * (np.arange(45) + 0.5)
    found = continued(plane, component, Y_UM, distance)
    middle = slice(HALF - 40, HALF + 40)
    y = np.array(Y_UM)
    known = fields(axis, half[middle, None], y, PLANE_UM - distance[None, :])[0][axis]
    assert np.abs(found[middle] - known).max() < 0.04 * np.abs(known).max()
