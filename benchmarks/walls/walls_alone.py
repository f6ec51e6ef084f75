"""A wall without its stack on the grid against the exact answer of the planar engine, turned.

Walls, directions and distances of tests/physics/wall_cases.py; printed per cell: largest and root
mean square error of a dipole's power over bulk, within 0.25 um and beyond, per wall, with the
wall on a vertex and moved by 0.3 cells; with "points" as metals and absorbers were looked up at
points before their faces had means.

    .venv/bin/python benchmarks/walls/walls_alone.py 50,25 [points]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.wall_cases import ABSORBER, OXIDE, Cells, Film, Wall, exact, on_grid

WALLS = {
    "bare": Wall(),
    "silver 20": Wall.silver(0.020),
    "silver 50": Wall.silver(0.050),
    "10 + silver 50": Wall.silver(0.050, 0.010),
    "20 + silver 50": Wall.silver(0.050, 0.020),
    "50 + silver 50": Wall.silver(0.050, 0.050),
    "oxide 10": Wall((Film(0.010, OXIDE),)),
    "absorbing 20": Wall((Film(0.020, ABSORBER),)),
}
DISTANCES_UM = (0.15, 0.25, 0.40)
K_Y = 0.5
NEAR_UM = 0.27


def main() -> None:
    """Print the table."""
    words = sys.argv[1:] or ["50,25"]
    means = "points" not in words[1:]
    for cell_nm in (float(c) for c in words[0].split(",")):
        for name, wall in WALLS.items():
            _row(cell_nm, name, wall, means)


def _row(cell_nm: float, name: str, wall: Wall, means: bool) -> None:
    started = time.process_time()
    near: list[float] = []
    far: list[float] = []
    for shift in (0.0, 0.3):
        cells = Cells(cell_nm * 1e-3, shift, means)
        for asked in DISTANCES_UM:
            d = cells.distance_um(asked)
            errors = [
                on_grid(wall, d, o, K_Y, cells) - exact(wall, d, o, K_Y) for o in ("x", "y", "z")
            ]
            (near if d < NEAR_UM else far).extend(errors)
    columns = "  ".join(
        f"{label} {np.max(np.abs(rows)):.3f} {np.sqrt(np.mean(np.square(rows))):.3f}"
        for label, rows in (("near", near), ("far", far))
    )
    spent = time.process_time() - started
    print(f"{cell_nm:g} nm  {name:15s} {columns}  {spent:.0f} s", flush=True)


if __name__ == "__main__":
    main()
