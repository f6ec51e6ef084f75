"""How fine cells across a wall are: as asked, or by the thinnest film on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics.edge_cases import numerics, pixel

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.parts import Liner
from geometry.spec.sidewall import Treatment
from sim.optics.grid.wall_cell import wall_cell_um, wall_refinement

SILVER = constant_material("Ag", 0.052, 3.2)


def lined(thickness_um: float) -> Device:
    bare = pixel(20.0)
    liner = Liner(Treatment.REFLECTIVE, SILVER, thickness_um)
    return replace(bare, pixel=replace(bare.pixel_materials, liner=liner))


def test_a_bare_wall_keeps_the_lateral_cell() -> None:
    assert wall_refinement(pixel(20.0), numerics()) == 1


def test_a_film_has_no_wall() -> None:
    assert wall_refinement(pixel(20.0).as_film(), numerics()) == 1


@pytest.mark.parametrize(
    ("thickness_nm", "cells"), [(200.0, 1), (99.0, 3), (50.0, 3), (20.0, 5), (2.0, 11)]
)
def test_the_thinnest_film_is_two_cells(thickness_nm: float, cells: int) -> None:
    optics = numerics()
    assert optics.lateral_cell_um == pytest.approx(0.05)
    assert wall_refinement(lined(thickness_nm * 1e-3), optics) == cells


def test_a_wall_cell_that_is_asked_for_is_met() -> None:
    optics = numerics().model_copy(update={"wall_cell_um": 0.012})
    assert wall_cell_um(pixel(20.0), optics) == pytest.approx(0.01)
