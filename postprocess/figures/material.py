"""n and k of one material with the medium that is stepped in its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.arrays import FloatArray
from geometry.materials.library import Material
from postprocess.figures.saving import FORMATS, save_figures
from postprocess.figures.style import BLUE, GREY, LIGHT_GREY, SMALL, VERMILION, WIDE_IN, new_figure
from sim.config.errors import InputError
from sim.optics.grid.dispersion_fit import FitReport, fit_dispersion

_LOW_NM, _HIGH_NM = 380.0, 780.0
_POINTS = 401


def plot_material(material: Material, low_nm: float, high_nm: float, path: Path) -> Path:
    """Draw a material into a file.

    Args:
        material: the material.
        low_nm, high_nm: band of the fit.
        path: its suffix is the format.

    Raises:
        InputError: a suffix that is no picture format.
    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise InputError(f"--plot: found {path.name!r}; expected a name in {', '.join(FORMATS)}")
    figures = {path.stem: lambda: draw_material(material, low_nm, high_nm)}
    return save_figures(figures, path.parent, (kind,))[0]


def draw_material(material: Material, low_nm: float, high_nm: float) -> Figure:
    """n and k over the visible, as tabulated and as fitted over a band, with their source."""
    fit = fit_dispersion(material, low_nm, high_nm)
    table = material.wavelength_nm
    low, high = (_LOW_NM, _HIGH_NM) if table.size == 1 else (table[0], table[-1])
    wavelength = np.linspace(max(low, _LOW_NM), min(high, _HIGH_NM), _POINTS)
    figure = new_figure(WIDE_IN, 2.9)
    panels = figure.subplots(1, 2)
    index = material.index(wavelength)
    for axes, part, values, colour in (
        (panels[0], "n", index.real, BLUE),
        (panels[1], "k", index.imag, VERMILION),
    ):
        axes.axvspan(low_nm, high_nm, color=LIGHT_GREY, lw=0, alpha=0.5, label="band of the fit")
        axes.plot(wavelength, values, color=colour, label=f"{part} of {material.name}")
        _draw_fit(axes, part, fit)
        axes.set_xlabel("wavelength (nm)")
        axes.set_ylabel(f"{part} (1)")
    handles = [handle for axes in panels for handle in axes.get_legend_handles_labels()[0][1:]]
    handles.append(panels[0].get_legend_handles_labels()[0][0])
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    panels[1].set_ylim(bottom=0.0)
    assumed = ", ".join(item.path.rsplit(".", 1)[-1] for item in material.assumptions)
    figure.supxlabel(
        material.source + (f" (assumed: {assumed})" if assumed else ""),
        fontsize=SMALL,
        color=GREY,
        wrap=True,
    )
    return figure


def _draw_fit(axes: Axes, part: str, fit: FitReport) -> None:
    wavelength: FloatArray = np.linspace(fit.low_nm, fit.high_nm, _POINTS)
    index = fit.model.index(wavelength * 1e-3)
    error = fit.max_dn if part == "n" else fit.max_dk
    axes.plot(
        wavelength,
        index.real if part == "n" else index.imag,
        color="black",
        ls="--",
        lw=1.0,
        label=f"{part} as stepped, within {error:.2g} (poles: {len(fit.model.poles)})",
    )
