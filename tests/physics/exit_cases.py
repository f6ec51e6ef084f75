"""One run of a film that emits upwards, analysed in a single pass and summed over passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from physics.fdtd_cases import LED, WAVELENGTH_UM, Grid, device

from geometry.exit import DeviceExit
from geometry.spec import ExitSide
from sim.optics.fields.absorption import absorption_map, own_emitter_mask
from sim.optics.fields.columns import exit_optics
from sim.optics.fields.reabsorption import own_emitter
from sim.optics.fields.records import DipoleJob
from sim.optics.film.film import exit_height_um, exit_stack, upright
from sim.optics.film.solver import PlanarPower, solve_planar
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import lay_out
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares
from sim.optics.methods.fdtd.run import DipoleRun
from sim.optics.powers import Shares
from sim.study import Glass

UPSIDE_DOWN = replace(device(LED[::-1], None, 1.0, 1.52), exit=DeviceExit(ExitSide.SUPERSTRATE))
"""The LED film turned over: aluminium below, glass as its superstrate, light wanted upwards."""


@dataclass(frozen=True)
class UpwardFilm:
    """An in-plane dipole in it.

    Attributes:
        shares: by what becomes of light that the glass's outer face reflects.
        parts: names of what absorbs.
        height_um: of the dipole above the emitter's lower face.
    """

    shares: dict[Glass, Shares]
    parts: tuple[str, ...]
    height_um: float

    def exact(self, glass: Glass) -> PlanarPower:
        """The planar solution of the same dipole."""
        stack = exit_stack(UPSIDE_DOWN, WAVELENGTH_UM)
        height = exit_height_um(UPSIDE_DOWN, self.height_um)
        found = solve_planar(stack, height, WAVELENGTH_UM, glass)
        return upright(UPSIDE_DOWN, found.horizontal)


@cache
def upward_film() -> UpwardFilm:
    """40 nm / 10 nm cells, 1.5 um from the dipole to the absorbers, as the film right side up."""
    layout = lay_out(UPSIDE_DOWN, Grid(reach_um=1.5).optics)
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, "x", 0.0, 0.0, node.z_um, True, True)
    absorption = absorption_map(layout, layout.film_box)
    emitter = own_emitter(layout, absorption, own_emitter_mask(layout, absorption, None))
    cosine = np.linspace(-1.0, 1.0, 41)
    run = DipoleRun(layout, job)
    try:
        run.step(lambda _: None)
        phasors = run.phasors()
        shares = {
            glass: dipole_shares(
                Analysis(
                    layout,
                    absorption,
                    None,
                    emitter,
                    cosine,
                    exit_optics=exit_optics(layout, absorption.parts, glass),
                ),
                job,
                phasors,
            )
            for glass in Glass
        }
    finally:
        run.close()
    return UpwardFilm(shares, absorption.parts, node.z_um - layout.device.emitter_below_um)
