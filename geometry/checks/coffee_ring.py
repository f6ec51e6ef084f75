"""Whether a drop can have dried where a coffee ring is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import ARRAY, Issue
from geometry.spec.array import ArraySpec, Coverage, GapFilling
from geometry.spec.device import DeviceSpec
from geometry.units import brief_length

_RING = (*ARRAY, "coffee_ring")


def coffee_ring_issues(device: DeviceSpec, array: ArraySpec) -> Iterator[Issue]:
    """Rings outside a well, as wide as the well, or higher than its bank."""
    ring, bank = array.coffee_ring, array.bank
    height = brief_length(ring.height_um)
    if ring.height_um == 0.0:
        return
    if bank.filled_by is GapFilling.NEXT_LAYERS:
        yield Issue(_RING, "a drop dries in a well: bank.filled_by must be material")
        return
    if bank.coverage in (Coverage.PLANAR, Coverage.WINDOWS):
        text = f"its height {height} stands above a bank that ends flush (0 nm)"
        yield Issue((*_RING, "height"), text)
        return
    if 2.0 * ring.width_um >= array.aperture.narrowest_um:
        text = f"twice {brief_length(ring.width_um)} fills the aperture of "
        yield Issue((*_RING, "width"), f"{text}{brief_length(array.aperture.narrowest_um)}")
    filled_um = sum(layer.thickness_um for layer in device.patterned_layers)
    if bank.coverage is Coverage.FILLING and filled_um + ring.height_um > bank.height_um:
        text = f"{height} on layers of {brief_length(filled_um)} overtops the bank of "
        yield Issue((*_RING, "height"), f"{text}{brief_length(bank.height_um)}")
