"""Columns beside upright faces in three dimensions: whose media, where, and with which poles."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.wall_cases import Cells, Film, Wall, film, wall_layout

from geometry.materials.library import constant_material
from geometry.shapes import Circle, Solid
from sim.optics.grid.dispersion import permittivity_with_damping
from sim.optics.grid.layout import Layout
from sim.optics.grid.media_choice import choose_media
from sim.optics.grid.upright_column import PlanColumn
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.grid.walls.plan_shares import cell_shares, places_near_faces

OXIDE, ABSORBER, SILVER = 1.685, 1.8 + 0.5j, 0.052 + 3.2j
PEAK = 0.520
CELL = 0.050


@pytest.mark.parametrize("epsilon", [-10.2 + 0.33j, -3.0 + 2.5j, 0.4 + 5.0j, -30.0 + 12.0j])
def test_two_dampings_reach_any_permittivity_between_them(epsilon: complex) -> None:
    """Silver's own g of 0.02 at the least; no third damping appears."""
    gamma = 0.02 / PEAK
    model = permittivity_with_damping(epsilon, PEAK, gamma, 2.25)
    assert complex(model.permittivity(PEAK)) == pytest.approx(epsilon, rel=1e-9)
    dampings = {round(pole.gamma_per_um, 9) for pole in model.poles}
    assert dampings <= {round(gamma, 9), round(1.0 / PEAK, 9)}
    assert model.eps_inf >= 2.25


def test_a_dielectric_needs_no_pole() -> None:
    model = permittivity_with_damping(3.0 + 0.5j, PEAK, 0.1, 2.25)
    assert not model.poles
    assert complex(model.permittivity(PEAK)) == pytest.approx(3.0 + 0.5j)


def _straight(shift: float, wall: Wall) -> Layout:
    """A wall alone across x, with the means of two dimensions and of three."""
    cells = Cells(CELL, shift)
    layout = wall_layout(wall, cells.distance_um(0.15), cells)
    return with_plan_columns(layout)


def _at(layout: Layout, half_x: int, half_y: int) -> PlanColumn | None:
    """The column of a place, away from levels."""
    of_place = [
        column
        for column in layout.plan
        if column.half_x == half_x and column.first_half_y <= half_y <= column.last_half_y
    ]
    return of_place[0] if of_place else None


@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_a_straight_wall_has_the_means_of_its_section(shift: float) -> None:
    """E_x takes the harmonic mean, E_y and E_z the arithmetic one, as in two dimensions.

    To 2 %: shares are counted at 1024 places, 0.4 % of a cell, and an arithmetic mean with silver
    moves by 13 times a share.
    """
    layout = _straight(shift, Wall((Film(0.010, ABSORBER),)))
    mixed = [c for c in layout.upright if c.across != c.along]
    assert mixed
    for column in mixed:
        odd = column.half_cells % 2 == 1
        place = _at(layout, column.half_cells, 0)
        assert place is not None
        exact = complex((column.across if odd else column.along).permittivity(PEAK))
        assert complex(place.model.permittivity(PEAK)) == pytest.approx(exact, rel=0.02)


def _ring(films: tuple[Film, ...]) -> Layout:
    """A round well with films, upright for ever."""
    layout = _straight(0.0, Wall())
    solids = [Solid("bank", constant_material("bank", 1.5), -math.inf, math.inf)]
    radius = 0.65 + sum(one.thickness_um for one in films)
    for number, one in reversed(list(enumerate(films))):
        index = complex(one.index)
        material = constant_material(f"film {number}", index.real, index.imag)
        solids.append(Solid(material.name, material, -math.inf, math.inf, Circle(0, 0, radius)))
        radius -= one.thickness_um
    well = constant_material("well", 1.93)
    solids.append(Solid("well", well, -math.inf, math.inf, Circle(0, 0, radius)))
    grid = replace(layout.grid, inner_x=24, inner_y=24)
    media = choose_media(film(), tuple(solids), np.array([PEAK]), PEAK)
    bare = replace(layout, grid=grid, solids=tuple(solids), media=media, upright=(), plan=())
    return with_plan_columns(bare)


def test_a_round_liner_keeps_its_area() -> None:
    """Im eps over all points of E_z: the ring's area, to 1 % of a film of a fifth of a cell."""
    thickness = 0.010
    layout = _ring((Film(thickness, ABSORBER),))
    loss = sum(
        float(complex(column.model.permittivity(PEAK)).imag)
        for column in layout.plan
        if column.half_x % 2 == 0
        for half_y in range(column.first_half_y, column.last_half_y + 1)
        if half_y % 2 == 0
    )
    area = math.pi * ((0.65 + thickness) ** 2 - 0.65**2)
    assert loss * CELL**2 == pytest.approx(area * (ABSORBER**2).imag, rel=0.01)


def test_a_round_mirror_has_two_dampings() -> None:
    layout = _ring((Film(0.050, SILVER),))
    dampings = {round(p.gamma_per_um, 6) for c in layout.plan for p in c.model.poles}
    assert len(dampings) == 2


def test_dielectrics_that_meep_averages_are_left_to_it() -> None:
    assert not _ring(()).plan


def test_normals_of_a_circle_point_to_its_middle() -> None:
    """Of cells that the face divides: within 12 degrees, what a chord's centroids leave."""
    layout = _ring(())
    shares = cell_shares(layout, places_near_faces(layout, 0.0), 0.0)
    for (i, j), cell in shares.items():
        if len(cell.share) == 2 and min(cell.share.values()) > 0.2:
            outward = np.array([i, j]) / math.hypot(i, j)
            assert abs(outward @ np.array(cell.normal)) > math.cos(math.radians(12.0))
