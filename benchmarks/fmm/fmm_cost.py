"""Processor time of Fourier modes per wavevector against the number of orders, on one thread.

A round well of 0.5 um every 0.8 um (stack `LED` of tests/physics/fdtd_cases, three slices with
walls), transparent emitter, three positions. Printed per number of orders: eigenproblem and product
of that size over their cubes (EIGEN_S and PRODUCT_S of sim/optics/methods/fmm/cost.py), seconds of
one wavevector as measured, and as `pencsim validate` predicts it.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python benchmarks/fmm/fmm_cost.py [49 97 ...]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from physics.fdtd_cases import LED, WAVELENGTH_UM, device

from geometry.spec import ArraySpec
from sim.optics.film.outside import outside_of
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.case import prepare
from sim.optics.methods.fmm.cost import wavevector_s
from sim.optics.methods.fmm.levels import levels_of
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.wave import Case
from sim.optics.methods.fmm.waves.problem import problem
from sim.study import FmmSpec, OpticsSpec

TERMS = (49, 97, 197, 305)
X_UM = (0.0, 0.1, 0.2)


def main() -> None:
    """Print the table."""
    case = case_of()
    print("orders  eigen/(2N)^3  product/(2N)^3  measured s  predicted s")
    for terms in [int(word) for word in sys.argv[1:]] or TERMS:
        levels = levels_of(case.slices.cell, FmmSpec(terms=terms))
        row(replace(case, levels=levels))


def case_of() -> Case:
    """The pixel."""
    array = ArraySpec.model_validate(
        {
            "lattice": "square",
            "pitch": "0.8 um",
            "aperture": {"shape": "circle", "width": "0.5 um"},
            "bank": {"height": "100 nm"},
        }
    )
    optics = OpticsSpec.model_validate(
        {"method": "fmm", "wavelengths": 1, "emitter": "transparent", "dipoles": {"lateral": 1}}
    )
    case, _ = prepare(device(LED, array), optics)
    height = case.positions.z_um[:1]
    return replace(case, positions=Positions(np.array(X_UM), np.zeros(len(X_UM)), height))


def row(case: Case) -> None:
    """One number of orders."""
    orders = case.levels.many
    size = 2 * orders.count
    draw = np.random.default_rng(1)
    matrix = draw.normal(size=(size, size)) + 1j * draw.normal(size=(size, size))
    eigen, product = (
        seconds(work) / size**3 for work in (lambda: np.linalg.eig(matrix), lambda: matrix @ matrix)
    )
    given = problem(case.slices, orders, WAVELENGTH_UM, case.emitter, False)
    ends = Ends(case.parts, outside_of(case.device.exit, WAVELENGTH_UM), False)
    point = case.zone(6)[1]
    measured = seconds(
        lambda: solve((Sampling(given, Coherent()),), (point,), case.positions, ends, lambda: None)
    )
    predicted = wavevector_s(case, orders.count, point, len(X_UM), False)
    print(
        f"{orders.count:6d}  {eigen:.2e}  {product:.2e}  {measured:.2f}  {predicted:.2f}",
        flush=True,
    )


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
