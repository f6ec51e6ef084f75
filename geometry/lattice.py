"""Where the pixels are: lattice vectors, centres, unit cell and symmetry.

One neighbour of the pixel at the origin always lies along +x at one pitch. The planes x = 0 and
y = 0 are mirror planes of every lattice with every aperture shape, unless its walls are rough.

    hexagonal   a1 = (p, 0)   a2 = (p/2, p sqrt(3)/2)
    square      a1 = (p, 0)   a2 = (0, p)
    stripe      a1 = (p, 0)   nothing along y
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from geometry.aperture import STRIPE_HALF_LENGTH_UM, box, regular_hexagon
from geometry.shapes import Polygon
from geometry.spec import ApertureShape, ArraySpec, Lattice


@dataclass(frozen=True)
class LatticeVectors:
    """Translations that map the array onto itself; ``second_um`` is None for stripes."""

    first_um: tuple[float, float]
    second_um: tuple[float, float] | None


@dataclass(frozen=True, order=True)
class PixelCentre:
    """A pixel by its lattice indices, with the position of its centre."""

    i: int
    j: int
    x_um: float
    y_um: float


@dataclass(frozen=True)
class HalfWidth:
    """Half the extent of a simulated window along x and y."""

    x_um: float
    y_um: float


@dataclass(frozen=True)
class Symmetry:
    """Point group of pixel and lattice together.

    Attributes:
        order: number of rotations and reflections, the identity included.
    """

    order: int

    @property
    def wedge_deg(self) -> float:
        """Angle of the irreducible wedge in degrees."""
        return 360.0 / self.order


def lattice_vectors(array: ArraySpec) -> LatticeVectors:
    """Primitive translations of the array."""
    p = array.pitch
    if array.lattice is Lattice.HEXAGONAL:
        return LatticeVectors((p, 0.0), (p / 2.0, p * math.sqrt(3.0) / 2.0))
    if array.lattice is Lattice.SQUARE:
        return LatticeVectors((p, 0.0), (0.0, p))
    return LatticeVectors((p, 0.0), None)


def _centre(array: ArraySpec, i: int, j: int) -> PixelCentre:
    vectors = lattice_vectors(array)
    ax, ay = vectors.first_um
    bx, by = vectors.second_um if vectors.second_um is not None else (0.0, 0.0)
    return PixelCentre(i, j, i * ax + j * bx, i * ay + j * by)


def pixels_in_window(
    array: ArraySpec, window: HalfWidth, reach: HalfWidth
) -> tuple[PixelCentre, ...]:
    """Pixels whose wells reach into |x| <= window.x_um, |y| <= window.y_um.

    Args:
        array: the pixel array.
        window: half-widths of the window around the origin.
        reach: half the bounding box of one well.

    Returns:
        Centres in the order of their lattice indices.
    """
    p = array.pitch
    limit_x, limit_y = window.x_um + reach.x_um, window.y_um + reach.y_um
    if array.lattice is Lattice.STRIPE:
        rows, columns = 0, math.ceil(limit_x / p)
    else:
        row_height = p * (math.sqrt(3.0) / 2.0 if array.lattice is Lattice.HEXAGONAL else 1.0)
        rows = math.ceil(limit_y / row_height)
        columns = math.ceil(limit_x / p) + rows
    candidates = (
        _centre(array, i, j)
        for i, j in product(range(-columns, columns + 1), range(-rows, rows + 1))
    )
    return tuple(
        pixel for pixel in candidates if abs(pixel.x_um) < limit_x and abs(pixel.y_um) < limit_y
    )


def pixels_in_rings(array: ArraySpec, rings: int) -> tuple[PixelCentre, ...]:
    """The pixel at the origin with ``rings`` rings of neighbours.

    A ring is a hexagon of pixels in the hexagonal lattice, a square of pixels in the square one
    and one stripe on either side for stripes.

    Raises:
        ValueError: a negative number of rings.
    """
    if rings < 0:
        raise ValueError(f"the number of rings must be 0 or more; got {rings}")
    steps = range(-rings, rings + 1)
    if array.lattice is Lattice.STRIPE:
        return tuple(_centre(array, i, 0) for i in steps)
    if array.lattice is Lattice.SQUARE:
        return tuple(_centre(array, i, j) for i, j in product(steps, steps))
    return tuple(_centre(array, i, j) for i, j in product(steps, steps) if abs(i + j) <= rings)


def half_width_for_rings(array: ArraySpec, rings: int) -> HalfWidth:
    """Smallest window that holds the unit cells of the pixel and of ``rings`` rings around it.

    Stripes do not bound the window along y; there the value for x is returned for both.
    """
    p = array.pitch
    along_x = max(pixel.x_um for pixel in pixels_in_rings(array, rings)) + p / 2.0
    if array.lattice is Lattice.STRIPE:
        return HalfWidth(along_x, along_x)
    half_cell = p / math.sqrt(3.0) if array.lattice is Lattice.HEXAGONAL else p / 2.0
    along_y = max(pixel.y_um for pixel in pixels_in_rings(array, rings)) + half_cell
    return HalfWidth(along_x, along_y)


def unit_cell(array: ArraySpec) -> Polygon:
    """Wigner-Seitz cell of the pixel at the origin: what is nearer to it than to any neighbour.

    For stripes it is a strip one pitch wide and one metre either way long.
    """
    p = array.pitch
    if array.lattice is Lattice.HEXAGONAL:
        return regular_hexagon(p)
    if array.lattice is Lattice.SQUARE:
        return box(p, p)
    return box(p, 2.0 * STRIPE_HALF_LENGTH_UM)


_SIX_FOLD = {ApertureShape.CIRCLE, ApertureShape.HEXAGON}
_FOUR_FOLD = {ApertureShape.CIRCLE, ApertureShape.SQUARE}


def symmetry(array: ArraySpec) -> Symmetry:
    """Rotations and reflections that leave pixel and lattice unchanged.

    12 for circles and hexagons in the hexagonal lattice (wedge 30 degrees), 8 for circles and
    squares in the square lattice (45 degrees), 4 for everything else (90 degrees). Rough walls
    have no symmetry: order 1.
    """
    if array.sidewall.roughness.rms_um > 0.0:
        return Symmetry(1)
    shape = array.aperture.shape
    if array.lattice is Lattice.HEXAGONAL and shape in _SIX_FOLD:
        return Symmetry(12)
    if array.lattice is Lattice.SQUARE and shape in _FOUR_FOLD:
        return Symmetry(8)
    return Symmetry(4)
