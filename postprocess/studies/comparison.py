"""Stored cases of a study that compares devices: a sidewall, a black matrix, an encapsulation.

Such a study has several cases, at least one axis that varies leads into the device, and the pixel
density stays the same (a sweep over the density is :mod:`postprocess.studies.ppi_study`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geometry.materials.library import MaterialLibrary
from geometry.spec.device import DeviceSpec
from postprocess.result_files import read_index
from postprocess.studies.ppi_points import is_ppi_study
from sim.analysis.waterfall_records import Band, Explained
from sim.batch.study.axes import axis_texts, case_labels, long_name, value_text, varying
from sim.config.errors import InputError
from sim.config.loader import shipped_library, study_from_yaml
from sim.optics.methods.choose import method_called
from sim.results.averages import crosstalk, lee, purcell
from sim.results.curves import lit_peak
from sim.results.records import CaseResult, ElectricalResult, Status
from sim.store.hdf5 import StoreError, read_case

_UNSOLVED = (Status.UNSTABLE, Status.FAILED)
_COMPACT = "compact"
_BLACK_MATRIX = "device.array.black_matrix"
DOUBTFUL_ABOVE = 0.5
"""Relative error above which a value says little."""

Explain = Callable[[Sequence[Path]], Mapping[Path, Explained]]
"""Takes stored pixels apart (sim.analysis.explain), which needs the electrical models."""


@dataclass(frozen=True)
class MatrixWindow:
    """What a black matrix lets through."""

    opening_um: float
    optical_density_per_um: float

    @property
    def label(self) -> str:
        """Opening and density."""
        return f"opening {self.opening_um:g} um, OD {self.optical_density_per_um:g}/um"


@dataclass(frozen=True)
class ComparedCase:
    """One device; efficiencies are nan without an electrical model.

    Attributes:
        path: its result file.
        label: what tells it from the others.
        values: of the study's axes.
        method, status: of the optics, and of the case.
        lee, lee_error: extraction to air and its numerical error.
        crosstalk: share of the air light that leaves over other pixels; nan where the light is that
            of a film.
        purcell: averaged Purcell factor.
        eqe: largest EQE at 1 cd/m2 or more.
        film_lee, film_eqe: of the unpatterned film; nan without one.
        band: of the assumed inputs of the edge.
        window: of the black matrix; None without one, and where the study does not vary it.
    """

    path: Path
    label: str
    values: Mapping[str, Any]
    method: str
    status: Status
    lee: float
    lee_error: float
    crosstalk: float
    purcell: float
    eqe: float
    film_lee: float
    film_eqe: float
    band: Band | None
    window: MatrixWindow | None

    @property
    def eqe_error(self) -> float:
        """Numerical error of the EQE, from the extraction's."""
        return self.eqe * self.lee_error / self.lee if self.lee > 0.0 else math.nan

    @property
    def is_doubtful(self) -> bool:
        """Whether the numerical error of LEE, and with it of the EQE, is more than half of it."""
        return self.lee_error > DOUBTFUL_ABOVE * abs(self.lee)


@dataclass(frozen=True)
class Comparison:
    """The solved cases of a study that compares devices.

    Attributes:
        name: of the study.
        axes: dotted paths of what varies.
        axis_name: of the only axis that varies; "" where several do.
        same: what is the same in all cases, in words.
        cases: in the study's order.
    """

    name: str
    axes: tuple[str, ...]
    axis_name: str
    same: str
    cases: tuple[ComparedCase, ...]

    @property
    def matrix_cases(self) -> tuple[ComparedCase, ...]:
        """Cases that differ in the black matrix, with those without one but else equal.

        Empty where the black matrix does not vary.
        """
        others = [axis for axis in self.axes if not is_matrix_axis(axis)]
        if len(others) == len(self.axes):
            return ()
        known = [[case.values.get(a) for a in others] for case in self.cases if case.window]
        return tuple(
            case for case in self.cases if [case.values.get(axis) for axis in others] in known
        )


def is_matrix_axis(path: str) -> bool:
    """Whether an axis varies the black matrix or something of it."""
    return path == _BLACK_MATRIX or path.startswith(_BLACK_MATRIX + ".")


def is_comparison(folder: Path) -> bool:
    """Whether a folder is that of a sweep whose cases differ in the device at one density."""
    index = read_index(folder)
    cases = [entry["values"] for entry in index.get("cases", ())]
    if len(cases) < 2 or is_ppi_study(folder):
        return False
    found = varying(index.get("axes", ()), cases)
    return any(axis.split(".")[0] == "device" for axis in found)


def read_comparison(folder: Path, explain: Explain) -> Comparison:
    """Read every solved case of a study.

    Raises:
        InputError: a damaged result.
        ConfigError: a stored configuration that this version does not read.
    """
    index = read_index(folder)
    entries = index["cases"]
    values = [entry["values"] for entry in entries]
    axes = varying(index["axes"], values)
    labels = case_labels(axes, values)
    stored = _solved([folder / "cases" / f"{entry['key']}.h5" for entry in entries])
    compact = [p for p, case in stored.items() if case.electrical and _is_compact(case)]
    bands = {path: found.band for path, found in explain(compact).items()} if compact else {}
    windows = _windows(stored) if any(is_matrix_axis(axis) for axis in axes) else {}
    cases = [
        _compared(path, stored[path], label, entry["values"], bands.get(path), windows.get(path))
        for entry, label in zip(entries, labels, strict=True)
        if (path := folder / "cases" / f"{entry['key']}.h5") in stored
    ]
    return Comparison(
        name=str(index.get("name", folder.name)),
        axes=axes,
        axis_name=_axis_name(axes, values),
        same=", ".join(
            value_text(values[0].get(axis))
            if axis == "device"
            else f"{long_name(axis)} {value_text(values[0].get(axis))}"
            for axis in index["axes"]
            if axis not in axes
        ),
        cases=tuple(cases),
    )


def _axis_name(axes: Sequence[str], values: Sequence[Mapping[str, Any]]) -> str:
    if len(axes) != 1:
        return ""
    common = axis_texts([entry.get(axes[0]) for entry in values]).common
    return f"{long_name(axes[0])} ({common})" if common else long_name(axes[0])


def _solved(paths: Sequence[Path]) -> dict[Path, CaseResult]:
    """Results whose extraction is known; missing ones are left out."""
    found = {}
    for path in paths:
        if not path.is_file():
            continue
        try:
            case = read_case(path)
        except StoreError as error:
            raise InputError(str(error)) from error
        if case.directional is None and case.optics.status not in _UNSOLVED:
            found[path] = case
    return found


def _is_compact(case: CaseResult) -> bool:
    """Bands are those of the compact model; another one would be solved in vain."""
    return case.electrical is not None and case.electrical.model == _COMPACT


def _windows(stored: Mapping[Path, CaseResult]) -> dict[Path, MatrixWindow]:
    library = shipped_library()  # reading it takes a second: once for all
    found = {path: _window(_device(path, case, library)) for path, case in stored.items()}
    return {path: window for path, window in found.items() if window is not None}


def _device(path: Path, case: CaseResult, library: MaterialLibrary) -> DeviceSpec:
    return study_from_yaml(case.config_yaml, str(path), library).device


def _window(device: DeviceSpec) -> MatrixWindow | None:
    matrix = None if device.array is None else device.array.black_matrix
    if matrix is None:
        return None
    return MatrixWindow(matrix.opening_um, matrix.optical_density_per_um)


def _compared(  # noqa: PLR0913 - one argument per source
    path: Path,
    case: CaseResult,
    label: str,
    values: Mapping[str, Any],
    band: Band | None,
    window: MatrixWindow | None,
) -> ComparedCase:
    is_film = method_called(case.optics.method).leaves_out_pixels
    return ComparedCase(
        path=path,
        label=label,
        values=values,
        method=case.optics.method,
        status=case.status,
        lee=lee(case.optics),
        lee_error=case.optics.lee_error,
        crosstalk=math.nan if is_film else crosstalk(case.optics),
        purcell=purcell(case.optics),
        eqe=_lit_eqe(case.electrical),
        film_lee=math.nan if case.reference is None else lee(case.reference),
        film_eqe=_lit_eqe(case.reference_electrical),
        band=band,
        window=window,
    )


def _lit_eqe(result: ElectricalResult | None) -> float:
    return math.nan if result is None else lit_peak(result, result.eqe)
