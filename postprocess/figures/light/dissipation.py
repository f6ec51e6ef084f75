"""Power of the film's dipoles against lateral wavevector, and their shares against a thickness."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from geometry.arrays import FloatArray
from postprocess.case.film_light import CaseFilm, Dissipation, NamedMode
from postprocess.figures.style import (
    BLACK,
    BLUE,
    COLUMN_IN,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    WIDE_IN,
    new_figure,
    part_name,
)

_WAVELENGTHS, _INDICES = 61, 500
_MODE_WAVELENGTHS = 9
_HALF_WIDTHS = 1.5
_LEAST_NM, _MOST_NM = 380.0, 780.0
_DECADES = 3
_THICKNESSES = 51
_RANGES = {
    "air": ("to the observer", GREEN),
    "trapped": ("trapped in the glass or lost behind", SKY),
    "guided": ("guided", ORANGE),
    "plasmon": ("plasmon and near field", PURPLE),
    "absorbed": ("absorbed on the way out", GREY),
}


def band_nm(film: CaseFilm) -> FloatArray:
    """Wavelengths around the emission's peak, (W,)."""
    half = max(_HALF_WIDTHS * film.line.fwhm_nm, 20.0)
    low, high = max(film.peak_nm - half, _LEAST_NM), min(film.peak_nm + half, _MOST_NM)
    return np.linspace(low, high, _WAVELENGTHS)


def draw_dissipation(film: CaseFilm) -> Figure:
    """The map over wavelength with light lines and modes, and its cut at the peak.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    wavelength = band_nm(film)
    emitter = float(np.real(film.device.stack.emitter.material.index(film.peak_nm)))
    lateral = (np.arange(_INDICES) + 0.5) * 1.35 * emitter / _INDICES
    power = film.dissipation(wavelength, lateral)
    few = np.linspace(wavelength[0], wavelength[-1], _MODE_WAVELENGTHS)
    figure = new_figure(WIDE_IN, 3.1)
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
    _draw_map(left, power, film.modes(few), few)
    _draw_cut(right, film, power)
    figure.legend(loc="outside lower center", ncols=4)
    return figure


def _draw_map(axes: Axes, power: Dissipation, modes: list[NamedMode], mode_nm: FloatArray) -> None:
    top = float(power.density.max())
    x, y = power.lateral, power.wavelength_nm
    image = axes.imshow(
        np.maximum(power.density, 10.0**-_DECADES * top),
        extent=(0.0, float(x[-1]), float(y[0]), float(y[-1])),
        origin="lower",
        aspect="auto",
        norm=LogNorm(10.0**-_DECADES * top, top),
        cmap="magma",
        interpolation="bilinear",
    )
    for name, style in (("observer", ":"), ("glass", "--"), ("emitter", "-.")):
        label = f"light line of the {name}"
        axes.plot(power.lines[name], y, style, color="white", lw=0.9)
        axes.plot([], [], style, color=GREY, lw=0.9, label=label)
    names = []
    for mode in modes:
        known = np.isfinite(mode.index) & (mode.index < x[-1])
        if known.sum() > 1:
            axes.plot(mode.index[known], mode_nm[known], color="#7FFFD4", lw=0.7, ls=(0, (1, 1)))
            names.append((float(mode.index[known][-1]), mode.name))
    axes.plot([], [], color="#2FBF94", lw=0.9, ls=(0, (1, 1)), label="guided modes")
    _name_modes(axes, names, float(x[-1]))
    axes.set_xlim(0.0, float(x[-1]))
    axes.set_ylim(float(y[0]), float(y[-1]))
    axes.set_xlabel("lateral index $k_∥/k_0$ (1)")
    axes.set_ylabel("wavelength (nm)")
    axes.figure.colorbar(image, ax=axes, label="power per lateral index over bulk (1)", pad=0.01)


def _name_modes(axes: Axes, names: list[tuple[float, str]], width: float) -> None:
    """Names above the map, moved apart where modes are close."""
    least, last = 0.095 * width, -np.inf
    for index, name in sorted(names):
        place = max(index, last + least)
        last = place
        if place > width:
            break
        axes.annotate(
            name,
            (index, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(place, 1.03),
            textcoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=SMALL,
            arrowprops={"arrowstyle": "-", "lw": 0.4, "color": GREY, "shrinkA": 0, "shrinkB": 0},
        )


def _draw_cut(axes: Axes, film: CaseFilm, power: Dissipation) -> None:
    """Power against lateral index at the peak, and what share of it each range holds."""
    row = int(np.argmin(np.abs(power.wavelength_nm - film.peak_nm)))
    lines = {name: float(values[row]) for name, values in power.lines.items()}
    shares = film.shares(film.device)
    edges = (
        ("air", 0.0, lines["observer"]),
        ("trapped", lines["observer"], lines["glass"]),
        ("guided", lines["glass"], lines["emitter"]),
        ("plasmon", lines["emitter"], float(power.lateral[-1])),
    )
    for name, low, high in edges:
        if high > low:
            axes.axvspan(low, high, color=_RANGES[name][1], alpha=0.3, lw=0)
    density = power.density[row]
    axes.semilogy(power.lateral, density, color=BLACK, lw=1.0)
    axes.set_ylim(density.max() * 10.0**-_DECADES, density.max() * 12.0)
    axes.set_xlim(0.0, float(power.lateral[-1]))
    axes.set_xlabel("lateral index $k_∥/k_0$ (1)")
    axes.set_ylabel("power per lateral index (1)")
    for name, low, high in edges:
        if high - low > 0.1 * float(power.lateral[-1]):
            axes.annotate(
                f"{name}\n{100.0 * getattr(shares, name):.1f} %",
                (0.5 * (low + high), 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, -2),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=SMALL,
            )
    axes.set_title(f"cut at {power.wavelength_nm[row]:.0f} nm", loc="left")


def tuned_layer(film: CaseFilm) -> str:
    """The layer between emitter and mirror that sets the emitter's distance from it."""
    stack = film.device.stack
    upwards = film.device.exit.upwards
    step = -1 if upwards else 1
    place = stack.emitter_index + step
    if not 0 <= place < len(stack.layers):
        place = stack.emitter_index - step
    return stack.layers[place].name


def draw_shares(film: CaseFilm) -> Figure:
    """Where the power goes against the thickness of the layer behind the emitter.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    name = tuned_layer(film)
    own = next(layer for layer in film.device.stack.layers if layer.name == name).thickness_um
    index = float(np.real(film.device.stack.emitter.material.index(film.peak_nm)))
    longest = max(2.0 * own, 0.55 * film.peak_nm * 1e-3 / index * 1.5)
    thickness = np.linspace(1e-3, longest, _THICKNESSES)
    shares = [film.shares(film.with_thickness(name, float(value))) for value in thickness]
    figure = new_figure(COLUMN_IN, 3.1)
    axes = figure.add_subplot()
    rows = [[100.0 * getattr(share, part) for share in shares] for part in _RANGES]
    labels = [label for label, _ in _RANGES.values()]
    colours = [colour for _, colour in _RANGES.values()]
    axes.stackplot(1e3 * thickness, rows, labels=labels, colors=colours, alpha=0.85, lw=0)
    axes.axvline(1e3 * own, color=BLACK, lw=0.9, ls="--", label=f"this device, {1e3 * own:.4g} nm")
    axes.plot(1e3 * thickness, rows[0], color=BLUE, lw=1.0)
    axes.set_xlim(1e3 * thickness[0], 1e3 * thickness[-1])
    axes.set_ylim(0.0, 100.0)
    axes.set_xlabel(f"{part_name(name)} thickness (nm)")
    axes.set_ylabel("share of the emitted power (%)")
    axes.set_title(f"unpatterned film at {film.peak_nm:.0f} nm")
    figure.legend(loc="outside lower center", ncols=1)
    return figure
