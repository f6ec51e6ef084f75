"""Whether a black matrix fits where it lies, and leaves the pixels open."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import ARRAY, Issue
from geometry.spec.array import ArraySpec, Coverage, GapFilling, MatrixPosition
from geometry.spec.device import DeviceSpec
from geometry.units import brief_length

_MATRIX = (*ARRAY, "black_matrix")


def matrix_issues(device: DeviceSpec, array: ArraySpec) -> Iterator[Issue]:
    """Openings as wide as the pitch or, on a bank, narrower than the well; films too thick."""
    matrix, bank = array.black_matrix, array.bank
    if matrix is None:
        return
    thickness, opening = brief_length(matrix.thickness_um), brief_length(matrix.opening_um)
    if matrix.opening_um >= array.neighbour_um:
        text = f"{opening} is not smaller than the pitch {brief_length(array.neighbour_um)}"
        yield Issue((*_MATRIX, "opening"), text)
    if matrix.position is MatrixPosition.SUBSTRATE:
        if matrix.thickness_um >= device.substrate.thickness_um:
            text = f"{thickness} is not thinner than the substrate "
            yield Issue((*_MATRIX, "thickness"), text + brief_length(device.substrate.thickness_um))
        return
    flush = bank.coverage in (Coverage.PLANAR, Coverage.WINDOWS)
    if bank.filled_by is GapFilling.NEXT_LAYERS or flush:
        text = "on the bank: there must be a bank that stands out"
        yield Issue((*_MATRIX, "position"), text)
    if matrix.opening_um < array.aperture.width_um:
        text = f"{opening} is narrower than the aperture of "
        yield Issue((*_MATRIX, "opening"), text + brief_length(array.aperture.width_um))
