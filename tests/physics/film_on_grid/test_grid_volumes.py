"""Solids on the grid have the volumes, fill factors and wall areas of the plan, to its accuracy.

Closed forms, per pixel, w the width at the bank's foot, h the bank's height, t a liner's thickness:

    emitter   A(w) d          d its snapped thickness; over the cell's area: the fill factor
    well      A(w + 2 z cot(angle)) at each of the grid's levels: what the bank leaves open
    wall      h (P t - C t^2) P the perimeter; C = pi (circle), 4 (square), 2 sqrt(3) (hexagon)

so that a liner's volume over its thickness gives the wall's area P h. Heights are whole cells and
exact. In the plane a cell belongs to the part at its centre, so only area within half a diagonal
a / sqrt(2) of an outline can be counted wrongly: at most sqrt(2) a P' + pi a^2 / 2 for an outline
of length P'. That bound, rigorous for any convex outline, is the tolerance; the fill factor,
perimeter and sidewall area that geometry.measures states are held against the same counts.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geometry.device import Device, Liner
from geometry.lattice import unit_cell
from geometry.materials.library import constant_material
from geometry.measures import (
    aperture_perimeter_um,
    cell_area_um2,
    fill_factor,
    sidewall_area_per_area,
)
from geometry.shapes import owner
from geometry.solids import BANK, WALL, build_solids
from geometry.spec import Treatment
from sim.optics.grid.snapping import snap_device
from tests.unit.pixel_cases import EMITTER_UM, pixel_device

A_UM, D_UM = 0.04, 0.01
CORNER = {"circle": math.pi, "square": 4.0, "hexagon": 2.0 * math.sqrt(3.0)}
AREA = {"circle": math.pi / 4.0, "square": 1.0, "hexagon": math.sqrt(3.0) / 2.0}
PLANS = [
    ("hexagonal", "circle"), ("hexagonal", "hexagon"), ("square", "circle"), ("square", "square"),
    ("delta", "circle"),
]  # fmt: skip
COLOURS = [{"name": name, "material": "any"} for name in ("red", "green", "blue")]


def pixel(plan: tuple[str, str], width_um: float, pitch_um: float, angle_deg: float) -> Device:
    lattice, shape = plan
    return pixel_device(
        lattice=lattice,
        pitch=f"{pitch_um!r} um",
        aperture={"shape": shape, "width": f"{width_um!r} um"},
        bank={"sidewall_angle": f"{angle_deg!r} deg", "height": "100 nm", "coverage": "filling"},
        subpixels=COLOURS if lattice == "delta" else [],
    )


def counts_um2(device: Device, part: str) -> NDArray[np.float64]:
    """Area of a part in the pixel's own cell at each level of the grid that holds some of it."""
    array = device.patterned_array
    cell = unit_cell(array)
    reach = float(np.max(cell.vertices_um))
    cells = math.ceil(reach / A_UM)
    centres = (np.arange(-cells, cells) + 0.5) * A_UM
    x, y = (points.ravel() for points in np.meshgrid(centres, centres, indexing="ij"))
    inside = cell.contains(x, y)
    x, y = x[inside], y[inside]
    solids = build_solids(device, (reach, reach))
    wanted = np.array([solid.part == part for solid in solids])
    heights = [z for s in solids if s.part == part for z in (s.z_min_um, s.z_max_um)]
    levels = range(round(min(heights) / D_UM), round(max(heights) / D_UM))
    counts = [
        np.count_nonzero(wanted[owner(solids, x, y, np.array((level + 0.5) * D_UM))])
        for level in levels
    ]
    return np.array([count for count in counts if count]) * A_UM**2


def miscounted_um2(length_um: float) -> float:
    """Largest area that cells can give to the wrong side of a convex outline."""
    return math.sqrt(2.0) * A_UM * length_um + math.pi * A_UM**2 / 2.0


def snapped(device: Device) -> Device:
    return snap_device(device, D_UM, A_UM).device


@settings(max_examples=40)
@given(plan=st.sampled_from(PLANS), pitch=st.floats(1.0, 3.0), share=st.floats(0.2, 0.9))
def test_fill_factor(plan: tuple[str, str], pitch: float, share: float) -> None:
    width = share * pitch / (math.sqrt(3.0) if plan[0] == "delta" else 1.0)
    device = snapped(pixel(plan, width, pitch, 90.0))
    array = device.patterned_array
    found = counts_um2(device, "emitter").sum() * D_UM / device.stack.emitter.thickness_um
    assert device.stack.emitter.thickness_um == pytest.approx(EMITTER_UM, abs=D_UM / 2)
    open_um2 = miscounted_um2(aperture_perimeter_um(array))
    assert abs(found - AREA[plan[1]] * width**2) <= open_um2
    assert abs(found - fill_factor(array) * cell_area_um2(array)) <= open_um2


@settings(max_examples=40)
@given(plan=st.sampled_from(PLANS), width=st.floats(0.8, 1.6), angle=st.floats(35.0, 145.0))
def test_volume_of_a_sloped_well(plan: tuple[str, str], width: float, angle: float) -> None:
    pitch = 3.0 * (math.sqrt(3.0) if plan[0] == "delta" else 1.0)
    device = snapped(pixel(plan, width, pitch, angle))
    array = device.patterned_array
    cell_um2 = cell_area_um2(array)
    levels = round(device.bank_height_um / D_UM)
    z = (np.arange(levels) + 0.5) * D_UM
    widths = width + 2.0 * z / math.tan(math.radians(angle))
    assume(widths.min() > 0.2)
    assume(widths.max() < 2.8)
    well = cell_um2 - counts_um2(device, BANK)
    assert well.size == levels
    bound = np.array([miscounted_um2(CORNER[plan[1]] * w) for w in widths])
    cell_bound = miscounted_um2(6.0 / math.sqrt(3.0) * array.pitch)
    assert np.all(np.abs(well - AREA[plan[1]] * widths**2) <= bound + cell_bound)


@settings(max_examples=40)
@given(plan=st.sampled_from(PLANS[:4]), width=st.floats(0.8, 2.4), liner=st.floats(0.1, 0.3))
def test_sidewall_area(plan: tuple[str, str], width: float, liner: float) -> None:
    bare = pixel(plan, width, 2.8, 90.0)
    film = Liner(Treatment.OXIDE, constant_material("oxide", 1.6), liner)
    device = snapped(replace(bare, pixel=replace(bare.pixel_materials, liner=film)))
    array = device.patterned_array
    height, corner = device.bank_height_um, CORNER[plan[1]]
    volume = counts_um2(device, WALL).sum() * D_UM
    open_um3 = height * (miscounted_um2(corner * width) + miscounted_um2(corner * (width - liner)))
    perimeter = aperture_perimeter_um(array)
    assert perimeter == pytest.approx(corner * width, rel=1e-12)
    assert abs(volume - height * (perimeter * liner - corner * liner**2)) <= open_um3
    per_area = (volume / liner + corner * liner * height) / cell_area_um2(array)
    stated = sidewall_area_per_area(array, height)
    assert abs(per_area - stated) <= open_um3 / liner / cell_area_um2(array)
