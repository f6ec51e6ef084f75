"""A short stretch of real stepping, to learn how fast a machine is.

    python -m sim.processes.rate_program SECONDS [RANKS]

The first rank sends the rate in voxel-steps per second: the median over short stretches, so that a
moment's disturbance does not count. The pixel is the quickstart's on coarse cells.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.cost.stepping_rate import RATE_VOXEL_STEPS_PER_S
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import lay_out
from sim.optics.meep.ranks import is_master, rank_count
from sim.optics.methods.fdtd.jobs import needed_jobs
from sim.optics.methods.fdtd.run import DipoleRun
from sim.processes.lines import send
from sim.processes.parent import end_with_launcher
from sim.processes.rank_count import rank_problem

_CONFIG = Path(__file__).resolve().parents[2] / "configs" / "quickstart.yaml"
_CHANGES = ("optics.lateral_cell=50 nm", "optics.vertical_cell=10 nm")
_STEPS = 20


def stretches(seconds: float) -> list[float]:
    """Voxel-steps per second of stretches of steps that take about ``seconds`` together."""
    study = load_study(_CONFIG, _CHANGES)
    layout = lay_out(build_device(study.device, shipped_library()), study.optics)
    nodes = place_dipoles(layout.device, layout.grid, 1, 1)
    run = DipoleRun(layout, needed_jobs(layout, nodes, study.optics)[0])
    run.advance(_STEPS)  # the first steps touch memory for the first time
    # All ranks must take the same number of steps: it cannot follow from each one's own clock.
    count = max(3, round(seconds * RATE_VOXEL_STEPS_PER_S * rank_count() / (_STEPS * run.voxels)))
    rates = []
    for _ in range(count):
        started = time.perf_counter()
        run.advance(_STEPS)
        rates.append(run.voxels * _STEPS / (time.perf_counter() - started))
    run.close()
    return rates


def main(arguments: list[str]) -> None:
    """Measure and send the rate to the process that has started this one."""
    end_with_launcher()
    asked = int(arguments[1]) if len(arguments) > 1 else 1
    problem = rank_problem(asked, rank_count(), "mpirun")
    if problem is not None:
        sys.exit(problem)
    rates = stretches(float(arguments[0]))
    if is_master():
        send("rate", statistics.median(rates), "")


if __name__ == "__main__":
    main(sys.argv[1:])
