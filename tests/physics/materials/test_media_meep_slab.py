"""A slab of n + i k in Meep reflects and transmits as Fresnel says, plain and stretched.

r = r1 (1 - p) / (1 - r1^2 p), t = (1 - r1^2) sqrt(p) / (1 - r1^2 p), p = exp(4 pi i n d / lambda),
r1 = (1 - n)/(1 + n), normal incidence from air. Without a sheet
the grid plane at each face sees the slab alone: an error of first order in the cell (0.02 for
20 nm of aluminium at 5 nm cells). With the sheet of mean permittivity it is of second order
(0.001): halving the cell quarters it, and the value extrapolated from two cells, (4 fine -
coarse)/3, leaves fourth order only. Tolerance: a tenth of what the halving changed, where the
fourth order is 3 % of it for the metal; a wrong n or k would be left over in full.
A space stretched along z with time steps scaled alike is the same recursion: equal to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import meep as mp
import numpy as np
import pytest

from geometry.materials.library import load_library
from sim.optics.grid.dispersion import exact_at
from sim.optics.grid.dispersion_fit import fit_dispersion
from sim.optics.meep.media import half_metal_sheet, meep_medium

WAVELENGTH_UM = 0.52
FREQUENCY = 1.0 / WAVELENGTH_UM
CELL_UM = 0.005
# a stretched vacuum, and metals, have components of eps below 1: the Courant number heeds it
pytestmark = pytest.mark.filterwarnings("ignore:Epsilon < 1:RuntimeWarning")

FILM = (1.934 + 0.126j, 0.10)
METAL = (0.888 + 6.281j, 0.02)
WEAK_METAL = (0.5 + 0.3j, 0.05)


@dataclass(frozen=True)
class Powers:
    reflected: float
    transmitted: float

    def distance(self, other: Powers) -> float:
        return max(abs(self.reflected - other.reflected), abs(self.transmitted - other.transmitted))


def fresnel(index: complex, thickness_um: float) -> Powers:
    face = (1 - index) / (1 + index)
    half = np.exp(2j * np.pi * index * thickness_um / WAVELENGTH_UM)
    bottom = 1 - face**2 * half**2
    r, t = face * (1 - half**2) / bottom, (1 - face**2) * half / bottom
    return Powers(abs(r) ** 2, abs(t) ** 2)


def extrapolated(coarse: Powers, fine: Powers) -> Powers:
    """The limit of vanishing cells if errors are of second order."""
    return Powers(
        (4 * fine.reflected - coarse.reflected) / 3,
        (4 * fine.transmitted - coarse.transmitted) / 3,
    )


def blocks(index, thickness_um, cell_um, stretch, sheets):
    slab = exact_at(index, WAVELENGTH_UM)
    parts = [(0.0, thickness_um, meep_medium(slab, stretch))]
    if sheets:
        air = exact_at(1.0 + 0j, WAVELENGTH_UM)
        sheet = half_metal_sheet(air, slab, WAVELENGTH_UM, stretch)
        parts += [(side * thickness_um / 2, cell_um / 2, sheet) for side in (-1, 1)]
    return [
        mp.Block(
            size=mp.Vector3(mp.inf, mp.inf, height * stretch),
            center=mp.Vector3(0, 0, middle * stretch),
            material=medium,
        )
        for middle, height, medium in parts
    ]


def solve(index, thickness_um, cell_um=CELL_UM, stretch=1.0, sheets=True) -> Powers:
    """R and T of a slab; lengths are those before stretching."""
    vacuum = meep_medium(exact_at(1.0 + 0j, WAVELENGTH_UM), stretch)

    def at(z_um):
        return mp.Vector3(0, 0, round(z_um * stretch, 9))

    def engine(solids):
        solver = mp.Simulation(
            cell_size=at(2.2),
            dimensions=1,
            resolution=round(1.0 / (cell_um * stretch)),
            # light is stretch times faster along z: the layer's strength must grow alike
            boundary_layers=[mp.PML(0.5 * stretch, R_asymptotic=1e-15**stretch)],
            default_material=vacuum,
            geometry=solids,
            Courant=0.5 / stretch,
            sources=[mp.Source(mp.GaussianSource(FREQUENCY, fwidth=0.4), mp.Ex, center=at(-0.5))],
        )
        fluxes = [
            solver.add_flux(FREQUENCY, 0, 1, mp.FluxRegion(center=at(z))) for z in (-0.3, 0.3)
        ]
        return solver, *fluxes

    mp.verbosity(0)
    empty, before, behind = engine([])
    empty.run(until_after_sources=6)
    incident = mp.get_fluxes(behind)[0]
    incoming = empty.get_flux_data(before)
    solver, before, behind = engine(blocks(index, thickness_um, cell_um, stretch, sheets))
    solver.load_minus_flux_data(before, incoming)
    solver.run(until_after_sources=6)
    return Powers(-mp.get_fluxes(before)[0] / incident, mp.get_fluxes(behind)[0] / incident)


@pytest.mark.parametrize(("index", "thickness_um"), [FILM, METAL, WEAK_METAL])
def test_slab_with_mean_sheets_follows_fresnel(index, thickness_um):
    exact = fresnel(index, thickness_um)
    coarse, fine = solve(index, thickness_um), solve(index, thickness_um, CELL_UM / 2)
    limit = coarse.distance(fine)
    assert fine.distance(exact) < 0.4 * coarse.distance(exact)
    assert extrapolated(coarse, fine).distance(exact) < 0.1 * limit
    assert limit < 2e-3  # the limit itself says something


def test_sheets_repair_the_metal_s_surface():
    index, thickness_um = METAL
    exact = fresnel(index, thickness_um)
    bare = solve(index, thickness_um, sheets=False).distance(exact)
    assert bare > 10 * solve(index, thickness_um).distance(exact)


@pytest.mark.parametrize(("index", "thickness_um"), [FILM, METAL])
def test_stretched_space_is_the_same_recursion(index, thickness_um):
    plain = solve(index, thickness_um)
    assert solve(index, thickness_um, stretch=5.0).distance(plain) < 1e-9


@pytest.mark.parametrize("stretch", [1.0, 5.0])
@pytest.mark.parametrize("index", [1.9 + 0j, 1.9 + 0.05j, 0.888 + 6.281j])
def test_meep_agrees_on_the_permittivity(index, stretch):
    model = exact_at(index, WAVELENGTH_UM)
    medium = meep_medium(model, stretch)
    tensor = np.diag(medium.epsilon(FREQUENCY))
    expected = index**2 * np.array([1 / stretch, 1 / stretch, stretch])
    assert tensor == pytest.approx(expected, rel=1e-10)
    assert np.diag(medium.mu(FREQUENCY)) == pytest.approx([1 / stretch, 1 / stretch, stretch])
    assert complex(model.index(WAVELENGTH_UM)) == pytest.approx(index, rel=1e-10)


def test_meep_agrees_on_a_fitted_medium():
    model = fit_dispersion(load_library().get("Al"), 480.0, 560.0, 6).model
    medium = meep_medium(model, 5.0)
    for wavelength_um in (0.48, 0.52, 0.56):
        tensor = medium.epsilon(1.0 / wavelength_um)
        expected = complex(model.permittivity(wavelength_um))
        assert tensor[0, 0] * 5.0 == pytest.approx(expected, rel=1e-10)
        assert tensor[2, 2] / 5.0 == pytest.approx(expected, rel=1e-10)
