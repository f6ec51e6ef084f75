"""Four walls of the pixel of configs/studies/walls_3000ppi.yaml on the usual cells and finer ones.

Printed per wall and cells: LEE with its error, which has the film's part and what coarser cells and
one wavelength less change. By the whole round well as method edge_modes takes it, on cells of the
given factors along z (across the wall nothing is discretised). Transparent emitter.

    .venv/bin/python benchmarks/walls/walls_on_finer_lines.py 1 0.7
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import round_change_of_lee, round_pixel
from sim.optics.methods.planar.case import planar_optics
from sim.optics.wall_modes.lines import LineCells
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
    "{treatment: absorbing}",
    "{treatment: reflective, spacer: {material: Al2O3, thickness: 20 nm}}",
)


def main() -> None:
    """Print every wall on all cells."""
    factors = [float(word) for word in sys.argv[1:]] or [1.0, 0.7]
    for wall in WALLS:
        study = load_study(CASE, [*PIXEL, f"device.array.sidewall={wall}"])
        device = build_device(study.device, shipped_library())
        film = planar_optics(device.as_film(), film_numerics(study.optics))
        well = round_pixel(device)
        assert well is not None
        setup = WallSetup.of(device, study.optics)
        for factor in factors:
            started = time.process_time()
            change = round_change_of_lee(setup, LineCells().times(factor), well.radius_um)
            print(
                f"{wall}  cells x {factor:g}: LEE {lee(film) + change.value:.4%} +- "
                f"{film.lee_error + change.error:.4%}, by cells and band {change.error:.4%}, "
                f"{time.process_time() - started:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
