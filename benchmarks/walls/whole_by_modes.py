"""A pixel stepped whole, its walls on finer cells, against its walls' modes, dipole by dipole.

The device of configs/devices/zhao2025_ref21_green.yaml as a stripe, a square or a round well 1.2 um
wide, alone in its bank, at the emission's peak, the emitter transparent, with bare walls or a
mirror (50 nm of silver on 20 nm of Al2O3). Films are those of cells 10 nm high on either side;
dipoles in the emitter, `place` nm from the pixel's axis along x.

By cells: method fdtd's run, with `s` cells for one across the walls (1: uniform cells), corrected
by its film; the window ends 0.5 um behind the wall and 1.6 um along a stripe. By modes: between two
walls exactly (sim.optics.wall_modes.stripe); a square is two stripes that cross, what both change
added, so that corners are left out; a round well exactly (sim.optics.round_well). Printed: power
over bulk, light to air over bulk power, LEE of the dipole, by either; then the difference of LEE.

    .venv/bin/python benchmarks/walls/whole_by_modes.py stripe mirror 25 5 0 xy
    (shape; bare or mirror; lateral cell in nm; s; place in nm; orientations)
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from geometry.coverage import emitter_outline
from geometry.device import Device, build_device
from geometry.shapes import Circle, Polygon
from sim.config.loader import load_study, shipped_library
from sim.optics.fields.records import DipoleJob
from sim.optics.film_on_grid.bias import FilmPower, exact_power, grid_power, lossless_film
from sim.optics.film_on_grid.correction import film_factors
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.source_spread import SourceSpread
from sim.optics.grid.source_stencil import is_compensated
from sim.optics.grid.walls.pixel_zones import with_zones
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares
from sim.optics.methods.fdtd.run import DipoleRun
from sim.optics.round_well.effect import RoundRule, round_change
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.stripe import stripe_change
from sim.optics.wall_modes.wavevectors import WallRule
from sim.study import OpticsSpec

WIDTH_UM, FAR_UM = 1.2, 60.0
"""Of the well, and a gap behind which no neighbour is seen."""

BEHIND_UM, ALONG_UM = 0.5, 1.6
"""What the window holds behind a wall, and along a stripe."""

VERTICAL_NM = 10.0
MIRROR = "{treatment: reflective, spacer: {material: Al2O3, thickness: 20 nm}}"
MATRIX = f"{{thickness: 300 nm, opening: {WIDTH_UM + 0.65} um, optical_density_per_um: 6}}"
ORIENTATIONS = "xyz"
ROOT = Path(__file__).resolve().parents[2] / "configs"


@dataclass(frozen=True)
class Powers:
    """Of one dipole over bulk power: emitted, and to air."""

    total: float
    air: float

    def __str__(self) -> str:
        return f"F {self.total:.4f} air {self.air:.4f} LEE {self.air / self.total:.4f}"


def main() -> None:
    """Print what is named."""
    words = sys.argv[1:] or ["stripe", "mirror", "25", "5", "0", "xy"]
    shape, wall = words[:2]
    cell_um, finer, place_um = 1e-3 * float(words[2]), int(words[3]), 1e-3 * float(words[4])
    device, optics = case_of(shape, wall, cell_um)
    layout = window(lay_out(device, optics), shape)
    place_um = round(place_um / cell_um) * cell_um
    started = time.process_time()
    modes = by_modes(device, layout, optics, place_um, shape)
    print(f"modes {time.process_time() - started:.0f} s", flush=True)
    if finer > 1:
        layout = with_zones(layout, finer, [(place_um, 0.0)])
    analysis = Analysis.of(with_plan_columns(layout), np.linspace(-1.0, 1.0, 41))
    for orientation in words[5]:
        started = time.process_time()
        cells = by_cells(analysis, place_um, orientation)
        exact = modes[orientation]
        apart = cells.air / cells.total / (exact.air / exact.total) - 1.0
        print(
            f"{shape} {wall} {1e3 * cell_um:g} nm / {finer}, {1e3 * place_um:g} nm {orientation}:"
            f" cells {cells}; modes {exact}; LEE {apart:+.2%}"
            f" ({time.process_time() - started:.0f} s)",
            flush=True,
        )


def case_of(shape: str, wall: str, cell_um: float) -> tuple[Device, OpticsSpec]:
    """The device and numerics that its layout asks for."""
    entries = [
        f"device={ROOT / 'devices' / 'zhao2025_ref21_green.yaml'}",
        f"device.array.lattice={'stripe' if shape == 'stripe' else 'square'}",
        f"device.array.aperture={{shape: {shape}, width: {WIDTH_UM} um}}",
        f"device.array.pitch={WIDTH_UM + FAR_UM} um",
        "optics.method=fdtd",
        "optics.emitter=transparent",
        f"optics.lateral_cell={1e3 * cell_um} nm",
        f"optics.vertical_cell={VERTICAL_NM} nm",
        f"optics.reach={ALONG_UM} um",
    ]
    if wall == "mirror":
        entries.append(f"device.array.sidewall={MIRROR}")
    elif wall == "matrix":
        entries.append(f"device.array.black_matrix={MATRIX}")
    study = load_study(ROOT / "studies" / "pixel_coarse.yaml", entries)
    return build_device(study.device, shipped_library()), study.optics


def window(layout: Layout, shape: str) -> Layout:
    """With what stands around one pixel alone."""
    cell = layout.grid.lateral_cell_um
    across, along = (round(v / cell) for v in (0.5 * WIDTH_UM + BEHIND_UM, ALONG_UM))
    other = along if shape == "stripe" else across
    return replace(layout, grid=replace(layout.grid, inner_x=across, inner_y=other))


def half_width_um(device: Device) -> float:
    """From the axis to the emitter's wall: films on the wall stand inside the well."""
    outline = emitter_outline(device)
    if isinstance(outline, Polygon):
        return max(x for x, _ in outline.vertices_um)
    assert isinstance(outline, Circle)
    return outline.radius_um


def by_modes(
    device: Device, layout: Layout, optics: OpticsSpec, place_um: float, shape: str
) -> dict[str, Powers]:
    """By orientation."""
    setup = wall_on_grid(layout, optics)
    wave, half = float(layout.spectrum.wavelength_um[0]), half_width_um(device)
    rule = WallRule(along=32)
    case = replace(setup.case(wave, absorbing=False), height_um=np.array([height_um(layout)]))
    film = exact_film(layout)
    if shape == "circle":
        return round_powers(case, half, place_um, film)
    distances = sorted({half - abs(place_um), half} if shape == "square" else {half - place_um})
    changed = stripe_change(replace(case, distance_um=np.array(distances)), 2.0 * half, rule)
    by_orientation = {}
    for number, orientation in enumerate(ORIENTATIONS):
        walls = [(number, distances.index(half - abs(place_um)))]
        if shape == "square":
            turned = {"x": 1, "y": 0, "z": 2}[orientation]
            walls.append((turned, distances.index(half)))
        total, air = (
            sum(float(values[0, o, d]) for o, d in walls) for values in (changed.total, changed.air)
        )
        by_orientation[orientation] = changed_film(film, orientation, total, air)
    return by_orientation


def round_powers(
    case: WallCase, radius_um: float, place_um: float, film: FilmPower
) -> dict[str, Powers]:
    """Of a round well, exactly; x is radial, y around the axis."""
    # on the axis the sums take the limit
    distance = radius_um - max(abs(place_um), 1e-3)
    changed = round_change(replace(case, distance_um=np.array([distance])), radius_um, RoundRule())
    total, air = changed.total[0, :, 0].tolist(), changed.air[0, :, 0].tolist()
    rows = zip(ORIENTATIONS, total, air, strict=True)
    return {o: changed_film(film, o, of_total, of_air) for o, of_total, of_air in rows}


def changed_film(film: FilmPower, orientation: str, total: float, air: float) -> Powers:
    """Of a dipole in a film, and what walls change of it."""
    kind = 1 if orientation == "z" else 0
    base = float(film.purcell[kind])
    return Powers(base + total, base * float(film.air[kind]) + air)


def wall_on_grid(layout: Layout, optics: OpticsSpec) -> WallSetup:
    """The wall of the device that the grid holds, by its modes."""
    device = layout.device
    layers = tuple(layer for layer in device.stack.layers if layer.thickness_um > 0.0)
    return WallSetup.of(replace(device, stack=replace(device.stack, layers=layers)), optics)


def height_um(layout: Layout) -> float:
    """Of the dipole, from the substrate's face."""
    return place_dipoles(layout.device, layout.grid, 1, 1)[0].z_um


def exact_film(layout: Layout, number: int = 0) -> FilmPower:
    """Of in-plane and vertical dipoles at one wavelength."""
    wave = float(layout.spectrum.wavelength_um[number])
    above = height_um(layout) - layout.device.emitter_below_um
    return exact_power(lossless_film(layout, wave), above, wave)


def by_cells(analysis: Analysis, place_um: float, orientation: str) -> Powers:
    """One run, corrected by its film."""
    layout = analysis.layout
    beside_um = half_width_um(layout.asked) - abs(place_um)
    wide = is_compensated(beside_um, layout.grid.lateral_cell_um)
    films = exact_film(layout), film(layout, wide)
    total, air = stepped(analysis, (place_um, 0.0), orientation, wide, films)
    return Powers(float(total[0]), float(air[0]))


def stepped(
    analysis: Analysis,
    place_um: tuple[float, float],
    orientation: str,
    wide: bool,
    films: tuple[FilmPower, FilmPower],
) -> tuple[FloatArray, FloatArray]:
    """Power and light to air of one run over bulk power, (W,).

    Args:
        analysis: of the layout.
        place_um: x and y of the dipole.
        orientation: of it.
        wide: whether its source is compensated.
        films: exact and on the grid, in-plane and vertical in the first axis, (2,) or (2, W).
    """
    job = DipoleJob(0, orientation, *place_um, height_um(analysis.layout), wide, True)
    run = DipoleRun(analysis.layout, job)
    try:
        run.step(lambda _: None)
        shares = dipole_shares(analysis, job, run.phasors())
    finally:
        run.close()
    kind = 1 if orientation == "z" else 0
    exact, on_grid = (power.each(lambda values: np.atleast_1d(values[kind])) for power in films)
    raw = FilmPower(shares.purcell, shares.air, shares.substrate)
    factors = film_factors(raw, shares.closure, exact, on_grid)
    total: FloatArray = shares.purcell * factors.purcell
    return total, total * shares.air * factors.air


def film(layout: Layout, wide: bool, number: int = 0) -> FilmPower:
    """On uniform cells."""
    wave = float(layout.spectrum.wavelength_um[number])
    above = height_um(layout) - layout.device.emitter_below_um
    spread = SourceSpread.COMPENSATED if wide else SourceSpread.SPLIT
    return grid_power(layout, lossless_film(layout, wave), above, wave, spread)


if __name__ == "__main__":
    main()
