"""How a device's faces, walls and dipoles move with a parameter.

Heights and positions are read off two devices a little apart. They are linear in every length, so
that their difference is exact; where it is not (a layer that begins to rise above the bank), slices
come or go, powers have a kink, and no derivative is given. Walls move on the raster of a slice: the
two devices are then so far apart that the wall moves by whole points of it, which is exact along
the raster and an average over the outline elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.aperture import signed_distance_um
from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.shapes import Solid
from geometry.solids import build_solids
from sim.optics.methods.fmm.case import Rules, rules_of
from sim.optics.methods.fmm.orders import cell_of
from sim.optics.methods.fmm.slices import RASTER, Slices, cut, faces_of
from sim.optics.methods.fmm.wave import Case
from sim.study import OpticsSpec

NEAR = 1e-3
"""Distance of the two devices from each other, as a share of the parameter's range."""

RASTER_STEPS = 4.0
"""The same for walls, in points of the raster by which a wall moves."""

_LINEAR = 1e-3
"""Share of a face's move by which it may miss a straight line."""

DeviceAt = Callable[[float], Device]
"""The device at a share of a parameter's range, 0 to 1."""


@dataclass(frozen=True)
class Walls:
    """Slices on both sides of a value.

    Attributes:
        minus, plus: cut there; as many slices as the device itself.
        span: from one to the other.
    """

    minus: Slices
    plus: Slices
    span: float

    def moved(self, number: int) -> bool:
        """Whether a slice has walls that move."""
        one, other = self.minus.slices[number].raster, self.plus.slices[number].raster
        if one is None or other is None:
            return False
        return not np.array_equal(one, other)


@dataclass(frozen=True)
class Moves:
    """Derivatives by one parameter.

    Attributes:
        bounds_um: (slices, 2) of z_min and z_max, 0 for half-spaces.
        film_bounds_um: the same of the device's film.
        x_um, y_um: (L,) of the dipoles.
        z_um: (H,) of the dipoles.
        weight: (H L,) of the positions.
        walls: None where none moves.
        films: the device's film on both sides of the value.
        heights_um: (H,) of the dipoles above its emitter's lower face, likewise.
        span: from the one to the other.
    """

    bounds_um: FloatArray
    film_bounds_um: FloatArray
    x_um: FloatArray
    y_um: FloatArray
    z_um: FloatArray
    weight: FloatArray
    walls: Walls | None
    films: tuple[Device, Device]
    heights_um: tuple[FloatArray, FloatArray]
    span: float


def moves(device_at: DeviceAt, share: float, case: Case, optics: OpticsSpec) -> Moves:
    """Moves at a value.

    Args:
        device_at: devices over the parameter's range.
        share: of the range, 0 to 1.
        case: of the device there.
        optics: numerics.

    Raises:
        ValueError: a kink, another period or spectrum, or a parameter that moves nothing.
    """
    low = min(max(0.0, share - 0.5 * NEAR), 1.0 - NEAR)
    devices = (device_at(low), device_at(low + NEAR))
    _check_same(case.device, devices)
    before, after = (rules_of(one, optics) for one in devices)
    bounds = _bounds(case.device, devices, case.slices)
    films = (devices[0].as_film(), devices[1].as_film())
    film_bounds = _bounds(case.device.as_film(), films, case.film)
    walls = _walls(device_at, share, case, devices)
    moved = Moves(
        bounds_um=bounds,
        film_bounds_um=film_bounds,
        x_um=(after.lateral.x_um - before.lateral.x_um) / NEAR,
        y_um=(after.lateral.y_um - before.lateral.y_um) / NEAR,
        z_um=(_heights(devices[1], after) - _heights(devices[0], before)) / NEAR,
        weight=(_weights(after) - _weights(before)) / NEAR,
        walls=walls,
        films=films,
        heights_um=(before.heights.height_um, after.heights.height_um),
        span=NEAR,
    )
    if walls is None and not bounds.any():
        raise ValueError("the parameter moves no face and no wall: no gradient of light by it")
    return moved


def _weights(rules: Rules) -> FloatArray:
    return np.outer(rules.heights.weight, rules.lateral.weight).ravel()


def _heights(device: Device, rules: Rules) -> FloatArray:
    return device.emitter_below_um + rules.heights.height_um


def _check_same(device: Device, others: tuple[Device, Device]) -> None:
    vectors = cell_of(device.patterned_array).vectors_um
    if not all(np.allclose(cell_of(o.patterned_array).vectors_um, vectors) for o in others):
        raise ValueError(
            "a gradient by the period is not given: every order and wavevector moves with it, and "
            "orders that begin to travel make steps; vary it by a search without --gradient"
        )
    if any(one.emission != device.emission for one in others):
        raise ValueError("a gradient is by lengths of the device; this parameter moves its light")


def _bounds(device: Device, devices: tuple[Device, Device], slices: Slices) -> FloatArray:
    """(slices, 2) derivatives of the slices' heights."""
    low, here, high = (
        np.array(faces_of(_solids(one, slices))) for one in (devices[0], device, devices[1])
    )
    if len({faces.size for faces in (low, here, high)}) > 1:
        raise ValueError(_KINK)
    rate = (high - low) / NEAR
    # Straight between the two: where the device lies between them is known by the face that moves.
    along = here - low
    most = int(np.argmax(np.abs(rate)))
    share = along[most] / rate[most] if rate[most] != 0.0 else 0.0
    if np.abs(along - share * rate).max() > _LINEAR * NEAR * np.abs(rate).max() + 1e-9:
        raise ValueError(_KINK)
    result = np.zeros((len(slices.slices), 2))
    for number, one in enumerate(slices.slices):
        for side, z in enumerate((one.z_min_um, one.z_max_um)):
            if np.isfinite(z):
                result[number, side] = rate[int(np.argmin(np.abs(here - z)))]
    return result


_KINK = (
    "slices of the device come or go at this value, where its light has a kink; start elsewhere, "
    "or choose a range in which no layer begins to end at another's height"
)


def _solids(device: Device, slices: Slices) -> tuple[Solid, ...]:
    extent = (float(np.abs(slices.x_um).max()), float(np.abs(slices.y_um).max()))
    return build_solids(device, extent)


def _walls(
    device_at: DeviceAt, share: float, case: Case, devices: tuple[Device, Device]
) -> Walls | None:
    """Rasters between which walls move by whole points; None where outlines stay."""
    near, far = (_widths_um(_solids(one, case.slices)) for one in devices)
    if near.size != far.size:
        raise ValueError(_KINK)
    rate = float(np.abs(far - near).max(initial=0.0)) / NEAR
    if rate < 1e-9:
        return None
    point_um = float(np.linalg.norm(case.slices.cell.vectors_um[0])) / RASTER
    span = min(RASTER_STEPS * point_um / rate, 1.0)
    low = min(max(0.0, share - 0.5 * span), 1.0 - span)
    cuts = [cut(device_at(value)) for value in (low, low + span)]
    if any(len(one.slices) != len(case.slices.slices) for one in cuts):
        raise ValueError(_KINK)
    return Walls(cuts[0], cuts[1], span)


def _widths_um(solids: tuple[Solid, ...]) -> FloatArray:
    """Distance from the pixel's centre to every wall around it, one per solid."""
    origin = np.zeros(1)
    own = [
        s.outline for s in solids if s.outline is not None and s.outline.contains(origin, origin)
    ]
    return np.array([float(signed_distance_um(outline, origin, origin)[0]) for outline in own])
