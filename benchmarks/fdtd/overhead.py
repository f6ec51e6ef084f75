"""What the monitors, looks at convergence and the loop in Python cost beside Meep's own stepping.

The same cell (blocks, sources, boundaries, mirrors, time step) is stepped by DipoleRun and by a
bare Meep script without monitors, taking turns between looks at convergence. Times are the
process's own, so that a busy machine disturbs them little. Printed: voxel-steps per second of both,
their ratio (goal 0.90), memory per million stepped voxels. One core, about a minute.
"""

from __future__ import annotations

import time
from pathlib import Path

import meep as mp

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.fields.records import DipoleJob
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.meep.pulse import pulse_length_um, steps_between_looks
from sim.optics.methods.fdtd.run import DipoleRun

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "quickstart.yaml"
CHANGES = ["optics.neighbours=0", "optics.wavelengths=1", "optics.reach=0.8 um"]
TURNS = 8
"""Looks of a typical run: it settles after 12 um; powers are looked at once the pulse has ended."""
GOAL = 0.90


def resident_bytes() -> int:
    """Memory of this process."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


class Bare:
    """The simulation of a run without its monitors."""

    def __init__(self, run: DipoleRun) -> None:
        self.cell = run.build()

    def advance(self, count: int) -> float:
        """Processor seconds that ``count`` steps take."""
        started = time.process_time()
        fields = self.cell.simulation.fields
        for _ in range(count):
            fields.step()
        return time.process_time() - started


def advance(run: DipoleRun, count: int, pulse_um: float) -> float:
    """Processor seconds of steps with monitors and, once the pulse is over, the look after them."""
    started = time.process_time()
    run.advance(count)
    if run.elapsed_um >= pulse_um:
        run.energy()
        run.watched()
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    study = load_study(CONFIG, CHANGES)
    layout: Layout = lay_out(build_device(study.device, shipped_library()), study.optics)
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, "x", 0.0, 0.0, node.z_um)
    before = resident_bytes()
    run = DipoleRun(layout, job)
    voxels = run.voxels
    steps = steps_between_looks(layout.time_step_um)
    pulse_um = pulse_length_um(1.0 / layout.spectrum.wavelength_um)
    advance(run, 5, pulse_um)
    memory = resident_bytes() - before
    bare = Bare(run)
    bare.advance(5)
    ours = theirs = 0.0
    for _ in range(TURNS):
        ours += advance(run, steps, pulse_um)
        theirs += bare.advance(steps)
    work = TURNS * voxels * steps / 1e6
    if mp.am_master():
        print(f"cell: {layout.grid.nx} x {layout.grid.ny} x {layout.grid.nz}, {voxels} stepped")
        print(f"DipoleRun: {work / ours:.1f} million voxel-steps/s")
        print(f"bare Meep: {work / theirs:.1f} million voxel-steps/s")
        print(f"ratio: {theirs / ours:.3f} (goal {GOAL:.2f})")
        print(f"memory: {memory / voxels:.0f} MB per million stepped voxels")


if __name__ == "__main__":
    main()
