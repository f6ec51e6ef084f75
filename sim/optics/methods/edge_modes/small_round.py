"""Small round pixels: what the whole wall changes of LEE, exactly, over the emission's band.

A well a few wavelengths wide resonates: at one wavelength LEE depends on the last per cent of any
length, and moves by several per cent over 10 nm where walls reflect. What counts is the mean over
the band, which is taken here whatever the number of wavelengths of the case.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.shapes import Circle, Polygon
from geometry.spec import ApertureShape
from sim.optics.methods.edge.pixel import with_more_light
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.round_well.effect import RoundRule, round_change
from sim.optics.wall_modes.effect import Progress, WallCase
from sim.optics.wall_modes.lines import LineCells
from sim.results.averages import lee
from sim.results.records import OpticalResult

T = TypeVar("T")

ALWAYS_WHOLE_UM, AT_MOST_WHOLE_UM = 2.5, 6.0
"""Radii up to which pixels are solved whole: always (half of a pitch of 5000 ppi), and where the
rule of one wall misses the tolerance that is asked for, as it does for mirrors (2000 ppi). What the
rule misses falls with the width, and the time of this grows with it: a mirror of 7 um takes some
three minutes, an inclined one a quarter of an hour."""

SHAPE_ERROR = 0.1
"""Of squares and hexagons. Bare, 1.27 um wide: FDTD has 3 % between square and round well."""

_AS_ROUND = (ApertureShape.SQUARE, ApertureShape.HEXAGON)

BAND = 7
"""Wavelengths: 1.2 standard deviations of the emission apart at its middle, half of a mirrored
well's fringe."""

COARSER = 1.5
"""Cells of a second solution, with one wavelength less: by the squares of cells, the first one's
error is four fifths of what both differ by."""

_FEWEST_RADII, _RADII_PER_UM = 16, 16
_NEAREST_UM = 0.02
"""Dipoles nearer to the wall are taken as those at this distance: azimuthal orders end."""


OF_THE_RULE = ("wavevectors", "distance_rule", "reach", "corner")
"""Error parts of one straight wall and of what the rule of shapes makes of it."""


@dataclass(frozen=True)
class LeeChange:
    """Of LEE, the mean over a pixel.

    Attributes:
        value: the change.
        error: of it, by cells and wavelengths.
        size: mean of its absolute value over places and wavelengths.
    """

    value: float
    error: float
    size: float


@dataclass(frozen=True)
class RoundPixel:
    """The round well that a small pixel is solved as.

    Attributes:
        radius_um: of the emitter; of a square or hexagon, its inradius, so that both have the same
            wall per area.
        shape_error: share of a change's size by which the pixel's own outline may differ.
    """

    radius_um: float
    shape_error: float

    @property
    def is_small(self) -> bool:
        """Whether it is solved whole whatever the rule of one wall says."""
        return self.radius_um <= ALWAYS_WHOLE_UM

    @property
    def name(self) -> str:
        """Of its solution: equal for pixels that share it."""
        return f"round well of {self.radius_um:.9f}"


def round_pixel(device: Device) -> RoundPixel | None:
    """Of a pixel as wide as it is long that may be solved whole; None for any other."""
    outline = emitter_outline(device)
    if isinstance(outline, Circle):
        radius, error = outline.radius_um, 0.0
    elif isinstance(outline, Polygon) and device.patterned_array.aperture.shape in _AS_ROUND:
        radius, error = _inradius_um(outline), SHAPE_ERROR
    else:
        return None
    return RoundPixel(radius, error) if radius <= AT_MOST_WHOLE_UM else None


def _inradius_um(outline: Polygon) -> float:
    """Of a regular polygon around the origin."""
    corner, following = (np.array(v) for v in outline.vertices_um[:2])
    return float(np.hypot(*(0.5 * (corner + following))))


def with_round_wall(
    result: OpticalResult, film: OpticalResult, change: LeeChange, shape_error: float
) -> OpticalResult:
    """A pixel's result with what its whole wall changes of its film's LEE.

    Args:
        result: by the rule, of which budget, directions and recycling stay.
        film: exact.
        change: of LEE, by the round well.
        shape_error: of :class:`RoundPixel`.
    """
    moved = with_more_light(result, lee(film) + change.value - lee(result))
    parts = {
        **result.error_parts,
        **dict.fromkeys(OF_THE_RULE, 0.0),
        "corner": shape_error * change.size,
        "cells": change.error,
    }
    return replace(moved, error_parts=parts, lee_error=sum(parts.values()))


def round_change_of_lee(
    setup: WallSetup, cells: LineCells, radius_um: float, told: Progress = lambda _: None
) -> LeeChange:
    """What a round pixel's wall changes of its film's LEE.

    Args:
        setup: of the wall.
        cells: along z.
        radius_um: of the emitter.
        told: is told the share that is done.
    """
    (fine, size), (coarse, _) = on_both_cells(partial(_means, setup, radius_um), cells, told)
    return LeeChange(fine, abs(coarse - fine), size)


def on_both_cells(
    means: Callable[[LineCells, int, Progress], T], cells: LineCells, told: Progress
) -> tuple[T, T]:
    """Means on cells over the band, and on coarser ones with one wavelength less."""
    fine = means(cells, BAND, lambda share: told(0.8 * share))
    return fine, means(cells.times(COARSER), BAND - 1, lambda share: told(0.8 + 0.2 * share))


def over_area(radius_um: float) -> tuple[FloatArray, FloatArray]:
    """Distances from the wall of a disc and their shares of its area, (D,)."""
    root, weight = roots_legendre(max(_FEWEST_RADII, math.ceil(_RADII_PER_UM * radius_um)))
    # dense at the wall: d = R s^2, s from 0 to 1
    s = 0.5 * (root + 1.0)
    return radius_um * s**2, 2.0 * weight * s * (1.0 - s**2)


def beside_wall(case: WallCase, distance_um: FloatArray) -> WallCase:
    """With dipoles at these distances, none nearer than orders of the azimuth allow."""
    nearest = _NEAREST_UM + max(0.0, -float(case.profile.x_um[0]))
    return replace(case, distance_um=np.maximum(distance_um, nearest))


def _means(
    setup: WallSetup, radius_um: float, cells: LineCells, waves: int, told: Progress
) -> tuple[float, float]:
    """Over area, heights and the band, of a change and of its absolute value."""
    band = WallSetup.of(setup.device, setup.optics.model_copy(update={"wavelengths": waves}))
    distance, share = over_area(radius_um)
    mean, size, count = 0.0, 0.0, band.spectrum.wavelength_um.size
    for number, wave in enumerate(band.spectrum.wavelength_um):
        case = beside_wall(band.case(float(wave), absorbing=False), distance)
        solved = round_change(case, radius_um, RoundRule(cells))
        change = band.lee_beside(solved.total, solved.air, number)
        change = change - band.lee_beside(0.0, 0.0, number)
        weight_here = float(band.spectrum.weight[number])
        mean += weight_here * float(share @ change)
        size += weight_here * float(share @ np.abs(change))
        told((number + 1.0) / count)
    return mean, size
