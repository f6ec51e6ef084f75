"""Claim: beside a straight wall, two dimensions with k_y find what three dimensions do.

The same dipole 0.1 um from the wall of a stripe in a cell of three dimensions that reaches as far
as the section's window; compared is what the wall adds to the film, in powers over the film's
power. In three dimensions the grid also has cells along y, whose bias film and wall share. 3 % of
the film's power: half of it the k_y rule next to modes, half the absorbers, which differ.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.edge_cases import MIDDLE, numerics, pixel, response
from physics.fdtd_cases import Outcome, solve

from geometry.device import Device
from sim.optics.grid.layout import lay_out
from sim.optics.section.section import edge_section


def full(device: Device, x_um: float) -> Outcome:
    section = edge_section(pixel(20.0), numerics())
    layout = lay_out(device, section.optics, (x_um, 0.0))
    return solve(layout, "y", at_um=(x_um, 0.0))


def test_what_a_wall_adds_to_a_dipole_along_it() -> None:
    section = edge_section(pixel(20.0), numerics())
    distance = float(section.distance_um[0])
    film, wall = (
        full(section.device, 0.0),
        full(section.device, section.wall_um - distance),
    )
    effect = response().effect
    power = film.purcell
    assert (wall.purcell - power) / power == pytest.approx(
        effect.total[0, 0, 1, 0] / response().planar.total[MIDDLE, 0, 1, 0], abs=0.03
    )
    air = (wall.purcell * wall.air - power * film.air) / power
    found = float(effect.air[0, 0, 1, 0] / response().planar.total[MIDDLE, 0, 1, 0])
    assert air == pytest.approx(found, abs=0.03)
    assert air > 0.03
    assert np.sign(air) == np.sign(found)
