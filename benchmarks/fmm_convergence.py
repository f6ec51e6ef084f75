"""How method fmm converges: total power and light to air against orders and wavevectors.

The square array of fmm_against_fdtd.py (wells 0.4 um wide every 0.6 um, anode of k = 0.2): dipoles
on the axis, 75 and 150 nm off it (50 nm from the wall), along x, y and z; one sum over N orders and
n wavevectors per direction, with its film's tail. First N at n = 6, then n at N = 49.

    .venv/bin/python benchmarks/fmm_convergence.py [MOST_ORDERS]
"""

from __future__ import annotations

import sys
import time

from fmm_against_fdtd import ANODE_K, WAVELENGTH_UM, X_UM, case_of, pixel

from geometry.arrays import FloatArray
from sim.optics.film.outside import outside_of
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.gradient.film import exact_rates, summed_rates
from sim.optics.methods.fmm.gradient.zone import ZoneSum
from sim.optics.methods.fmm.orders import Orders, complete_shells

ORDERS = (25, 49, 97, 149, 193, 249, 305, 373, 449)
WAVEVECTORS = (2, 3, 4, 6, 8, 12, 16, 24)


def main() -> None:
    """Print both tables."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 305
    given = pixel("square", ANODE_K)
    case = case_of(given, X_UM)
    ends = Ends(case.parts, outside_of(given.exit, WAVELENGTH_UM), given.exit.upwards)
    zone = ZoneSum(case, (), WAVELENGTH_UM, ends, lambda: None)
    for terms in (number for number in ORDERS if number <= most):
        show(zone, complete_shells(case.slices.cell, terms), 6)
    for count in WAVEVECTORS:
        show(zone, complete_shells(case.slices.cell, 49), count)


def show(zone: ZoneSum, orders: Orders, count: int) -> None:
    """One line: F and air share of x on the axis, x and y at the last place, z on the axis."""
    started = time.process_time()
    rows = zone.rates(orders, count).value + exact_rates(zone).value
    rows = rows - summed_rates(zone, orders, None).value
    text = "  ".join(of(rows, *at) for at in ((0, 0), (1, 0), (2, 0), (2, 1), (0, 2)))
    spent = time.process_time() - started
    print(f"N {orders.count:3d}  n {count:2d}  {text}  {spent:.1f} s", flush=True)


def of(rows: FloatArray, place: int, orientation: int) -> str:
    """Total power and its share to air."""
    total, air = rows[:, 0, place, orientation]
    return f"{1e3 * X_UM[place]:.0f} {'xyz'[orientation]} {total:.4f} {air / total:.4f}"


if __name__ == "__main__":
    main()
