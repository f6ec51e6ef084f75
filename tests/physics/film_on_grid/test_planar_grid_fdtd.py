"""An FDTD run of the unpatterned film has the Purcell factor that the grid's own solution predicts.

F = P_film / P_bulk, P the work done on a point dipole (Meep's LDOS data), on cells of 50 nm / 10 nm
made by stretching z fivefold: eps' = eps diag(1/s, 1/s, s), mu' alike. The grid solution knows the
Brillouin zone, the time step and the planes between layers; at these cells it differs from the
exact film by 3 %. Known bias of the run: reflections of PML and absorbers and the end of the run,
which repeat at finer cells (25 nm / 5 nm: 1e-5 in plane, 5e-4 along z). Tolerance 0.1 %, a
thirtieth of what the grid itself changes.
"""

from __future__ import annotations

from typing import Any

import meep as mp
import numpy as np
import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import YeeGrid
from sim.optics.grid.source_spread import SourceSpread

CELL_UM, STRETCH, WAVELENGTH_UM, HEIGHT_UM = 0.050, 5.0, 0.520, 0.010
COURANT = 0.95 / np.sqrt(2.0 + STRETCH**2)
STACK = PlanarStack(1.52, (1.9, 1.53, 1.70, 1.95, 1.72), (0.15, 0.04, 0.02, 0.03, 0.03), 3, None)
PML_UM, GLASS_UM, SIDE_UM, ABSORBER_UM = 0.5, 0.35, 1.0, 0.6

pytestmark = pytest.mark.filterwarnings("ignore:Epsilon < 1:RuntimeWarning")


def stretched(index: complex) -> mp.Medium:
    eps = index.real**2
    return mp.Medium(
        epsilon_diag=mp.Vector3(eps / STRETCH, eps / STRETCH, eps * STRETCH),
        mu_diag=mp.Vector3(1.0 / STRETCH, 1.0 / STRETCH, STRETCH),
    )


def work_on_dipole(z_um: float, **scene: Any) -> float:
    """Power of an x dipole on the axis at ``z_um`` of the cell, in Meep's units."""
    frequency = 1.0 / WAVELENGTH_UM
    source = mp.Source(
        mp.GaussianSource(frequency, fwidth=0.3 * frequency), mp.Ex, mp.Vector3(0, 0, z_um)
    )
    run = mp.Simulation(
        resolution=1.0 / CELL_UM,
        Courant=COURANT,
        sources=[source],
        symmetries=[mp.Mirror(mp.X, phase=-1), mp.Mirror(mp.Y)],
        **scene,
    )
    run.run(mp.dft_ldos(frequency, 0, 1), until_after_sources=12)
    return float(-np.real(run.ldos_Fdata[0] * np.conj(run.ldos_Jdata[0])))


def film() -> float:
    side = 2.0 * (SIDE_UM + ABSORBER_UM)
    height = PML_UM + GLASS_UM + STRETCH * sum(STACK.thickness_um)
    bottom = 0.5 * height - STRETCH * sum(STACK.thickness_um)
    blocks, z, dipole = [], bottom, 0.0
    for at, (index, um) in enumerate(zip(STACK.layer_index, STACK.thickness_um, strict=True)):
        if at == STACK.emitter:
            dipole = z + STRETCH * HEIGHT_UM
        size = mp.Vector3(mp.inf, mp.inf, STRETCH * um)
        centre = mp.Vector3(0, 0, z + 0.5 * STRETCH * um)
        blocks.append(mp.Block(size, center=centre, material=stretched(index)))
        z += STRETCH * um
    return work_on_dipole(
        dipole,
        cell_size=mp.Vector3(side, side, height),
        default_material=mp.Medium(index=1.52),
        geometry=blocks,
        boundary_layers=[
            mp.Absorber(ABSORBER_UM, direction=mp.X),
            mp.Absorber(ABSORBER_UM, direction=mp.Y),
            mp.PML(PML_UM, direction=mp.Z, side=mp.Low),
        ],
    )


def bulk() -> float:
    return work_on_dipole(
        0.0,
        cell_size=mp.Vector3(2.4, 2.4, 4.0),
        default_material=stretched(STACK.layer_index[STACK.emitter]),
        boundary_layers=[
            mp.PML(0.5, direction=mp.X),
            mp.PML(0.5, direction=mp.Y),
            mp.PML(1.0, direction=mp.Z),
        ],
    )


def test_predicted_purcell_factor() -> None:
    mp.verbosity(0)
    grid = YeeGrid(CELL_UM, CELL_UM / STRETCH, COURANT)
    predicted = solve_planar_grid(
        STACK, HEIGHT_UM, WAVELENGTH_UM, grid, spread=SourceSpread.SPLIT
    ).horizontal.purcell
    exact = solve_planar(STACK, HEIGHT_UM, WAVELENGTH_UM).horizontal.purcell
    found = film() / bulk()
    assert found == pytest.approx(predicted, rel=1e-3)
    assert abs(exact - predicted) > 0.02 * exact
