"""A round well by its modes and by cells around its axis, dipole by dipole.

The well of whole_by_modes.py (1.2 um wide, the peak, transparent emitter, films on cells of 10 nm).
By cells: tests/physics/rings_on_grid.py, which shares with the modes the wall's columns alone.
Printed as there; dipoles stand at least two cells from the axis, x radial and y around it. Or the
mean over the area of what the wall adds to the film's LEE, a third of the dipoles vertical.

    .venv/bin/python benchmarks/walls/rings_by_cells.py mirror 5 30 300
    .venv/bin/python benchmarks/walls/rings_by_cells.py matrix 10 mean
    (bare, mirror or matrix; cells of films and wall in nm, that divide 10; places in nm from the
    axis, or mean)
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from functools import partial
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

from geometry.arrays import FloatArray
from sim.optics.film_on_grid.bias import FilmPower
from sim.optics.grid.layout import lay_out
from sim.optics.methods.edge_modes.small_round import over_area
from sim.optics.round_well.effect import RoundRule, round_change

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.rings_on_grid import RingRule, ring_change  # noqa: E402

OF_ONE = partial(RingRule, orders=20)
OF_MEAN = partial(RingRule, orders=40, beyond_um=2.4, taper_um=1.2, angles=60)
"""Orders enough for dipoles 0.1 um from the wall, and for a mean with nearer ones, whose light is
read further out (within 1.6 um 0.0005 of LEE are missed)."""

NEAREST_UM, AXIS_UM = 0.02, 0.03
"""Of a mean over the area: none is nearer to the wall, or to the axis."""

LATERAL_UM = 0.025
"""Cells of the layout that puts films on 10 nm; nothing is stepped on them."""


def main() -> None:
    """Print both for every dipole."""
    words = sys.argv[1:] or ["matrix", "10", "mean"]
    wall, cell_nm, is_mean = words[0], float(words[1]), words[2] == "mean"
    device, optics = case_of("circle", wall, LATERAL_UM)
    layout = window(lay_out(device, optics), "circle")
    radius = half_width_um(device)
    wave = float(layout.spectrum.wavelength_um[0])
    if is_mean:
        distance, share = over_area(radius)
        distance = np.clip(distance, NEAREST_UM, radius - AXIS_UM)
    else:
        place_nm = [float(word) for word in words[2:]]
        distance = radius - 1e-3 * np.array(place_nm)
    case = replace(
        wall_on_grid(layout, optics).case(wave, absorbing=False),
        height_um=np.array([height_um(layout)]),
        distance_um=distance,
    )
    started = time.process_time()
    modes = round_change(case, radius, RoundRule())
    between = time.process_time()
    rule = OF_MEAN(1e-3 * cell_nm) if is_mean else OF_ONE(1e-3 * cell_nm)
    rings = ring_change(case, radius, rule)
    ended = time.process_time()
    print(f"modes {between - started:.0f} s, cells {ended - between:.0f} s")
    film = exact_film(layout)
    if is_mean:
        by_cells = added(film, share, rings.total.sum(axis=0), rings.air.sum(axis=0))
        by_modes = added(film, share, modes.total[0], modes.air[0])
        print(f"{wall}, mean over the area: cells {by_cells:.4f}, modes {by_modes:.4f} of LEE")
        return
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


def added(film: FilmPower, share: FloatArray, total: FloatArray, air: FloatArray) -> float:
    """To the film's LEE by changes (3, D), the mean with these shares."""
    kinds = np.array([0, 0, 1])  # x, y, z
    emitted = film.purcell[kinds].mean()
    light = (film.purcell * film.air)[kinds].mean()
    beside = (light + air.mean(axis=0)) / (emitted + total.mean(axis=0))
    return float(share @ (beside - light / emitted))


if __name__ == "__main__":
    main()
