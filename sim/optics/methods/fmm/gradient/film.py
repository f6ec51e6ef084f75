"""Derivatives of the control variate: the exact film, and the film of a finite number of orders."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.fmm.arriving import AIR, TOTAL
from sim.optics.methods.fmm.film import FILM_DIPOLES, exact_film, film_sum, film_waves
from sim.optics.methods.fmm.gradient.basis import Basis
from sim.optics.methods.fmm.gradient.stretch import SliceChange
from sim.optics.methods.fmm.gradient.tangent import Tangent, WaveChange
from sim.optics.methods.fmm.gradient.zone import Rates, ZoneSum, gap_changes
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.waves.emission import bulk_power
from sim.optics.methods.fmm.waves.problem import problem

_ROWS = [TOTAL, AIR]


def exact_rates(given: ZoneSum) -> Rates:
    """Of the film without any sum, L = 1; derivatives are differences, it takes no time."""
    case = given.case

    def powers(film: Device, height_um: FloatArray) -> FloatArray:
        rows = exact_film(film, height_um, given.wavelength_um, case.parts)
        return rows[_ROWS][:, :, None]

    slopes = []
    for moved in given.moves:
        before, after = (
            powers(film, heights)
            for film, heights in zip(moved.films, moved.heights_um, strict=True)
        )
        slopes.append((after - before) / moved.span)
    here = powers(case.device.as_film(), case.positions.z_um - case.device.emitter_below_um)
    return Rates(here, np.array(slopes).reshape(len(slopes), *here.shape))


def summed_rates(given: ZoneSum, orders: Orders, count: int | None) -> Rates:
    """Of the film of so many orders, L = 1; ``count`` as in ``fmm.film.film_sum``."""
    case = given.case
    flat = problem(case.film, orders, given.wavelength_um, case.emitter, False)
    solved = film_waves(flat, film_sum(case.slices, orders, count))
    bases = tuple(Basis(modes) for modes in solved.modes)
    none = np.zeros((2 * solved.lateral.shape[1], 3), dtype=complex)
    values, slopes = [], []
    for h, z in enumerate(map(float, case.positions.z_um)):
        number = case.film.slice_at(z)
        tangent = Tangent(solved.around(number).emit(FILM_DIPOLES, z), bases, given.ends)
        values.append(_in_plane(tangent.powers))
        slopes.append(
            [
                _in_plane(
                    tangent.change(
                        WaveChange(
                            _lengths(moved.film_bounds_um, flat.k0_1_um),
                            gap_changes(
                                moved.film_bounds_um[number], float(moved.z_um[h]), flat.k0_1_um
                            ),
                            (none, none),
                        )
                    )
                )
                for moved in given.moves
            ]
        )
    scale = flat.area / bulk_power(flat.emitter_index)
    value = scale * np.stack(values, axis=1)[:, :, None]
    slope = np.array(slopes).reshape(len(slopes), len(given.moves), 2, 3)
    return Rates(value, scale * slope.transpose(1, 2, 0, 3)[:, :, :, None])


def _lengths(bounds_um: FloatArray, k0_1_um: float) -> tuple[SliceChange, ...]:
    inner = (bounds_um[1:-1, 1] - bounds_um[1:-1, 0]) * k0_1_um
    return (SliceChange(), *(SliceChange(float(length)) for length in inner), SliceChange())


def _in_plane(powers: FloatArray) -> FloatArray:
    """x and y averaged, (2, 3)."""
    mean = 0.5 * (powers[:, 0] + powers[:, 1])
    return np.stack([mean, mean, powers[:, 2]], axis=1)
