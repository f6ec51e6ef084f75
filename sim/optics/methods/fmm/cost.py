"""Time and memory of an fmm case, from the sizes of its matrices.

Per wavevector and slice with walls: one eigenproblem of 2 N and some products and solutions of that
size, per problem (with a transparent and an absorbing emitter only its own slices differ); per
height a solution; per source a column. Rates are those of one thread of one core (docs/physics.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.optics.methods.fmm.own_cell import HEIGHTS, POINTS
from sim.optics.methods.fmm.sampling import ORIENTATIONS
from sim.optics.methods.fmm.slices import Slices
from sim.optics.methods.fmm.wave import Case
from sim.optics.methods.fmm.zone import ZonePoint

EIGEN_S = 5.0e-9
"""Of an eigenproblem, over the cube of its size."""

SMALL_EIGEN_S = 9.0e-7
"""The same, over the square of its size: most of it below 200."""

PRODUCT_S = 2.5e-10
"""Of a product of two complex matrices, over the number of multiplications."""

PRODUCTS = 4.0
"""Products per slice with walls, solutions counted as such."""

MATRICES = 12.0
"""Matrices per slice with walls that are kept at a time, and as many more at work."""

SETUP_S = 10.0
"""Slices, permittivities, the film."""


@dataclass(frozen=True)
class FmmCost:
    """Seconds of one wavelength on one thread, and bytes."""

    seconds: float
    memory_bytes: float


def fmm_cost(case: Case) -> FmmCost:
    """Cost of a case at one wavelength."""
    levels = case.levels
    places, more = case.positions.x_um.size, case.more.x_um.size
    seconds = sum(
        _sum_s(case, row.orders.count, count, dipoles, number == 2)
        for number, ((orders, count), dipoles) in enumerate(
            zip(levels.sums, (places, places + more, places), strict=True)
        )
        for row in case.rows(orders)
    )
    size = 2 * max(row.orders.count for row in case.rows(levels.many))
    images = max(point.images.shape[0] for point in case.zone(levels.coarse))
    columns = places * ORIENTATIONS * images
    matrices = MATRICES * (walled(case.slices) + 1) * size**2 + 20.0 * size * columns
    return FmmCost(seconds, 16.0 * matrices + 3e8)


def walled(slices: Slices) -> int:
    """Number of slices with walls."""
    return sum(one.raster is not None for one in slices.slices)


def _sum_s(case: Case, orders: int, count: int, places: int, coherent: bool) -> float:
    return sum(wavevector_s(case, orders, point, places, coherent) for point in case.zone(count))


def wavevector_s(case: Case, orders: int, point: ZonePoint, places: int, coherent: bool) -> float:
    """Seconds of one wavevector on one thread.

    Args:
        case: its slices, heights and problems count.
        orders: that mix with one another.
        point: with its star.
        places: lateral positions.
        coherent: whether fields in the own cell are summed, too.
    """
    size = 2.0 * orders
    slices = walled(case.slices)
    problems = len(case.emitters)
    eigen = (EIGEN_S * size**3 + SMALL_EIGEN_S * size**2) * (slices + problems - 1)
    products = PRODUCT_S * size**3 * PRODUCTS * problems * (slices + 1)
    columns = float(places * ORIENTATIONS * point.images.shape[0])
    waves = PRODUCT_S * size**2 * columns * 20.0 * (slices + 1)
    if coherent:
        waves += PRODUCT_S * size * columns * 6.0 * HEIGHTS * (POINTS**2 + size)
    heights = case.positions.z_um.size
    return eigen + products + problems * heights * (waves + PRODUCT_S * size**3)
