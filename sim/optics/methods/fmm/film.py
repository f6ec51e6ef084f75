"""The unpatterned film, exactly and with the orders of a pixel: the control variate.

A sum over a finite number of orders leaves out the light of larger lateral wavevectors: lossy near
fields, plasmons, most of what a vertical dipole next to a metal loses. The film has the same light
there, and its powers are known without any sum, so that

    pixel = (pixel with N orders) + (exact film) - (film with N orders).            (1)

The film with N orders is summed over a zone so fine that only the orders matter: over a pixel's few
wavevectors its sharp modes fall elsewhere than the pixel's, and the difference would be worse than
nothing (docs/physics.md). Waves of equal |K| are one: they are solved once, along x, with the
number of their equals as weight; over a fine zone, on an even grid of lengths.

Windows under a continuous emitter change the film so little that its modes stay where they are:
there the film is summed over the pixel's own wavevectors, and takes the error of the zone along.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.film import FilmPoint, exit_height_um, exit_stack, film_points
from sim.optics.film.recycling import PowerAway, powers_away
from sim.optics.methods.fmm.arriving import (
    AIR,
    LOST,
    PARTS,
    PLATES,
    SUBSTRATE,
    SUPERSTRATE,
    TOTAL,
    Ends,
    powers,
)
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.slices import Slices
from sim.optics.methods.fmm.waves.jumps import Dipoles
from sim.optics.methods.fmm.waves.modes import uniform_modes
from sim.optics.methods.fmm.waves.problem import Problem, Solved
from sim.optics.methods.fmm.zone import nearest, zone_shift
from sim.results.records import ORIENTATIONS
from sim.study import Glass

ZONE_UM = 30.0
"""Distance after which the finely sampled film's dipole comes back: far beyond the decay of what a
film with a metal guides."""

MOST_ZONE = 128
"""Most wavevectors per direction of that film."""

STEP_1_UM = 0.01
"""Of the lengths of a fine zone's wavevectors: a fifth of the half width of a mode that light
follows for 10 um."""


@dataclass(frozen=True)
class FilmSum:
    """Wavevectors of all orders over a fine zone: different lengths, and how many have each.

    Attributes:
        lateral_1_um: (N,).
        weight: (N,) share of one zone, times the orders.
    """

    lateral_1_um: FloatArray
    weight: FloatArray


def film_sum(slices: Slices, orders: Orders, count: int | None = None) -> FilmSum:
    """All wavevectors of a film that is sampled as an array is.

    Args:
        slices: of the array, for its cell.
        orders: Fourier orders.
        count: wavevectors per direction, those of the array's own zone; None for a fine zone.
    """
    cell = slices.cell
    is_fine, shift = count is None, zone_shift(slices.cell)
    if count is None:
        count, shift = min(MOST_ZONE, max(8, math.ceil(ZONE_UM / math.sqrt(cell.area_um2)))), 0.5
    share = (np.arange(count) + shift) / count
    i, j = np.meshgrid(share, share, indexing="ij")
    k = np.stack([i.ravel(), j.ravel()], axis=1) @ cell.reciprocal_1_um
    k = nearest(k, cell)
    length = np.linalg.norm(k[:, None, :] + orders.g_1_um, axis=-1).ravel()
    if is_fine:
        return _binned(length, 1.0 / count**2)
    different, counts = np.unique(np.round(length, 9), return_counts=True)
    return FilmSum(different, counts / count**2)


def _binned(length: FloatArray, share: float) -> FilmSum:
    """Lengths shared out linearly between the nodes of an even grid."""
    place = length / STEP_1_UM
    below = np.floor(place).astype(int)
    above = place - below
    size = int(below.max()) + 2
    weight = np.bincount(below, 1.0 - above, size) + np.bincount(below + 1, above, size)
    kept = np.flatnonzero(weight > 0.0)
    return FilmSum(kept * STEP_1_UM, share * weight[kept])


def summed_film(given: Problem, sums: FilmSum, height_um: FloatArray, ends: Ends) -> FloatArray:
    """Powers of a film with a finite number of orders, (rows, heights, O).

    Args:
        given: of the film; its own orders are not used.
        sums: wavevectors.
        height_um: (H,) of the dipoles above the substrate.
        ends: what is counted.
    """
    solved = film_waves(given, sums)
    rows = []
    for z in height_um:
        around = solved.around(given.slices.slice_at(float(z)))
        one = powers(around.emit(FILM_DIPOLES, float(z)), ends)
        in_plane = 0.5 * (one[:, 0] + one[:, 1])
        rows.append(np.stack([in_plane, in_plane, one[:, 2]], axis=1))
    return np.moveaxis(np.array(rows), 0, 1)


FILM_DIPOLES = Dipoles(np.zeros(3), np.zeros(3), np.eye(3))
"""Along x, y and z; the mean of the first two is that of waves in all directions."""


def film_waves(given: Problem, sums: FilmSum) -> Solved:
    """Plane waves of a film at all wavevectors of a sum."""
    lateral = np.stack([sums.lateral_1_um / given.k0_1_um, np.zeros(sums.weight.size)])
    modes = tuple(
        uniform_modes(complex(given.by_medium[one.media[0]]), lateral)
        for one in given.slices.slices
    )
    return Solved(given, lateral, sums.weight, modes)


def exact_film(
    device: Device, height_um: FloatArray, wavelength_um: float, parts: tuple[str, ...]
) -> FloatArray:
    """The same powers without any sum, of the transparent emitter, (rows, heights, O).

    Args:
        device: its film.
        height_um: (H,) above the emitter's lower face.
        wavelength_um: in vacuum.
        parts: names in whose order absorbed power is given.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    points = film_points(device, height_um, wavelength_um, Glass.SINGLE_PASS)
    return np.stack([_rows_of(device, point, parts) for point in points], axis=1)


def _rows_of(device: Device, point: FilmPoint, parts: tuple[str, ...]) -> FloatArray:
    shares = point.shares
    rows = np.zeros((PARTS + len(parts), len(ORIENTATIONS)))
    rows[TOTAL], rows[AIR] = 1.0, shares.air
    rows[SUBSTRATE], rows[SUPERSTRATE] = shares.substrate, shares.superstrate
    rows[PLATES] = shares.encapsulation
    for number, layer in enumerate(device.stack.layers):
        rows[PARTS + parts.index(layer.name)] += shares.absorbed[:, number]
    return np.asarray(rows * shares.purcell)


def exact_lossy_film(
    device: Device, height_um: FloatArray, wavelength_um: float, parts: tuple[str, ...]
) -> FloatArray:
    """As :func:`exact_film`, of the absorbing emitter: what leaves it, (rows, heights, O).

    ``TOTAL`` is all that leaves the emitter; its own row of the parts is 0.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    stack = exit_stack(device, wavelength_um)
    columns = []
    for height in height_um:
        away = powers_away(stack, exit_height_um(device, float(height)), wavelength_um)
        kinds = (away.horizontal, away.horizontal, away.vertical)
        columns.append(np.stack([_lossy_rows(device, one, parts) for one in kinds], axis=1))
    return np.stack(columns, axis=1)


def _lossy_rows(device: Device, one: PowerAway, parts: tuple[str, ...]) -> FloatArray:
    rows = np.zeros(PARTS + len(parts))
    below, above = one.substrate, one.superstrate
    layers = device.stack.layers
    if device.exit.upwards:
        below, above, layers = above, below, layers[::-1]
    rows[[TOTAL, AIR, SUBSTRATE, SUPERSTRATE]] = one.away, one.air, below, above
    rows[PLATES], rows[LOST] = one.encapsulation, 0.0
    for layer, power in zip(layers, one.absorbed, strict=True):
        rows[PARTS + parts.index(layer.name)] += power
    return rows
