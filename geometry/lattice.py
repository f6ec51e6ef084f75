"""Where the pixels are: lattice vectors, centres, unit cell and symmetry.

One neighbour of the pixel at the origin always lies along +x at one pitch. The planes x = 0 and
y = 0 are mirror planes of every lattice with every aperture shape, unless its walls are rough.

    hexagonal   a1 = (p, 0)   a2 = (p/2, p sqrt(3)/2)
    square      a1 = (p, 0)   a2 = (0, p)
    stripe      a1 = (p, 0)   nothing along y

Two lattices repeat three sub-pixels, the one under study at the origin and the next ones at

    rgb_stripe  square        (p/3, 0), (-p/3, 0)
    delta       hexagonal     (a1 + a2)/3, (2 a1 - a2)/3; all together hexagonal, p/sqrt(3) apart

whose neighbours differ to either side, so that they have no mirror planes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from geometry.aperture import STRIPE_HALF_LENGTH_UM, box, regular_hexagon
from geometry.shapes import Polygon
from geometry.spec.array import ApertureShape, ArraySpec, Lattice


@dataclass(frozen=True)
class LatticeVectors:
    """Translations that map the array onto itself; ``second_um`` is None for stripes."""

    first_um: tuple[float, float]
    second_um: tuple[float, float] | None


@dataclass(frozen=True, order=True)
class PixelCentre:
    """A pixel by its lattice indices, with the position of its centre.

    ``member`` counts sub-pixels from the one under study: 0 is of its colour.
    """

    i: int
    j: int
    x_um: float
    y_um: float
    member: int = 0


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
    if array.lattice in _TRIANGULAR:
        return LatticeVectors((p, 0.0), (p / 2.0, p * math.sqrt(3.0) / 2.0))
    if array.lattice in _RECTANGULAR:
        return LatticeVectors((p, 0.0), (0.0, p))
    return LatticeVectors((p, 0.0), None)


def subpixel_offsets_um(array: ArraySpec) -> tuple[tuple[float, float], ...]:
    """Where the sub-pixels of one pixel lie, beginning with the one under study at the origin."""
    p = array.pitch
    if array.lattice is Lattice.RGB_STRIPE:
        return ((0.0, 0.0), (p / 3.0, 0.0), (-p / 3.0, 0.0))
    if array.lattice is Lattice.DELTA:
        height = p / (2.0 * math.sqrt(3.0))
        return ((0.0, 0.0), (p / 2.0, height), (p / 2.0, -height))
    return ((0.0, 0.0),)


def _centre(array: ArraySpec, i: int, j: int, member: int = 0) -> PixelCentre:
    vectors = lattice_vectors(array)
    ax, ay = vectors.first_um
    bx, by = vectors.second_um if vectors.second_um is not None else (0.0, 0.0)
    dx, dy = subpixel_offsets_um(array)[member]
    return PixelCentre(i, j, i * ax + j * bx + dx, i * ay + j * by + dy, member)


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
        row_height = p * (math.sqrt(3.0) / 2.0 if array.lattice in _TRIANGULAR else 1.0)
        rows = math.ceil(limit_y / row_height) + 1
        columns = math.ceil(limit_x / p) + 1 + rows
    members = range(len(subpixel_offsets_um(array)))
    candidates = (
        _centre(array, i, j, member)
        for i, j, member in product(range(-columns, columns + 1), range(-rows, rows + 1), members)
    )
    return tuple(
        pixel for pixel in candidates if abs(pixel.x_um) < limit_x and abs(pixel.y_um) < limit_y
    )


def pixels_in_rings(array: ArraySpec, rings: int) -> tuple[PixelCentre, ...]:
    """The pixel at the origin with ``rings`` rings of neighbours.

    A ring is a hexagon of pixels in the hexagonal lattice, a square of pixels in the square one
    and one stripe on either side for stripes. Where there are sub-pixels, these are the ones of the
    colour under study.

    Raises:
        ValueError: a negative number of rings.
    """
    if rings < 0:
        raise ValueError(f"the number of rings must be 0 or more; got {rings}")
    steps = range(-rings, rings + 1)
    if array.lattice is Lattice.STRIPE:
        return tuple(_centre(array, i, 0) for i in steps)
    if array.lattice in _RECTANGULAR:
        return tuple(_centre(array, i, j) for i, j in product(steps, steps))
    return tuple(_centre(array, i, j) for i, j in product(steps, steps) if abs(i + j) <= rings)


def half_width_for_rings(array: ArraySpec, rings: int) -> HalfWidth:
    """Smallest window that holds the unit cells of the pixel and of ``rings`` rings around it.

    Stripes do not bound the window along y; there the value for x is returned for both.
    """
    pixels = pixels_in_rings(array, rings)
    cell = unit_cell(array).vertices_um
    along_x = max(pixel.x_um for pixel in pixels) + max(x for x, _ in cell)
    if array.lattice is Lattice.STRIPE:
        return HalfWidth(along_x, along_x)
    return HalfWidth(along_x, max(pixel.y_um for pixel in pixels) + max(y for _, y in cell))


def unit_cell(array: ArraySpec) -> Polygon:
    """Wigner-Seitz cell of the pixel at the origin: what is nearer to it than to any neighbour.

    For stripes it is a strip one pitch wide and one metre either way long. Sub-pixels count as
    neighbours.
    """
    p = array.pitch
    if array.lattice is Lattice.HEXAGONAL:
        return regular_hexagon(p)
    if array.lattice is Lattice.SQUARE:
        return box(p, p)
    if array.lattice is Lattice.RGB_STRIPE:
        return box(p / 3.0, p)
    if array.lattice is Lattice.DELTA:
        # Neighbours lie at 30, 90, ... degrees: the corners at 0, 60, ...
        angles = (math.radians(60.0 * k) for k in range(6))
        return Polygon(tuple((p / 3.0 * math.cos(a), p / 3.0 * math.sin(a)) for a in angles))
    return box(p, 2.0 * STRIPE_HALF_LENGTH_UM)


_TRIANGULAR = {Lattice.HEXAGONAL, Lattice.DELTA}
_RECTANGULAR = {Lattice.SQUARE, Lattice.RGB_STRIPE}
_SIX_FOLD = {ApertureShape.CIRCLE, ApertureShape.HEXAGON}
_FOUR_FOLD = {ApertureShape.CIRCLE, ApertureShape.SQUARE}


def symmetry(array: ArraySpec) -> Symmetry:
    """Rotations and reflections that leave pixel and lattice unchanged.

    12 for circles and hexagons in the hexagonal lattice (wedge 30 degrees), 8 for circles and
    squares in the square lattice (45 degrees), 4 for everything else (90 degrees). Rough walls
    and sub-pixels have no symmetry: order 1.
    """
    if array.sidewall.is_rough or array.subpixels:
        return Symmetry(1)
    shape = array.aperture.shape
    if array.lattice is Lattice.HEXAGONAL and shape in _SIX_FOLD:
        return Symmetry(12)
    if array.lattice is Lattice.SQUARE and shape in _FOUR_FOLD:
        return Symmetry(8)
    return Symmetry(4)
