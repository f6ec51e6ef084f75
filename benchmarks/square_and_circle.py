"""A square and a round pixel of the same width, stepped whole on the same cells: the same LEE?

The device of configs/devices/zhao2025_ref73_green.yaml in wells 1.27 um wide (10,000 per inch),
alone in the bank, bare walls, five wavelengths of its emission, the emitter transparent, dipoles at
the emitter's middle: by method fdtd's runs, corrected by their films. Printed: what walls add to
the film's LEE, the mean over area and band, of either; and of the round one by its modes.

    .venv/bin/python benchmarks/square_and_circle.py 50 4
    (lateral cell in nm; dipoles per half width)
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import roots_legendre
from whole_by_modes import exact_film, film, height_um, window

from geometry.arrays import FloatArray
from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.fields.records import DipoleJob
from sim.optics.film_on_grid.bias import FilmPower
from sim.optics.film_on_grid.correction import film_factors
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.source_stencil import is_compensated
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import round_change_of_lee
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares
from sim.optics.methods.fdtd.run import DipoleRun
from sim.optics.wall_modes.lines import LineCells
from sim.study import OpticsSpec

HALF_UM = 0.635
ENTRIES = [
    f"device={Path(__file__).resolve().parents[1] / 'configs/devices/zhao2025_ref73_green.yaml'}",
    "device.array.lattice=square",
    "device.array.pitch=61.27 um",
    "device.array.gap=60 um",
    "optics.emitter=transparent",
    "optics.vertical_cell=10 nm",
    "optics.reach=1.6 um",
    "electrical=null",
]
BASE = Path(__file__).resolve().parents[1] / "configs/studies/pixel_coarse.yaml"


def main() -> None:
    """Print both."""
    cell_nm, count = sys.argv[1], int(sys.argv[2])
    for shape in ("circle", "square"):
        aperture = f"device.array.aperture={{shape: {shape}}}"
        given = [*ENTRIES, aperture, f"optics.lateral_cell={cell_nm} nm"]
        study = load_study(BASE, [*given, "optics.method=fdtd", "optics.wavelengths=5"])
        device = build_device(study.device, shipped_library())
        layout = window(lay_out(device, study.optics), "square")
        if shape == "circle":
            change = round_change_of_lee(on_grid(layout, study.optics), LineCells(), HALF_UM)
            print(f"circle by modes: {change.value:.4f} +- {change.error:.4f}", flush=True)
        analysis = Analysis.of(with_plan_columns(layout), np.linspace(-1.0, 1.0, 41))
        print(f"{shape} by cells: {mean_change(analysis, shape, count):.4f}", flush=True)


def on_grid(layout: Layout, optics: OpticsSpec) -> WallSetup:
    """The wall of the device that the grid holds, by its modes."""
    device = layout.device
    layers = tuple(layer for layer in device.stack.layers if layer.thickness_um > 0.0)
    solid = replace(device, stack=replace(device.stack, layers=layers))
    return WallSetup.of(solid, optics)


def mean_change(analysis: Analysis, shape: str, count: int) -> float:
    """Of LEE, over area and band; two thirds of the dipoles in the plane."""
    weight = analysis.layout.spectrum.weight
    total = 0.0
    for x, y, share in places(analysis.layout, shape, count):
        powers = [beside(analysis, x, y, orientation) for orientation in "xyz"]
        both = [np.mean([p[i] for p in powers], axis=0) for i in range(2)]
        films = [np.mean([p[i] for p in powers], axis=0) for i in (2, 3)]
        total += share * float(weight @ (both[1] / both[0] - films[1] / films[0]))
    return total


def places(layout: Layout, shape: str, count: int) -> list[tuple[float, float, float]]:
    """Places on vertices and their share of the area: a radius, or an eighth of the square."""
    cell = layout.grid.lateral_cell_um
    root, weight = roots_legendre(count)
    at, share = HALF_UM * 0.5 * (root + 1.0), 0.5 * weight
    vertex = np.round(at / cell) * cell
    if shape == "circle":
        return [
            (float(v), 0.0, float(2.0 * a / HALF_UM * s))
            for v, a, s in zip(vertex, at, share, strict=True)
        ]
    return [
        (float(vertex[i]), float(vertex[j]), float(share[i] * share[j] * (2.0 if i != j else 1.0)))
        for i in range(count)
        for j in range(i + 1)
    ]


def beside(
    analysis: Analysis, x_um: float, y_um: float, orientation: str
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Power and light to air over bulk power, (W,), in the pixel and in the film."""
    layout = analysis.layout
    cell = layout.grid.lateral_cell_um
    wide = is_compensated(HALF_UM - max(abs(x_um), abs(y_um)), cell)
    job = DipoleJob(0, orientation, x_um, y_um, height_um(layout), wide, True)
    run = DipoleRun(layout, job)
    try:
        run.step(lambda _: None)
        shares = dipole_shares(analysis, job, run.phasors())
    finally:
        run.close()
    kind = slice(1, 2) if orientation == "z" else slice(0, 1)
    exact, on_grid = (
        power.each(lambda values: values[kind])
        for power in (exact_film(layout), film(layout, wide))
    )
    raw = FilmPower(shares.purcell, shares.air, shares.substrate)
    factors = film_factors(raw, shares.closure, exact, on_grid)
    total: FloatArray = shares.purcell * factors.purcell
    powers = total, total * shares.air * factors.air
    return *powers, exact.purcell, exact.purcell * exact.air


if __name__ == "__main__":
    main()
