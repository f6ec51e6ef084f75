"""Claim: what leaves a round pixel's own emitter for good is known whole, by its faces and rim.

Without loss in the emitter nothing stays in it: the change of what leaves is that of the dipole's
power, an identity of the lines (1e-9). With loss, what a mirror or a black matrix changes is
compared with cells around the axis, all power less what cells of the emitter take; a dipole's own
loss, which is infinite, falls out between two walls around the same well. Well 0.66 um wide (0.8 um
with the matrix), 10 nm along z by either, dipoles 0.03 and 0.15 um from the axis, in plane.

Bias: at silver's edges cells err by 0.007 per 10 nm (test_rings_on_grid.py), 0.02 in all; the
matrix, without edges of metal, leaves 0.001. Both change what leaves by more than ten times that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from physics.rings_on_grid import RingRule, ring_away

from geometry.arrays import FloatArray
from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.grid.layout import lay_out
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.round_well.effect import RoundRule, round_change
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.lines import LineCells

ROOT = Path(__file__).resolve().parents[3] / "configs"
CELL_UM, EMITTER_UM, HEIGHT_UM = 0.010, (0.21, 0.24), 0.22
EQUAL = LineCells(film_um=CELL_UM, metal_um=CELL_UM, outside_um=0.020)
MIRROR = "sidewall={treatment: reflective, spacer: {material: Al2O3, thickness: 20 nm}}"
MATRIX = "black_matrix={thickness: 200 nm, opening: 1.1 um, optical_density_per_um: 6}"
BARE = "sidewall={treatment: none}"


def case(given: str, width_um: float, radius_um: float, *, absorbing: bool) -> WallCase:
    """Faces on 10 nm."""
    entries = [
        f"device={ROOT / 'devices' / 'zhao2025_ref21_green.yaml'}",
        f"device.array.aperture={{shape: circle, width: {width_um} um}}",
        f"device.array.pitch={60.0 + width_um} um",
        f"device.array.{given}",
        "optics.method=fdtd",
        f"optics.vertical_cell={1e3 * CELL_UM} nm",
    ]
    study = load_study(ROOT / "studies" / "pixel_coarse.yaml", entries)
    device = lay_out(build_device(study.device, shipped_library()), study.optics).device
    layers = tuple(layer for layer in device.stack.layers if layer.thickness_um > 0.0)
    on_cells = replace(device, stack=replace(device.stack, layers=layers))
    beside = WallSetup.of(on_cells, study.optics).case(device.emission.peak_um, absorbing=absorbing)
    distance = radius_um - np.array([0.15, 0.03])
    return replace(beside, distance_um=distance, height_um=np.array([HEIGHT_UM]))


def changed(one: WallCase, other: WallCase, radius_um: float) -> tuple[FloatArray, FloatArray]:
    """What leaves beside one wall less that beside another, in plane, by modes and by cells."""
    modes, cells = [], []
    for wall in (one, other):
        solved = round_change(wall, radius_um, RoundRule(EQUAL), emitter_um=EMITTER_UM)
        assert solved.away is not None
        modes.append(solved.away[0, :2])
        cells.append(ring_away(wall, radius_um, RingRule(CELL_UM, orders=5), EMITTER_UM)[:2])
    return modes[0] - modes[1], cells[0] - cells[1]


@pytest.mark.parametrize("given", [BARE, MIRROR])
def test_all_power_leaves_an_emitter_without_loss(given: str) -> None:
    wall = case(given, 0.8, 0.33, absorbing=False)
    solved = round_change(wall, 0.33, RoundRule(EQUAL), emitter_um=EMITTER_UM)
    assert solved.away == pytest.approx(solved.total, abs=1e-9)
    assert np.abs(solved.total).max() > 0.05


def test_a_mirror_changes_what_leaves_an_absorbing_emitter() -> None:
    mirror = case(MIRROR, 0.8, 0.33, absorbing=True)
    bare = case(BARE, 0.66, 0.33, absorbing=True)
    modes, cells = changed(mirror, bare, 0.33)
    assert modes == pytest.approx(cells, abs=0.02)
    assert np.abs(modes).max() > 0.1


def test_a_black_matrix_changes_what_leaves_an_absorbing_emitter() -> None:
    matrix = case(MATRIX, 0.8, 0.4, absorbing=True)
    bare = case(BARE, 0.8, 0.4, absorbing=True)
    modes, cells = changed(matrix, bare, 0.4)
    assert modes == pytest.approx(cells, abs=0.001)
    assert np.abs(modes).max() > 0.02


def test_an_emitter_that_changes_before_its_wall_is_refused() -> None:
    wall = case(MIRROR, 0.8, 0.33, absorbing=True)
    inclined = replace(wall, profile=replace(wall.profile, x_um=wall.profile.x_um - 0.01))
    with pytest.raises(ValueError, match="up to its wall"):
        round_change(inclined, 0.33, RoundRule(EQUAL), emitter_um=EMITTER_UM)
