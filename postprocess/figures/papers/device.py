"""Figures 4 and 5 of the device paper: its variants, and its 9072 ppi device.

Zhang et al., Light: Science & Applications (2025), doi:10.1038/s41377-025-01959-y, CC-BY 4.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.arrays import FloatArray
from postprocess.figures.papers.tables import printed
from postprocess.figures.style import (
    COLUMN_IN,
    GREY,
    WIDE_IN,
    Look,
    cycled_look,
    new_figure,
    panel_title,
)
from sim.results.records import CaseResult, ElectricalResult

_A_M2_PER_MA_CM2 = 10.0
_LIT_CD_M2 = 1.0


@dataclass(frozen=True)
class Variant:
    """A computed device of the paper: what its legend says, and its result.

    Attributes:
        name: of the paper's variants (control, otf3, otf3_libr, hires).
        model: electrical model.
        case: the result.
    """

    name: str
    model: str
    case: CaseResult

    @property
    def electrical(self) -> ElectricalResult:
        """Its curves.

        Raises:
            ValueError: the case has no electrical result.
        """
        if self.case.electrical is None:
            raise ValueError(f"{self.case.name} has no electrical model")
        return self.case.electrical


_LINES = {"compact": "-", "drift_diffusion": "--"}
TITLES = {
    "control": "control",
    "otf3": "[BMIM]OTF-3",
    "otf3_libr": "[BMIM]OTF-3, LiBr",
    "hires": "9072 ppi",
}


def look_of(name: str) -> Look:
    """The look of one of the paper's devices, the same in every figure."""
    return cycled_look(list(TITLES).index(name))


def draw_variants_eqe(variants: Sequence[Variant]) -> Figure:
    """4d: EQE of the films over current density; dotted levels are the printed peaks."""
    return _draw_variants(
        variants, "performance.eqe_peak_percent", "EQE (%)", lambda e: 100.0 * e.eqe
    )


def draw_variants_current_efficiency(variants: Sequence[Variant]) -> Figure:
    """4f: current efficiency of the films; dotted levels are the printed peaks."""
    return _draw_variants(
        variants,
        "performance.current_efficiency_peak_cd_a",
        "current efficiency (cd A$^{-1}$)",
        lambda e: e.current_efficiency_cd_a,
    )


def _draw_variants(variants: Sequence[Variant], path: str, label: str, read: object) -> Figure:
    peaks = printed("zhang2025", path)
    figure = new_figure(COLUMN_IN, 2.9)
    axes = figure.add_subplot()
    films = [variant for variant in variants if variant.name != "hires"]
    names = [name for name in TITLES if any(variant.name == name for variant in films)]
    for variant in films:
        values = read(variant.electrical)  # type: ignore[operator]
        _curve(axes, variant, values, look_of(variant.name).colour)
    for name in names:
        colour = look_of(name).colour
        axes.plot([], [], color=colour, label=TITLES[name])
        if peaks.get(name) is not None:
            axes.axhline(peaks[name], color=colour, ls=":", lw=1.0)
    _finish(axes, label)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _curve(axes: Axes, variant: Variant, values: FloatArray, colour: str) -> None:
    """Where the device is lit: below, no instrument of the paper sees light."""
    lit = variant.electrical.luminance_cd_m2 >= _LIT_CD_M2
    density = variant.electrical.current_density_a_m2 / _A_M2_PER_MA_CM2
    axes.semilogx(
        density[lit], np.asarray(values)[lit], ls=_LINES.get(variant.model, "-."), color=colour
    )


def _finish(axes: Axes, label: str) -> None:
    axes.plot([], [], "-", color=GREY, label="compact")
    axes.plot([], [], "--", color=GREY, label="drift-diffusion")
    axes.plot([], [], ":", color=GREY, label="printed peak")
    axes.set_xlabel("current density (mA cm$^{-2}$)")
    axes.set_ylabel(label)
    axes.set_ylim(bottom=0.0)


def draw_hires(variants: Sequence[Variant]) -> Figure:
    """5b and 5c: luminance over voltage and EQE over current of the 9072 ppi device."""
    figure = new_figure(WIDE_IN, 2.8)
    left, right = figure.subplots(1, 2)
    look = look_of("hires")
    for variant in (entry for entry in variants if entry.name == "hires"):
        own = variant.electrical
        lit = own.luminance_cd_m2 >= _LIT_CD_M2
        line = _LINES.get(variant.model, "-.")
        left.semilogy(own.voltage_v[lit], own.luminance_cd_m2[lit], ls=line, color=look.colour)
        _curve(right, variant, 100.0 * own.eqe, look.colour)
    left.axhline(printed("zhang2025", "hires.luminance_peak_cd_m2"), color=look.colour, ls=":")
    right.axhline(printed("zhang2025", "hires.eqe_peak_percent"), color=look.colour, ls=":")
    left.set_xlabel("voltage (V)")
    left.set_ylabel("luminance (cd m$^{-2}$)")
    panel_title(left, "b")
    panel_title(right, "c")
    _finish(right, "EQE (%)")
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
