"""Columns of a section's wall, and the lines that their fields stand on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, pixel
from physics.fdtd_cases import LED

from geometry.spec.array import CoffeeRingSpec
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.lines import END_UM, GLASS_UM, LineCells, lines
from sim.optics.wall_modes.profile import WallProfile, wall_profile


def of_pixel() -> WallProfile:
    device = pixel(20.0)
    return wall_profile(straight_wall(device, 6.0, GAP_UM), device.emission.peak_um)


def test_a_bare_wall_is_well_bank_and_well() -> None:
    profile = of_pixel()
    assert profile.columns == 3
    assert profile.x_um == pytest.approx([0.0, GAP_UM])
    assert np.array_equal(profile.epsilon[0], profile.epsilon[2])
    assert np.any(profile.epsilon[0] != profile.epsilon[1])
    assert profile.epsilon[0, 0].imag == 0.0


def test_the_emitter_is_transparent_and_stands_in_the_first_column() -> None:
    profile = of_pixel()
    emitter = next(film for film in LED if film.name == "emitter")
    below = sum(film.thickness_um for film in LED[: LED.index(emitter)])
    (own,) = profile.at(0, np.array([below + 0.5 * emitter.thickness_um]))
    assert own == pytest.approx(complex(emitter.index).real ** 2)


def test_a_face_without_a_change_is_one_more_film() -> None:
    profile = of_pixel()
    more = profile.with_face(0.2234)
    assert 0.2234 in more.z_um
    assert more.epsilon.shape[1] == profile.epsilon.shape[1] + 1
    heights = np.linspace(-0.1, 0.37, 95) + 1e-5
    for column in range(profile.columns):
        assert np.array_equal(more.at(column, heights), profile.at(column, heights))
    assert more.with_face(0.2234) is more


def test_a_coffee_ring_is_seen_however_wide() -> None:
    """A wall's first column is the film in the middle of the well, not what stands at the bank."""
    bare = pixel(20.0)
    own = bare.patterned_array
    ring = CoffeeRingSpec.model_validate({"height": "15 nm", "width": "3 um", "steps": 3})
    bank = own.bank.model_copy(update={"height_um": 0.2})
    ringed = replace(bare, array=own.model_copy(update={"coffee_ring": ring, "bank": bank}))
    profile = wall_profile(straight_wall(ringed, 6.0, GAP_UM), bare.emission.peak_um)
    assert profile.x_um[0] == pytest.approx(-3.0)


def test_steps_of_an_inclined_wall_cross_it_halfway() -> None:
    upright = pixel(20.0)
    own = upright.patterned_array
    bank = own.bank.model_copy(update={"sidewall_angle_deg": 70.0})
    inclined = replace(upright, array=own.model_copy(update={"bank": bank}))
    wall = straight_wall(inclined, 6.0, GAP_UM)
    fine = wall_profile(wall, inclined.emission.peak_um, step_um=0.002)
    bank_number = fine.parts.index("bank")
    # the emitter's own wall is where its middle lies: x = 0
    middle = 0.5 * (inclined.emitter_below_um + inclined.emitter_above_um)
    for height in np.linspace(inclined.foot_um + 1e-4, inclined.emitter_above_um - 1e-4, 23):
        row = np.searchsorted(fine.z_um, height)
        own_side = fine.x_um[: fine.columns // 2]
        first = own_side[np.argmax(fine.part_of_columns[1:, row] == bank_number)]
        assert first == pytest.approx(inclined.flare * (height - middle), abs=0.0011)
    coarse = wall_profile(wall, inclined.emission.peak_um, step_um=0.02)
    assert coarse.columns < fine.columns
    widths = [np.diff(one.x_um).min() for one in (coarse, fine)]
    assert widths[1] < 0.0021
    assert widths[0] > widths[1]


@pytest.mark.parametrize("closed", [True, False])
def test_lines_hold_every_face_and_end_in_conductors(closed: bool) -> None:
    faces = [0.0, 0.15, 0.187, 0.3]
    points = lines(faces, [False, True, False], LineCells(), closed=closed)
    for face in faces[:-1] if closed else faces:
        assert points.node_um[1:-1][points.node_at(face)] == pytest.approx(face)
    assert points.node_um[0] == pytest.approx(-GLASS_UM - END_UM)
    outside = 0.0 if closed else GLASS_UM + END_UM
    assert points.node_um[-1] == pytest.approx(faces[-1] + outside)
    inside = (points.half_um > 0.0) & (points.half_um < 0.3)
    assert np.allclose(points.half_step[inside].imag, 0.0)
    assert points.half_step[0].imag > 0.0
    metal = (points.half_um > 0.15) & (points.half_um < 0.187)
    assert np.max(points.half_step[metal].real) <= 0.005 + 1e-12
    with pytest.raises(ValueError, match="node"):
        points.node_at(0.1512)


def test_differences_of_a_straight_line_are_its_slope() -> None:
    """Between conductors a function that vanishes there; inside, away from both."""
    points = lines([0.0, 0.2], [False], LineCells(), closed=False)
    inside = slice(points.node_at(0.0) + 2, points.node_at(0.2) - 2)
    slope = points.to_half @ points.node_um[1:-1]
    assert np.allclose(slope[inside], 1.0)
    assert np.allclose((points.to_node @ points.half_um)[inside], 1.0)
