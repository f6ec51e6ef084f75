"""FDTD of four unpatterned films against their exact solution, uncorrected, on shrinking cells.

Stacks: a lossless one between glass and air, the LED stack with its absorbing films, the same with
the metal 30 nm above the emitter, and a top-emitting one (silver mirror, 20 nm of silver on top,
capping layer). Light to air is compared where the device is looked at: through the glass, or
through the top. Printed per stack, grid and dipole: Purcell factor and light to air, found and
exact, the open share of the budget, processor seconds. With a file name a figure is drawn.

    .venv/bin/python benchmarks/fdtd/film_convergence.py 50,35,25 [FIGURE.png]
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np

from geometry.device import Device, build_device
from geometry.spec import DeviceSpec
from sim.config.loader import shipped_library
from sim.optics.fields.absorption import absorption_map, own_emitter_mask
from sim.optics.fields.reabsorption import own_emitter
from sim.optics.fields.records import DipoleJob
from sim.optics.film.film import planar_stack
from sim.optics.film.solver import solve_planar
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares
from sim.optics.methods.fdtd.run import DipoleRun
from sim.optics.powers import Shares
from sim.study import OpticsSpec

ASPECT = 5.0
"""Lateral over vertical cell, as by default."""

ITO = {"n": 1.9, "k": 0.005}
SILVER = {"n": 0.13, "k": 3.19}
ALUMINIUM = {"n": 0.78, "k": 6.2}
Row = tuple[str, dict[str, float], float]

STACKS: dict[str, tuple[Row, ...]] = {
    "lossless": (
        ("anode", {"n": 1.9}, 150),
        ("emitter", {"n": 1.95}, 40),
        ("top", {"n": 1.9}, 60),
    ),
    "absorbing": (
        ("anode", ITO, 150),
        ("hil", {"n": 1.53, "k": 0.01}, 40),
        ("htl", {"n": 1.70}, 20),
        ("emitter", {"n": 1.95}, 40),
        ("etl", {"n": 1.72}, 50),
        ("cathode", ALUMINIUM, 100),
    ),
    "metal at 30 nm": (
        ("anode", ITO, 150),
        ("hil", {"n": 1.53, "k": 0.01}, 40),
        ("htl", {"n": 1.70}, 20),
        ("emitter", {"n": 1.95}, 40),
        ("etl", {"n": 1.72}, 30),
        ("cathode", ALUMINIUM, 100),
    ),
    "top-emitting": (
        ("mirror", SILVER, 100),
        ("hil", {"n": 1.53, "k": 0.01}, 40),
        ("htl", {"n": 1.70}, 20),
        ("emitter", {"n": 1.95}, 40),
        ("etl", {"n": 1.72}, 50),
        ("cathode", SILVER, 20),
        ("cap", {"n": 1.8}, 60),
    ),
}
"""Names, n + i k at 520 nm, thickness in nm; whole cells of 10 nm, the dipole's height included."""


@dataclass(frozen=True)
class Point:
    """One dipole on one grid beside the exact film."""

    stack: str
    orientation: str
    cell_nm: float
    purcell: float
    purcell_exact: float
    light: float
    light_exact: float
    closure: float
    seconds: float


def film(name: str) -> Device:
    """The film of a stack at 520 nm."""
    layers = [
        {"name": part, "material": index, "thickness": f"{nm} nm", "emitter": part == "emitter"}
        for part, index, nm in STACKS[name]
    ]
    spec = {
        "substrate": {"material": {"n": 1.52}, "thickness": "0.7 mm"},
        "layers": layers,
        "emission": {"peak": "520 nm", "fwhm": "20 nm"},
    }
    return build_device(DeviceSpec.model_validate(spec), shipped_library())


def solve(layout: Layout, orientation: str) -> Shares:
    """Step one dipole and analyse it."""
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, orientation, 0.0, 0.0, node.z_um)
    absorption = absorption_map(layout, layout.film_box)
    emitter = own_emitter(layout, absorption, own_emitter_mask(layout, absorption, None))
    analysis = Analysis(layout, absorption, None, emitter, np.linspace(-1.0, 1.0, 41))
    run = DipoleRun(layout, job)
    try:
        run.step(lambda _: None)
        return dipole_shares(analysis, job, run.phasors())
    finally:
        run.close()


def compare(name: str, orientation: str, cell_nm: float) -> Point:
    """One dipole of one stack on one grid."""
    optics = OpticsSpec.model_validate(
        {
            "method": "fdtd",
            "lateral_cell": f"{cell_nm} nm",
            "vertical_cell": f"{cell_nm / ASPECT} nm",
            "wavelengths": 1,
        }
    )
    device = film(name)
    layout = lay_out(device, optics)
    started = time.process_time()
    shares = solve(layout, orientation)
    seconds = time.process_time() - started
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    exact = solve_planar(
        planar_stack(device.stack, 0.520).with_lossless_emitter(),
        node.z_um - layout.device.emitter_below_um,
        0.520,
    )
    power = exact.vertical if orientation == "z" else exact.horizontal
    upwards = name == "top-emitting"
    found = shares.superstrate if upwards else shares.air
    return Point(
        stack=name,
        orientation=orientation,
        cell_nm=cell_nm,
        purcell=float(shares.purcell[0]),
        purcell_exact=power.purcell,
        light=float(found[0]),
        light_exact=power.superstrate if upwards else power.air,
        closure=float(shares.closure[0]),
        seconds=seconds,
    )


def draw(points: list[Point], file: Path) -> None:
    """Errors against the cell, a panel for each quantity, slopes of order 1 and 2 as a guide."""
    figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.8), layout="constrained", sharex=True)
    colours = dict(zip(STACKS, ("#0072B2", "#D55E00", "#009E73", "#CC79A7"), strict=True))
    shown = (
        ("Purcell factor, relative", lambda p: abs(p.purcell / p.purcell_exact - 1.0), 0.05),
        ("light to air, absolute", lambda p: abs(p.light - p.light_exact), 0.015),
    )
    cells = np.array(sorted({p.cell_nm for p in points}))
    for ax, (title, error, limit) in zip(axes, shown, strict=True):
        for name, colour in colours.items():
            for orientation, style in (("x", "o-"), ("z", "s--")):
                own = sorted(
                    (p.cell_nm, error(p))
                    for p in points
                    if p.stack == name and p.orientation == orientation
                )
                label = f"{name}, {'in plane' if orientation == 'x' else 'vertical'}"
                ax.loglog(*zip(*own, strict=True), style, color=colour, label=label, ms=4, lw=1.2)
        ax.axhline(limit, color="black", lw=0.8, ls=":")
        ax.text(cells[0], limit * 1.08, "aim", fontsize=8)
        ax.loglog(cells, 0.4 * limit * (cells / cells[-1]) ** 2, color="grey", lw=2, alpha=0.5)
        ax.set_title(f"error of the {title}", fontsize=10)
        ax.set_xlabel("lateral cell (nm); vertical cell a fifth of it")
        ax.set_xticks(cells, [f"{cell:g}" for cell in cells])
        ax.minorticks_off()
    axes[0].set_ylabel("error, uncorrected")
    axes[0].text(cells[0], 0.4 * 0.05 * (cells[0] / cells[-1]) ** 2, "second order", fontsize=8)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    figure.savefig(file, dpi=150)


def main() -> None:
    """Print one line a dipole, and draw."""
    words = sys.argv[1:] or ["50,35,25"]
    cells = [float(text) for text in words[0].split(",")]
    points = []
    for cell in cells:
        for name in STACKS:
            for orientation in "xz":
                point = compare(name, orientation, cell)
                points.append(point)
                print(json.dumps(point.__dict__), flush=True)
    if len(words) > 1:
        draw(points, Path(words[1]))


if __name__ == "__main__":
    main()
