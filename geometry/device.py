"""A device: the stack with its materials, the pixel array, and the emission."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.materials import (
    BLACK_MATRIX_RESIN,
    Assumption,
    Material,
    MaterialLibrary,
    black_matrix_material,
    resolve,
)
from geometry.process import default_process
from geometry.spec import (
    ArraySpec,
    BlackMatrixSpec,
    Coverage,
    DeviceSpec,
    EmissionSpec,
    MaterialRef,
    Process,
    SidewallSpec,
    Treatment,
)
from geometry.stack import Layer, Stack


class DeviceError(ValueError):
    """A device that cannot be built; ``path`` is the dotted path of the entry at fault."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Liner:
    """Film on the bank's wall inside the well; ``thickness_um`` is measured along its normal."""

    treatment: Treatment
    material: Material
    thickness_um: float


@dataclass(frozen=True)
class PixelMaterials:
    """Materials of what makes the pixels; None where the array has no such part."""

    bank: Material
    liner: Liner | None = None
    black_matrix: Material | None = None


@dataclass(frozen=True)
class Device:
    """Everything physical about one case.

    Attributes:
        stack: layers between substrate and superstrate.
        array: the pixel array; None for an unpatterned film.
        emission: spectrum and statistics of the excitons.
        pixel: materials of bank, liner and black matrix; None exactly when ``array`` is None.
        assumptions: input values that no source gives, materials included.
    """

    stack: Stack
    array: ArraySpec | None
    emission: EmissionSpec
    pixel: PixelMaterials | None = None
    assumptions: tuple[Assumption, ...] = ()

    def as_film(self) -> Device:
        """The same stack without pixels, bank and black matrix."""
        return Device(self.stack, None, self.emission, None, self.assumptions)

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
        if name is None:
            return 0
        names = [layer.name for layer in self.stack.layers]
        if name not in names:
            raise ValueError(f"the bank stands on {name!r}; the layers are {', '.join(names)}")
        return names.index(name)

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
        """Height of the bank above its foot; a planar bank ends at the emitter's upper face.

        Raises:
            ValueError: a planar bank that stands on or above the emitter.
        """
        bank = self.patterned_array.bank
        if bank.coverage is not Coverage.PLANAR:
            return bank.height_um
        height = self.emitter_above_um - self.foot_um
        if self.foot_index >= self.stack.emitter_index:
            raise ValueError(
                f"a planar bank ends at the emitter's upper face, {self.emitter_above_um:g} um; "
                f"it cannot stand at {self.foot_um:g} um"
            )
        return height

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
    """Look up the materials of a device and settle what its file leaves to defaults.

    Args:
        spec: what the user wrote.
        library: materials by name.

    Raises:
        DeviceError: not exactly one emitter, two layers of one name, a bank on an unknown layer, a
            layer whose process decides its shape but is neither written nor implied.
        UnknownMaterial: a material that the library does not hold.
    """
    _check_layers(spec)
    stack = Stack(
        resolve(spec.substrate.material, library),
        spec.substrate.thickness_um,
        tuple(_layer(spec, index, library) for index in range(len(spec.layers))),
        resolve(spec.superstrate.material, library),
    )
    if spec.array is None:
        return Device(stack, None, spec.emission, None, _assumptions(stack, None))
    array = spec.array
    pixel = PixelMaterials(
        resolve(array.bank.material, library),
        _liner(array.sidewall, library),
        _black_matrix(array.black_matrix, library),
    )
    assumptions = _assumptions(stack, pixel) + _liner_assumptions(array.sidewall, pixel.liner)
    return Device(stack, array, spec.emission, pixel, assumptions)


def _assumptions(stack: Stack, pixel: PixelMaterials | None) -> tuple[Assumption, ...]:
    used = [stack.substrate, *(layer.material for layer in stack.layers), stack.superstrate]
    if pixel is not None:
        used.append(pixel.bank)
        used += [] if pixel.liner is None else [pixel.liner.material]
        used += [] if pixel.black_matrix is None else [pixel.black_matrix]
    return tuple(dict.fromkeys(a for material in used for a in material.assumptions))


def _check_layers(spec: DeviceSpec) -> None:
    emitters = [layer.name for layer in spec.layers if layer.emitter]
    if len(emitters) != 1:
        found = ", ".join(emitters) or "none"
        raise DeviceError("device.layers", f"exactly one layer is the emitter; found {found}")
    names = [layer.name for layer in spec.layers]
    for name in names:
        if names.count(name) > 1:
            raise DeviceError("device.layers", f"{names.count(name)} layers are called {name!r}")
    foot = None if spec.array is None else spec.array.bank.on
    if foot is not None and foot not in names:
        message = f"no layer is called {foot!r}; the layers are {', '.join(names)}"
        raise DeviceError("device.array.bank.on", message)


def _layer(spec: DeviceSpec, index: int, library: MaterialLibrary) -> Layer:
    entry = spec.layers[index]
    process = entry.process
    if process is None and isinstance(entry.material, str):
        process = default_process(entry.material)
    if process is None and entry.emitter:
        process = Process.SOLUTION  # nanocrystals come from solution
    if process is None and _process_matters(spec, index):
        raise DeviceError(
            f"device.layers.{entry.name}.process",
            f"how {entry.name!r} is made decides whether it fills the wells or covers the bank, "
            "and its material does not say; give solution or evaporated",
        )
    # Without a filling bank above it the process has no effect.
    process = process or Process.EVAPORATED
    material = resolve(entry.material, library)
    return Layer(entry.name, material, entry.thickness_um, entry.emitter, process)


def _process_matters(spec: DeviceSpec, index: int) -> bool:
    if spec.array is None or spec.array.bank.coverage is not Coverage.FILLING:
        return False
    on = spec.array.bank.on
    foot = 0 if on is None else [layer.name for layer in spec.layers].index(on)
    return index > foot


_LINERS: dict[Treatment, tuple[MaterialRef, float]] = {
    Treatment.OXIDE: ("Al2O3", 0.010),
    Treatment.REFLECTIVE: ("Ag", 0.050),
    Treatment.ABSORBING: (BLACK_MATRIX_RESIN, 0.050),
}
"""Material and thickness (um) of a liner whose entry leaves them out."""


def _liner(spec: SidewallSpec, library: MaterialLibrary) -> Liner | None:
    path = "device.array.sidewall"
    if spec.treatment is Treatment.NONE:
        if spec.material is not None or spec.thickness_um is not None:
            raise DeviceError(
                path, "treatment is none, yet the liner's material or thickness is given"
            )
        return None
    usual_material, usual_thickness = _LINERS.get(spec.treatment, (None, None))
    material = spec.material if spec.material is not None else usual_material
    thickness = spec.thickness_um if spec.thickness_um is not None else usual_thickness
    if material is None and thickness is None:
        return None  # ligands alone: the walls change electrically, not optically
    if material is None or thickness is None:
        name = spec.treatment.value
        raise DeviceError(path, f"a {name} wall needs both material and thickness, or neither")
    return Liner(spec.treatment, resolve(material, library), thickness)


def _liner_assumptions(spec: SidewallSpec, liner: Liner | None) -> tuple[Assumption, ...]:
    if liner is None or spec.thickness_um is not None:
        return ()
    value = liner.thickness_um
    reason = f"thickness of a {spec.treatment.value} liner in um; the device's file gives none"
    path = "device.array.sidewall.thickness"
    return (Assumption(path, value, value / 2.0, value * 2.0, reason),)


def _black_matrix(spec: BlackMatrixSpec | None, library: MaterialLibrary) -> Material | None:
    if spec is None:
        return None
    resin = resolve(spec.material, library)
    return black_matrix_material(spec.optical_density_per_um, resin)
