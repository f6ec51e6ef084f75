"""Stepping rate of one dipole run of the quickstart's pixel on 1, 2, 4, ... MPI ranks.

Each number is the fastest of several stretches of steps, which keeps other work on the machine out
of it as far as that is possible. Printed: voxel-steps per second, and the efficiency against one
rank.

    .venv/bin/python benchmarks/mpi_scaling.py [LARGEST NUMBER OF RANKS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "quickstart.yaml"
STRETCHES, STEPS = 10, 30


def measure() -> None:
    """Step in this rank; the first one prints the rate."""
    from geometry.device import build_device
    from sim.config_loader import load_study, shipped_library
    from sim.optics.dipoles import place_dipoles
    from sim.optics.fdtd import DipoleRun, is_master
    from sim.optics.jobs import needed_jobs
    from sim.optics.layout import lay_out

    study = load_study(CONFIG)
    layout = lay_out(build_device(study.device, shipped_library()), study.optics)
    dipoles = study.optics.dipoles
    nodes = place_dipoles(layout.device, layout.grid, dipoles.lateral, dipoles.vertical)
    job = max(needed_jobs(layout, nodes, study.optics), key=lambda job: -job.mirrors)
    run = DipoleRun(layout, job)
    fastest = float("inf")
    for _ in range(STRETCHES):
        started = time.perf_counter()
        run.advance(STEPS)
        fastest = min(fastest, time.perf_counter() - started)
    if is_master():
        print(f"rate {run.voxels * STEPS / fastest}")


def main() -> None:
    """Print the rates."""
    if sys.argv[1:] == ["--measure"]:
        measure()
        return
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count() or 1
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    }
    print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    alone, ranks = 0.0, 1
    while ranks <= largest:
        ended = subprocess.run(
            ["mpirun", "-n", str(ranks), sys.executable, __file__, "--measure"],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        line = next(line for line in ended.stdout.splitlines() if line.startswith("rate "))
        rate = float(line.split()[1])
        alone = alone or rate
        share = rate / (ranks * alone)
        print(f"{ranks} ranks: {rate / 1e6:.1f} million voxel-steps per second, {share:.0%}")
        ranks *= 2


if __name__ == "__main__":
    main()
