"""How the dipole runs of a case share its MPI processes: one at a time on all, or side by side.

Runs need nothing from one another, while ranks of one run wait for their neighbours in every step.
A few runs do not divide evenly, so the last ones may be stepped one after another by all ranks.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.cost.stepping_rate import SteppingRate, known_rate
from sim.optics.methods.fdtd.cost import RunCost, costliest_first
from sim.study import RunSpec, Study

SETUP_S, SETUP_S_PER_VOXEL = 0.4, 13e-6
"""Of a run on one rank: Meep averages media at every stepped voxel's three components (measured: 11
to 19 us on pixels and films of 0.13 to 1.3 million voxels)."""

ANALYSIS_S_PER_VOXEL = 1.4e-6
"""Far field, absorption and slices, per voxel of the whole cell and wavelength; every rank does
all of it."""

START_S = 7.0
"""What a case needs besides its runs: imports, checks of the machine, the device on its grid, its
film, the electrical model, the result."""

BESIDE_S = 4.0
"""Starting one more process that steps."""

_FIELDS, _TRANSFORM, _POLE = 24.5, 4.1, 6.7
"""Shares of a voxel-step's time: fields, running transforms of a wavelength, a pole (measured in
nanoseconds: 28.6 and 36.8 with one and three wavelengths of lossless media; 35 with the metal's
pole, 77 with the six poles and three wavelengths of a fitted LED)."""

BYTES_PER_VOXEL = 575.0
"""Fields, media and running transforms of one wavelength, per stepped voxel."""

TRANSFORM_BYTES, POLE_BYTES = 75.0, 85.0
"""Per stepped voxel for every further wavelength, and for every pole."""

ANALYSIS_BYTES_PER_VOXEL = 75.0
"""Fields and absorption laid out for the analysis, per voxel of the whole cell, on every rank."""

RANK_BYTES = 0.35e9
"""Interpreter, libraries and tables of one rank, before any field (measured: 0.25 to 0.35 GB)."""

BYTES_PER_RANK = 2e9
"""Memory that `auto` may plan for with every rank: what any machine has per core. It is fixed, so
that the same case is divided alike, and its numbers are the same bits, everywhere."""


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
        """The plan in one line."""
        if self.at_once == 1:
            return f"one dipole run at a time on {self.ranks} rank(s)"
        text = f"{self.at_once} dipole runs side by side, {self.ranks_each} rank(s) each"
        rest = f"; the last {self.left_over} on all {self.ranks}" if self.left_over else ""
        return text + rest


@dataclass(frozen=True)
class RunTimes:
    """Predicts runs of one layout.

    Attributes:
        rate: of stepping.
        wavelengths: number of them.
    """

    rate: SteppingRate
    wavelengths: int

    def seconds(self, cost: RunCost, ranks: int, busy: int) -> float:
        """Wall time of a run on ``ranks`` ranks while ``busy`` processes step on the machine."""
        setup = SETUP_S + SETUP_S_PER_VOXEL * cost.voxels / ranks
        stepping = cost.voxels * cost.steps / self.rate.of_run(ranks, busy)
        stepping *= voxel_work(self.wavelengths, cost.poles)
        return setup + stepping + ANALYSIS_S_PER_VOXEL * cost.whole_voxels * self.wavelengths

    def memory_bytes(self, cost: RunCost, ranks: int) -> float:
        """Memory of a run, its processes included."""
        further = TRANSFORM_BYTES * (self.wavelengths - 1)
        per_voxel = BYTES_PER_VOXEL + further + POLE_BYTES * cost.poles
        on_each = ANALYSIS_BYTES_PER_VOXEL * cost.whole_voxels + RANK_BYTES
        return per_voxel * cost.voxels + ranks * on_each


def voxel_work(wavelengths: int, poles: int) -> float:
    """Time of a voxel-step over that with one wavelength and one pole, which rates are given for.

    A spectrum costs twice: each wavelength has its transforms, and media fitted over a band have
    poles where one wavelength needs a conductivity.
    """
    own = _FIELDS + _TRANSFORM * wavelengths + _POLE * poles
    return own / (_FIELDS + _TRANSFORM + _POLE)


def plan_runs(
    costs: Sequence[RunCost], times: RunTimes, ranks: int, asked: int | None, room_bytes: float
) -> RunPlan:
    """The plan that ends first among those that fit.

    Args:
        costs: of the runs.
        times: predicts them.
        ranks: processes in all.
        asked: runs side by side; None chooses. More than ranks or runs are not possible.
        room_bytes: memory for all that runs at once; one run at a time is planned in any case.
    """
    most = min(ranks, len(costs))
    numbers = range(1, most + 1) if asked is None else [min(asked, most)]
    plans = [
        _plan(costs, times, ranks, at_once, left_over)
        for at_once in numbers
        for left_over in range(min(at_once, len(costs) - at_once + 1))
    ]
    fitting = [p for p in plans if asked is not None or p.memory_bytes <= room_bytes]
    serial = [p for p in plans if p.at_once == 1]
    # Among equals the fewest at once: less memory, fewer processes.
    return min(fitting or serial, key=lambda plan: (round(plan.seconds, 3), plan.at_once))


def _plan(
    costs: Sequence[RunCost], times: RunTimes, ranks: int, at_once: int, left_over: int
) -> RunPlan:
    order = [costs[number] for number in costliest_first(costs)]
    beside, last = order[: len(order) - left_over], order[len(order) - left_over :]
    each = ranks // at_once
    ends = [0.0] * at_once
    for cost in beside:
        heapq.heapreplace(ends, ends[0] + times.seconds(cost, each, each * at_once))
    seconds = START_S + max(ends) + sum(times.seconds(cost, ranks, ranks) for cost in last)
    if at_once > 1:
        seconds += BESIDE_S  # the process that puts the runs together
    memory = at_once * times.memory_bytes(order[0], each)
    if last:
        memory = max(memory, times.memory_bytes(last[0], ranks))
    return RunPlan(ranks, at_once, left_over, seconds, memory)


def asked_at_once(
    run: RunSpec, ranks: int, variables: Mapping[str, str] = os.environ
) -> int | None:
    """Runs side by side that a case may have here; None where the plan may choose.

    Runs side by side are started on this machine by mpirun or as plain processes: under srun, in a
    job of several nodes, and where the user starts ranks himself, it is one at a time.
    """
    nodes = variables.get("SLURM_JOB_NUM_NODES") or variables.get("SLURM_NNODES") or "1"
    if ranks == 1 or run.launcher == "srun" or nodes != "1":
        return 1
    if run.side_by_side == "auto":
        return 1 if run.launcher == "none" else None
    return run.side_by_side


def plan_for(study: Study, costs: Sequence[RunCost], ranks: int | None = None) -> RunPlan:
    """How a study's runs are shared out, with its cost where rates have been measured.

    The choice itself rests on the shipped rates: it is the same on every machine.

    Args:
        study: the case.
        costs: of its runs.
        ranks: processes in all; None takes run.ranks.
    """
    count = study.run.ranks if ranks is None else ranks
    wavelengths = study.optics.wavelengths
    asked = asked_at_once(study.run, count)
    shipped = RunTimes(SteppingRate(), wavelengths)
    chosen = plan_runs(costs, shipped, count, asked, BYTES_PER_RANK * count)
    known = RunTimes(known_rate(), wavelengths)
    return _plan(costs, known, count, chosen.at_once, chosen.left_over)
