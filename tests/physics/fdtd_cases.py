"""Small films and pixels that several checks of FDTD share, each solved once per session."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from geometry.device import Device, PixelMaterials
from geometry.materials.library import constant_material
from geometry.spec import ArraySpec, EmissionSpec, Process
from geometry.stack import Layer, Stack
from sim.optics.fields.absorption import absorption_map, own_emitter_mask
from sim.optics.fields.power_away import AwayBudget, own_absorbed
from sim.optics.fields.reabsorption import own_emitter
from sim.optics.fields.records import DipoleJob
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import planar_stack
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.meep.records import Stepping
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares
from sim.optics.methods.fdtd.run import DipoleRun
from sim.optics.powers import Shares
from sim.study import OpticsSpec

WAVELENGTH_UM = 0.520


@dataclass(frozen=True)
class Film:
    """One layer: thickness and n + i k; ``solution`` layers level off in wells."""

    name: str
    thickness_um: float
    index: complex
    solution: bool = False


LED = (
    Film("anode", 0.150, 1.9 + 0.005j),
    Film("hil", 0.040, 1.53 + 0.01j, True),
    Film("htl", 0.020, 1.70, True),
    Film("emitter", 0.040, 1.95, True),
    Film("etl", 0.040, 1.72),
    Film("cathode", 0.100, 0.78 + 6.2j),
)
"""Whole cells of 10 nm, the dipole's mid-plane included."""

TRANSPARENT = (
    Film("anode", 0.150, 1.9 + 0.005j),
    Film("emitter", 0.040, 1.95, True),
    Film("top", 0.060, 1.9 + 0.02j),
)
"""No metal: light also leaves upwards, through a layer that absorbs."""


@dataclass(frozen=True)
class Outcome:
    """One dipole with the layout in which it was solved."""

    layout: Layout
    shares: Shares
    stepping: Stepping
    parts: tuple[str, ...]

    @property
    def purcell(self) -> float:
        return float(self.shares.purcell[0])

    @property
    def air(self) -> float:
        return float(self.shares.air[0])

    @property
    def entering(self) -> float:
        """Share that enters the glass."""
        return float(self.shares.air[0] + self.shares.substrate[0])

    def absorbed(self, part: str) -> float:
        return float(self.shares.absorbed[0, self.parts.index(part)])


@dataclass(frozen=True)
class Grid:
    """Cells in nanometres, rings of neighbours, distance to the absorbers."""

    lateral_nm: float = 40.0
    vertical_nm: float = 10.0
    neighbours: int = 1
    reach_um: float = 4.0

    @property
    def optics(self) -> OpticsSpec:
        return OpticsSpec.model_validate(
            {
                "method": "fdtd",
                "lateral_cell": f"{self.lateral_nm} nm",
                "vertical_cell": f"{self.vertical_nm} nm",
                "neighbours": self.neighbours,
                "reach": f"{self.reach_um} um",
                "wavelengths": 1,
                "dipoles": {"lateral": 1},
            }
        )


COARSE = Grid()


def device(
    films: tuple[Film, ...],
    array: ArraySpec | None = None,
    glass: float = 1.52,
    above: float = 1.0,
) -> Device:
    layers = tuple(
        Layer(
            film.name,
            constant_material(film.name, film.index.real, film.index.imag),
            film.thickness_um,
            film.name == "emitter",
            Process.SOLUTION if film.solution else Process.EVAPORATED,
        )
        for film in films
    )
    stack = Stack(constant_material("glass", glass), 700.0, layers, constant_material("air", above))
    pixel = None
    if array is not None:
        black = constant_material("black", 1.6, 0.15)
        pixel = PixelMaterials(constant_material("PMMA", 1.49), None, black)
    return Device(stack, array, EmissionSpec.model_validate({"peak": "520 nm"}), pixel)


def small_pixel(lattice: str = "square") -> ArraySpec:
    """A well of 0.6 um at 1.2 um pitch in a 100 nm bank."""
    return ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": "1.2 um",
            "aperture": {"shape": "circle", "width": "0.6 um"},
            "bank": {"height": "100 nm"},
        }
    )


def solve(
    layout: Layout,
    orientation: str,
    *,
    compensated: bool = True,
    mirrors: bool = True,
    at_um: tuple[float, float] = (0.0, 0.0),
) -> Outcome:
    """One dipole in the emitter's mid-plane, stepped and analysed."""
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, orientation, *at_um, node.z_um, compensated, mirrors)
    analysis = Analysis.of(layout, np.linspace(-1.0, 1.0, 41))
    run = DipoleRun(layout, job)
    try:
        stepping = run.step(lambda _: None)
        shares = dipole_shares(analysis, job, run.phasors())
    finally:
        run.close()
    return Outcome(layout, shares, stepping, analysis.absorption.parts)


@cache
def film(
    films: tuple[Film, ...],
    orientation: str,
    grid: Grid = COARSE,
    glass: float = 1.52,
    above: float = 1.0,
) -> Outcome:
    """A dipole in a film."""
    return solve(lay_out(device(films, None, glass, above), grid.optics), orientation)


@cache
def pixel(films: tuple[Film, ...], lattice: str, orientation: str, grid: Grid = COARSE) -> Outcome:
    """A dipole on the axis of a small pixel."""
    return solve(lay_out(device(films, small_pixel(lattice)), grid.optics), orientation)


def planar(films: tuple[Film, ...], glass: float = 1.52, above: float = 1.0) -> PlanarStack:
    """The same film for the planar engines."""
    return planar_stack(device(films, None, glass, above).stack, WAVELENGTH_UM)


def dipole_height_um(outcome: Outcome) -> float:
    """Height of the run's dipole above the emitter's lower face."""
    layout = outcome.layout
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    return node.z_um - layout.device.emitter_below_um


def absorbing_away(
    films: tuple[Film, ...], orientation: str, grid: Grid = COARSE
) -> tuple[float, float, float, float]:
    """A dipole in a film whose emitter absorbs: P_air, P_away over bulk, closure, Courant.

    What leaves the window sideways ends as the film's guided modes do.
    """
    layout = lay_out(device(films), grid.optics, absorbing=True)
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, orientation, 0.0, 0.0, node.z_um, True, True)
    absorption = absorption_map(layout, layout.film_box)
    mask = own_emitter_mask(layout, absorption, None)
    emitter = own_emitter(layout, absorption, mask)
    analysis = Analysis(layout, absorption, None, emitter, np.linspace(-1.0, 1.0, 41))
    run = DipoleRun(layout, job)
    try:
        run.step(lambda _: None)
        phasors = run.phasors()
        shares = dipole_shares(analysis, job, phasors)
        own = own_absorbed(absorption, mask, phasors.film_field, 0, WAVELENGTH_UM)
    finally:
        run.close()
    stack = planar(films)
    factor = sheet_factor(stack.layer_index[stack.emitter]) if orientation == "z" else 1.0
    total = float(-np.real(phasors.source_field * np.conj(phasors.current))[0])
    unit = float(shares.purcell[0]) * factor
    budget = AwayBudget(
        air=unit * float(shares.air[0]),
        elsewhere=unit * float(shares.substrate[0] + shares.superstrate[0]),
        lateral=unit * float(shares.lateral[0]),
        absorbed=unit * shares.absorbed[0],
        own=unit * own / total,
    )
    travelled = layout.grid.inner_x * layout.grid.lateral_cell_um
    height = 0.5 * stack.thickness_um[stack.emitter]
    fate = guided_fate(stack, WAVELENGTH_UM, height, travelled)
    returning = fate[1 if orientation == "z" else 0, stack.emitter]
    return budget.air, budget.away(float(returning)), float(shares.closure[0]), layout.courant
