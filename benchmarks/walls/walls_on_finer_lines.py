"""Four walls of the pixel of configs/studies/walls_3000ppi.yaml on the usual cells and finer ones.

Printed per wall: LEE with its error, and the error's part `cells`, by method edge_modes on cells of
the given factors along z (across the wall nothing is discretised). Transparent emitter, the peak.

    .venv/bin/python benchmarks/walls/walls_on_finer_lines.py 1 0.7
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.methods.edge_modes.case import edge_modes_optics
from sim.optics.methods.planar.case import planar_optics
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.wavevectors import WallRule
from sim.progress import SilentReporter
from sim.results.averages import lee

CASE = Path("configs/studies/pixel_walls.yaml")
PIXEL = [
    "device.array.ppi=3000",
    "device.array.gap=4.233 um",
    "electrical=null",
    "optics.emitter=transparent",
]
WALLS = (
    "{treatment: none}",
    "{treatment: oxide}",
    "{treatment: reflective, spacer: {material: Al2O3, thickness: 20 nm}}",
    "{treatment: absorbing}",
)


def main() -> None:
    """Print every wall on all cells."""
    factors = [float(word) for word in sys.argv[1:]] or [1.0, 0.7]
    for wall in WALLS:
        study = load_study(CASE, [*PIXEL, f"device.array.sidewall={wall}"])
        device = build_device(study.device, shipped_library())
        film = planar_optics(device.as_film(), film_numerics(study.optics))
        for factor in factors:
            started = time.process_time()
            rule = WallRule(cells=LineCells().times(factor))
            result = edge_modes_optics(device, study.optics, SilentReporter(), film, rule)
            print(
                f"{wall}  cells x {factor:g}: LEE {lee(result):.4%} +- {result.lee_error:.4%}, "
                f"cells {result.error_parts['cells']:.4%}, {time.process_time() - started:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
