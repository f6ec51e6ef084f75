"""Stored pixels as points of a study against pixel density: who they are and what they reach.

A series is what one curve connects: cases of one emitter that differ in the density and, with it,
in the gap alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.materials.library import MaterialLibrary
from geometry.measures import fill_factor
from geometry.spec.device import DeviceSpec
from postprocess.result_files import read_index
from postprocess.studies.published_table import Colour, colour_of_peak
from sim.batch.study.axes import value_text, varying
from sim.config.loader import shipped_library, study_from_yaml
from sim.optics.methods.choose import method_called
from sim.results.averages import Budget, budget, crosstalk, lee, purcell
from sim.results.curves import TURN_ON_CD_M2, lit_peak
from sim.results.records import CaseResult, ElectricalResult, Status

_DENSITY = ("device.array.ppi", "device.array.pitch")
_GOES_WITH_DENSITY = ("device.array.gap", "device.array.aperture.width")
_UNSOLVED = (Status.UNSTABLE, Status.FAILED)


@dataclass(frozen=True)
class Series:
    """What one curve connects.

    Attributes:
        technique: how the pixels were patterned; None where the device does not say.
        colour: of the emission.
        variant: values of the study's other axes, "" where there are none.
    """

    technique: TechniqueName | None
    colour: Colour
    variant: str = ""

    @property
    def title(self) -> str:
        """Of the technique, "" where there is none."""
        return "" if self.technique is None else load_technique(self.technique).title

    @property
    def label(self) -> str:
        """For a legend, without the colour."""
        return ", ".join(part for part in (self.title, self.variant) if part) or "this device"

    @property
    def stem(self) -> str:
        """For a file's name."""
        parts = (
            self.technique.value if self.technique else "device",
            self.colour.value,
            self.variant,
        )
        text = "_".join(part for part in parts if part)
        return "".join(c if c.isalnum() or c in "-." else "_" for c in text)


@dataclass(frozen=True)
class PpiPoint:
    """One pixel; efficiencies are nan without an electrical model.

    Attributes:
        path: its result file.
        series: the curve that it belongs to.
        ppi: pixels per inch along a row.
        fill: emitting share of the area.
        method, status: of the optics.
        lee, lee_error: extraction to air and its numerical error.
        film_lee: of the unpatterned film; nan without one.
        budget: where the emitted power goes.
        crosstalk: share of the air light that leaves over other pixels; nan where the light is that
            of a film, which has no other pixels.
        purcell: averaged Purcell factor.
        eqe: largest EQE at 1 cd/m2 or more; ``film_eqe`` likewise.
        iqe, injection: internal efficiency and injection there.
    """

    path: Path
    series: Series
    ppi: float
    fill: float
    method: str
    status: Status
    lee: float
    lee_error: float
    film_lee: float
    budget: Budget
    crosstalk: float
    purcell: float
    eqe: float
    film_eqe: float
    iqe: float
    injection: float

    @property
    def eqe_error(self) -> float:
        """Numerical error of the EQE, from the extraction's."""
        return self.eqe * self.lee_error / self.lee if self.lee > 0.0 else math.nan


def has_density_axis(folder: Path) -> bool:
    """Whether a folder is that of a sweep whose axes hold the pixel density."""
    return any(path in _DENSITY for path in read_index(folder).get("axes", ()))


def is_ppi_study(folder: Path) -> bool:
    """Whether a folder is that of a sweep over pixel density: of more than one."""
    index = read_index(folder)
    densities = [path for path in index.get("axes", ()) if path in _DENSITY]
    return bool(varying(densities, [entry["values"] for entry in index.get("cases", ())]))


def ppi_points(folder: Path, cases: Mapping[Path, CaseResult]) -> tuple[PpiPoint, ...]:
    """Points of all pixels whose optics were solved, by series and density.

    Args:
        folder: of the sweep, whose index tells the values of its other axes.
        cases: results by their files.

    Raises:
        ConfigError: a stored configuration that this version does not read.
    """
    entries = read_index(folder).get("cases", ())
    axes = varying(read_index(folder).get("axes", ()), [entry["values"] for entry in entries])
    values = {e["key"]: {axis: e["values"].get(axis) for axis in axes} for e in entries}
    library = shipped_library()  # reading it takes a second: once for all
    found = [_point(path, case, values.get(path.stem, {}), library) for path, case in cases.items()]
    points = [point for point in found if point is not None]
    return tuple(sorted(points, key=lambda p: (_place(p.series), p.ppi)))


def by_series(points: Sequence[PpiPoint]) -> dict[Series, tuple[PpiPoint, ...]]:
    """Points of each curve, in the order of their density."""
    found: dict[Series, list[PpiPoint]] = {}
    for point in points:
        found.setdefault(point.series, []).append(point)
    return {series: tuple(entries) for series, entries in found.items()}


def _place(series: Series) -> tuple[int, int, str]:
    """Red, green, blue; techniques in the order in which the presets list them."""
    techniques = [None, *TechniqueName]
    order = techniques.index(series.technique)
    return list(Colour).index(series.colour), order, series.variant


def _point(
    path: Path, case: CaseResult, values: Mapping[str, Any], library: MaterialLibrary
) -> PpiPoint | None:
    device = study_from_yaml(case.config_yaml, str(path), library).device
    if device.array is None or case.optics.status in _UNSOLVED:
        return None
    is_film = method_called(case.optics.method).leaves_out_pixels
    peak = _lit_index(case.electrical)
    electrical = case.electrical
    return PpiPoint(
        path=path,
        series=_series(device, values),
        ppi=25400.0 / device.array.pitch,
        fill=fill_factor(device.array),
        method=case.optics.method,
        status=case.status,
        lee=lee(case.optics),
        lee_error=case.optics.lee_error,
        film_lee=math.nan if case.reference is None else lee(case.reference),
        budget=budget(case.optics),
        crosstalk=math.nan if is_film else crosstalk(case.optics),
        purcell=purcell(case.optics),
        eqe=_lit_eqe(electrical),
        film_eqe=_lit_eqe(case.reference_electrical),
        iqe=math.nan if electrical is None or peak is None else float(electrical.iqe[peak]),
        injection=math.nan
        if electrical is None or peak is None
        else float(electrical.injection_efficiency[peak]),
    )


def _series(device: DeviceSpec, values: Mapping[str, Any]) -> Series:
    others = {
        path: value
        for path, value in values.items()
        if path not in (*_DENSITY, *_GOES_WITH_DENSITY, "device") and value is not None
    }
    named = [
        f"{path.rsplit('.', 1)[-1].replace('_', ' ')} {value_text(value)}"
        for path, value in others.items()
    ]
    colour = colour_of_peak(device.emission.peak_um * 1e3)
    return Series(device.technique, colour, ", ".join(named))


def _lit_eqe(result: ElectricalResult | None) -> float:
    return math.nan if result is None else lit_peak(result, result.eqe)


def _lit_index(result: ElectricalResult | None) -> int | None:
    """Where the EQE is largest of what is lit."""
    if result is None:
        return None
    with np.errstate(invalid="ignore"):
        lit = np.isfinite(result.eqe) & (result.luminance_cd_m2 >= TURN_ON_CD_M2)
    return int(np.argmax(np.where(lit, result.eqe, -1.0))) if lit.any() else None
