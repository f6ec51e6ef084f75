"""How the time stepping of runs went: record of one run, its packing, and what all runs took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results.records import Cost, Status


class SteppingStatus(StrEnum):
    """How time stepping ended."""

    SETTLED = "settled"
    NOT_CONVERGED = "not_converged"
    UNSTABLE = "unstable"


@dataclass(frozen=True)
class Stepping:
    """How the time stepping of one run went.

    Attributes:
        status: how it ended.
        steps: time steps taken.
        voxels: stepped voxels after symmetry.
        stepping_s: wall time inside Meep's stepping.
        wall_s: wall time with the looks at convergence.
        last_change: relative change of powers between the last two looks.
    """

    status: SteppingStatus
    steps: int
    voxels: int
    stepping_s: float
    wall_s: float
    last_change: float

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The record as named arrays, for a cache of runs."""
        numbers = [self.steps, self.voxels, self.stepping_s, self.wall_s, self.last_change]
        return {
            "stepping": np.array(numbers),
            "stepping_status": np.array(list(SteppingStatus).index(self.status)),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Stepping:
        """The record that :meth:`to_arrays` packed; other arrays are left alone."""
        steps, voxels, stepping_s, wall_s, change = arrays["stepping"]
        return cls(
            status=list(SteppingStatus)[int(arrays["stepping_status"])],
            steps=int(steps),
            voxels=int(voxels),
            stepping_s=float(stepping_s),
            wall_s=float(wall_s),
            last_change=float(change),
        )


def worst_status(steppings: Collection[Stepping]) -> Status:
    """Status of a case from those of its runs: one unstable run spoils it."""
    endings = {stepping.status for stepping in steppings}
    if SteppingStatus.UNSTABLE in endings:
        return Status.UNSTABLE
    return Status.NOT_CONVERGED if SteppingStatus.NOT_CONVERGED in endings else Status.OK


def stepping_cost(steppings: Collection[Stepping], wall_s: float) -> Cost:
    """What the runs of a case took together; ``wall_s`` is the time of the whole case."""
    return Cost(
        voxels=max(s.voxels for s in steppings),
        voxel_steps=float(sum(s.voxels * s.steps for s in steppings)),
        runs=len(steppings),
        stepping_s=sum(s.stepping_s for s in steppings),
        wall_s=wall_s,
    )
