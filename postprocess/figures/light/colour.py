"""Spectra against angle and what colour they have: the film in front of an observer who walks."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.arrays import FloatArray
from postprocess.case.colour import (
    chromaticity_of_power,
    chromaticity_xy,
    rec2020_xy,
    spectral_locus_xy,
    uv_from_xy,
)
from postprocess.case.film_light import CaseFilm
from postprocess.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LIGHT_GREY,
    ORANGE,
    SMALL,
    VERMILION,
    WIDE_IN,
    new_figure,
)

_LEAST_NM, _MOST_NM = 380.0, 780.0
_WIDTHS = 3.0
_STEP_NM = 2.0
_ANGLES_DEG = np.linspace(0.0, 80.0, 17)
_SHOWN_DEG = ((0.0, BLUE, "-"), (30.0, GREEN, "--"), (60.0, VERMILION, "-."))
_JUST_VISIBLE = 0.004
"""Distance in u', v' that is just visible side by side."""


def colour_band_nm(film: CaseFilm) -> FloatArray:
    """Wavelengths that the emission reaches, within sight, (W,)."""
    half = max(_WIDTHS * film.line.fwhm_nm, 30.0)
    low, high = max(film.peak_nm - half, _LEAST_NM), min(film.peak_nm + half, _MOST_NM)
    return np.arange(np.ceil(low), np.floor(high) + 0.5, _STEP_NM)


def draw_colour(film: CaseFilm) -> Figure:
    """Spectra at three angles, colour shift against angle, CIE 1931 and CIE 1976 diagrams.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    wavelength = colour_band_nm(film)
    spectra = film.spectra(wavelength, _ANGLES_DEG)
    path = np.array([chromaticity_of_power(wavelength, power) for power in spectra])
    emitted = chromaticity_xy(film.line)
    figure = new_figure(WIDE_IN, 5.4)
    panels = figure.subplots(2, 2)
    _draw_spectra(panels[0, 0], film, wavelength, spectra)
    _draw_shift(panels[0, 1], path)
    _draw_diagram(panels[1, 0], path, emitted, is_uv=False)
    _draw_diagram(panels[1, 1], uv_from_xy(path), uv_from_xy(emitted), is_uv=True)
    handles, labels = panels[1, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return figure


def _draw_spectra(axes: Axes, film: CaseFilm, wavelength: FloatArray, spectra: FloatArray) -> None:
    largest = float(spectra[0].max()) or 1.0
    for angle, colour, style in _SHOWN_DEG:
        row = int(np.argmin(np.abs(_ANGLES_DEG - angle)))
        # Per area that the observer sees: a Lambertian source has one radiance for all angles.
        radiance = spectra[row] / np.cos(np.radians(_ANGLES_DEG[row])) / largest
        axes.plot(wavelength, radiance, style, color=colour, label=f"{angle:.0f}°", lw=1.1)
    emitted = film.line.power(wavelength)
    axes.plot(wavelength, emitted / emitted.max(), ":", color=GREY, label="as emitted", lw=1.0)
    axes.set_xlabel("wavelength (nm)")
    axes.set_ylabel("radiance over its largest at 0° (1)")
    axes.set_ylim(bottom=0.0)
    axes.legend(loc="upper right")


def _draw_shift(axes: Axes, path: FloatArray) -> None:
    uv = uv_from_xy(path)
    shift = np.hypot(*(uv - uv[0]).T)
    axes.plot(_ANGLES_DEG, shift, color=BLUE)
    axes.axhline(_JUST_VISIBLE, color=GREY, lw=0.8, ls=":")
    axes.annotate(
        "just visible", (80.0, _JUST_VISIBLE), xytext=(0, 2), textcoords="offset points",
        ha="right", va="bottom", fontsize=SMALL, color=GREY,
    )  # fmt: skip
    axes.set_ylim(0.0, 1.15 * max(float(shift.max()), 1.3 * _JUST_VISIBLE))
    axes.set_xlabel("polar angle (°)")
    axes.set_ylabel("colour shift Δu′v′ (1)")


def _draw_diagram(axes: Axes, path: FloatArray, emitted: FloatArray, is_uv: bool) -> None:
    """Locus, Rec. 2020, the way of the film's colour over angle and the emitted line."""
    locus, primaries = spectral_locus_xy(), rec2020_xy()
    if is_uv:
        locus, primaries = uv_from_xy(locus), uv_from_xy(primaries)
    closed = np.vstack([locus, locus[:1]])
    axes.plot(*closed.T, color=BLACK, lw=0.8)
    axes.fill(*primaries.T, fc=LIGHT_GREY, ec=GREY, lw=0.8, alpha=0.4, label="Rec. 2020")
    axes.plot(*path.T, "-", color=ORANGE, lw=1.0, label="film, 0° to 80°")
    axes.plot(*path[0], "o", color=BLUE, ms=4, label="film, 0°")
    axes.plot(*emitted, "x", color=VERMILION, ms=5, label="as emitted")
    names = ("u′", "v′") if is_uv else ("x", "y")
    axes.set_xlabel(f"{names[0]} (1)")
    axes.set_ylabel(f"{names[1]} (1)")
    kind = "CIE 1976" if is_uv else "CIE 1931"
    axes.set_title(
        f"{kind}: emitted ({emitted[0]:.4f}, {emitted[1]:.4f})\n"
        f"film at 0° ({path[0][0]:.4f}, {path[0][1]:.4f})",
        loc="left",
        fontsize=SMALL,
    )
    axes.set_aspect("equal")
