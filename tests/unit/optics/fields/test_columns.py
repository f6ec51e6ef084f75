"""Columns of a device as light from its exit side meets them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import STACK, pixel_device

from geometry.device import Device
from geometry.exit import DeviceExit
from geometry.spec import ExitSide
from sim.optics.fields.columns import Column, Columns, columns, exit_optics
from sim.optics.film.multilayer import Polarisation
from sim.optics.grid.layout import Layout, lay_out
from sim.study import Glass, OpticsSpec

OPTICS = OpticsSpec.model_validate(
    {"wavelengths": 1, "lateral_cell": "50 nm", "vertical_cell": "5 nm", "reach": "1.5 um"}
)
PIXEL = pixel_device()
FILM = PIXEL.as_film()
OPEN_STACK = replace(STACK, layers=STACK.layers[:-1])


def names(layout: Layout, column: Column) -> list[str]:
    return [layout.solids[solid].part for solid in column.solids]


def cut(layout: Layout) -> Columns:
    found = columns(layout)
    assert sum(column.area for column in found.all) == pytest.approx(1.0)
    return found


def test_film_is_one_column_from_the_glass_on() -> None:
    layout = lay_out(FILM, OPTICS)
    (column,) = cut(layout).all
    assert names(layout, column) == ["anode", "htl", "emitter", "etl", "cathode"]
    assert column.thickness_um[:4] == pytest.approx((0.15, 0.06, 0.03, 0.035))


def test_film_that_emits_upwards_is_seen_from_above() -> None:
    up = replace(FILM, stack=OPEN_STACK, exit=DeviceExit(ExitSide.SUPERSTRATE))
    layout = lay_out(up, OPTICS)
    (column,) = cut(layout).all
    assert names(layout, column)[:4] == ["etl", "emitter", "htl", "anode"]


def test_well_and_bank_by_area() -> None:
    """A round well in a hexagon of its pitch: pi w^2 / (2 sqrt(3) p^2); a raster within 2 %."""
    layout = lay_out(PIXEL, OPTICS)
    found = cut(layout)
    share = np.pi * 1.3**2 / (2.0 * np.sqrt(3.0) * 2.8**2)
    assert found.well.area == pytest.approx(share, rel=0.02)
    (bank,) = (column for column in found.all if column is not found.well)
    assert names(layout, bank) == ["anode", "bank", "etl", "cathode"]
    assert "htl" in names(layout, found.well)


def test_black_matrix_comes_first() -> None:
    matrix = {"thickness": "100 nm", "opening": "1.7 um", "position": "substrate"}
    layout = lay_out(pixel_device(black_matrix=matrix), OPTICS)
    dark = [c for c in cut(layout).all if "black_matrix" in names(layout, c)]
    opening = np.pi * 1.7**2 / (2.0 * np.sqrt(3.0) * 2.8**2)
    assert sum(column.area for column in dark) == pytest.approx(1.0 - opening, rel=0.02)
    assert all(names(layout, column)[0] == "black_matrix" for column in dark)


@pytest.mark.parametrize("device", [PIXEL, pixel_device(stack=OPEN_STACK)], ids=["closed", "open"])
def test_answers_lose_no_light(device: Device) -> None:
    layout = lay_out(device, OPTICS)
    parts = tuple(sorted({solid.part for solid in layout.solids}))
    (outside,) = exit_optics(layout, parts, Glass.INCOHERENT)
    assert outside.answer is not None
    lateral = np.linspace(0.0, 0.999, 50)
    for polarisation in Polarisation:
        for table in (outside.answer.mean, outside.answer.well, outside.answer.bank):
            answer = table.at(lateral, polarisation)
            total = answer.reflected + answer.through + answer.absorbed.sum(axis=0)
            np.testing.assert_allclose(total, 1.0, atol=1e-9)
            assert answer.absorbed.min() > -1e-9
        leaving = outside.leaving(1.52, lateral, polarisation)
        np.testing.assert_allclose(leaving.trapped, 0.0, atol=1e-9)


def test_single_pass_asks_for_no_answer() -> None:
    (outside,) = exit_optics(lay_out(PIXEL, OPTICS), (), Glass.SINGLE_PASS)
    assert outside.answer is None
    assert outside.air_between(1.52, np.array([0.5]), Polarisation.S) == pytest.approx(0.0)
