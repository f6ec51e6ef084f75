"""A pixel's straight wall as that of a stripe so wide that nothing else is near.

Gap, bank, coverage, liner and black matrix are the array's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.shapes import Polygon
from geometry.spec import ApertureShape, ApertureSpec, ArraySpec, Lattice


@dataclass(frozen=True)
class StraightWall:
    """A stripe with an array's walls.

    Attributes:
        device: the stripe device.
        wall_um: x of the emitter's wall in it.
    """

    device: Device
    wall_um: float


def straight_wall(device: Device, half_um: float, gap_um: float) -> StraightWall:
    """The wall of a patterned device.

    Args:
        device: patterned, with smooth walls.
        half_um: half of the stripe's width.
        gap_um: between stripes, the array's as a rule.

    Raises:
        ValueError: a film, rough walls or sub-pixels.
    """
    array = device.patterned_array
    if array.sidewall.roughness.rms_um > 0.0 or array.subpixels:
        raise ValueError("a straight wall is smooth, between pixels of one colour")
    stripe = replace(device, array=_stripe(array, half_um, gap_um))
    outline = emitter_outline(stripe)
    assert isinstance(outline, Polygon)  # stripes have straight walls
    return StraightWall(stripe, max(x for x, _ in outline.vertices_um))


def _stripe(array: ArraySpec, half_um: float, gap_um: float) -> ArraySpec:
    """A stripe array with the same walls and wells 2 ``half_um`` wide."""
    width = 2.0 * half_um
    matrix = array.black_matrix
    if matrix is not None:
        overhang = matrix.opening_um - array.aperture.width_um
        matrix = matrix.model_copy(update={"opening_um": width + overhang})
    return array.model_copy(
        update={
            "lattice": Lattice.STRIPE,
            "pitch_um": width + gap_um,
            "ppi": None,
            "aperture": ApertureSpec.model_construct(
                shape=ApertureShape.STRIPE, width_um=width, length_um=None
            ),
            "black_matrix": matrix,
        }
    )
