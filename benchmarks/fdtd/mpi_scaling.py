"""Stepping rate of the quickstart's pixel: ranks on one run, and as many runs side by side.

Each number is the median over several stretches of steps; for runs side by side it is the sum of
theirs. Printed: voxel-steps per second, and the efficiency against one process alone. Other work on
the machine slows ranks of one run most, because each waits for the slowest.

    .venv/bin/python benchmarks/fdtd/mpi_scaling.py [LARGEST NUMBER OF RANKS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "configs" / "quickstart.yaml"
STRETCHES, STEPS = 10, 30
ALONE = [sys.executable, __file__, "--measure"]


def measure() -> None:
    """Step in this rank; the first one prints the rate."""
    from geometry.device import build_device
    from sim.config.loader import load_study, shipped_library
    from sim.optics.grid.dipoles import place_dipoles
    from sim.optics.grid.layout import lay_out
    from sim.optics.meep.ranks import is_master
    from sim.optics.methods.fdtd.jobs import needed_jobs
    from sim.optics.methods.fdtd.run import DipoleRun

    study = load_study(CONFIG)
    layout = lay_out(build_device(study.device, shipped_library()), study.optics)
    dipoles = study.optics.dipoles
    nodes = place_dipoles(layout.device, layout.grid, dipoles.lateral, dipoles.vertical)
    job = max(needed_jobs(layout, nodes, study.optics), key=lambda job: -job.mirrors)
    run = DipoleRun(layout, job)
    run.advance(STEPS)
    rates = []
    for _ in range(STRETCHES):
        started = time.perf_counter()
        run.advance(STEPS)
        rates.append(run.voxels * STEPS / (time.perf_counter() - started))
    if is_master():
        print(f"rate {statistics.median(rates)}")


def rate_of(command: list[str], count: int = 1) -> float:
    """Summed rate of ``count`` programs at once."""
    from sim.processes.launch import job_environment

    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=job_environment(1))
        for _ in range(count)
    ]
    total = 0.0
    for process in started:
        printed, _ = process.communicate()
        line = next(line for line in printed.splitlines() if line.startswith("rate "))
        total += float(line.split()[1])
    return total


def main() -> None:
    """Print the rates."""
    if sys.argv[1:] == ["--measure"]:
        measure()
        return
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count() or 1
    print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    alone = rate_of(ALONE)
    print(f"1 process: {alone / 1e6:.1f} million voxel-steps per second")
    ranks = 2
    while ranks <= largest:
        together = rate_of(["mpirun", "-n", str(ranks), *ALONE])
        beside = rate_of(ALONE, ranks)
        for text, rate in ((f"{ranks} ranks", together), (f"{ranks} runs side by side", beside)):
            share = rate / (ranks * alone)
            print(f"{text}: {rate / 1e6:.1f} million voxel-steps per second, {share:.0%}")
        ranks *= 2


if __name__ == "__main__":
    main()
