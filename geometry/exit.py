"""The exit side of a device with its materials looked up.

    device | exit half-space (thick) | air gap | encapsulation | observer

Everything after the device is far thicker than the coherence length: powers add, not fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.materials.library import Material, MaterialLibrary, constant_material, resolve
from geometry.spec.device import DeviceSpec
from geometry.spec.exit import EncapsulationSpec, ExitSide

ENCAPSULATION = "encapsulation"
"""Name of the part of the budget that an absorbing encapsulation takes."""


@dataclass(frozen=True)
class Encapsulation:
    """Thick plate on the exit side; see :class:`geometry.spec.exit.EncapsulationSpec`."""

    material: Material
    absorption: float
    air_gap: bool
    immersed: bool


@dataclass(frozen=True)
class DeviceExit:
    """Side and plate; the default is the bare substrate under air."""

    side: ExitSide = ExitSide.SUBSTRATE
    encapsulation: Encapsulation | None = None

    @property
    def upwards(self) -> bool:
        """Whether the wanted light leaves through the superstrate (top-emitting)."""
        return self.side is ExitSide.SUPERSTRATE

    @property
    def absorbs(self) -> bool:
        """Whether the encapsulation takes a share of the light."""
        return self.encapsulation is not None and self.encapsulation.absorption > 0.0


def build_exit(spec: DeviceSpec, library: MaterialLibrary) -> DeviceExit:
    """Look up the encapsulation's material.

    Raises:
        UnknownMaterial: a material that the library does not hold.
    """
    plate = spec.encapsulation
    if plate is None:
        return DeviceExit(spec.exit)
    material = _medium(plate, library)
    return DeviceExit(
        spec.exit, Encapsulation(material, plate.absorption, plate.air_gap, plate.immersed)
    )


def _medium(plate: EncapsulationSpec, library: MaterialLibrary) -> Material:
    if plate.index is not None:
        return constant_material(ENCAPSULATION, plate.index)
    assert plate.material is not None  # guaranteed by EncapsulationSpec
    return resolve(plate.material, library)
