"""What light meets between the thick half-space it has entered and the observer.

    exit half-space (glass) | slab | slab | ... | observer's medium

All of it is far thicker than the coherence length. Without slabs and with index 1 it is the bare
substrate in air.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.exit import DeviceExit

AIR_INDEX = 1.0
"""Index of air."""


@dataclass(frozen=True)
class Slab:
    """A thick plate.

    Attributes:
        index: its real index.
        absorption: share that one crossing along the normal loses.
    """

    index: float
    absorption: float = 0.0

    def __post_init__(self) -> None:
        if not (self.index > 0.0 and 0.0 <= self.absorption < 1.0):
            raise ValueError(f"a slab needs index > 0 and 0 <= absorption < 1; got {self}")


@dataclass(frozen=True)
class Outside:
    """Slabs from the exit half-space outwards, and the index of the observer's medium."""

    slabs: tuple[Slab, ...] = ()
    index: float = AIR_INDEX

    def __post_init__(self) -> None:
        if not self.index > 0.0:
            raise ValueError(f"the observer's medium needs an index > 0; got {self.index:g}")


AIR = Outside()
"""Nothing but air."""


def cone_of(glass_index: float, outside: Outside) -> float:
    """Largest lateral index of light that reaches the observer from the glass."""
    return min(glass_index, *(slab.index for slab in outside.slabs), outside.index)


def outside_of(device_exit: DeviceExit, wavelength_um: float) -> Outside:
    """What lies outside a device's exit half-space at one wavelength.

    Raises:
        ValueError: a wavelength outside the encapsulation's table.
    """
    plate = device_exit.encapsulation
    if plate is None:
        return AIR
    index = float(plate.material.index(wavelength_um * 1e3).real)
    gap = (Slab(AIR_INDEX),) if plate.air_gap else ()
    if plate.immersed:
        return Outside(gap, index)
    return Outside((*gap, Slab(index, plate.absorption)))
