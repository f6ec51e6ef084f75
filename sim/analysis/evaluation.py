"""One case after another with changed inputs: exact planar optics, each film solved once."""

from __future__ import annotations

from dataclasses import dataclass, field

from geometry.device import build_device
from geometry.materials.library import Assumption, MaterialLibrary
from sim.coupling import solve_electrical
from sim.optics.methods.planar.case import planar_optics
from sim.results.averages import lee
from sim.results.curves import turn_on_voltage_v
from sim.results.records import ElectricalResult, OpticalResult
from sim.store.keys import ChangedMaterials, changed_film_key, evaluation_key
from sim.study import Study


@dataclass(frozen=True)
class CaseInputs:
    """A study, the library that its materials come from, and what was changed in that library."""

    study: Study
    library: MaterialLibrary
    changed_materials: ChangedMaterials = ()

    @property
    def film_key(self) -> str:
        """Names everything that the planar optics depend on."""
        return changed_film_key(self.study, self.changed_materials)


@dataclass(frozen=True)
class Evaluation:
    """What one case came to."""

    optics: OpticalResult
    electrical: ElectricalResult | None
    assumptions: tuple[Assumption, ...]

    @property
    def lee(self) -> float:
        """Light extraction efficiency to air, without photon recycling."""
        return lee(self.optics)

    @property
    def eqe_peak(self) -> float:
        """Peak EQE (sim.results.peaks); nan without an electrical result."""
        return float("nan") if self.electrical is None else self.electrical.eqe_peak

    @property
    def turn_on_v(self) -> float:
        """Voltage at 1 cd/m2; nan where it is not reached."""
        return float("nan") if self.electrical is None else turn_on_voltage_v(self.electrical)


@dataclass
class PlanarEvaluator:
    """Solves cases as films; what was solved before is taken from memory.

    A pixel keeps its edge: area, wall, rim and shunts enter the electrical model, while its light
    is that of the film in the middle of the well.
    """

    _films: dict[str, OpticalResult] = field(default_factory=dict)
    _cases: dict[str, Evaluation] = field(default_factory=dict)

    def evaluate(self, inputs: CaseInputs) -> Evaluation:
        """Solve one case.

        Raises:
            ValueError: a device that cannot be built, or that the electrical model refuses.
        """
        key = evaluation_key(inputs.study, inputs.changed_materials)
        if key not in self._cases:
            self._cases[key] = self._solve(inputs)
        return self._cases[key]

    def _solve(self, inputs: CaseInputs) -> Evaluation:
        study = inputs.study
        device = build_device(study.device, inputs.library)
        key = inputs.film_key
        if key not in self._films:
            self._films[key] = planar_optics(device, study.optics)
        optics = self._films[key]
        if study.electrical is None:
            return Evaluation(optics, None, device.assumptions)
        electrical = solve_electrical(device, study.electrical, optics)
        assumptions = tuple(dict.fromkeys(device.assumptions + electrical.assumptions))
        return Evaluation(optics, electrical, assumptions)
