"""The child's side of sim.processes.child: end with the process that has started this one."""

from __future__ import annotations

import os
import threading

_RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID")

_ORPHANED = (
    b"standard input has ended: the launcher is gone, or mpirun is of another MPI than Meep's\n"
)


def end_with_launcher() -> None:
    """End this process at the end of its standard input, which the launcher holds open."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    # mpirun hands its own input to the first rank only; the others read its end at once.
    rank = next((os.environ[name] for name in _RANK_VARIABLES if name in os.environ), "0")
    if rank != "0":
        return
    while os.read(0, 1024):
        continue
    # The last words of the job where its mpirun has closed the input of a rank that it does not
    # name: no launcher is left to read them otherwise.
    os.write(2, _ORPHANED)
    os._exit(1)
