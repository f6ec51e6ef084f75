"""Heights brought onto the grid: interfaces are rounded, what vanishes is named or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.pixel_cases import STACK, pixel_device

from geometry.stack import Stack
from sim.optics.grid.snapping import snap_device, whole_cells


def with_thickness(**thickness_um: float) -> Stack:
    layers = tuple(
        replace(layer, thickness_um=thickness_um.get(layer.name, layer.thickness_um))
        for layer in STACK.layers
    )
    return replace(STACK, layers=layers)


@given(
    length=st.floats(0.0, 1.0, allow_subnormal=False),
    cell=st.floats(0.001, 0.1, allow_subnormal=False),
)
def test_rounding_moves_by_half_a_cell_at_most(length: float, cell: float) -> None:
    rounded = whole_cells(length, cell)
    assert abs(rounded - length) <= 0.5 * cell * (1 + 1e-9)
    assert rounded / cell == pytest.approx(round(rounded / cell), abs=1e-9)


def test_whole_heights_stay() -> None:
    device = pixel_device()
    found = snap_device(device, 0.005, 0.025)
    assert found.snaps == ()
    for before, after in zip(device.stack.layers, found.device.stack.layers, strict=True):
        assert after.thickness_um == pytest.approx(before.thickness_um, abs=1e-12)


def test_errors_do_not_add_up() -> None:
    """Ten-nanometre cells: 63 + 33 nm become 60 + 40 (96 rounds to 100), not 60 + 30."""
    stack = with_thickness(htl=0.063, emitter=0.033)
    found = snap_device(replace(pixel_device(stack=stack), array=None), 0.01, 0.04)
    heights = found.device.stack.interfaces_um
    asked = stack.interfaces_um
    assert max(abs(a - b) for a, b in zip(heights, asked, strict=True)) <= 0.005 + 1e-12
    by_name = {snap.name: snap for snap in found.snaps}
    assert by_name["htl"].used_um == pytest.approx(0.06)
    assert by_name["emitter"].used_um == pytest.approx(0.04)
    assert "33 nm becomes 40 nm" in by_name["emitter"].sentence


def test_thin_layers_are_merged_and_said_so() -> None:
    found = snap_device(
        replace(pixel_device(stack=with_thickness(etl=0.001)), array=None), 0.005, 0.025
    )
    assert [snap.sentence for snap in found.snaps] == [
        "etl: 1 nm is below the grid and merged with its neighbours"
    ]
    assert found.device.stack.layers[3].thickness_um == pytest.approx(0.0, abs=1e-12)


def test_vanishing_emitter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"emitter, 1 nm.*vertical_cell"):
        snap_device(pixel_device(stack=with_thickness(emitter=0.001)), 0.005, 0.025)


def test_vanishing_bank_and_matrix_are_refused() -> None:
    with pytest.raises(ValueError, match=r"bank, 2 nm.*vertical_cell"):
        snap_device(pixel_device(bank={"height": "2 nm"}), 0.005, 0.025)
    matrix = {"thickness": "10 nm", "opening": "1.5 um"}
    with pytest.raises(ValueError, match=r"black matrix, 10 nm.*lateral_cell"):
        snap_device(pixel_device(black_matrix=matrix), 0.005, 0.025)


def test_bank_and_matrix_are_rounded_to_their_own_cells() -> None:
    matrix = {"thickness": "310 nm", "opening": "1.5 um"}
    found = snap_device(pixel_device(bank={"height": "103 nm"}, black_matrix=matrix), 0.005, 0.025)
    used = {snap.name: snap.used_um for snap in found.snaps}
    assert used["bank"] == pytest.approx(0.105)
    assert used["black_matrix"] == pytest.approx(0.3)
    assert found.device.array is not None
    assert found.device.array.bank.height_um == pytest.approx(0.105)
