"""Whether the ranks that came are those that were asked for.

An mpirun of another MPI than Meep's starts N processes that do not know of one another: each of
them is the first and only rank, steps the whole case and writes the same file.
"""

from __future__ import annotations

import shutil


def rank_problem(asked: int, came: int, launcher: str) -> str | None:
    """What is wrong with the number of ranks, in one sentence; None where it is right.

    Args:
        asked: MPI processes that were asked for.
        came: MPI processes that this process's MPI counts.
        launcher: as of ``run.launcher``.
    """
    if came == asked:
        return None
    program = "srun" if launcher == "srun" else "mpirun"
    counts = f"asked for {asked} MPI ranks, but MPI reports {came}"
    if launcher == "none":
        return f"{counts}: run.launcher is none; set it to mpirun or srun, or run.ranks to {came}"
    path = shutil.which(program) or program
    return (
        f"{counts}: {path} does not start ranks of the MPI that Meep was built with; put that "
        f"MPI's {program} first in PATH, or set run.ranks to 1"
    )
