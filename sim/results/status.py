"""How a solution ended and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(str, Enum):
    """How a solution ended; ``sentence`` says what to try."""

    OK = "ok"
    NOT_CONVERGED = "not_converged"
    BUDGET_OPEN = "budget_open"
    UNSTABLE = "unstable"
    INVALID = "invalid"
    FAILED = "failed"

    @property
    def sentence(self) -> str:
        """What happened and what to try."""
        return _SENTENCES[self]

    @property
    def is_solved(self) -> bool:
        """Whether there are numbers to average."""
        return self not in (Status.UNSTABLE, Status.INVALID, Status.FAILED)


_SENTENCES = {
    Status.OK: "finished; every number stands with its error",
    Status.NOT_CONVERGED: "ended without meeting its tolerance: allow more time or a finer grid",
    Status.BUDGET_OPEN: "the power budget does not close (on a grid: refine it or widen the cell)",
    Status.UNSTABLE: "the fields grew after the source had ended: no numbers are kept",
    Status.INVALID: "the numbers cannot be true (the warnings say why): nothing is averaged",
    Status.FAILED: "no result",
}


@dataclass(frozen=True)
class Cost:
    """What a solution cost (design: ``optics.cost`` of the summary).

    Attributes:
        voxels: stepped voxels of the largest run, after symmetry.
        voxel_steps: voxels times steps, summed over runs.
        runs: number of field solutions.
        stepping_s: wall time inside time stepping, summed over runs.
        wall_s: all of it.
    """

    voxels: int = 0
    voxel_steps: float = 0.0
    runs: int = 0
    stepping_s: float = 0.0
    wall_s: float = 0.0
