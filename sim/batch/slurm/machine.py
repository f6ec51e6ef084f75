"""What a user writes about a cluster: partition, limits, and how to get the program's environment.

A machine's file holds shell commands (``setup``), so it is named on the command line only; a study
cannot refer to one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from geometry.spec import Spec
from geometry.units import unit_field
from sim.config.files import read_tree
from sim.config.loader import validate_tree

_TIME_S = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_MEMORY_BYTES = {"MB": 1e6, "GB": 1e9, "TB": 1e12}

if TYPE_CHECKING:
    Duration = float
    Memory = float
else:
    Duration = unit_field(_TIME_S, "time", "s")
    Memory = unit_field(_MEMORY_BYTES, "memory", "MB")
SchedulerName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._,&|()\[\]*:-]+$")]
SetupLine = Annotated[str, StringConstraints(pattern=r"^[^\n\r\x00]+$", max_length=1000)]


class MachineSpec(Spec):
    """A cluster.

    ``time`` and ``memory`` are those of one case; where they are left out, they are predicted.
    ``setup`` runs before the program (``module load ...``); ``python`` starts it, for a container:
    ``apptainer exec pencsim.sif python``. ``max_runs``: runs of a case before running out of time,
    or losing its job, counts as final.
    """

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100)
    """What messages call the cluster."""
    partition: SchedulerName | None = None
    """Of sbatch."""
    account: SchedulerName | None = None
    """Of sbatch."""
    constraint: SchedulerName | None = None
    """Of sbatch."""
    qos: SchedulerName | None = None
    """Of sbatch."""
    time_s: Duration | None = Field(default=None, alias="time", gt=0)
    """Limit of a job where no prediction is known."""
    max_time_s: Duration = Field(default=86400.0, alias="max_time", gt=0)
    """Longest limit that the cluster allows."""
    memory_bytes: Memory | None = Field(default=None, alias="memory", gt=0)
    """Memory of a job; predicted where left out."""
    ranks: int | None = Field(default=None, ge=1, le=4096)
    """MPI processes per case."""
    nodes: int = Field(default=1, ge=1, le=1000)
    """Nodes of a job."""
    array_cap: int = Field(default=64, ge=1, le=100_000)
    """Jobs of an array that run at once."""
    max_array_size: int | None = Field(default=None, ge=1)
    """Jobs in one array."""
    max_runs: int = Field(default=4, ge=1, le=20)
    """Times that a job is started before it counts as failed."""
    cases_per_task: int | None = Field(default=None, ge=1, le=10_000)
    """Cases that one job solves one after the other."""
    setup: tuple[SetupLine, ...] = ()
    """Shell lines before the program starts."""
    python: SetupLine | None = None
    """The interpreter on the nodes."""


def load_machine(path: Path | None) -> MachineSpec:
    """Read a machine's file; the scheduler's own defaults without one.

    Raises:
        ConfigError: one located problem per mistake.
    """
    if path is None:
        return MachineSpec(schema_version=1, name="default")
    return validate_tree(read_tree(path), MachineSpec)
