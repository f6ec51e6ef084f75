"""Turning or shifting the lattice, or describing a pixel in another way, leaves its light as it is.

Claims, for a dipole in a pixel of one and the same physical device:

- described twice: a bank with a hole, and islands whose gaps the next layer fills flush. Both put
  the same material at every point, so air, substrate and Purcell factor are the same;
- turned by 90 degrees: width and length of a rectangular well exchanged and an x dipole exchanged
  for a y dipole. The grid has that symmetry, so only the order of additions differs;
- turned by 60 degrees: the honeycomb is the same, the grid's cells are not. An in-plane average
  over x and y dipoles does not depend on the axes, so two equivalent places see the same average;
- shifted: the cell centred on the pixel, or on the dipole as wide pixels are cut.

Tolerances: 2e-4 for the first: the solver averages a cell from the two objects on top in it, and
where three meet, at the wall's ends, these depend on the order of painting (found: 3e-5). 1e-6 for
the second, which shares every number but their order.
The third sees the wall's staircase from another side and the dipole on the nearest vertex, up to
0.7 cells from its place; the fourth moves absorbers 1.2 um away by 0.2 um. Both have to stay within
the error that a case on this grid states for itself, of which the grid's known bias is a part.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.fdtd_cases import LED, Grid, Outcome, device, small_pixel, solve

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.shapes import owner
from geometry.solids import build_solids
from geometry.spec import ArraySpec
from sim.optics.grid.layout import lay_out
from sim.optics.methods.fdtd.case import fdtd_optics
from sim.progress import SilentReporter

GRID = Grid(lateral_nm=50.0, vertical_nm=10.0, neighbours=0, reach_um=0.8)


def array(**changes: object) -> ArraySpec:
    entry: dict[str, object] = {
        "lattice": "square",
        "pitch": "1.2 um",
        "aperture": {"shape": "circle", "width": "0.6 um"},
        "bank": {"height": "100 nm"},
    }
    return ArraySpec.model_validate({**entry, **changes})


def agree(one: Outcome, other: Outcome, rel: float) -> None:
    assert one.air == pytest.approx(other.air, rel=rel)
    assert one.entering == pytest.approx(other.entering, rel=rel)
    assert one.purcell == pytest.approx(other.purcell, rel=rel)


def stated_error() -> float:
    """Error of the LEE that a case on this grid states, relative."""
    optics = GRID.optics.model_copy(
        update={"dipoles": GRID.optics.dipoles.model_copy(update={"orientations": ("x",)})}
    )
    result = fdtd_optics(device(LED, small_pixel("hexagonal")), optics, SilentReporter())
    return result.lee_error / float(result.air[0, 0, 0])


def twins() -> tuple[Device, Device]:
    """A flush bank of the next layer's material, and islands covered by that layer."""
    emitter = next(number for number, film in enumerate(LED) if film.name == "emitter")
    index = LED[emitter + 1].index
    below = LED[emitter - 1].name
    bank = {"height": "30 nm", "coverage": "planar", "on": below}
    with_hole = device(LED, array(bank=bank))
    pixel = with_hole.pixel_materials
    filled = constant_material(LED[emitter + 1].name, index.real, index.imag)
    with_hole = replace(with_hole, pixel=replace(pixel, bank=filled))
    islands = device(LED, array(bank={**bank, "filled_by": "next_layers"}))
    return with_hole, islands


def test_two_descriptions_fill_space_alike() -> None:
    points = np.random.default_rng(3).uniform(-1.0, 1.0, (3, 20000))
    points[2] = 0.25 * (points[2] + 1.0)
    found = []
    for case in twins():
        solids = build_solids(case, (1.2, 1.2))
        index = np.array([complex(np.asarray(s.material.index(520.0))) for s in solids])
        found.append(index[owner(solids, *points)])
    np.testing.assert_array_equal(*found)


def test_two_descriptions_shine_alike() -> None:
    one, other = (solve(lay_out(case, GRID.optics), "x") for case in twins())
    agree(one, other, 2e-4)


def test_a_quarter_turn() -> None:
    wide = {"shape": "rectangle", "width": "0.8 um", "length": "0.5 um"}
    tall = {"shape": "rectangle", "width": "0.5 um", "length": "0.8 um"}
    one = solve(lay_out(device(LED, array(aperture=wide)), GRID.optics), "x", at_um=(0.2, 0.1))
    other = solve(lay_out(device(LED, array(aperture=tall)), GRID.optics), "y", at_um=(0.1, 0.2))
    agree(one, other, 1e-6)


def in_plane_lee(layout_of: Device, at_um: tuple[float, float]) -> float:
    layout = lay_out(layout_of, GRID.optics)
    pair = [solve(layout, o, at_um=at_um, mirrors=False) for o in ("x", "y")]
    return sum(p.air * p.purcell for p in pair) / sum(p.purcell for p in pair)


def test_a_sixth_of_a_turn() -> None:
    honeycomb = device(LED, small_pixel("hexagonal"))
    cell = 0.05
    turned = [round(0.2 * f / cell) * cell for f in (math.cos(math.pi / 3), math.sin(math.pi / 3))]
    straight = in_plane_lee(honeycomb, (0.2, 0.0))
    assert in_plane_lee(honeycomb, (turned[0], turned[1])) == pytest.approx(
        straight, rel=stated_error()
    )


def test_a_shifted_cell() -> None:
    honeycomb, place = device(LED, small_pixel("hexagonal")), (0.2, 0.0)
    wide = replace(GRID, neighbours=1, reach_um=1.2).optics
    one = solve(lay_out(honeycomb, wide), "x", at_um=place)
    other = solve(lay_out(honeycomb, wide, place), "x", at_um=place)
    assert other.air == pytest.approx(one.air, rel=stated_error())
    assert other.purcell == pytest.approx(one.purcell, rel=0.01)
