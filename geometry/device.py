"""A device: the stack with its materials, the pixel array, and the emission."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from geometry.assumed import marked_assumptions
from geometry.checks.device import device_issues
from geometry.checks.exit import exit_issues
from geometry.checks.issue import DeviceError as DeviceError
from geometry.checks.issue import raise_first
from geometry.exit import DeviceExit, build_exit
from geometry.fill_in.gap_and_bank import foot_index
from geometry.materials.emitter_edge import edge_assumptions, fitted_to_emission
from geometry.materials.library import Assumption, Material, MaterialLibrary, resolve
from geometry.parts import Liner as Liner
from geometry.parts import PixelMaterials as PixelMaterials
from geometry.parts import (
    build_layers,
    build_pixel,
    liner_assumptions,
    material_assumptions,
)
from geometry.spec.array import ArraySpec, Coverage, GapFilling
from geometry.spec.device import DeviceSpec
from geometry.spec.emission import EmissionSpec
from geometry.stack import Stack


@dataclass(frozen=True)
class Device:
    """Everything physical about one case.

    Attributes:
        stack: layers between substrate and superstrate.
        array: the pixel array; None for an unpatterned film.
        emission: spectrum and statistics of the excitons.
        pixel: materials of bank, liner and black matrix; None exactly when ``array`` is None.
        assumptions: input values that no source gives, materials included.
        exit: the side whose light is wanted, and what lies between it and the observer.
    """

    stack: Stack
    array: ArraySpec | None
    emission: EmissionSpec
    pixel: PixelMaterials | None = None
    assumptions: tuple[Assumption, ...] = ()
    exit: DeviceExit = DeviceExit()

    def as_film(self) -> Device:
        """The same stack without pixels, bank and black matrix."""
        return replace(self, array=None, pixel=None)

    @property
    def exit_medium(self) -> Material:
        """The half-space on the exit side: substrate, or superstrate of a top-emitting device."""
        return self.stack.superstrate if self.exit.upwards else self.stack.substrate

    @property
    def patterned_array(self) -> ArraySpec:
        """The array.

        Raises:
            ValueError: the device is an unpatterned film.
        """
        if self.array is None:
            raise ValueError("this device is an unpatterned film: it has no array of pixels")
        return self.array

    @property
    def pixel_materials(self) -> PixelMaterials:
        """Materials of bank, liner and black matrix.

        Raises:
            ValueError: the device is an unpatterned film.
        """
        if self.pixel is None:
            raise ValueError("this device is an unpatterned film: it has no bank")
        return self.pixel

    @property
    def foot_index(self) -> int:
        """Position of the layer that the bank stands on.

        Raises:
            ValueError: unpatterned, or no layer of that name.
        """
        name = self.patterned_array.bank.on
        names = [layer.name for layer in self.stack.layers]
        index = foot_index(names, name)
        if index is None:
            raise ValueError(f"the bank stands on {name!r}; the layers are {', '.join(names)}")
        return index

    @property
    def has_islands(self) -> bool:
        """Whether the pixels are islands in bare gaps instead of wells in a bank."""
        return self.patterned_array.bank.filled_by is GapFilling.NEXT_LAYERS

    @property
    def has_windows(self) -> bool:
        """Whether pixels are windows in an insulating film under a continuous emitter."""
        return self.patterned_array.has_windows

    @property
    def emitter_is_continuous(self) -> bool:
        """Whether the emitter goes on from pixel to pixel, as in a film or above windows."""
        return self.array is None or self.has_windows

    @property
    def foot_um(self) -> float:
        """Height of the bank's foot above the substrate's face."""
        return self.stack.interfaces_um[self.foot_index + 1]

    @property
    def emitter_below_um(self) -> float:
        """Height of the emitter's lower face inside a pixel."""
        return self.stack.interfaces_um[self.stack.emitter_index]

    @property
    def emitter_above_um(self) -> float:
        """Height of the emitter's upper face inside a pixel."""
        return self.stack.interfaces_um[self.stack.emitter_index + 1]

    @property
    def bank_height_um(self) -> float:
        """Height of the bank above its foot.

        A planar bank ends at the emitter's upper face, and so do islands: theirs is the depth of
        the gap.

        Raises:
            ValueError: a planar bank that stands on or above the emitter.
        """
        bank = self.patterned_array.bank
        if bank.coverage is not Coverage.PLANAR and not self.has_islands:
            return bank.height_um
        if self.foot_index >= self.stack.emitter_index:
            raise ValueError(
                f"a flush bank ends at the emitter's upper face, {self.emitter_above_um:g} um; "
                f"it cannot stand at {self.foot_um:g} um"
            )
        return self.emitter_above_um - self.foot_um

    @property
    def flare(self) -> float:
        """Outward shift of the bank's wall per unit of height: cot(sidewall angle)."""
        return _cotangent(self.patterned_array.bank.sidewall_angle_deg)

    @property
    def lateral_per_normal(self) -> float:
        """Lateral shift of a wall per unit of film thickness along its normal."""
        return 1.0 / math.sin(math.radians(self.patterned_array.bank.sidewall_angle_deg))


def _cotangent(angle_deg: float) -> float:
    # Exactly zero at 90 degrees: a residue of 1e-17 would make every prism a cone.
    return 0.0 if angle_deg == 90.0 else 1.0 / math.tan(math.radians(angle_deg))


def build_device(spec: DeviceSpec, library: MaterialLibrary) -> Device:
    """Check a device, look up its materials and settle what its file leaves to defaults.

    Args:
        spec: what the user wrote.
        library: materials by name.

    Raises:
        DeviceError: the first issue of ``geometry.checks``.
        UnknownMaterial: a material that the library does not hold.
    """
    raise_first(device_issues(spec))
    device = assemble_device(spec, library)
    raise_first(exit_issues(device.stack, device.exit, device.emission.peak_um))
    return device


def assemble_device(spec: DeviceSpec, library: MaterialLibrary) -> Device:
    """As :func:`build_device`, for a device that ``device_issues`` has passed.

    Raises:
        UnknownMaterial: a material that the library does not hold.
    """
    stack = Stack(
        resolve(spec.substrate.material, library),
        spec.substrate.thickness_um,
        build_layers(spec, library),
        resolve(spec.superstrate.material, library),
    )
    pixel = build_pixel(spec, library)
    table = stack.emitter.material
    fitted = fitted_to_emission(table, spec.emission)
    stack = stack.with_material(table, fitted)
    if pixel is not None:
        pixel = pixel.with_material(table, fitted)
    assumptions = material_assumptions(spec, stack, pixel) + marked_assumptions(spec)
    if spec.array is not None and pixel is not None:
        assumptions += liner_assumptions(spec.array.sidewall, pixel.liner)
    assumptions += edge_assumptions(table, spec.emission)
    exit_side = build_exit(spec, library)
    if exit_side.encapsulation is not None:
        of_plate = exit_side.encapsulation.material.assumptions
        assumptions += tuple(a for a in of_plate if a not in assumptions)
    return Device(stack, spec.array, spec.emission, pixel, assumptions, exit_side)
