"""A dipole in an unbounded medium radiates what the grid's own density of states says.

P = n W^2 / (6 pi) < 3/2 (1 - e^2) |f|^2 / prod_i cos(k_i a_i / 2) >
(sim.optics.grid.source_stencil), for all orientations, both sources, a cubic grid and one stretched
fourfold.

- Through the whole chain (layout, run, budget): a film of the emitter's index between half-spaces
  of the same index has F = P / P_bulk = 1, all of it leaving. Cell: 40 nm, 0.6 um to the absorbers.
- In a stretched medium without any change of cells, straight in Meep with the stencil's points
  (without mirror planes, with which Meep's own LDOS data count points off the planes wrongly).

Bias: reflections of absorbers (2e-4 in plane) and PML (0.5 um: 5e-5), and the run's end. Tolerance
5e-4; the narrow source differs from the compensated one by 4 % and P from the continuum by 1 %.
"""

from __future__ import annotations

import meep as mp
import numpy as np
import pytest
from physics.fdtd_cases import WAVELENGTH_UM, Film, Grid, device, solve

from sim.optics.grid.layout import lay_out
from sim.optics.grid.source_stencil import bulk_power, stencil

INDEX, CELL_UM = 1.95, 0.04
CUBIC = Grid(40.0, 40.0, reach_um=0.6)
COMPONENT = {"x": mp.Ex, "y": mp.Ey, "z": mp.Ez}


@pytest.mark.parametrize(
    ("orientation", "compensated"), [("x", True), ("y", False), ("z", True), ("z", False)]
)
def test_homogeneous_film(orientation: str, compensated: bool) -> None:
    films = (Film("emitter", 0.2, INDEX),)
    layout = lay_out(device(films, None, INDEX, INDEX), CUBIC.optics)
    found = solve(layout, orientation, compensated=compensated)
    assert found.purcell == pytest.approx(1.0, abs=5e-4)
    assert float(found.shares.closure[0]) == pytest.approx(0.0, abs=1e-3)
    assert float(found.shares.absorbed.sum()) == pytest.approx(0.0, abs=1e-9)


def power_in_meep(orientation: str, compensated: bool, stretch: float, courant: float) -> float:
    """Power per unit current moment in stretched space."""
    eps = INDEX**2
    medium = mp.Medium(
        epsilon_diag=mp.Vector3(eps / stretch, eps / stretch, eps * stretch),
        mu_diag=mp.Vector3(1.0 / stretch, 1.0 / stretch, stretch),
    )
    frequency = 1.0 / WAVELENGTH_UM
    pulse = mp.GaussianSource(frequency, fwidth=0.5 * frequency, cutoff=4)
    points = stencil(orientation, compensated=compensated).points
    run = mp.Simulation(
        cell_size=mp.Vector3(1.4, 1.4, 2.8),
        resolution=1.0 / CELL_UM,
        Courant=courant,
        default_material=medium,
        boundary_layers=[mp.PML(0.5, mp.X), mp.PML(0.5, mp.Y), mp.PML(1.0, mp.Z)],
        sources=[
            mp.Source(
                pulse,
                component=COMPONENT[orientation],
                center=mp.Vector3(p.dx, p.dy, p.dz).scale(CELL_UM),
                amplitude=p.weight,
            )
            for p in points
        ],
    )
    run.run(mp.dft_ldos(frequency, 0, 1), until=12)
    current = run.ldos_Jdata[0]
    found = -np.real(run.ldos_Fdata[0] * np.conj(current)) / abs(current) ** 2
    run.reset_meep()
    # Meep sums the points' F J without the voxel that belongs to each.
    return float(found * CELL_UM**3)


@pytest.mark.filterwarnings("ignore:Epsilon < 1:RuntimeWarning")
@pytest.mark.parametrize(("orientation", "compensated"), [("x", True), ("z", True)])
def test_stretched_medium(orientation: str, compensated: bool) -> None:
    mp.verbosity(0)
    stretch = 4.0
    courant = 0.9 * INDEX / np.sqrt(2.0 + stretch**2)
    cells = (CELL_UM, CELL_UM, CELL_UM / stretch)
    source = stencil(orientation, compensated=compensated)
    expected = bulk_power(source, INDEX, WAVELENGTH_UM, cells, courant * CELL_UM)
    # A moment along z is s times smaller in physical space.
    if orientation == "z":
        expected /= stretch**2
    found = power_in_meep(orientation, compensated, stretch, courant)
    assert found == pytest.approx(expected, rel=5e-4)
