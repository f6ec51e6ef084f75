"""An inclined wall stepped in time and by its columns' modes, where the slope is a staircase.

Walls of 60 deg between wells of `LED` of tests/physics/fdtd_cases with 100 nm of PMMA, and upright
ones; dipoles in the emitter's middle. Printed per distance and orientation, wall less film over
bulk power: light to air, into the substrate, and all power, by Meep's section (25 nm / 10 nm,
sim.optics.methods.edge) and by modes (sim.optics.wall_modes); then modes by steps across the slope.

    .venv/bin/python benchmarks/walls/inclined_wall.py [60 [90]]
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.edge_cases import MIDDLE, Kept, pixel
from physics.fdtd_cases import Grid

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.edge.case import edge_response
from sim.optics.methods.edge.runs import WallRuns
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.wall_modes.arrivals import wall_arrivals
from sim.optics.wall_modes.effect import power_change
from sim.optics.wall_modes.wavevectors import WallRule
from sim.progress import SilentReporter

CELLS = Grid(25.0, 10.0, reach_um=0.7)
STEPS_UM = (0.028, 0.014, 0.007)
ROWS = ("air", "substrate", "all")


def main() -> None:
    """Print what is named, or an inclined wall."""
    for angle in [float(word) for word in sys.argv[1:]] or [60.0]:
        device = inclined(angle)
        started = time.process_time()
        distance_um, stepped = by_section(device)
        print(f"{angle:.0f} deg: section {time.process_time() - started:.0f} s", flush=True)
        for step in STEPS_UM if angle != 90.0 else STEPS_UM[-1:]:
            started = time.process_time()
            modes = by_modes(device, distance_um, step)
            print(f"  steps of {1e3 * step:.0f} nm, {time.process_time() - started:.0f} s")
            for d, distance in enumerate(distance_um):
                for o, orientation in enumerate("xyz"):
                    row = "  ".join(
                        f"{name} {stepped[n, o, d]:+.4f} {modes[n, o, d]:+.4f}"
                        for n, name in enumerate(ROWS)
                    )
                    print(f"    {distance:.3f} um {orientation}  {row}", flush=True)


def inclined(angle_deg: float) -> Device:
    """A wide pixel of the LED stack with such walls."""
    upright = pixel(20.0)
    own = upright.patterned_array
    bank = own.bank.model_copy(update={"sidewall_angle_deg": angle_deg})
    return replace(upright, array=own.model_copy(update={"bank": bank}))


def by_section(device: Device) -> tuple[FloatArray, FloatArray]:
    """Distances and (ROWS, 3, D)."""
    response = edge_response(device, CELLS.optics, WallRuns(SilentReporter(), Kept(), "wall"))
    effect = response.effect
    rows = [p[MIDDLE, :, :, 0].T for p in (effect.air, effect.substrate, effect.total)]
    return response.distance_um, np.array(rows)


def by_modes(device: Device, distance_um: FloatArray, step_um: float) -> FloatArray:
    """(ROWS, 3, D)."""
    setup = WallSetup.of(device, CELLS.optics)
    case = setup.case(device.emission.peak_um, absorbing=False, step_um=step_um)
    near, rule = replace(case, distance_um=distance_um), WallRule(light_across=48)
    arrived = wall_arrivals(near, rule, np.zeros(1))
    total, _ = power_change(near, rule)
    light = arrived.light.air
    return np.array([light[0], (arrived.ends.glass - light)[0], total[0]])


if __name__ == "__main__":
    main()
