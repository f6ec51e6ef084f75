"""Parts of a device with their materials looked up: layers, liner, bank, black matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geometry.materials.library import (
    Assumption,
    Material,
    MaterialLibrary,
    black_matrix_material,
    resolve,
)
from geometry.materials.process import process_of
from geometry.spec.array import BlackMatrixSpec, GapFilling
from geometry.spec.device import DeviceSpec
from geometry.spec.layers import LayerSpec, Process
from geometry.spec.sidewall import SidewallSpec, Treatment
from geometry.stack import RESIDUE, Layer, Stack


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

    def with_material(self, old: Material, new: Material) -> PixelMaterials:
        """The same with another material in the sub-pixels that are of ``old``."""
        subpixels = tuple(
            replace(s, material=new) if s.material == old else s for s in self.subpixels
        )
        return replace(self, subpixels=subpixels)


def build_layers(spec: DeviceSpec, library: MaterialLibrary) -> tuple[Layer, ...]:
    """Layers from the substrate up, with what patterning leaves above the bank's foot."""
    layers = [_layer(entry, library) for entry in spec.layers]
    residue = None if spec.array is None else spec.array.residue
    if residue is not None and residue.thickness_um > 0.0:
        material = resolve(residue.material, library)
        film = Layer(RESIDUE, material, residue.thickness_um, False, Process.SOLUTION)
        layers.insert((spec.foot_index or 0) + 1, film)
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


def _layer(entry: LayerSpec, library: MaterialLibrary) -> Layer:
    # Where neither entry nor material says, the process has no effect: see geometry.checks.array.
    process = process_of(entry) or Process.EVAPORATED
    material = resolve(entry.material, library)
    return Layer(entry.name, material, entry.thickness_um, entry.emitter, process)


def _liner(spec: SidewallSpec, library: MaterialLibrary) -> Liner | None:
    material, thickness_um = spec.liner_material, spec.liner_thickness_um
    if spec.is_bare or material is None or thickness_um is None:
        return None
    spacer = None
    if spec.spacer is not None:
        dielectric = resolve(spec.spacer.material, library)
        spacer = Liner(spec.treatment, dielectric, spec.spacer.thickness_um)
    return Liner(spec.treatment, resolve(material, library), thickness_um, spacer)


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
