"""Claim: a wall more than three wavelengths away leaves a dipole's power as the film has it.

On any grid that is accepted, with and without metal on the wall, runs of wall and film share one
normalisation: the total power of a line source at k_y inside the air's light cone differs only by
the guided light that the wall sends back. Stack of tests/physics/fdtd_cases.py, y dipole, 1.65 um
from the wall:

    x  absorber 1.2 um | window 2.7 um | dipole | 1.65 um of well, wall, bank | absorber 1.2 um
    z  PML 0.4 um | glass | films on cells of 10 nm | aluminium, conductor

Tolerance: what a perfect mirror sends back, spread over a cylinder and absorbed on the way (l =
2.4 um for p waves), is below 4 % of the power. Without the conductor's last plane the run on 40 nm
cells grew; a mirror's sheet of half its poles that covered the foot of the whole well took 17 % of
the power wherever the raster that looked for the mirror's neighbour had met the mirror.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from physics.edge_cases import pixel
from physics.fdtd_cases import Grid

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.parts import Liner
from geometry.spec.sidewall import Treatment
from sim.optics.meep.records import SteppingStatus
from sim.optics.methods.edge.powers import wall_analysis, wall_powers
from sim.optics.methods.edge.records import WallJob
from sim.optics.methods.edge.run import WallRun
from sim.optics.section.scene import section_blocks
from sim.optics.section.section import edge_section

SILVER = constant_material("Ag", 0.052, 3.2)
FAR_UM = 1.65
ALONG_1_UM = 6.0
"""k_y: half of the vacuum's wavevector."""


def _walled(metal: bool) -> Device:
    bare = pixel(20.0, "stripe")
    liner = Liner(Treatment.REFLECTIVE, SILVER, 0.05) if metal else None
    return replace(bare, pixel=replace(bare.pixel_materials, liner=liner))


def _total(device: Device, lateral_nm: float, distance_um: float) -> float:
    """Power of the line over bulk; nan where the run did not settle."""
    section = edge_section(device, Grid(lateral_nm, 10.0, reach_um=1.7).optics)
    layout = section.layout(distance_um)
    job = WallJob(ALONG_1_UM, "y", distance_um, float(section.height_um[0]))
    run = WallRun(layout, job)
    try:
        if run.step(lambda _: None).status is not SteppingStatus.SETTLED:
            return math.nan
        powers = wall_powers(
            wall_analysis(layout, section.boundary_um(distance_um)), job, run.phasors()
        )
        return float(powers.total[0])
    finally:
        run.close()


@pytest.mark.parametrize("lateral_nm", [50.0, 40.0, 25.0])
@pytest.mark.parametrize("metal", [False, True])
def test_a_far_wall_leaves_the_films_power(lateral_nm: float, metal: bool) -> None:
    device = _walled(metal)
    cell_um = lateral_nm * 1e-3
    wall_um = edge_section(device, Grid(lateral_nm, 10.0, reach_um=1.7).optics).wall_um
    distance_um = wall_um - round((wall_um - FAR_UM) / cell_um) * cell_um
    film, wall = (_total(device, lateral_nm, d) for d in (math.inf, distance_um))
    assert abs(wall / film - 1.0) < 0.04


def test_no_foot_of_the_mirror_stays_in_the_well() -> None:
    """Whatever the place of the dipole, the plane under its emitter's well has no metal's poles."""
    section = edge_section(_walled(metal=True), Grid(50.0, 10.0, reach_um=1.7).optics)
    for cells in range(4, 34, 3):
        layout = section.layout(section.wall_um - round(section.wall_um / 0.05 - cells) * 0.05)
        foot_um = layout.grid.stepped_z_um(0.15)
        owner = [
            block
            for block in section_blocks(layout)
            if abs(block.center.x) < 0.5 * block.size.x
            and abs(foot_um - 0.05 - block.center.y) <= 0.5 * block.size.y
        ][-1]
        assert not owner.material.E_susceptibilities
