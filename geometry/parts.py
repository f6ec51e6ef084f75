"""Parts of a device with their materials looked up: layers, liner, bank, black matrix."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.materials.library import (
    BLACK_MATRIX_RESIN,
    Assumption,
    Material,
    MaterialLibrary,
    black_matrix_material,
    resolve,
)
from geometry.materials.process import default_process
from geometry.spec.device import (
    BlackMatrixSpec,
    Coverage,
    DeviceSpec,
    GapFilling,
    MaterialRef,
    Process,
    SidewallSpec,
    Treatment,
)
from geometry.stack import Layer, Stack

RESIDUE = "residue"
"""Name of the layer that patterning leaves on the floor of the wells."""


class DeviceError(ValueError):
    """A device that cannot be built; ``path`` is the dotted path of the entry at fault."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Liner:
    """Film on the bank's wall inside the well; ``thickness_um`` is measured along its normal.

    ``spacer`` lies between it and the layers of the pixel.
    """

    treatment: Treatment
    material: Material
    thickness_um: float
    spacer: Liner | None = None

    @property
    def total_um(self) -> float:
        """Its thickness and that of its spacer."""
        return self.thickness_um + (0.0 if self.spacer is None else self.spacer.thickness_um)


@dataclass(frozen=True)
class Subpixel:
    """One colour of a pixel and the material of its emitter."""

    name: str
    material: Material


@dataclass(frozen=True)
class PixelMaterials:
    """Materials of what makes the pixels; None where the array has no such part.

    ``subpixels`` starts with the one under study and goes on in the order of the lattice; empty
    where all pixels are alike.
    """

    bank: Material
    liner: Liner | None = None
    black_matrix: Material | None = None
    subpixels: tuple[Subpixel, ...] = ()


def build_layers(spec: DeviceSpec, library: MaterialLibrary) -> tuple[Layer, ...]:
    """Layers from the substrate up, with what patterning leaves above the bank's foot."""
    layers = [_layer(spec, index, library) for index in range(len(spec.layers))]
    residue = None if spec.array is None else spec.array.residue
    if residue is not None and residue.thickness_um > 0.0:
        material = resolve(residue.material, library)
        film = Layer(RESIDUE, material, residue.thickness_um, False, Process.SOLUTION)
        layers.insert(_foot(spec) + 1, film)
    return tuple(layers)


def build_pixel(spec: DeviceSpec, library: MaterialLibrary) -> PixelMaterials | None:
    """Materials of bank, liner and black matrix; None for a film."""
    if spec.array is None:
        return None
    return PixelMaterials(
        resolve(spec.array.bank.material, library),
        _liner(spec.array.sidewall, library),
        _black_matrix(spec.array.black_matrix, library),
        _subpixels(spec, library),
    )


def material_assumptions(
    spec: DeviceSpec, stack: Stack, pixel: PixelMaterials | None
) -> tuple[Assumption, ...]:
    """Assumed values behind the materials that the device holds, each once."""
    used = [stack.substrate, *(layer.material for layer in stack.layers), stack.superstrate]
    if spec.array is not None and pixel is not None:
        if spec.array.bank.filled_by is GapFilling.MATERIAL:
            used.append(pixel.bank)
        liner = pixel.liner
        used += [film.material for film in (liner, liner and liner.spacer) if film is not None]
        used += [] if pixel.black_matrix is None else [pixel.black_matrix]
        used += [subpixel.material for subpixel in pixel.subpixels]
    return tuple(dict.fromkeys(a for material in used for a in material.assumptions))


def check_layers(spec: DeviceSpec) -> None:
    """Raise DeviceError unless one layer emits, all names differ and the bank stands on one."""
    emitters = [layer.name for layer in spec.layers if layer.emitter]
    if len(emitters) != 1:
        found = ", ".join(emitters) or "none"
        raise DeviceError("device.layers", f"exactly one layer is the emitter; found {found}")
    names = [layer.name for layer in spec.layers]
    if spec.array is not None and spec.array.residue.thickness_um > 0.0:
        names.append(RESIDUE)
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
    return index > _foot(spec)


def _foot(spec: DeviceSpec) -> int:
    on = None if spec.array is None else spec.array.bank.on
    return 0 if on is None else [layer.name for layer in spec.layers].index(on)


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
        _without_liner(spec)
        return None
    usual_material, usual_thickness = _LINERS.get(spec.treatment, (None, None))
    material = spec.material if spec.material is not None else usual_material
    thickness = spec.thickness_um if spec.thickness_um is not None else usual_thickness
    if material is None and thickness is None:
        _without_liner(spec)
        return None  # ligands alone: the walls change electrically, not optically
    if material is None or thickness is None:
        name = spec.treatment.value
        raise DeviceError(path, f"a {name} wall needs both material and thickness, or neither")
    spacer = None
    if spec.spacer is not None:
        dielectric = resolve(spec.spacer.material, library)
        spacer = Liner(spec.treatment, dielectric, spec.spacer.thickness_um)
    return Liner(spec.treatment, resolve(material, library), thickness, spacer)


def _without_liner(spec: SidewallSpec) -> None:
    if spec.spacer is not None:
        text = f"a spacer of {spec.spacer.thickness_um:g} um, but no liner (treatment "
        raise DeviceError("device.array.sidewall.spacer", f"{text}{spec.treatment.value})")


def liner_assumptions(spec: SidewallSpec, liner: Liner | None) -> tuple[Assumption, ...]:
    """The thickness of a liner whose entry leaves it out."""
    if liner is None or spec.thickness_um is not None:
        return ()
    value = liner.thickness_um
    reason = f"thickness of a {spec.treatment.value} liner in um; the device's file gives none"
    path = "device.array.sidewall.thickness"
    return (Assumption(path, value, value / 2.0, value * 2.0, reason),)


def _subpixels(spec: DeviceSpec, library: MaterialLibrary) -> tuple[Subpixel, ...]:
    if spec.array is None or not spec.array.subpixels:
        return ()
    written = [Subpixel(s.name, resolve(s.material, library)) for s in spec.array.subpixels]
    own = next(i for i, subpixel in enumerate(written) if subpixel.name == spec.emitting)
    return tuple(written[own:] + written[:own])


def _black_matrix(spec: BlackMatrixSpec | None, library: MaterialLibrary) -> Material | None:
    if spec is None:
        return None
    resin = resolve(spec.material, library)
    return black_matrix_material(spec.optical_density_per_um, resin)
