"""Where the zone of finer cells lies, and that a section's dipoles stand where it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import numerics, pixel

from geometry.materials.library import constant_material
from geometry.parts import Liner
from geometry.spec.sidewall import Treatment
from sim.optics.section.section import edge_section
from sim.optics.section.zone import WallZone

CELL_UM = 0.05
ZONE = WallZone(0.0, 0.05, 5)


@pytest.mark.parametrize("offset_um", [-0.02, -0.01, 0.0, 0.01, 0.02])
@pytest.mark.parametrize("distance_um", [0.03, 0.1, 0.15, 0.19, 0.1999])
def test_a_dipole_among_finer_cells_stands_on_one_of_their_vertices(
    distance_um: float, offset_um: float
) -> None:
    """Its place is kept, and both ends of the zone are clear of it.

    The window's middle is a vertex of lateral cells, the dipole up to half of one from it.
    """
    grading = ZONE.grading(distance_um + offset_um, offset_um, CELL_UM)
    assert grading is not None
    assert grading.dipole == pytest.approx(grading.stepped(offset_um / CELL_UM), abs=1e-6)
    ((first, last),) = grading.ends
    assert first + 2 < grading.dipole < last - 2


def test_a_dipole_beyond_stands_on_lateral_cells() -> None:
    grading = ZONE.grading(0.25, 0.0, CELL_UM)
    assert grading is not None
    assert grading.spans[0].start >= 2
    assert grading.dipole == -grading.extra / 2


def test_dipoles_of_a_section_stand_at_their_distances() -> None:
    """At many distances: each at the place that its cells can hold, none off its vertex."""
    silver = Liner(Treatment.REFLECTIVE, constant_material("Ag", 0.052, 3.2), 0.05)
    bare = pixel(20.0, "stripe")
    device = replace(bare, pixel=replace(bare.pixel_materials, liner=silver))
    optics = numerics()
    dipoles = optics.dipoles.model_copy(update={"lateral": 12})
    section = edge_section(device, optics.model_copy(update={"dipoles": dipoles}))
    assert section.is_graded
    cell = optics.lateral_cell_um
    for distance, place in zip(section.distance_um, section.place_um, strict=True):
        grid = section.layout(float(distance)).grid
        middle = round(place / cell) * cell
        assert grid.grading is not None
        stepped = grid.grading.stepped((place - middle) / cell)
        assert grid.grading.dipole == pytest.approx(stepped, abs=1e-6)
    refined = [section.is_refined(float(d)) for d in section.distance_um]
    assert 0 < sum(refined) < len(refined)
    assert np.all(np.diff(section.distance_um) > 0.0)
