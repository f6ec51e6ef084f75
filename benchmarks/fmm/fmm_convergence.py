"""How method fmm converges: total power and light to air against orders and wavevectors.

The square array of fmm_against_fdtd.py (wells 0.4 um wide every 0.6 um, anode of k = 0.2): dipoles
on the axis, 75 and 150 nm off it (50 nm from the wall), along x, y and z; one sum over N orders and
n wavevectors per direction, with its film's tail. First N at n = 6, then n at N = 49. With a file
name a figure is drawn: how far F and the share to air of each sum are from those of the largest one
of its kind, and seconds per wavevector that is solved, beside the prediction of `pencsim validate`.

    OPENBLAS_NUM_THREADS=1 python benchmarks/fmm/fmm_convergence.py [MOST_ORDERS] [FIGURE.png]
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
from fmm_against_fdtd import ANODE_K, WAVELENGTH_UM, X_UM, case_of, pixel
from matplotlib.axes import Axes

from geometry.arrays import FloatArray
from sim.optics.film.outside import outside_of
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.cost import wavevector_s
from sim.optics.methods.fmm.gradient.film import exact_rates, summed_rates
from sim.optics.methods.fmm.gradient.zone import ZoneSum
from sim.optics.methods.fmm.orders import Orders, complete_shells

ORDERS = (25, 49, 97, 149, 193, 249, 305, 373, 449)
WAVEVECTORS = (2, 3, 4, 6, 8, 12, 16, 24)
DIPOLES = ((0, 0), (1, 0), (2, 0), (2, 1), (0, 2))
"""Place and orientation of those that are shown."""
COLOURS = ("#56B4E9", "#0072B2", "#D55E00", "#E69F00", "#009E73")


@dataclass(frozen=True)
class Point:
    """One sum.

    Attributes:
        orders, count: N and n.
        solved: wavevectors, one of each star.
        total, air: (D,) F and share to air of the dipoles that are shown.
        seconds: of the processor.
        predicted: the same by sim/optics/methods/fmm/cost.py.
    """

    orders: int
    count: int
    solved: int
    total: FloatArray
    air: FloatArray
    seconds: float
    predicted: float


def main() -> None:
    """Print both tables; with a file name draw them."""
    words = sys.argv[1:]
    most = next((int(word) for word in words if word.isdigit()), 305)
    given = pixel("square", ANODE_K)
    case = case_of(given, X_UM)
    ends = Ends(case.parts, outside_of(given.exit, WAVELENGTH_UM), given.exit.upwards)
    zone = ZoneSum(case, (), WAVELENGTH_UM, ends, lambda: None)
    cell = case.slices.cell
    by_orders = [show(zone, complete_shells(cell, n), 6) for n in ORDERS if n <= most]
    by_wavevectors = [show(zone, complete_shells(cell, 49), count) for count in WAVEVECTORS]
    files = [word for word in words if word.endswith(".png")]
    if files:
        draw(by_orders, by_wavevectors, Path(files[0]))


def show(zone: ZoneSum, orders: Orders, count: int) -> Point:
    """One line: F and air share of x on the axis, x and y at the last place, z on the axis."""
    started = time.process_time()
    rows = zone.rates(orders, count).value
    seconds = time.process_time() - started
    rows = rows + exact_rates(zone).value - summed_rates(zone, orders, None).value
    total, air = np.array([rows[:, 0, place, along] for place, along in DIPOLES]).T
    points = zone.case.zone(count)
    predicted = sum(wavevector_s(zone.case, orders.count, p, len(X_UM), False) for p in points)
    done = Point(orders.count, count, len(points), total, air / total, seconds, predicted)
    text = "  ".join(
        f"{name} {f:.4f} {a:.4f}" for name, f, a in zip(names(), done.total, done.air, strict=True)
    )
    print(f"N {orders.count:3d}  n {count:2d}  {text}  {seconds:.1f} s", flush=True)
    return done


def names() -> list[str]:
    """Of the dipoles."""
    return [f"{1e3 * X_UM[place]:.0f} {'xyz'[along]}" for place, along in DIPOLES]


def draw(by_orders: list[Point], by_wavevectors: list[Point], file: Path) -> None:
    """Changes against N and n, and seconds per wavevector against N."""
    figure, axes = plt.subplots(1, 3, figsize=(9.0, 3.8), layout="constrained")
    changes(axes[0], [p.orders for p in by_orders], by_orders)
    axes[0].set_xlabel("orders N (6 x 6 wavevectors)")
    changes(axes[1], [p.count for p in by_wavevectors], by_wavevectors)
    axes[1].set_xlabel(f"wavevectors per direction n ({by_wavevectors[0].orders} orders)")
    axes[1].sharey(axes[0])
    axes[0].set_ylabel("change to the largest sum")
    axes[1].tick_params(labelleft=False)
    n = [p.orders for p in by_orders]
    axes[2].loglog(n, [p.seconds / p.solved for p in by_orders], "ko", label="measured")
    axes[2].loglog(n, [p.predicted / p.solved for p in by_orders], "k-", label="predicted")
    axes[2].set_xlabel("orders N")
    axes[2].set_ylabel("seconds per wavevector (one thread)")
    axes[2].legend(frameon=False, fontsize=8)
    ticks = (n, [p.count for p in by_wavevectors], n)
    for letter, ax, at in zip("abc", axes, ticks, strict=True):
        ax.set_xticks(at, [f"{number}" for number in at], fontsize=8)
        ax.minorticks_off()
        ax.set_title(letter, loc="left", fontweight="bold")
        ax.spines[["top", "right"]].set_visible(False)
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=4, fontsize=8, frameon=False)
    figure.savefig(file, dpi=150)


def changes(ax: Axes, at: list[int], points: list[Point]) -> None:
    """Of all but the largest sum, dipole by dipole: F relative, air absolute."""
    last = points[-1]
    for number, (name, colour) in enumerate(zip(names(), COLOURS, strict=True)):
        f = [abs(p.total[number] / last.total[number] - 1.0) for p in points[:-1]]
        air = [abs(p.air[number] - last.air[number]) for p in points[:-1]]
        place, along = name.split()
        ax.loglog(at[:-1], f, "o-", color=colour, ms=4, label=f"{along} {place} nm off")
        ax.loglog(at[:-1], air, "s:", color=colour, ms=3, mfc="white", lw=0.9)
    ax.set_yscale("log", nonpositive="mask")
    ax.plot([], [], "ko-", ms=4, label="F, relative")
    ax.plot([], [], "ks:", ms=3, mfc="white", lw=0.9, label="share to air")


if __name__ == "__main__":
    main()
