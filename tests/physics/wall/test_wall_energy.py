"""Claim: what a wall changes of a line's power arrives, in the parts of the columns or the glass.

-Re(J* E) / 2 of the field that comes back is, at every wavevector and distance, the sum of what
parts absorb and of what passes into the glass, wall less film (sim.optics.wall_modes.dissipation).
Both follow from the same modes by different formulas, and the discrete equations conserve energy
as the continuous ones do: no bias, 1e-7 of the film's power is rounding of sums over 200 modes.

Held for a bare wall and for silver on an oxide, in a stack with losses; and for emitters that
absorb, where the line's own cell takes power that no mode holds, of lines along the wall (whose
field is continuous there).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, pixel

from geometry.arrays import FloatArray
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.arrivals import lines_at
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.profile import WallProfile, wall_profile
from sim.optics.wall_modes.wavevectors import WallRule

DISTANCE_UM = np.array([0.03, 0.12, 0.6, 2.0])
INDEX = 1.93388


def profile() -> WallProfile:
    device = pixel(20.0)
    return wall_profile(straight_wall(device, 6.0, GAP_UM), device.emission.peak_um)


def with_absorbing_emitter(bare: WallProfile) -> WallProfile:
    """Light falls to 1 / e within 0.8 um there."""
    here = bare.part_of_columns == bare.parts.index("emitter")
    return replace(bare, epsilon=np.where(here, (INDEX + 0.05j) ** 2, bare.epsilon))


def with_mirror(bare: WallProfile) -> WallProfile:
    """Silver of 30 nm behind 10 nm of oxide in the bank's column, at all heights of it."""
    x = np.array([0.0, 0.010, 0.040, *bare.x_um[1:]])
    columns = bare.epsilon[[0, 1, 1, *range(1, bare.columns)]].copy()
    parts = bare.part_of_columns[[0, 1, 1, *range(1, bare.columns)]].copy()
    films = slice(1, -1)
    columns[1, films], columns[2, films] = 1.685**2, (0.052 + 3.2j) ** 2
    parts[2, films] = len(bare.parts)
    return replace(bare, x_um=x, epsilon=columns, part=parts, parts=(*bare.parts, "mirror"))


def balance(profile: WallProfile, k_y: float) -> tuple[FloatArray, FloatArray]:
    """Power that is emitted and that arrives, (3, D)."""
    emitter = profile.parts.index("emitter")
    (film,) = np.flatnonzero(profile.part_of_columns[0] == emitter)
    height = 0.5 * (profile.z_um[film - 1] + profile.z_um[film])
    case = WallCase(profile, INDEX, DISTANCE_UM, np.array([height]), 0.5 * GAP_UM)
    lines = lines_at(case, WallRule(), k_y)
    emitted = -0.5 * lines.lines.field(lines.dipoles).real
    return emitted, lines.ends(case).every.sum(axis=0)


@pytest.mark.parametrize("k_y", [0.3, 1.2, 1.7])
@pytest.mark.parametrize("mirror", [False, True])
def test_what_a_wall_changes_arrives(k_y: float, mirror: bool) -> None:
    bare = profile()
    emitted, arrived = balance(with_mirror(bare) if mirror else bare, k_y)
    assert np.max(np.abs(emitted)) > 0.05
    assert np.max(np.abs(emitted - arrived)) < 1e-7


def test_an_absorbing_emitter_takes_its_share() -> None:
    emitted, arrived = balance(with_absorbing_emitter(profile()), 1.2)
    assert np.max(np.abs(emitted[1])) > 5e-3
    assert np.max(np.abs(emitted - arrived)[1]) < 1e-7
    # the cell of a line across the wall takes power of its own
    assert np.max(np.abs(emitted - arrived)[0]) > 1e-3
