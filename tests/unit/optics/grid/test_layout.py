"""A device on its grid: window, planes, top, courant number."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from unit.pixel_cases import STACK, pixel_device

from geometry.materials.library import constant_material
from geometry.solids import SUPERSTRATE
from geometry.stack import OPAQUE_TRANSMISSION
from sim.optics.grid.layout import (
    ABSORBER_UM,
    FILM_HALF_WIDTH_UM,
    PML_UM,
    Layout,
    is_cut,
    lay_out,
)
from sim.study import OpticsSpec


def optics(**changes: object) -> OpticsSpec:
    return OpticsSpec.model_validate({"wavelengths": 1, "lateral_cell": "50 nm", **changes})


FILM = replace(pixel_device(), array=None)


def test_film_cell() -> None:
    layout = lay_out(FILM, optics())
    grid = layout.grid
    assert grid.inner_x == grid.inner_y == math.ceil(FILM_HALF_WIDTH_UM / 0.05)
    assert grid.absorber == math.ceil(ABSORBER_UM / 0.05)
    assert grid.pml == math.ceil(PML_UM / 0.05)
    assert layout.own_cell is None
    assert layout.record_plane == grid.face_plane - 2
    assert layout.record_plane > grid.pml


def test_closed_top_ends_where_the_metal_is_opaque() -> None:
    """exp(-4 pi k d / lambda) falls to the limit within the metal, and a cell earlier does not."""
    layout = lay_out(FILM, optics())
    foot = STACK.interfaces_um[4]
    depth = layout.grid.film_top_um - foot
    through = [math.exp(-4 * math.pi * 6.0 * d / 0.52) for d in (depth, depth - 0.005)]
    assert layout.grid.closed
    assert through[0] <= OPAQUE_TRANSMISSION < through[1]
    assert layout.top_plane == layout.grid.film_top_plane
    assert layout.film_box.high[2] == layout.top_plane
    # what lies behind the metal is metal, so that air does not shorten the time step
    assert all(solid.part != SUPERSTRATE for solid in layout.solids)


def test_thin_metal_leaves_the_top_open() -> None:
    layers = tuple(
        replace(layer, thickness_um=0.02) if layer.name == "cathode" else layer
        for layer in STACK.layers
    )
    layout = lay_out(replace(FILM, stack=replace(STACK, layers=layers)), optics())
    grid = layout.grid
    assert not grid.closed
    assert grid.film_top_um == pytest.approx(layout.device.stack.interfaces_um[-1])
    assert grid.film_top_plane < layout.top_plane < grid.nz - grid.pml
    assert any(solid.part == SUPERSTRATE for solid in layout.solids)


@pytest.mark.parametrize("vertical_nm", [4, 5, 7, 10])
def test_even_number_of_cells(vertical_nm: int) -> None:
    assert lay_out(FILM, optics(vertical_cell=f"{vertical_nm} nm")).grid.nz % 2 == 0


def inner_half_width_um(layout: Layout) -> tuple[float, float]:
    grid = layout.grid
    return (grid.inner_x * grid.lateral_cell_um, grid.inner_y * grid.lateral_cell_um)


def test_neighbours_and_reach_set_the_window() -> None:
    device = pixel_device()
    one = lay_out(device, optics())
    assert inner_half_width_um(one)[0] == pytest.approx(4.0)  # cut to reach
    assert is_cut(device, optics())
    alone = lay_out(device, optics(neighbours=0))
    assert not is_cut(device, optics(neighbours=0))
    assert inner_half_width_um(alone) == pytest.approx((1.4, 1.65))  # 1.4 and 1.6166 in cells


def test_solids_move_with_the_centre() -> None:
    device = pixel_device()
    here, there = lay_out(device, optics()), lay_out(device, optics(), (0.5, 0.0))
    assert there.centre_um == (0.5, 0.0)
    assert here.own_cell is not None
    assert there.own_cell is not None
    first = [corner[0] for corner in here.own_cell.vertices_um]
    second = [corner[0] for corner in there.own_cell.vertices_um]
    assert second == pytest.approx([x - 0.5 for x in first])


def test_black_matrix_lies_above_the_recording_plane() -> None:
    matrix = {"thickness": "300 nm", "opening": "1.5 um"}
    layout = lay_out(pixel_device(black_matrix=matrix), optics())
    lowest = min(s.z_min_um for s in layout.solids if math.isfinite(s.z_min_um))
    assert lowest == pytest.approx(-0.3)
    assert layout.grid.height_um(layout.record_plane) == pytest.approx(lowest - 0.1)
    assert layout.record_plane > layout.grid.pml


def test_time_step_follows_the_slowest_medium() -> None:
    """Air in the stretched film (an open top over a well) shortens the step."""
    glassy = lay_out(FILM, optics())
    air = replace(
        FILM,
        stack=replace(
            STACK,
            layers=(replace(STACK.layers[0], material=constant_material("gap", 1.0)),)
            + STACK.layers[1:],
        ),
    )
    assert lay_out(air, optics()).courant < glassy.courant
    assert glassy.time_step_um == pytest.approx(glassy.courant * 0.05)
