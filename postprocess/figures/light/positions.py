"""LEE over the dipole's position, and the array as a camera sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from geometry.aperture import wall_distance_um
from geometry.arrays import FloatArray
from geometry.lattice import pixels_in_rings
from geometry.spec import ArraySpec
from postprocess.figures.rasters import sample
from postprocess.figures.style import BLACK, COLUMN_IN, FILM, GREY, cycled_look, new_figure
from sim.results.averages import Averager, crosstalk, lee
from sim.results.heights import levels_of
from sim.results.records import ORIENTATIONS, CaseResult, OpticalResult

_POINTS = 420
_REACH = 1.7
"""Half-width of the camera's view, in pitches."""
_DECADES = 4
_MEAN = "mean dipole"


def has_positions(optics: OpticalResult) -> bool:
    """Whether a result knows more than one position."""
    return optics.node_weight.size > 1 and optics.purcell.size > 0


def draw_positions(case: CaseResult) -> Figure:
    """Share to air over the distance to the wall, or over the height in a film, by orientation.

    Raises:
        ValueError: the case knows one position alone.
    """
    optics = case.optics
    if not has_positions(optics):
        raise ValueError("this case knows one position alone (optics.dipoles)")
    is_pixel = bool(np.all(np.isfinite(optics.wall_distance_um)))
    height_nm = 1e3 * (optics.node_um[:, 2] - optics.node_um[:, 2].min())
    figure = new_figure(COLUMN_IN, 2.9)
    axes = figure.add_subplot()
    levels = levels_of(optics.node_um[:, 2])
    mean = Averager(optics).spectrum_mean(optics.air)
    weight = optics.spectral_weight
    curves = {
        f"{name} dipole": np.einsum("nw,w->n", optics.air[:, number], weight)
        for number, name in enumerate(ORIENTATIONS)
        if np.any(optics.purcell[:, number])
    }
    for number, (label, values) in enumerate({**curves, _MEAN: mean}.items()):
        look = cycled_look(number) if label != _MEAN else None
        colour = BLACK if look is None else look.colour
        marker = "o" if look is None else look.marker
        groups = range(levels.z_um.size) if is_pixel else [None]
        for place in groups:
            chosen = slice(None) if place is None else levels.of_node == place
            x = (1e3 * optics.wall_distance_um if is_pixel else height_nm)[chosen]
            order = np.argsort(x)
            axes.plot(
                x[order],
                100.0 * values[chosen][order],
                marker,
                ls="-" if look is None else look.line,
                lw=0.8,
                ms=3.5 if look is None else 2.8,
                color=colour,
                label=label if place in (None, 0) else None,
            )
    axes.axhline(100.0 * lee(optics), color=GREY, lw=0.8, ls=":", label="LEE")
    if case.reference is not None:
        axes.axhline(100.0 * lee(case.reference), color=FILM, lw=1.0, ls="--", label="film")
    several = levels.z_um.size > 1 and is_pixel
    note = f", {levels.z_um.size} heights" if several else ""
    axes.set_xlabel(
        f"distance to the nearest wall (nm){note}" if is_pixel else "height in the emitter (nm)"
    )
    axes.set_ylabel("share to the observer (%)")
    axes.set_ylim(bottom=0.0)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def draw_camera(case: CaseResult, array: ArraySpec) -> Figure:
    """Luminance over the lit pixel and its neighbours, on a logarithmic scale.

    Inside the pixel it follows the light of the emitter positions by their distance from the wall.
    A result holds the sum of what leaves over other pixels, not where: the picture spreads it
    evenly over the nearest ring.

    Args:
        case: with powers.
        array: its pixels.
    """
    half = _REACH * array.pitch
    places = sample(-half, half, _POINTS)
    x, y = np.meshgrid(places, places, indexing="ij")
    own, share = _profile(case.optics), crosstalk(case.optics)
    distance = wall_distance_um(array, x, y)
    picture = np.where(distance > 0.0, own(distance), 0.0)
    lit = float(picture.sum()) or 1.0
    neighbours = [
        pixel for pixel in pixels_in_rings(array, 1) if (pixel.x_um, pixel.y_um) != (0, 0)
    ]
    area = float((distance > 0.0).sum()) or 1.0
    level = lit / area * share / max(1.0 - share, 1e-9) / max(len(neighbours), 1)
    for pixel in neighbours:
        inside = wall_distance_um(array, x - pixel.x_um, y - pixel.y_um) > 0.0
        picture[inside] = level
    top = float(picture.max()) or 1.0
    figure = new_figure(COLUMN_IN, 3.3)
    axes = figure.add_subplot()
    image = axes.imshow(
        np.maximum(picture / top, 10.0**-_DECADES).T,
        extent=(-half, half, -half, half),
        origin="lower",
        norm=LogNorm(10.0**-_DECADES, 1.0),
        cmap="inferno",
        interpolation="nearest",
    )
    axes.set_xlabel("x (µm)")
    axes.set_ylabel("y (µm)")
    axes.set_title(f"crosstalk {100.0 * share:.2g} %, spread over {len(neighbours)} neighbours")
    figure.colorbar(image, ax=axes, label="luminance over its largest (1)", extend="min")
    return figure


@dataclass(frozen=True)
class _Profile:
    """Light against the distance from the wall, (D,) each, in rising order."""

    distance_um: FloatArray
    light: FloatArray

    def __call__(self, distance_um: FloatArray) -> FloatArray:
        """Interpolated; the end values go on beyond the ends."""
        return np.interp(distance_um, self.distance_um, self.light)


def _profile(optics: OpticalResult) -> _Profile:
    """Light to the own pixel's side against the distance from the wall."""
    averager = Averager(optics)
    light = averager.node_yield @ optics.spectral_weight
    light = light * averager.spectrum_mean(optics.air * optics.own_pixel_share)
    rounded = np.round(optics.wall_distance_um, 6)
    places, at = np.unique(rounded, return_inverse=True)
    weight = np.bincount(at.ravel(), optics.node_weight)
    return _Profile(places, np.bincount(at.ravel(), optics.node_weight * light) / weight)
