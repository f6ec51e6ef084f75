"""All dipoles of a case at one wavelength: wavevector by wavevector, summed over the zone.

Problems, Sampling --solve--> powers over bulk, (rows, H, L, O), and what coherent sums give
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.methods.fmm.arriving import Ends, powers, radiated
from sim.optics.methods.fmm.escaping import AirWaves
from sim.optics.methods.fmm.own_cell import OwnCell
from sim.optics.methods.fmm.waves.jumps import Dipoles
from sim.optics.methods.fmm.waves.problem import Around, Emission, Problem, at_wavevector
from sim.optics.methods.fmm.zone import ZonePoint

ORIENTATIONS = 3


@dataclass(frozen=True)
class Positions:
    """Emitter positions.

    Attributes:
        x_um, y_um: (L,) from the pixel's centre.
        z_um: (H,) above the substrate.
    """

    x_um: FloatArray
    y_um: FloatArray
    z_um: FloatArray


@dataclass(frozen=True)
class Coherent:
    """Sums over the zone for one problem, per height; empty where they are not wanted."""

    own: tuple[OwnCell, ...] = ()
    air: tuple[AirWaves, ...] = ()


@dataclass(frozen=True)
class Sampling:
    """One problem with what is kept of it."""

    problem: Problem
    coherent: Coherent


def solve(
    samplings: tuple[Sampling, ...],
    zone: tuple[ZonePoint, ...],
    positions: Positions,
    ends: Ends,
    done: Callable[[], None],
) -> list[FloatArray]:
    """Powers over bulk, (rows, H, L, O), per problem.

    Args:
        samplings: problems of one device; modes that two have in common are solved once.
        zone: wavevectors.
        positions: of the dipoles.
        ends: what is counted.
        done: called after every wavevector.
    """
    sums: list[FloatArray | None] = [None] * len(samplings)
    for point in zone:
        known = None
        for number, sampling in enumerate(samplings):
            known = at_wavevector(sampling.problem, point.k_1_um, known)
            rows = np.stack(
                [
                    _at_height(known.around, sampling, h, point, positions, ends)
                    for h in range(positions.z_um.size)
                ],
                axis=1,
            )
            before = sums[number]
            sums[number] = rows if before is None else before + rows
        done()
    return [total for total in sums if total is not None]


def _at_height(
    around: Callable[[int], Around],
    sampling: Sampling,
    height: int,
    point: ZonePoint,
    positions: Positions,
    ends: Ends,
) -> FloatArray:
    """Sum over a star, (rows, L, O)."""
    given, z = sampling.problem, float(positions.z_um[height])
    emission = around(given.slices.slice_at(z)).emit(
        image_dipoles(positions, point.images, given.k0_1_um), z
    )
    _keep(sampling.coherent, height, emission, point, ends)
    rows = powers(emission, ends)
    shape = (rows.shape[0], positions.x_um.size, ORIENTATIONS, point.images.shape[0])
    return np.asarray(rows.reshape(shape).sum(axis=-1) * point.weight)


def _keep(
    coherent: Coherent, height: int, emission: Emission, point: ZonePoint, ends: Ends
) -> None:
    if coherent.own:
        coherent.own[height].add(emission, point.images, point.weight)
    if coherent.air:
        coherent.air[height].add(radiated(emission, ends), point.images)


def image_dipoles(positions: Positions, images: FloatArray, k0_1_um: float) -> Dipoles:
    """The dipoles g^-1 of all positions and orientations, in the order (L, O, I)."""
    place = np.stack([positions.x_um, positions.y_um]) * k0_1_um
    back = np.transpose(images, (0, 2, 1))
    moved = np.einsum("iab,bl->ali", back, place)
    count, turns = positions.x_um.size, images.shape[0]
    moment = np.zeros((count, ORIENTATIONS, turns, 3))
    moment[:, :2, :, :2] = np.einsum("iab->bia", back)[None]
    moment[:, 2, :, 2] = 1.0
    x, y = (
        np.broadcast_to(part[:, None, :], (count, ORIENTATIONS, turns)).ravel() for part in moved
    )
    return Dipoles(x, y, moment.reshape(-1, 3))
