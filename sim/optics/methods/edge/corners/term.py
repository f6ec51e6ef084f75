"""What corners and curvature add to LEE, from one small pixel that is also solved whole.

    LEE(w) = LEE_edge(w) + c / A(w),    c = [LEE_whole(w0) - LEE_edge(w0)] A(w0),

each LEE in the brackets less that of the film at its own heights, which are fewer in the whole
solution where the case asks for one or two.
The small pixel has the wide one's shape, lattice, gap, bank, treatment, overhang of the matrix, and
layers. What happens near a corner does not depend on how far the next one is, so its part of LEE
falls with the area A; guided light that meets several walls does not follow that law, and half of
|c| / A is counted as its error. The rest of the error is that of the difference at w0, over A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geometry.device import Device
from geometry.spec import ApertureShape, ArraySpec
from geometry.units import brief_length
from sim.optics.methods.edge.areas import pixel_measures
from sim.optics.methods.edge.pixel import corner_coefficient_um2, edge_result, with_more_light
from sim.optics.methods.edge.response import EdgeResponse
from sim.results.averages import lee, recycled_lee
from sim.results.records import OpticalResult, Status

CORNER = "corner"
"""Name of the error part that the term replaces."""

SHARED = ("emission_zone", "spectrum")
"""Error parts that a whole solution and an edge have in common: both are judged by the film."""

NOT_BY_AREA = 0.5
"""Share of the term that need not fall as 1 / A: what guided light does between walls that see one
another. The same share by which light that comes back is in doubt
(sim.optics.methods.edge.walls)."""

_ROUNDED = 9
"""Digits of lengths in micrometres: gaps of different pixels differ by rounding alone."""


@dataclass(frozen=True)
class WholePixel:
    """A small pixel that has been solved whole.

    Attributes:
        device: with its geometry.
        result: full solution, with its error.
        film: exact solution of its film at the same heights.
    """

    device: Device
    result: OpticalResult
    film: OpticalResult


@dataclass(frozen=True)
class CornerTerm:
    """The term of one small pixel.

    Attributes:
        width_um: of the small pixel.
        area_um2: its area A(w0).
        coefficient_um2: c.
        difference_error: error of LEE_whole(w0) - LEE_edge(w0), absolute.
    """

    width_um: float
    area_um2: float
    coefficient_um2: float
    difference_error: float

    def lee_in(self, area_um2: float) -> float:
        """What it adds to the LEE of a pixel of some area."""
        return self.coefficient_um2 / area_um2

    def error_in(self, area_um2: float) -> float:
        """Error of that, absolute."""
        carried = self.difference_error * self.area_um2 / area_um2
        return carried + NOT_BY_AREA * abs(self.lee_in(area_um2))


def corner_array(array: ArraySpec, width_um: float) -> ArraySpec:
    """An array of smaller pixels between the same walls.

    Shape and aspect, lattice, gap (that along the width), bank, treatment and the matrix's overhang
    are the array's.

    Raises:
        ValueError: stripes, which have no corners.
    """
    aperture = array.aperture
    if aperture.shape is ApertureShape.STRIPE:
        raise ValueError("stripes have no corners")
    length = aperture.length_um
    if length is not None:
        length = round(length * width_um / aperture.width_um, _ROUNDED)
    matrix = array.black_matrix
    if matrix is not None:
        overhang = matrix.opening_um - aperture.width_um
        opening = round(width_um + overhang, _ROUNDED)
        matrix = matrix.model_copy(update={"opening_um": opening})
    return array.model_copy(
        update={
            "pitch_um": round(width_um + array.gap_um, _ROUNDED),
            "ppi": None,
            "aperture": aperture.model_copy(update={"width_um": width_um, "length_um": length}),
            "black_matrix": matrix,
        }
    )


def corner_term(whole: WholePixel, response: EdgeResponse) -> CornerTerm:
    """The term that makes an edge reproduce a small pixel with the response's section."""
    small = whole.device
    array = small.patterned_array
    by_edge = edge_result(response, small).error_parts
    return CornerTerm(
        array.aperture.width_um,
        pixel_measures(array).area_um2,
        corner_coefficient_um2(whole.result, whole.film, response, small),
        difference_error(whole.result.error_parts, by_edge),
    )


def difference_error(whole: Mapping[str, float], by_edge: Mapping[str, float]) -> float:
    """Error of what is left for corners, from the parts of both solutions.

    The edge's own estimate of corners is what the difference replaces; of parts that both share the
    larger counts.
    """
    total = 0.0
    for name in {*whole, *by_edge} - {CORNER}:
        errors = whole.get(name, 0.0), by_edge.get(name, 0.0)
        total += max(errors) if name in SHARED else sum(errors)
    return total


def with_small_pixel(
    result: OpticalResult, response: EdgeResponse, device: Device, whole: WholePixel
) -> OpticalResult:
    """An edge result with what a small pixel says about corners; a warning says what that is.

    Args:
        result: of method edge for ``device``, with its error parts.
        response: of the straight wall.
        device: the wide pixel.
        whole: the small one, with the same section; unless its status is OK there is no term.
    """
    status = whole.result.status
    if status is not Status.OK:
        name = _pixel(whole.device.patterned_array.aperture.width_um)
        return _said(result, f"{name} gives no corner term: {status.sentence}")
    return with_corner(result, device, corner_term(whole, response))


def with_corner(result: OpticalResult, device: Device, term: CornerTerm) -> OpticalResult:
    """An edge result with the term where that makes it more certain; a warning says which.

    The term replaces the estimate of what corners do only where its error is smaller: a coefficient
    that is no more than noise does not move a result.

    Args:
        result: of method edge, with its error parts.
        device: the wide pixel.
        term: of a small pixel with the same section.
    """
    area = pixel_measures(device.patterned_array).area_um2
    extra, error = term.lee_in(area), term.error_in(area)
    estimate, name = result.error_parts[CORNER], _pixel(term.width_um)
    if not error < estimate:
        return _said(
            result,
            f"the corner term of {name}, {extra:+.2g} of LEE, is not used: its error {error:.2g} "
            f"is no smaller than the {estimate:.2g} that corners are taken to change at most",
        )
    if not _has_that_light(result, extra):
        return _said(
            result,
            f"the corner term of {name}, {extra:+.2g} of LEE, is not used: the light that it moves "
            "between substrate and air is not there",
        )
    parts = {**result.error_parts, CORNER: error}
    moved = replace(
        with_more_light(result, extra), lee_error=sum(parts.values()), error_parts=parts
    )
    if CORNER in result.recycling_errors:
        recycled = error / lee(result) * recycled_lee(moved)
        errors = {**result.recycling_errors, CORNER: recycled}
        moved = replace(moved, recycling_errors=errors)
    return _said(
        moved,
        f"LEE contains {extra:+.2g} for corners, from {name} solved whole: their error is "
        f"{error:.2g} instead of {estimate:.2g}",
    )


def _has_that_light(result: OpticalResult, extra: float) -> bool:
    """Whether no dipole's light to air or substrate becomes negative."""
    value = lee(result)
    if value <= 0.0 or extra < -value:
        return False
    gain = extra / value
    return bool(gain <= 0.0 or np.all(result.substrate >= gain * result.air))


def _pixel(width_um: float) -> str:
    return f"a pixel {brief_length(width_um)} wide"


def _said(result: OpticalResult, sentence: str) -> OpticalResult:
    return replace(result, warnings=(*result.warnings, sentence))
