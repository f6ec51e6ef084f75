"""All figures of one case, drawn from its stored result alone.

A figure of a case is a file here that draws it, and an entry below with its caption.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from geometry.spec import ArraySpec
from postprocess.case.film_light import film_of
from postprocess.case.radiation import has_far_field
from postprocess.case.references import published_values
from postprocess.figures.analysis.levels import draw_levels
from postprocess.figures.analysis.panel import panel_figures
from postprocess.figures.budget import draw_budget
from postprocess.figures.cutaway import draw_cutaway
from postprocess.figures.eqe import draw_eqe, draw_jvl
from postprocess.figures.far_field import draw_far_field
from postprocess.figures.geometry import draw_plan, draw_sections
from postprocess.figures.light.colour import colour_band_nm, draw_colour
from postprocess.figures.light.convergence import draw_convergence, rounds_of
from postprocess.figures.light.dissipation import band_nm, draw_dissipation, draw_shares
from postprocess.figures.light.field import draw_fields
from postprocess.figures.light.pixel_waves import draw_pixel_waves, save_pixel_period
from postprocess.figures.light.positions import draw_camera, draw_positions, has_positions
from postprocess.figures.light.waves import draw_waves, save_period
from postprocess.figures.losses import draw_chain, draw_losses
from postprocess.figures.model import DrawnDevice, drawn_device_of_case
from postprocess.figures.response import draw_capacitance, draw_nyquist, draw_pulse
from postprocess.figures.saving import Draw, save_figures
from postprocess.figures.style import Settings
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.measured.spec import MeasuredCurves
from sim.results.records import CaseResult

FILM = ("dissipation", "shares", "waves", "colour")
"""Figures of the case's film."""


_PANEL = {
    "panel": "A panel's picture: of settled pixels, as emitted, as seen; below over four decades.",
    "grey": "Luminance of every grey level over a frame against what was asked for.",
    "pixel": "Anode and luminance of single pixels through the first frame after black.",
    "gamut": "Share of Rec. 2020 of three colours side by side against density.",
}
"""Captions of the figures of a case's panel."""


@dataclass(frozen=True)
class CaseFigure:
    """What draws a figure (inside ``figure_style``), and what it shows, in a sentence."""

    draw: Draw
    caption: str


def draw_case(
    case: CaseResult,
    out_dir: Path,
    formats: Sequence[str] = ("png",),
    style: Settings | None = None,
    of_study: bool = False,
    processes: int = 1,
) -> list[Path]:
    """Draw every figure that the case has data for; with PNGs also one period of its waves.

    Args:
        case: a stored or fresh result.
        out_dir: made if missing; files are called FIGURE.FORMAT.
        formats: of ``postprocess.figures.saving.FORMATS``.
        style: a user's own settings of matplotlib.
        of_study: whether it is one of many: what its film does, which they mostly share and which
            is solved anew for its pictures, is left out.
        processes: that draw beside each other.

    Returns:
        The files, in the order drawn.

    Raises:
        FigureFormatError: an unknown format.
    """
    figures = case_figures(case)
    if of_study:
        figures = {name: figure for name, figure in figures.items() if name not in FILM}
    moving = _periods(case, figures, out_dir, style) if "png" in formats else {}
    drawn = save_figures(draws(figures), out_dir, formats, style, processes, tuple(moving.values()))
    return [*drawn, *moving]


def _periods(
    case: CaseResult, figures: Mapping[str, CaseFigure], out_dir: Path, style: Settings | None
) -> dict[Path, Callable[[], object]]:
    """What draws one period of the waves that ``figures`` shows, by file."""
    moving: dict[Path, Callable[[], object]] = {}
    film = film_of(case) if "waves" in figures else None
    if film is not None:
        path = out_dir / "waves.gif"
        moving[path] = partial(save_period, film, path, style)
    if "pixel_waves" in figures:
        path = out_dir / "pixel_waves.gif"
        moving[path] = partial(save_pixel_period, case, _device_or_none(case), path, style)
    return moving


def draws(figures: Mapping[str, CaseFigure]) -> dict[str, Draw]:
    """Figures without their captions."""
    return {name: figure.draw for name, figure in figures.items()}


def case_figures(case: CaseResult) -> dict[str, CaseFigure]:
    """Figures that the case has data for, by name."""
    figures = {**_optical_figures(case), **_film_figures(case), **_electrical_figures(case)}
    figures |= {**_inner_figures(case), **_panel_figures(case)}
    drawn = _device_or_none(case)
    if case.optics.waves and _array_of(case) is not None:
        figures["pixel_waves"] = CaseFigure(
            partial(draw_pixel_waves, case, drawn),
            "Re E of single dipoles in the pixel, down into the glass.",
        )
    if case.optics.slices:
        figures["field"] = CaseFigure(
            partial(draw_fields, case, drawn),
            "Intensity around single dipoles, with the outlines of the parts.",
        )
    return figures if drawn is None else figures | geometry_figures(drawn)


def _optical_figures(case: CaseResult) -> dict[str, CaseFigure]:
    figures: dict[str, CaseFigure] = {}
    if not case.optics.status.is_solved:
        return figures
    if case.directional is None:  # by reciprocity no total power is known
        figures["budget"] = CaseFigure(
            partial(draw_budget, case),
            "Where the emitted power goes; the bar on the air share is the numerical error.",
        )
    if has_far_field(case.optics):
        figures["far_field"] = CaseFigure(
            partial(draw_far_field, case), "Directional emission into air, per solid angle."
        )
    if case.directional is None and has_positions(case.optics):
        figures["positions"] = CaseFigure(
            partial(draw_positions, case), "Share of the light to the observer by position."
        )
    array = _array_of(case)
    if case.directional is None and array is not None and np.all(_is_finite_wall(case)):
        figures["camera"] = CaseFigure(
            partial(draw_camera, case, array),
            "The lit pixel and its neighbours; crosstalk is spread evenly over the nearest ring.",
        )
    if rounds_of(case.optics):
        figures["convergence"] = CaseFigure(
            partial(draw_convergence, case), "LEE and its error by round of refinement."
        )
    return figures


def _is_finite_wall(case: CaseResult) -> np.bool_:
    return np.all(np.isfinite(case.optics.wall_distance_um))


def _array_of(case: CaseResult) -> ArraySpec | None:
    """Pixels of a case; None of films, and where its configuration has another form."""
    try:
        return stored_study(case.config_yaml, case.name).device.array
    except (ConfigError, ValueError):
        return None


def _film_figures(case: CaseResult) -> dict[str, CaseFigure]:
    """Of the case's film, solved anew; none where a wavelength leaves a material's table."""
    film = film_of(case) if case.optics.status.is_solved else None
    if film is None or not film.covers(band_nm(film)):
        return {}
    figures = {
        "dissipation": CaseFigure(
            partial(draw_dissipation, film),
            "The film's power against lateral wavevector and wavelength, with light lines.",
        ),
        "shares": CaseFigure(
            partial(draw_shares, film), "The film's budget by modes against one thickness."
        ),
    }
    figures["waves"] = CaseFigure(
        partial(draw_waves, film), "Re E of one dipole in the film, down into the glass."
    )
    if film.covers(colour_band_nm(film)):
        figures["colour"] = CaseFigure(
            partial(draw_colour, film), "The film's spectra and colour against angle; Rec. 2020."
        )
    return figures


def _electrical_figures(case: CaseResult) -> dict[str, CaseFigure]:
    if not math.isfinite(case.eqe_peak):
        return {}
    published = published_values(case.name, "eqe_peak")
    measured = measured_of(case)
    return {
        "eqe": CaseFigure(
            partial(draw_eqe, case, published, measured),
            "External quantum efficiency against current density.",
        ),
        "jvl": CaseFigure(
            partial(draw_jvl, case, measured), "Current density and luminance against voltage."
        ),
        "efficiency": CaseFigure(
            partial(draw_chain, case),
            "Factors of the peak EQE, and the steps from the film to this device.",
        ),
        "losses": CaseFigure(partial(draw_losses, case), "Loss channels as shares of the current."),
    }


def _inner_figures(case: CaseResult) -> dict[str, CaseFigure]:
    figures: dict[str, CaseFigure] = {}
    if case.electrical is None:
        return figures
    pulses, signals = case.electrical.transient, case.electrical.impedance
    if case.electrical.levels is not None:
        figures["levels"] = CaseFigure(
            partial(draw_levels, case.electrical.levels),
            "Levels over the cathode's Fermi level, carriers, field and recombination by sheet.",
        )
    if pulses is not None and pulses.time_s.size > 1:
        figures["pulse"] = CaseFigure(
            partial(draw_pulse, pulses), "Light and current under the last voltage pulse."
        )
    if signals is not None and np.isfinite(signals.conductance_s_m2).any():
        figures["impedance"] = CaseFigure(
            partial(draw_nyquist, signals),
            "Impedance over frequency at some voltages; lines: the fitted equivalent circuit.",
        )
        figures["capacitance"] = CaseFigure(
            partial(draw_capacitance, signals), "Capacitance against voltage."
        )
    return figures


def _panel_figures(case: CaseResult) -> dict[str, CaseFigure]:
    if case.panel is None:
        return {}
    return {
        name if name == "panel" else f"panel_{name}": CaseFigure(draw, _PANEL[name])
        for name, draw in panel_figures(case.panel).items()
    }


def measured_of(case: CaseResult) -> MeasuredCurves | None:
    """Measured curves that the case's configuration holds; None without any, or in older forms."""
    try:
        measured = stored_study(case.config_yaml, case.name).measured
    except ConfigError:
        return None
    return None if measured is None else measured.curves


def geometry_figures(drawn: DrawnDevice) -> dict[str, CaseFigure]:
    """Pictures of the device itself; plan and cut pixel only where there are pixels."""
    figures = {
        "sections": CaseFigure(partial(draw_sections, drawn), "Vertical sections of the device.")
    }
    if drawn.device.array is not None:
        figures["plan"] = CaseFigure(
            partial(draw_plan, drawn), "Plan view at the emitter's mid height."
        )
        figures["cutaway"] = CaseFigure(
            partial(draw_cutaway, drawn), "A pixel cut through its middle."
        )
    return figures


def _device_or_none(case: CaseResult) -> DrawnDevice | None:
    """The case's device.

    None where its configuration has another form, its materials are gone, or this version cannot
    build it.
    """
    try:
        return drawn_device_of_case(case)
    except (ConfigError, ValueError):
        return None
