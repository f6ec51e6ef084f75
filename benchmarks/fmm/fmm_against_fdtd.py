"""Fourier modes against FDTD and against reciprocity: stripes, square and hexagonal arrays.

First part: wells 0.4 um wide every 0.6 um in 100 nm of PMMA, `LED` of tests/physics/fdtd_cases
with an anode of k = 0.2 that ends guided light inside FDTD's window; dipoles on the axis, 75 and
150 nm off it, along x, y and z, in the emitter's middle. Printed by FDTD, by Fourier modes and (in
brackets) by half of their orders: total power over bulk F, shares that reach air and enter the
glass, share of the air light that leaves through the own cell; then the differences. FDTD 25 / 10
nm, reach 1.2 um, corrected by its film; Fourier modes by (1) of sim/optics/methods/fmm/levels.py.
With "wide" wells 0.8 um wide every 1.3 um, FDTD out to 2 um, 529 orders and 3 / 6 wavevectors.

Second part, "normal": power per steradian into air along the normal of dipoles on the axis, 60 and
120 nm off it, over that of an x dipole in the film, by plane waves on one period (cells of 20 / 10
nm, of stripes 12 / 5 nm), by the orders at k = 0 (150; of stripes 2000) and (in brackets) by half
of them. A number after it is the anode's k in place of 0.2: with 0.005 guided modes of the array
resonate there, and each method has them at its own wavelength.

    python benchmarks/fmm/fmm_against_fdtd.py [square ...] [wide] [0 75 150] [normal [0.05]]
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.fdtd_cases import LED, WAVELENGTH_UM, Film, Grid, Outcome, device, solve
from physics.reciprocity_cases import Response

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.spec import ArraySpec
from sim.optics.film.outside import outside_of
from sim.optics.film_on_grid.bias import FilmPower, exact_power, grid_power, lossless_film
from sim.optics.film_on_grid.correction import film_factors
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.source_spread import SourceSpread
from sim.optics.grid.source_stencil import is_compensated
from sim.optics.methods.fmm.arriving import AIR, SUBSTRATE, TOTAL, Ends, radiated
from sim.optics.methods.fmm.case import prepare
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.sampling import Positions, image_dipoles
from sim.optics.methods.fmm.wave import Case, solve_wave
from sim.optics.methods.fmm.waves.problem import at_wavevector, problem
from sim.study import OpticsSpec

LATTICES = ["square", "hexagonal", "stripe"]
X_UM = (0.0, 0.075, 0.150)
ORIENTATIONS = ("x", "y", "z")
PERIODS = {"stripe": Grid(12.0, 5.0), "square": Grid(20.0, 10.0), "hexagonal": Grid(20.0, 10.0)}
MOST = {"stripe": 2000, "square": 150, "hexagonal": 150}
VERTICES_UM = (0.0, 0.060, 0.120)
ANODE_K = 0.2
ROWS = ("F", "air", "glass", "own cell")


@dataclass(frozen=True)
class Size:
    """Wells, and what both methods take for them.

    Attributes:
        pitch_um, width_um: of the wells.
        terms: Fourier orders of a lattice; of stripes ``stripe_terms``.
        brillouin: wavevectors per direction, and twice as many.
        reach_um: of FDTD's window.
    """

    pitch_um: float
    width_um: float
    terms: int
    brillouin: int
    reach_um: float
    stripe_terms: int = 2000


SMALL = Size(0.6, 0.4, 300, 6, 1.2)
"""50 nm from a wall 150 orders leave 1 % of a dipole across it."""

WIDE = Size(1.3, 0.8, 529, 3, 2.0)


def main() -> None:
    """Print what is named, or all."""
    words = sys.argv[1:]
    lattices = [w for w in words if w in LATTICES] or LATTICES
    places = tuple(1e-3 * float(w) for w in words if w.isdigit()) or X_UM
    for lattice in lattices:
        if "normal" in words:
            normal_of(lattice, float(words[-1]) if "." in words[-1] else ANODE_K)
        else:
            powers_of(lattice, places, WIDE if "wide" in words else SMALL)


def array(lattice: str, size: Size) -> ArraySpec:
    shape = "stripe" if lattice == "stripe" else "circle"
    return ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": f"{size.pitch_um} um",
            "aperture": {"shape": shape, "width": f"{size.width_um} um"},
            "bank": {"height": "100 nm"},
        }
    )


def pixel(lattice: str, anode_k: float, size: Size = SMALL) -> Device:
    films = (Film("anode", 0.150, complex(1.9, anode_k)), *LED[1:])
    return device(films, array(lattice, size))


def powers_of(lattice: str, places_um: tuple[float, ...], size: Size) -> None:
    """Dipoles of one array by both methods, and their differences."""
    given = pixel(lattice, ANODE_K, size)
    started = time.process_time()
    terms = size.stripe_terms if lattice == "stripe" else size.terms
    modes, fewer = by_modes(case_of(given, places_um, terms, size.brillouin))
    print(f"{lattice}: Fourier modes {time.process_time() - started:.0f} s", flush=True)
    cells = Grid(25.0, 10.0, neighbours=5, reach_um=size.reach_um)
    layout = lay_out(given, cells.optics)
    for i, x in enumerate(places_um):
        for j, o in enumerate(ORIENTATIONS):
            started = time.process_time()
            fdtd = corrected(layout, 0.5 * size.width_um - x, x, o)
            row = "  ".join(
                f"{name} {fdtd[n]:.4f} {modes[n, i, j]:.4f} ({fewer[n, i, j]:.4f})"
                for n, name in enumerate(ROWS)
            )
            spent = time.process_time() - started
            apart = modes[:, i, j] - fdtd
            print(
                f"  {1e3 * x:3.0f} nm {o}  {row}  F {apart[0] / fdtd[0]:+.2%} air {apart[1]:+.4f}"
                f" glass {apart[2]:+.4f} own {apart[3]:+.3f}  {spent:.0f} s",
                flush=True,
            )


def by_modes(case: Case) -> tuple[FloatArray, FloatArray]:
    """(ROWS, positions, orientations) of all orders, and of about half of them."""
    wave = solve_wave(case, WAVELENGTH_UM, lambda: None)
    tables = []
    for rows in (wave.clear.best[:, 0], wave.clear.with_few_orders[:, 0]):
        air = rows[AIR] / rows[TOTAL]
        glass = air + rows[SUBSTRATE] / rows[TOTAL]
        tables.append(np.stack([rows[TOTAL], air, glass, wave.own_share[0]]))
    return tables[0], tables[1]


def case_of(
    given: Device, places_um: tuple[float, ...], terms: int = 150, brillouin: int = 6
) -> Case:
    """Dipoles at the given x, y = 0, in the emitter's middle."""
    optics = OpticsSpec.model_validate(
        {
            "method": "fmm",
            "wavelengths": 1,
            "dipoles": {"lateral": 1, "vertical": 1},
            "emitter": "transparent",
            "fmm": {"terms": terms, "brillouin": brillouin},
        }
    )
    case, _ = prepare(given, optics)
    places = Positions(np.array(places_um), np.zeros(len(places_um)), case.positions.z_um)
    return replace(case, positions=places, more=places)


def corrected(layout: Layout, wall_um: float, x_um: float, orientation: str) -> FloatArray:
    """(ROWS,) of one dipole so far from the next wall."""
    wide = is_compensated(wall_um, layout.grid.lateral_cell_um)
    raw = solve(layout, orientation, compensated=wide, at_um=(x_um, 0.0))
    stack = lossless_film(layout, WAVELENGTH_UM)
    height = 0.5 * stack.thickness_um[stack.emitter]
    spread = SourceSpread.COMPENSATED if wide else SourceSpread.SPLIT
    kind = slice(1, 2) if orientation == "z" else slice(0, 1)
    exact, on_grid = (
        power.each(lambda values: values[kind])
        for power in (
            exact_power(stack, height, WAVELENGTH_UM),
            grid_power(layout, stack, height, WAVELENGTH_UM, spread),
        )
    )
    shares = raw.shares
    factors = film_factors(
        FilmPower(shares.purcell, shares.air, shares.substrate), closure(raw), exact, on_grid
    )
    air = shares.air * factors.air
    glass = air + shares.substrate * factors.substrate
    rows = np.stack([shares.purcell * factors.purcell, air, glass, shares.own_share])
    return np.asarray(rows[:, 0])


def closure(raw: Outcome) -> FloatArray:
    """Open share of a budget."""
    s = raw.shares
    return np.asarray(
        1.0 - s.air - s.substrate - s.lateral - s.superstrate - s.absorbed.sum(axis=-1)
    )


def normal_of(lattice: str, anode_k: float) -> None:
    """Light along the normal over that of an x dipole in the film, by reciprocity and by orders."""
    given = pixel(lattice, anode_k)
    cells = PERIODS[lattice].optics
    response, film = Response(given, cells), Response(given.as_film(), cells)
    case = case_of(given, VERTICES_UM, MOST[lattice])
    modes, fewer = (
        along_normal(case, of) / along_normal(case, of, flat=True)[0, 0]
        for of in (case.levels.many, case.levels.few)
    )
    print(f"{lattice}, k {anode_k:g}, along the normal: reciprocity, Fourier modes, half of them")
    for i, x in enumerate(VERTICES_UM):
        for j, o in enumerate(ORIENTATIONS):
            waves = response.at(o, x, 0.0) / float(film.intensity("x")[0])
            orders = f"{modes[i, j]:.4f} ({fewer[i, j]:.4f})"
            print(f"  {1e3 * x:3.0f} nm {o}  {waves:.4f} {orders}", flush=True)


def along_normal(case: Case, orders: Orders, flat: bool = False) -> FloatArray:
    """Power of the order along the normal, (positions, orientations), of a pixel or its film."""
    slices = case.film if flat else case.slices
    row = next(r for r in case.rows(orders) if not np.any(r.shift_1_um))
    given = problem(slices, row.orders, WAVELENGTH_UM, case.emitter, False)
    solved = at_wavevector(given, np.zeros(2))
    z = float(case.positions.z_um[0])
    dipoles = image_dipoles(case.positions, np.eye(2)[None], given.k0_1_um)
    ends = Ends(case.parts, outside_of(case.device.exit, WAVELENGTH_UM), False)
    waves = radiated(solved.around(slices.slice_at(z)).emit(dipoles, z), ends)
    (order,) = np.flatnonzero(~np.any(row.orders.number, axis=1))
    power = (waves.into_s * waves.to_air_s)[order] * np.abs(waves.s[order]) ** 2
    power = power + (waves.into_p * waves.to_air_p)[order] * np.abs(waves.p[order]) ** 2
    return np.asarray(power.reshape(-1, len(ORIENTATIONS)))


if __name__ == "__main__":
    main()
