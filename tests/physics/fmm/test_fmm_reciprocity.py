"""Source and observer may change places: p2 E1(r2; k) = p1 E2(r1; -k).

Claim (Lorentz): the field along p2 that dipole p1 makes at r2, of the array with the phases of k,
is the field along p1 that p2 makes at r1 with those of -k. Checked for two places of different
height and distance from the wall in the emitter of a well, all nine pairs of orientations, with an
absorbing stack. It tests the jump of vertical dipoles, E_z, both sides' reflections and the
factorisation at the walls, whose matrices must be symmetric, and that the field across a wall is
read as sources across it are written. Known bias: the raster is not exactly even, 1e-5; the field
of an order that is cut enters both alike. Tolerance 1e-4.
"""

from __future__ import annotations

import math

import numpy as np
from physics.fmm_cases import WAVELENGTH_UM, case, pixel

from sim.optics.methods.fmm.waves.inside import field_beside
from sim.optics.methods.fmm.waves.jumps import Dipoles
from sim.optics.methods.fmm.waves.problem import at_wavevector

K0 = 2.0 * math.pi / WAVELENGTH_UM
PLACES_UM = ((0.05, 0.02), (0.18, -0.06))
APART_UM = 0.013


def test_source_and_observer_change_places() -> None:
    given = case(pixel(), 37)
    k = np.array([1.3, 0.7])
    low = given.device.emitter_below_um + 0.012
    made = []
    for sign, here, there, z_um, above in (
        (1.0, PLACES_UM[0], PLACES_UM[1], low, True),
        (-1.0, PLACES_UM[1], PLACES_UM[0], low + APART_UM, False),
    ):
        solved = at_wavevector(given.problem, sign * k)
        around = solved.around(given.slices.slice_at(z_um))
        x, y = (np.full(3, K0 * value) for value in here)
        emission = around.emit(Dipoles(x, y, np.eye(3)), z_um)
        fields = field_beside(emission, K0 * APART_UM, above)
        at = np.exp(1j * K0 * (there[0] * solved.lateral[0] + there[1] * solved.lateral[1]))
        beside = given.problem.sheets[around.number].beside
        assert beside is not None  # the emitter ends at walls
        x, y = (np.full(3, K0 * value) for value in there)
        across = beside.across(Dipoles(x, y, np.eye(3)))
        more = beside.read((fields[0], fields[1]))
        direct = np.array([at @ part for part in fields])
        made.append(
            direct + sum(np.outer(a, at @ part) for a, part in zip(across, more, strict=True))
        )
    assert np.abs(made[0] - made[1].T).max() < 1e-4 * np.abs(made[0]).max()
