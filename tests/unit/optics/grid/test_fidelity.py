"""What the grid makes of a pixel: staircases, means below one cell, and what vanishes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from geometry.device import Device, Liner
from geometry.materials.library import Material, constant_material
from geometry.spec import Treatment
from sim.optics.grid.fidelity import VanishesError, grid_remarks
from sim.optics.grid.snapping import snap_device
from tests.unit.pixel_cases import pixel_device

FILM_UM, LATERAL_UM = 0.005, 0.025
SILVER = constant_material("Ag", 0.05, 3.2)
OXIDE = constant_material("Al2O3", 1.68)


def remarks(device: Device) -> list[str]:
    return [remark.sentence for remark in grid_remarks(device, FILM_UM, LATERAL_UM)]


def lined(
    material: Material, thickness_um: float, spacer_um: float = 0.0, **changes: Any
) -> Device:
    device = pixel_device(**changes)
    spacer = Liner(Treatment.REFLECTIVE, OXIDE, spacer_um) if spacer_um else None
    liner = Liner(Treatment.REFLECTIVE, material, thickness_um, spacer)
    return replace(device, pixel=replace(device.pixel_materials, liner=liner))


def test_a_smooth_upright_pixel_needs_no_remark() -> None:
    assert remarks(pixel_device()) == []
    assert remarks(pixel_device().as_film()) == []


@pytest.mark.parametrize("angle", [30.0, 80.0, 135.0])
def test_a_slope_is_a_staircase(angle: float) -> None:
    """100 nm in cells of 5 nm, each step 5 nm cot(angle) wide."""
    (sentence,) = remarks(pixel_device(bank={"sidewall_angle": f"{angle} deg"}))
    wide = abs(5.0 / math.tan(math.radians(angle)))
    assert f"a staircase of 20 steps 5 nm high and {wide:.6g} nm wide" in sentence
    assert f"moves the wall by {20 * wide:.6g} nm" in sentence


def test_roughness_below_a_cell_is_said() -> None:
    rough = {"roughness": {"rms": "5 nm", "correlation_length": "40 nm"}}
    found = remarks(pixel_device(sidewall=rough))
    assert [text.split(" of ")[0] for text in found] == ["roughness", "roughness over 40 nm is not"
                                                         " resolved by cells"]  # fmt: skip
    coarse = {"roughness": {"rms": "30 nm", "correlation_length": "50 nm"}}
    assert remarks(pixel_device(sidewall=coarse)) == []


def test_thin_dielectrics_are_averaged_and_metals_are_not() -> None:
    (sentence,) = remarks(lined(OXIDE, 0.010))
    assert "Al2O3 of 10 nm across is less than a cell of 25 nm" in sentence
    assert remarks(lined(SILVER, 0.050)) == []
    (sentence,) = remarks(lined(SILVER, 0.040))
    assert "40 nm across is 1 or 2 cells of 25 nm" in sentence
    with pytest.raises(VanishesError, match=r"wall of Ag, 12 nm, vanishes on a grid of 25 nm"):
        remarks(lined(SILVER, 0.012))


def test_a_mirror_needs_cells_that_light_enters() -> None:
    """520 nm / (2 pi 3.2) = 25.9 nm."""
    on_50 = [remark.sentence for remark in grid_remarks(lined(SILVER, 0.050), FILM_UM, 0.050)]
    assert any("light enters Ag by 26 nm, less than a cell of 50 nm" in text for text in on_50)


def test_a_liner_is_thicker_across_a_slope() -> None:
    """12 nm along the normal are 24 nm across at 30 degrees."""
    bank = {"sidewall_angle": "30 deg"}
    assert any("Ag of 24 nm across" in text for text in remarks(lined(SILVER, 0.012, bank=bank)))


def test_a_spacer_is_judged_by_itself() -> None:
    (sentence,) = remarks(lined(SILVER, 0.050, 0.020))
    assert "Al2O3 of 20 nm" in sentence


@pytest.mark.parametrize(
    ("changes", "cells", "text"),
    [
        ({}, (0.1, 0.1), "the emitter, 30 nm, vanishes on a grid of 100 nm"),
        (
            {"bank": {"height": "2 nm"}},
            (0.005, 0.025),
            "the bank, 2 nm, vanishes on a grid of 5 nm",
        ),
        (
            {"aperture": {"width": "20 nm"}},
            (0.005, 0.025),
            "the aperture, 20 nm, vanishes on a grid of 25 nm",
        ),
        ({"aperture": {"width": "2.79 um"}}, (0.005, 0.025), "10 nm, vanishes on a grid of 25 nm"),
        (
            {"black_matrix": {"thickness": "10 nm", "opening": "1.5 um"}},
            (0.005, 0.025),
            "the black matrix, 10 nm, vanishes on a grid of 25 nm",
        ),
        (
            {"coffee_ring": {"height": "2 nm", "width": "0.1 um"}},
            (0.005, 0.025),
            "the coffee ring, 2 nm, vanishes on a grid of 5 nm",
        ),
    ],
)
def test_what_vanishes_is_refused(
    changes: dict[str, Any], cells: tuple[float, float], text: str
) -> None:
    with pytest.raises(VanishesError, match=text) as caught:
        snap_device(pixel_device(**changes), *cells)
    assert caught.value.path.startswith("device.")
