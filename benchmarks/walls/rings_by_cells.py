"""A round well by its modes and by cells around its axis, dipole by dipole.

The well of whole_by_modes.py (1.2 um wide, the peak, transparent emitter, films on cells of 10 nm).
By cells: tests/physics/rings_on_grid.py, which shares with the modes the wall's columns alone.
Printed as there; dipoles stand at least two cells from the axis, x radial and y around it.

    .venv/bin/python benchmarks/walls/rings_by_cells.py mirror 5 30 300
    (bare or mirror; cells of films and wall in nm, that divide 10; places in nm from the axis)
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from whole_by_modes import (
    ORIENTATIONS,
    case_of,
    changed_film,
    exact_film,
    half_width_um,
    height_um,
    wall_on_grid,
    window,
)

from sim.optics.grid.layout import lay_out
from sim.optics.round_well.effect import RoundRule, round_change

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.rings_on_grid import RingRule, ring_change  # noqa: E402

ORDERS = 20
"""Azimuthal: enough for dipoles 0.1 um from the wall."""

LATERAL_UM = 0.025
"""Cells of the layout that puts films on 10 nm; nothing is stepped on them."""


def main() -> None:
    """Print both for every dipole."""
    wall, cell_nm = sys.argv[1], float(sys.argv[2])
    place_nm = [float(word) for word in sys.argv[3:]]
    device, optics = case_of("circle", wall, LATERAL_UM)
    layout = window(lay_out(device, optics), "circle")
    radius = half_width_um(device)
    wave = float(layout.spectrum.wavelength_um[0])
    case = replace(
        wall_on_grid(layout, optics).case(wave, absorbing=False),
        height_um=np.array([height_um(layout)]),
        distance_um=radius - 1e-3 * np.array(place_nm),
    )
    started = time.process_time()
    modes = round_change(case, radius, RoundRule())
    between = time.process_time()
    rings = ring_change(case, radius, RingRule(1e-3 * cell_nm, orders=ORDERS))
    ended = time.process_time()
    print(f"modes {between - started:.0f} s, cells {ended - between:.0f} s")
    film = exact_film(layout)
    for number, place in enumerate(place_nm):
        for which, orientation in enumerate(ORIENTATIONS):
            cells, exact = (
                changed_film(
                    film, orientation, float(total[which, number]), float(air[which, number])
                )
                for total, air in (
                    (rings.total.sum(axis=0), rings.air.sum(axis=0)),
                    (modes.total[0], modes.air[0]),
                )
            )
            print(f"{wall} {place:g} nm {orientation}: cells {cells}; modes {exact}")


if __name__ == "__main__":
    main()
