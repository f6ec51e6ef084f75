"""What a case will cost, before it is run: cells, voxels, steps, memory, time.

study --build--> device --method.predict, machine--> Prediction --array, choice--> Prediction
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geometry.device import build_device
from geometry.materials.library import MaterialLibrary
from geometry.measures import array_properties
from sim.config.loader import shipped_library
from sim.cost.run_plan import plan_for
from sim.cost.stepping_rate import SteppingRate, known_rate
from sim.optics.methods.choose import choice_notes, method_of
from sim.optics.methods.prediction import Prediction, RunCost, RunPlan
from sim.study import Study


@dataclass(frozen=True)
class ThisMachine:
    """The machine that pencsim runs on, with a number of MPI processes.

    Attributes:
        ranks: processes of a case.
        rate: of stepping, measured here or shipped.
    """

    ranks: int
    rate: SteppingRate

    @property
    def rate_per_s(self) -> float:
        """Voxel-steps per second of one process alone."""
        return self.rate.alone

    @property
    def rate_origin(self) -> str:
        """Where the rate is from."""
        return self.rate.origin

    def share_out(self, study: Study, costs: Sequence[RunCost]) -> RunPlan:
        """How runs share the ranks."""
        return plan_for(study, costs, self.ranks)


def predict(
    study: Study, library: MaterialLibrary | None = None, ranks: int | None = None
) -> Prediction:
    """Predict what a study costs; starts nothing.

    Args:
        study: the case, loaded.
        library: materials; None for the shipped ones.
        ranks: MPI processes; None takes run.ranks.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    library = shipped_library() if library is None else library
    method, device = method_of(study), build_device(study.device, library)
    machine = ThisMachine(study.run.ranks if ranks is None else ranks, known_rate())
    cost = method.predict(study, device, machine)
    inner = method.inner_case(study)
    if inner is not None:
        name = method_of(inner.study).key(inner.study) + str(inner.study.optics.dipoles)
        cost = cost.with_inner(predict(inner.study, library, cost.ranks), inner.title, name)
    lines = () if device.array is None else tuple(array_properties(device).lines())
    return replace(cost, array=lines, notes=(*choice_notes(study), *cost.notes))


def plan_of(study: Study, ranks: int | None = None) -> RunPlan | None:
    """How the runs of a case share its ranks; None for a method that solves one thing at a time.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    runs = method_of(study).side_by_side
    if runs is None:
        return None
    device = build_device(study.device, shipped_library())
    return plan_for(study, runs.costs(study, device), ranks)
