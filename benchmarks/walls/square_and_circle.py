"""A square and a round pixel of the same width, stepped whole on the same cells: the same LEE?

The device of configs/devices/zhao2025_ref73_green.yaml in wells 1.27 um wide (10,000 per inch),
alone in the bank, five wavelengths of its emission, the emitter transparent, dipoles at the
emitter's middle, walls bare or a mirror (50 nm of silver on 20 nm of Al2O3, inside the well): by
method fdtd's runs, corrected by their films. Printed: what walls add to the film's LEE, the mean
over area and band, of either; and of the round one by its modes, over its whole area and band.

    .venv/bin/python benchmarks/walls/square_and_circle.py 50 4 bare [circle] [square]
    (lateral cell in nm; dipoles per half width; bare or mirror; shapes)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy.special import roots_legendre
from whole_by_modes import MIRROR, exact_film, film, half_width_um, stepped, wall_on_grid, window

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.film_on_grid.bias import FilmPower
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.source_stencil import is_compensated
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.methods.edge_modes.small_round import round_change_of_lee
from sim.optics.methods.fdtd.budget import Analysis
from sim.optics.wall_modes.lines import LineCells

ENTRIES = [
    f"device={Path(__file__).resolve().parents[2] / 'configs/devices/zhao2025_ref73_green.yaml'}",
    "device.array.lattice=square",
    "device.array.pitch=61.27 um",
    "device.array.gap=60 um",
    "optics.emitter=transparent",
    "optics.vertical_cell=10 nm",
    "optics.reach=1.6 um",
    "electrical=null",
]
BASE = Path(__file__).resolve().parents[2] / "configs/studies/pixel_coarse.yaml"


def main() -> None:
    """Print both."""
    words = sys.argv[1:] or ["50", "4", "bare"]
    cell_nm, count, wall = words[0], int(words[1]), words[2]
    for shape in words[3:] or ("circle", "square"):
        given = [
            *ENTRIES,
            f"device.array.aperture={{shape: {shape}}}",
            f"optics.lateral_cell={cell_nm} nm",
        ]
        if wall == "mirror":
            given.append(f"device.array.sidewall={MIRROR}")
        study = load_study(BASE, [*given, "optics.method=fdtd", "optics.wavelengths=5"])
        device = build_device(study.device, shipped_library())
        layout = window(lay_out(device, study.optics), "square")
        if shape == "circle":
            setup = wall_on_grid(layout, study.optics)
            change = round_change_of_lee(setup, LineCells(), half_width_um(device))
            print(f"circle by modes: {change.value:.4f} +- {change.error:.4f}", flush=True)
        analysis = Analysis.of(with_plan_columns(layout), np.linspace(-1.0, 1.0, 41))
        print(f"{shape} by cells: {mean_change(analysis, shape, count):.4f}", flush=True)


def mean_change(analysis: Analysis, shape: str, count: int) -> float:
    """Of LEE, over area and band; two thirds of the dipoles in the plane."""
    layout, total = analysis.layout, 0.0
    half = half_width_um(layout.asked)
    exact = over_band(layout, partial(exact_film, layout))
    on_grid = {wide: over_band(layout, partial(film, layout, wide)) for wide in (False, True)}
    air = exact.purcell * exact.air
    alone = (2.0 * air[0] + air[1]) / (2.0 * exact.purcell[0] + exact.purcell[1])
    for x, y, share in places(layout, shape, count):
        wide = is_compensated(half - max(x, y), layout.grid.lateral_cell_um)
        runs = [stepped(analysis, (x, y), o, wide, (exact, on_grid[wide])) for o in "xyz"]
        power, light = (np.sum(values, axis=0) for values in zip(*runs, strict=True))
        change = float(layout.spectrum.weight @ (light / power - alone))
        print(f"{shape} at {x:.3f}, {y:.3f} um ({share:.4f}): {change:+.4f}", flush=True)
        total += share * change
    return total


def over_band(layout: Layout, at: Callable[[int], FilmPower]) -> FilmPower:
    """Powers of a film at every wavelength, (2, W)."""
    first, *others = (at(number) for number in range(layout.spectrum.wavelength_um.size))
    return first.each(lambda *values: np.stack(values, axis=-1), *others)


def places(layout: Layout, shape: str, count: int) -> list[tuple[float, float, float]]:
    """Places on vertices and their share of the area: a radius, or an eighth of the square."""
    cell = layout.grid.lateral_cell_um
    root, weight = roots_legendre(count)
    half = half_width_um(layout.asked)
    at, share = half * 0.5 * (root + 1.0), 0.5 * weight
    vertex = np.round(at / cell) * cell
    if shape == "circle":
        return [
            (float(v), 0.0, float(2.0 * a / half * s))
            for v, a, s in zip(vertex, at, share, strict=True)
        ]
    return [
        (float(vertex[i]), float(vertex[j]), float(share[i] * share[j] * (2.0 if i != j else 1.0)))
        for i in range(count)
        for j in range(i + 1)
    ]


if __name__ == "__main__":
    main()
