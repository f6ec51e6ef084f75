"""Handing arrays of tasks to Slurm through submitit."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from sim.batch.slurm.machine import MachineSpec
from sim.batch.slurm.queue import JOB_PREFIX
from sim.batch.slurm.task import run_task
from sim.processes.child import RunError

MARGIN_S = 60.0
"""Between a task's own limit and Slurm's: time to end a case and write down why."""


@dataclass(frozen=True)
class TaskSize:
    """What one task of an array takes.

    Attributes:
        ranks: MPI processes.
        limit_s: wall time, the task's own limit.
        memory_bytes: of the whole task; 0 leaves it to the partition.
        cap: tasks that run at a time.
    """

    ranks: int
    limit_s: float
    memory_bytes: float
    cap: int


def parameters(machine: MachineSpec, size: TaskSize, chunk: str) -> dict[str, Any]:
    """Settings of the batch script in submitit's names.

    The tasks are started without srun: mpirun then sees the slots of the allocation.
    """
    more: dict[str, Any] = {"ntasks": size.ranks, "requeue": True}
    if size.memory_bytes > 0.0:
        more["mem"] = f"{math.ceil(size.memory_bytes / 1e6)}M"
    settings: dict[str, Any] = {
        "job_name": f"{JOB_PREFIX}{chunk}",
        "time": math.ceil((size.limit_s + MARGIN_S) / 60.0),
        "nodes": machine.nodes,
        "array_parallelism": size.cap,
        "use_srun": False,
        "stderr_to_stdout": True,
        "signal_delay_s": 30,
        "additional_parameters": more,
    }
    for name in ("partition", "account", "constraint", "qos"):
        if getattr(machine, name) is not None:
            settings[name] = getattr(machine, name)
    if machine.setup:
        settings["setup"] = list(machine.setup)
    return settings


def script(machine: MachineSpec, size: TaskSize, folder: Path, tasks: int) -> str:
    """The batch script that would be submitted; needs no Slurm."""
    from submitit.slurm.slurm import _make_sbatch_string

    python = quote(sys.executable) if machine.python is None else machine.python
    command = f"{python} -u -m submitit.core._submit {quote(str(folder))}"
    settings = parameters(machine, size, "CHUNK")
    if tasks > 1:
        settings["map_count"] = tasks
    return str(_make_sbatch_string(command=command, folder=folder, **settings))


def submit(
    machine: MachineSpec, size: TaskSize, sweep: Path, chunk: str, indices: Sequence[int]
) -> str:
    """Submit one array; returns Slurm's job id.

    Args:
        machine: the cluster.
        size: of a task.
        sweep: folder of the sweep, seen by all nodes.
        chunk: names the list of tasks that was written beforehand.
        indices: of the tasks.

    Raises:
        RunError: Slurm is not there or refuses.
    """
    import submitit
    from submitit.core.utils import FailedJobError, FailedSubmissionError

    logs = sweep / "slurm" / "jobs"
    if "%" in str(logs.resolve()):
        raise RunError(
            f"Slurm reads % in {logs.resolve()} as the number of a job and would write elsewhere: "
            "give --out a path without %"
        )
    logs.mkdir(parents=True, exist_ok=True)
    try:
        executor = submitit.SlurmExecutor(folder=logs, python=machine.python)
        executor.update_parameters(**parameters(machine, size, chunk))
        count = len(indices)
        jobs = executor.map_array(run_task, [str(sweep)] * count, [chunk] * count, list(indices))
    except (FailedJobError, FailedSubmissionError, RuntimeError, OSError) as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise RunError(f"Slurm: {lines[-1] if lines else error}") from error
    return str(jobs[0].job_id).split("_")[0]
