"""The kept field of a dipole in a film, with its waves in the glass, is the film's exact one.

Claim: E_y of a dipole along y in the plane y = 0, stepped between the recording planes and followed
on below them, equals the integral over the film's waves (sim.optics.film.waves.dipole_field) up to
one factor. Cells of 40 nm (an eighth of the wavelength in glass) carry waves of 0.5 % too short a
wavelength, 0.1 rad over the 1.2 um, and the mean of neighbouring points lowers steep ones: the
normalised overlap |<a, b>|^2 / (<a, a> <b, b>) is held to 0.98.
"""

from __future__ import annotations

import numpy as np
from physics.fdtd_cases import COARSE, LED, WAVELENGTH_UM, device, planar

from geometry.arrays import ComplexArray
from sim.optics.fields.records import DipoleJob
from sim.optics.fields.waves import DEPTH_UM, vertical_waves
from sim.optics.film.waves import dipole_field
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import lay_out
from sim.optics.methods.fdtd.run import DipoleRun


def overlap(one: ComplexArray, other: ComplexArray) -> float:
    square = np.abs(np.vdot(one, other)) ** 2
    return float(square / (np.vdot(one, one) * np.vdot(other, other)).real)


def test_waves_of_a_film_are_the_exact_ones() -> None:
    layout = lay_out(device(LED), COARSE.optics)
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    job = DipoleJob(0, "y", 0.0, 0.0, node.z_um)
    run = DipoleRun(layout, job)
    try:
        run.step(lambda _: None)
        waves = vertical_waves(layout, job, run.phasors())
    finally:
        run.close()
    stack = planar(LED)
    emitter = sum(stack.thickness_um[: stack.emitter])
    height = node.z_um - emitter
    x = np.abs(waves.first_um) < 1.0
    in_glass = waves.second_um < 0.0
    assert waves.second_um[0] < -DEPTH_UM
    z = waves.second_um[in_glass]
    exact = dipole_field(stack, height, WAVELENGTH_UM, waves.first_um[x], z)
    assert overlap(waves.field[np.ix_(x, in_glass)], exact) > 0.98
    # above the dipole and below it, without the source's own cells
    film = (waves.second_um > 0.0) & (np.abs(waves.second_um - node.z_um) > 0.05)
    exact = dipole_field(stack, height, WAVELENGTH_UM, waves.first_um[x], waves.second_um[film])
    assert overlap(waves.field[np.ix_(x, film)], exact) > 0.98
