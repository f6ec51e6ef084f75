"""Round wells in a stack on 10 nm, for their modes and for cells around the axis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.grid.layout import lay_out
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.lines import LineCells

CELL_UM = 0.010
EQUAL = LineCells(film_um=CELL_UM, metal_um=CELL_UM, outside_um=0.020)

BARE = "sidewall={treatment: none}"
MIRROR = "sidewall={treatment: reflective, spacer: {material: Al2O3, thickness: 20 nm}}"
MATRIX = "black_matrix={thickness: 200 nm, opening: 1.1 um, optical_density_per_um: 6}"

_ROOT = Path(__file__).resolve().parents[2] / "configs"


def round_case(given: str, width_um: float, radius_um: float, *, absorbing: bool) -> WallCase:
    """Dipoles 0.15 and 0.03 um from the axis; faces on 10 nm.

    Args:
        given: an entry of the array.
        width_um: of the well.
        radius_um: of its emitter.
        absorbing: whether that takes up light.
    """
    entries = [
        f"device={_ROOT / 'devices' / 'zhao2025_ref21_green.yaml'}",
        f"device.array.aperture={{shape: circle, width: {width_um} um}}",
        f"device.array.pitch={60.0 + width_um} um",
        f"device.array.{given}",
        "optics.method=fdtd",
        f"optics.vertical_cell={1e3 * CELL_UM} nm",
    ]
    study = load_study(_ROOT / "studies" / "pixel_coarse.yaml", entries)
    device = lay_out(build_device(study.device, shipped_library()), study.optics).device
    layers = tuple(layer for layer in device.stack.layers if layer.thickness_um > 0.0)
    on_cells = replace(device, stack=replace(device.stack, layers=layers))
    beside = WallSetup.of(on_cells, study.optics).case(device.emission.peak_um, absorbing=absorbing)
    distance = radius_um - np.array([0.15, 0.03])
    return replace(beside, distance_um=distance, height_um=np.array([0.22]))
