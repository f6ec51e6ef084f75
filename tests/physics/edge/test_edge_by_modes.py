"""Claim: a wall stepped in time and the same wall by its columns' modes change light alike.

Two methods that share the device and the film's exact powers alone: Meep's section on 50 nm cells
(sim.optics.methods.edge), modes that are exact across the wall (sim.optics.wall_modes). Held for
dipoles in the plane 0.105 um from a bare wall, wall less film over bulk power: light to air, into
the substrate, and what an image shows over the neighbour.

Bias: the grid's, 5.7 % of the phase on 50 nm cells over a wavelength and less over 2 x 0.1 um; 14
wavevectors of the section against 20 and more. 0.005 of bulk power, a sixteenth of what the wall
adds to light to air. Vertical dipoles are left out: the section's own film is off by 0.06 for them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import MIDDLE, numerics, pixel, response

from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.wall_modes.arrivals import wall_arrivals
from sim.optics.wall_modes.wavevectors import WallRule


def test_light_beside_a_wall_is_the_same_by_both_methods() -> None:
    stepped = response()
    device = pixel(20.0)
    setup = WallSetup.of(device, numerics())
    case = setup.case(device.emission.peak_um, absorbing=False)
    near = replace(case, distance_um=stepped.distance_um[:1])
    modes = wall_arrivals(near, WallRule(light_across=48), np.zeros(1))
    light, glass = modes.light, modes.ends.glass
    effect = stepped.effect
    assert effect.air[MIDDLE, 0, 1, 0] > 0.08
    for orientation in (0, 1):
        by_grid = [p[MIDDLE, 0, orientation, 0] for p in (effect.air, effect.substrate)]
        by_modes = [p[0, orientation, 0] for p in (light.air, glass - light.air)]
        assert by_modes == pytest.approx(by_grid, abs=0.005)
        foreign = effect.foreign_air[MIDDLE, 0, orientation, 0]
        assert light.foreign[0, orientation, 0] == pytest.approx(foreign, rel=0.05)
