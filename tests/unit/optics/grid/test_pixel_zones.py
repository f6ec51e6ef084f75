"""Where cells of a pixel that is solved whole are finer, and which pixels have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from physics.edge_cases import pixel
from physics.fdtd_cases import LED, Grid, device, small_pixel
from unit.config_cases import write_case

from geometry.device import Device
from geometry.shapes import Polygon
from sim.config.errors import ConfigError
from sim.config.loader import load_checked
from sim.optics.grid.grading import Span
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.grid.walls.pixel_zones import has_zones, pixel_layout, with_zones
from sim.study import OpticsSpec

WIDTH_UM = 2.0


def numerics(wall_nm: float | None) -> OpticsSpec:
    """Cells of 50 nm, finer ones across walls where they are asked for."""
    optics = Grid(50.0, 10.0, neighbours=0).optics
    cell = None if wall_nm is None else 1e-3 * wall_nm
    return optics.model_copy(update={"wall_cell_um": cell})


def faces(layout: Layout) -> set[float]:
    """Places of upright faces along x in stepped cells."""
    cell = layout.grid.lateral_cell_um
    return {
        round(x / cell, 6)
        for solid in layout.solids
        if isinstance(solid.outline, Polygon)
        for x, _ in solid.outline.vertices_um
    }


def test_without_a_wall_cell_nothing_changes() -> None:
    given, optics = pixel(WIDTH_UM), numerics(None)
    assert pixel_layout(given, optics) == lay_out(given, optics)


def test_a_square_has_a_zone_per_wall_with_its_face_on_a_vertex() -> None:
    layout = pixel_layout(pixel(WIDTH_UM), numerics(10.0))
    for grading in (layout.grid.grading, layout.grid.grading_y):
        assert grading is not None
        assert grading.refinement == 5
        assert grading.spans == (Span(-22, 4), Span(18, 4))
        assert grading.stepped(0.0) == 0.0
    # 0.1 um on both sides of the face are ten finer cells
    assert {-28.0, 28.0} <= faces(layout)
    assert layout.lateral == lay_out(pixel(WIDTH_UM), numerics(10.0), graded=True)


def test_a_stripe_is_finer_across_its_walls_alone() -> None:
    grid = pixel_layout(pixel(WIDTH_UM, "stripe"), numerics(10.0)).grid
    assert grid.grading is not None
    assert grid.grading_y is None


@pytest.mark.parametrize(("place", "start"), [(0.80, 14), (0.85, 15), (0.90, 16), (0.95, 17)])
def test_zones_grow_until_dipoles_are_clear_of_their_ends(place: float, start: int) -> None:
    """They begin at 18 cells: a dipole at 17 to 19 has two finer cells on either side."""
    layout = lay_out(pixel(WIDTH_UM), numerics(10.0))
    graded = with_zones(layout, 5, [(place, 0.0)]).grid
    assert graded.grading is not None
    expected = min(18, start) if place > 0.80 else 18
    assert graded.grading.spans[1].start == expected
    assert graded.refinement_at(place, 0.0) == (1 if place == 0.80 else 5, 1)


def test_walls_beside_one_another_share_a_zone() -> None:
    """Two walls 0.1 um apart: what lies between is narrower than their zones."""
    near = device(LED, small_pixel().model_copy(update={"pitch_um": 0.7}))
    assert not has_zones(near, numerics(10.0))  # round
    square = pixel(WIDTH_UM)
    array = square.patterned_array.model_copy(update={"pitch_um": WIDTH_UM + 0.1})
    close = Device(square.stack, array, square.emission, square.pixel)
    optics = numerics(10.0).model_copy(update={"neighbours": 1})
    grading = pixel_layout(close, optics).grid.grading
    assert grading is not None
    assert grading.spans == (Span(-24, 6), Span(18, 6))


def test_the_time_step_follows_the_finest_cells() -> None:
    """c dt / a below 0.95 / sqrt(s_x^2 + s_y^2 + s_z^2) in vacuum, with films stretched by 5."""
    for cell, across in ((None, 1.0), (10.0, 25.0)):
        grid = pixel_layout(pixel(WIDTH_UM), numerics(cell)).grid
        assert grid.courant(1.0) == pytest.approx(0.95 / (2.0 * across + 25.0) ** 0.5)


CASES = {
    "aperture square, rectangle or stripe, not circle": ["device.array.lattice=square"],
    "lattice square or stripe": [],
    "sidewall_angle 90 deg": [
        "device.array.lattice=square",
        "device.array.aperture.shape=square",
        "device.array.bank.sidewall_angle=70 deg",
    ],
}


@pytest.mark.parametrize("reason", CASES)
def test_other_walls_are_refused_with_a_reason(tmp_path: Path, reason: str) -> None:
    entries = ["optics.method=fdtd", "optics.wall_cell=5 nm", *CASES[reason]]
    with pytest.raises(ConfigError, match=reason) as refused:
        load_checked(write_case(tmp_path), entries)
    assert "optics.wall_cell" in str(refused.value)


def test_films_below_a_lateral_cell_are_held_or_refused(tmp_path: Path) -> None:
    entries = [
        "optics.method=fdtd",
        "optics.lateral_cell=50 nm",
        "optics.vertical_cell=10 nm",
        "device.array.lattice=square",
        "device.array.aperture.shape=square",
        "device.array.sidewall.treatment=absorbing",
        "device.array.sidewall.thickness=20 nm",
    ]
    with pytest.raises(ConfigError, match="vanishes on a grid of 50 nm"):
        load_checked(write_case(tmp_path), entries)
    load_checked(write_case(tmp_path), [*entries, "optics.wall_cell=10 nm"])
