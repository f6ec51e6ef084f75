"""Claim: an inclined wall is a staircase of columns, on whose steps little depends.

Steps cross the face halfway, so that what is taken from one side is given to the other; what is
left is the field across the face, which a staircase breaks on faces of two directions: of the first
order in the step over the lengths on which fields change, 100 nm and more, times the contrast of
the permittivities. Held for the field that comes back to lines beside a wall of 60 deg in 100 nm of
PMMA (58 nm across): steps of 20, 10 and 5 nm within 1e-3 of the film's power of one another, the
bound of the cells along z that change with them. The slope itself changes the field by 20 times
that.

Energy as in test_wall_energy.py: no bias, 1e-7 is rounding.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from physics.edge_cases import GAP_UM, pixel

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.arrivals import SolvedLines, lines_at
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.profile import wall_profile
from sim.optics.wall_modes.wavevectors import WallRule

DISTANCE_UM = np.array([0.08, 0.2, 0.6])
INDEX = 1.93388
NODE = 0.3


def leaning(angle_deg: float) -> Device:
    upright = pixel(20.0)
    own = upright.patterned_array
    bank = own.bank.model_copy(update={"sidewall_angle_deg": angle_deg})
    return replace(upright, array=own.model_copy(update={"bank": bank}))


def solved(angle_deg: float, step_um: float) -> tuple[WallCase, SolvedLines]:
    device = leaning(angle_deg)
    wall = straight_wall(device, 6.0, GAP_UM)
    profile = wall_profile(wall, device.emission.peak_um, step_um=step_um)
    height = np.array([exit_middle(device)])
    case = WallCase(profile, INDEX, DISTANCE_UM, height, 0.5 * GAP_UM)
    return case, lines_at(case, WallRule(), NODE)


def exit_middle(device: Device) -> float:
    return 0.5 * (device.emitter_below_um + device.emitter_above_um)


def emitted(lines: SolvedLines) -> FloatArray:
    return np.asarray(-0.5 * lines.lines.field(lines.dipoles).real)


def test_little_depends_on_the_steps_of_a_slope() -> None:
    coarse, middle, fine = (emitted(solved(60.0, step)[1]) for step in (0.020, 0.010, 0.005))
    upright = emitted(solved(90.0, 0.005)[1])
    assert np.abs(upright - fine).max() > 0.02
    for other in (coarse, middle):
        assert np.abs(other - fine).max() < 1e-3


def test_what_a_slope_changes_arrives() -> None:
    case, lines = solved(60.0, 0.02)
    arrived = lines.ends(case).every.sum(axis=0)
    assert np.max(np.abs(emitted(lines))) > 0.05
    assert np.max(np.abs(emitted(lines) - arrived)) < 1e-7
