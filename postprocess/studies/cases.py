"""One solved case of a study: the numbers that tables and figures of every kind of study take."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from geometry.measures import fill_factor
from geometry.spec import ArraySpec, DeviceSpec
from postprocess.case.result_files import read_index, stored_cases
from sim.analysis.waterfall_records import Explained
from sim.batch.study.measures import panel_measures
from sim.config.stored import stored_study
from sim.optics.methods.choose import method_called
from sim.results.averages import Budget, budget, crosstalk, lee, light_error, purcell
from sim.results.crosstalk import crosstalk_error
from sim.results.curves import peak_warnings
from sim.results.records import CaseResult, ElectricalResult, Status

_INCH_UM = 25400.0
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
class Pulse:
    """Response of a case's light to its voltage pulse; nan where the light never came.

    Attributes:
        area_m2: emitting area.
        on_v: high level.
        response_s, error_s: to 90 %, and its numerical error.
    """

    area_m2: float
    on_v: float
    response_s: float
    error_s: float


@dataclass(frozen=True)
class StudyCase:
    """A solved case; efficiencies are nan without an electrical model.

    Attributes:
        path: its result file.
        values: of the study's axes.
        device: as it was simulated.
        method, status: of the optics, and of the case.
        lee, lee_error: extraction to air and its numerical error.
        budget: where the emitted power goes.
        crosstalk: share of the air light that leaves over other pixels; nan where the light is that
            of a film, which has no other pixels.
        crosstalk_error: its numerical error; nan where the file holds none.
        purcell: averaged Purcell factor.
        eqe, eqe_error: peak EQE (sim.results.peaks) and its numerical error, that of its light.
        iqe, injection: internal efficiency and injection at that peak; nan where nothing emits.
        film_lee, film_eqe: of the unpatterned film; nan without one.
        electrical_model: "" without one.
        warnings: about the peak.
        pulse: None without one.
        panel: scalars of its panel by name (sim.batch.study.measures); empty without one.
    """

    path: Path
    values: Mapping[str, Any]
    device: DeviceSpec
    method: str
    status: Status
    lee: float
    lee_error: float
    budget: Budget
    crosstalk: float
    purcell: float
    eqe: float
    eqe_error: float
    iqe: float
    injection: float
    film_lee: float
    film_eqe: float
    electrical_model: str
    warnings: tuple[str, ...] = ()
    pulse: Pulse | None = None
    panel: Mapping[str, float] = field(default_factory=dict)
    crosstalk_error: float = math.nan

    @property
    def is_doubtful(self) -> bool:
        """Whether the numerical error of LEE or of the EQE is more than half of it."""
        return self.lee_error > DOUBTFUL_ABOVE * abs(
            self.lee
        ) or self.eqe_error > DOUBTFUL_ABOVE * abs(self.eqe)

    @property
    def array(self) -> ArraySpec:
        """The pixels.

        Raises:
            ValueError: the case is an unpatterned film.
        """
        if self.device.array is None:
            raise ValueError(f"{self.path} is an unpatterned film; expected pixels")
        return self.device.array

    @property
    def ppi(self) -> float:
        """Pixels per inch along a row."""
        return _INCH_UM / self.array.pitch

    @property
    def fill(self) -> float:
        """Emitting share of the area."""
        return fill_factor(self.array)

    @property
    def window(self) -> MatrixWindow | None:
        """Of the black matrix; None without one."""
        matrix = None if self.device.array is None else self.device.array.black_matrix
        if matrix is None:
            return None
        return MatrixWindow(matrix.opening_um, matrix.optical_density_per_um)


def solved_cases(folder: Path) -> tuple[StudyCase, ...]:
    """Cases of a folder whose optics were solved, in the order of their files.

    Left out are cases by reciprocity, whose powers are unknown.

    Raises:
        InputError: no result in the folder, or a damaged one.
        ConfigError: a stored configuration that this version does not read.
    """
    values = {entry["key"]: entry["values"] for entry in read_index(folder).get("cases", ())}
    read = (
        study_case_or_none(path, case, values.get(path.stem, {}))
        for path, case in stored_cases(folder)
    )
    return tuple(case for case in read if case is not None)


def study_case_or_none(path: Path, case: CaseResult, values: Mapping[str, Any]) -> StudyCase | None:
    """As :func:`study_case`; None where the optics were not solved, or by reciprocity."""
    if case.directional is not None or not case.optics.status.is_solved:
        return None
    return study_case(path, case, values)


def study_case(path: Path, case: CaseResult, values: Mapping[str, Any]) -> StudyCase:
    """The numbers of one result.

    Args:
        path: its file.
        case: the result.
        values: of the study's axes.

    Raises:
        ConfigError: its configuration has another form than this version's.
    """
    electrical = case.electrical
    is_film = method_called(case.optics.method).leaves_out_pixels
    return StudyCase(
        path=path,
        values=values,
        device=stored_study(case.config_yaml, str(path)).device,
        method=case.optics.method,
        status=case.status,
        lee=lee(case.optics),
        lee_error=case.optics.lee_error,
        budget=budget(case.optics),
        crosstalk=math.nan if is_film else crosstalk(case.optics),
        purcell=purcell(case.optics),
        eqe=case.eqe_peak,
        eqe_error=case.eqe_peak * light_error(case.optics),
        iqe=_at_peak(electrical, "iqe"),
        injection=_at_peak(electrical, "injection_efficiency"),
        film_lee=math.nan if case.reference is None else lee(case.reference),
        film_eqe=case.film_eqe_peak,
        electrical_model="" if electrical is None else electrical.model,
        warnings=peak_warnings(electrical),
        pulse=_pulse(electrical),
        panel={} if case.panel is None else panel_measures(case.panel),
        crosstalk_error=math.nan if is_film else crosstalk_error(case.optics),
    )


def _pulse(electrical: ElectricalResult | None) -> Pulse | None:
    done = None if electrical is None else electrical.transient
    if done is None:
        return None
    on = float(done.generator_v[np.argmax(np.abs(done.generator_v))]) if done.time_s.size else 0.0
    return Pulse(done.area_m2, on, done.response_s, done.response_error_s)


def _at_peak(electrical: ElectricalResult | None, curve: str) -> float:
    """A curve's value at the peak of the EQE; nan where nothing emits."""
    if electrical is None or electrical.peak_index is None:
        return math.nan
    return float(getattr(electrical, curve)[electrical.peak_index])
