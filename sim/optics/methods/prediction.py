"""What a case will cost, as a method predicts it: records, without a rate of any machine.

A method counts runs, voxels and steps; how fast they are stepped here, and how runs share ranks, is
what a :class:`Machine` says (sim.cost).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sim.progress import format_duration
from sim.study import Study

START_S = 7.0
"""What a case needs besides its runs: imports, checks of the machine, the device on its grid, its
film, the electrical model, the result."""

BYTES_PER_VOXEL = 575.0
"""Fields, media and running transforms of one wavelength, per stepped voxel."""


@dataclass(frozen=True)
class RunCost:
    """Size of a run.

    Attributes:
        voxels: stepped, after symmetry.
        whole_voxels: of the cell without symmetry, which the analysis sees.
        steps: time steps until the run has settled, if it is calm as soon as it may end.
        expected_um: these steps as time times c.
        poles: resonances that are stepped at every voxel, whichever media have them.
        units: progress that the run is worth: its steps, less if it has fewer voxels than the
            case's largest run.
    """

    voxels: int
    whole_voxels: int
    steps: int
    expected_um: float
    units: float
    poles: int = 1


def costliest_first(costs: Sequence[RunCost]) -> list[int]:
    """Numbers of the runs by falling cost: short ones at the end fill the gaps between processes.

    Runs of equal cost keep their order, so that those of one position stay together.
    """
    return sorted(range(len(costs)), key=lambda number: -costs[number].voxels)


@dataclass(frozen=True)
class RunPlan:
    """How runs are shared out.

    Attributes:
        ranks: processes in all.
        at_once: runs stepped at a time.
        left_over: cheapest runs, stepped after the others by all ranks together.
        seconds: predicted wall time of the case.
        memory_bytes: predicted, of what runs at once, the processes themselves included.
    """

    ranks: int
    at_once: int
    left_over: int
    seconds: float
    memory_bytes: float

    @property
    def ranks_each(self) -> int:
        """Ranks of one of the runs that are side by side."""
        return self.ranks // self.at_once

    @property
    def sentence(self) -> str:
        """The plan in words."""
        if self.at_once == 1:
            return f"one dipole run at a time on {self.ranks} rank(s)"
        text = f"{self.at_once} dipole runs side by side, {self.ranks_each} rank(s) each"
        rest = f"; the last {self.left_over} on all {self.ranks}" if self.left_over else ""
        return text + rest


class Machine(Protocol):
    """Where a case is going to run."""

    @property
    def ranks(self) -> int:
        """MPI processes that a case may use."""

    @property
    def rate_per_s(self) -> float:
        """Voxel-steps per second of one process with nothing beside it."""

    @property
    def rate_origin(self) -> str:
        """Where the rate is from, for the user."""

    def share_out(self, study: Study, costs: Sequence[RunCost]) -> RunPlan:
        """How the runs of a study that can be stepped side by side share the ranks."""


@dataclass(frozen=True)
class Prediction:
    """Size of a case.

    Attributes:
        method: how it will be solved.
        cells: cells along x, y, z, before symmetry; None for a case without a grid.
        runs: field solutions.
        voxel_steps: stepped voxels times steps, over all runs.
        largest_voxels: of the largest run, after symmetry.
        steps: time steps of one run.
        memory_bytes: of what runs at once, its processes included.
        seconds: wall time on the ranks asked for.
        ranks: MPI processes.
        plan: how dipole runs share the ranks, as a sentence.
        rate: where the rates of stepping are from.
        notes: what the grid changes, and what will be warned of.
        array: its lattice, fill, walls and gap, as sentences.
        parts: name -> seconds, of ``seconds``, that not all cases with the same key of the method
            share: those with the same name do. A pixel's own solution, a case solved within.
    """

    method: str
    cells: tuple[int, int, int] | None
    runs: int
    voxel_steps: float
    largest_voxels: int
    steps: int
    memory_bytes: float
    seconds: float
    ranks: int
    plan: str = ""
    rate: str = ""
    notes: tuple[str, ...] = ()
    array: tuple[str, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def shared_s(self) -> float:
        """What all cases with the same key of the method share."""
        return self.seconds - math.fsum(self.parts.values())

    def lines(self) -> list[str]:
        """What `pencsim validate` prints."""
        text = [*self.array, f"method: {self.method}"]
        if self.cells is not None:
            text += [
                f"cells: {' x '.join(str(count) for count in self.cells)} before symmetry, "
                f"{self.largest_voxels / 1e6:.2f} million voxels in the largest run",
                f"runs: {self.runs}, about {self.steps} steps each, "
                f"{self.voxel_steps / 1e9:.1f} billion voxel-steps",
                f"memory: about {self.memory_bytes / 1e9:.1f} GB",
            ]
        text.append(f"time: about {format_duration(self.seconds)} on {self.ranks} rank(s)")
        if self.plan:
            text.append(f"ranks: {self.plan}")
        if self.rate:
            text.append(f"rate: {self.rate}")
        return text + list(self.notes)

    def with_inner(self, inner: Prediction, title: str, name: str) -> Prediction:
        """The case with another one that is solved whole after its own runs.

        Args:
            inner: cost of the other one as a case of its own.
            title: what it is, for the user.
            name: of its solution.
        """
        seconds = max(0.0, inner.seconds - START_S)
        note = (
            f"{title}, solved whole: {inner.runs} of the runs, about {inner.steps} steps each, "
            f"{inner.voxel_steps / 1e9:.1f} billion voxel-steps, about {format_duration(seconds)}"
        )
        new = tuple(f"{title}: {text}" for text in inner.notes if text not in self.notes)
        return replace(
            self,
            runs=self.runs + inner.runs,
            voxel_steps=self.voxel_steps + inner.voxel_steps,
            largest_voxels=max(self.largest_voxels, inner.largest_voxels),
            memory_bytes=max(self.memory_bytes, inner.memory_bytes),
            seconds=self.seconds + seconds,
            notes=(note, *self.notes, *new),
            parts={**self.parts, name: seconds},
        )
