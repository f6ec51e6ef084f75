"""The exit side of a device with its materials looked up.

    device | exit half-space (thick) | air gap | encapsulation | observer

Everything after the device is far thicker than the coherence length: powers add, not fields.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.materials.library import Material, MaterialLibrary, constant_material, resolve
from geometry.parts import DeviceError
from geometry.spec.device import DeviceSpec
from geometry.spec.exit import EncapsulationSpec, ExitSide

ENCAPSULATION = "encapsulation"
"""Name of the part of the budget that an absorbing encapsulation takes."""

TRANSPARENT_K = 1e-2
"""Largest k of a medium called transparent; a crossing's loss is given by ``absorption``."""


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
        DeviceError: an encapsulation or superstrate that light cannot travel through.
        UnknownMaterial: a material that the library does not hold.
    """
    if spec.exit is ExitSide.SUPERSTRATE:
        upper = resolve(spec.superstrate.material, library)
        _transparent("device.superstrate.material", upper)
    if spec.encapsulation is None:
        return DeviceExit(spec.exit)
    plate = spec.encapsulation
    material = _medium(plate, library)
    _transparent("device.encapsulation.material", material)
    return DeviceExit(
        spec.exit, Encapsulation(material, plate.absorption, plate.air_gap, plate.immersed)
    )


def _medium(plate: EncapsulationSpec, library: MaterialLibrary) -> Material:
    if plate.index is not None:
        return constant_material(ENCAPSULATION, plate.index)
    assert plate.material is not None  # guaranteed by EncapsulationSpec
    return library.get(plate.material)


def _transparent(path: str, material: Material) -> None:
    largest = float(np.max(material.k))
    if largest > TRANSPARENT_K:
        text = f"{material.name!r} has k up to {largest:.3g}; light leaves through it, expected k"
        raise DeviceError(path, f"{text} <= {TRANSPARENT_K:g}")
