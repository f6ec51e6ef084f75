"""Whether wells, bank, sidewalls and black matrix fit the lattice and the stack."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from geometry.aperture import aperture_outline
from geometry.lattice import unit_cell
from geometry.materials.process import default_process
from geometry.shapes import Circle
from geometry.spec.device import (
    ApertureShape,
    ApertureSpec,
    ArraySpec,
    Coverage,
    DeviceSpec,
    GapFilling,
    Lattice,
    LayerSpec,
    MatrixPosition,
    Process,
    Treatment,
)
from geometry.units import brief_length
from sim.config.errors import Issue, PathParts

_ARRAY: PathParts = ("device", "array")
_TOUCH = 1e-9
"""Lengths that differ by less, in micrometres, are equal: far below an atom, above rounding."""


def array_issues(device: DeviceSpec) -> Iterator[Issue]:
    """Errors of the pixel array; nothing for a film. The stack itself must be sound."""
    array = device.array
    if array is None:
        return
    shape_issues = list(_shape_issues(array))
    yield from shape_issues
    if not shape_issues:
        yield from _size_issues(array)
    yield from _bank_issues(device, array)
    yield from _sidewall_issues(array)
    yield from _black_matrix_issues(device, array)


def array_warnings(device: DeviceSpec) -> Iterator[str]:
    """What is legal but probably not meant."""
    array = device.array
    if array is None:
        return
    if array.sidewall.treatment is Treatment.REFLECTIVE and array.sidewall.spacer is None:
        yield (
            "a reflective wall without device.array.sidewall.spacer touches every layer: a metal "
            "there joins anode and cathode, a short that the electrical model leaves out"
        )
    if array.bank.coverage is not Coverage.PLANAR:
        return
    flush_um = sum(layer.thickness_um for layer in above_foot(device, array))
    if abs(flush_um - array.bank.height_um) > _TOUCH:
        yield (
            f"the planar bank ends flush with the emitter at {brief_length(flush_um)} above its "
            f"foot: the given height {brief_length(array.bank.height_um)} is not used"
        )


def foot_index(device: DeviceSpec, array: ArraySpec) -> int | None:
    """Index of the layer that the bank stands on; None where it names no layer."""
    if array.bank.on is None:
        return 0
    names = [layer.name for layer in device.layers]
    return names.index(array.bank.on) if array.bank.on in names else None


def above_foot(device: DeviceSpec, array: ArraySpec) -> tuple[LayerSpec, ...]:
    """Layers from the bank's foot up to the emitter, the emitter included."""
    foot = foot_index(device, array)
    emitter = next(index for index, layer in enumerate(device.layers) if layer.emitter)
    return () if foot is None else device.layers[foot + 1 : emitter + 1]


def process_of(layer: LayerSpec) -> Process | None:
    """How a layer is made: as written, or as its material implies."""
    if layer.process is not None:
        return layer.process
    name = layer.material if isinstance(layer.material, str) else ""
    return default_process(name, layer.emitter)


def _shape_issues(array: ArraySpec) -> Iterator[Issue]:
    aperture, shape = array.aperture, array.aperture.shape
    path = (*_ARRAY, "aperture")
    if (shape is ApertureShape.STRIPE) != (array.lattice is Lattice.STRIPE):
        yield Issue(
            (*path, "shape"),
            f"aperture {shape.value!r} in lattice {array.lattice.value!r}; stripe apertures "
            "and the stripe lattice go together",
        )
    if shape is ApertureShape.RECTANGLE and aperture.length_um is None:
        yield Issue((*path, "length"), "missing; a rectangle needs its length along y")
    if shape is not ApertureShape.RECTANGLE and aperture.length_um is not None:
        yield Issue(
            (*path, "length"), f"only a rectangle has a length; the shape is {shape.value!r}"
        )


def _size_issues(array: ArraySpec) -> Iterator[Issue]:
    width_um, pitch = array.aperture.width_um, brief_length(array.neighbour_um)
    path = (*_ARRAY, "aperture", "width")
    if width_um >= array.neighbour_um:
        text = f"{brief_length(width_um)} is not smaller than the pitch {pitch}"
        yield Issue(path, text)
        return
    if overhang_um(array, 0.0) > -_TOUCH:
        size = _size(array.aperture)
        text = f"{size} reaches past the pixel's own cell; pitch {pitch}: neighbours overlap"
        yield Issue(path, text)
        return
    yield from _slope_issues(array)


def _slope_issues(array: ArraySpec) -> Iterator[Issue]:
    bank = array.bank
    if bank.sidewall_angle_deg == 90.0:
        return
    shift_um = bank.height_um / math.tan(math.radians(bank.sidewall_angle_deg))
    slope = (
        f"{bank.sidewall_angle_deg:g} deg over the height {brief_length(bank.height_um)} moves "
        f"the wall by {brief_length(abs(shift_um))}"
    )
    path = (*_ARRAY, "bank", "sidewall_angle")
    narrow_um = _narrowest(array.aperture)
    if narrow_um + 2.0 * shift_um <= _TOUCH:
        yield Issue(path, f"{slope} on each side: closes a well {brief_length(narrow_um)} wide")
    elif overhang_um(array, shift_um) > -_TOUCH:
        text = f"{slope}: wells {_size(array.aperture)} meet at the bank's top, "
        yield Issue(path, f"{text}pitch {brief_length(array.pitch)}")


def overhang_um(array: ArraySpec, grow_um: float) -> float:
    """How far a well, its wall moved out by ``grow_um``, reaches past its Wigner-Seitz cell.

    Negative: the distance that separates it from the cell's border.
    """
    outline = aperture_outline(array.aperture, grow_um=grow_um)
    corners = np.asarray(unit_cell(array).vertices_um)
    edges = np.roll(corners, -1, axis=0) - corners
    outward = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
    outward /= np.hypot(outward[:, 0], outward[:, 1])[:, None]
    border = np.sum(outward * corners, axis=1)
    if isinstance(outline, Circle):
        return float(np.max(outline.radius_um - border))
    if array.lattice is Lattice.STRIPE:
        return array.aperture.width_um / 2.0 + grow_um - array.pitch / 2.0
    reach = np.max(np.asarray(outline.vertices_um) @ outward.T, axis=0)
    return float(np.max(reach - border))


def _narrowest(aperture: ApertureSpec) -> float:
    if aperture.length_um is None:
        return aperture.width_um
    return min(aperture.width_um, aperture.length_um)


def _size(aperture: ApertureSpec) -> str:
    if aperture.length_um is None:
        return brief_length(aperture.width_um)
    return f"{brief_length(aperture.width_um)} x {brief_length(aperture.length_um)}"


def _bank_issues(device: DeviceSpec, array: ArraySpec) -> Iterator[Issue]:
    path = (*_ARRAY, "bank")
    foot = foot_index(device, array)
    emitter = next(index for index, layer in enumerate(device.layers) if layer.emitter)
    if foot is None or foot >= emitter:
        below = ", ".join(layer.name for layer in device.layers[:emitter])
        on = device.layers[0].name if array.bank.on is None else array.bank.on
        text = f"{on!r} is no layer below the emitter {device.layers[emitter].name!r}"
        yield Issue((*path, "on"), f"{text}; expected one of: {below or 'none is there'}")
        return
    is_film = array.bank.filled_by is GapFilling.MATERIAL
    if array.bank.coverage is Coverage.FILLING and is_film:
        yield from _filling_issues(device, array, foot)


def _filling_issues(device: DeviceSpec, array: ArraySpec, foot: int) -> Iterator[Issue]:
    unknown = False
    for index, layer in enumerate(device.layers):
        if index > foot and process_of(layer) is None:
            unknown = True
            yield Issue(
                ("device", "layers", index, "process"),
                f"missing; layer {layer.name!r} lies over a filling bank and its material does "
                "not tell how it is made; expected solution or evaporated",
            )
    if unknown:
        return
    levelled = [x for x in above_foot(device, array) if process_of(x) is Process.SOLUTION]
    needed_um = sum(layer.thickness_um for layer in levelled)
    if array.bank.height_um < needed_um - _TOUCH:
        names = ", ".join(layer.name for layer in levelled)
        yield Issue(
            (*_ARRAY, "bank", "height"),
            f"{brief_length(array.bank.height_um)} is lower than the solution layers that fill "
            f"the well: {brief_length(needed_um)} ({names})",
        )


def _sidewall_issues(array: ArraySpec) -> Iterator[Issue]:
    sidewall, path = array.sidewall, (*_ARRAY, "sidewall")
    if sidewall.treatment is Treatment.NONE:
        if sidewall.material is not None or sidewall.thickness_um is not None:
            text = "none, yet a material or thickness is given; expected a treatment that uses it"
            yield Issue((*path, "treatment"), text)
        return
    # What a treatment needs beyond its name is settled by geometry.device.
    liner_um = sidewall.thickness_um or 0.0
    liner_um += 0.0 if sidewall.spacer is None else sidewall.spacer.thickness_um
    if 2.0 * liner_um >= _narrowest(array.aperture) - _TOUCH:
        yield Issue(
            (*path, "thickness"),
            f"twice {brief_length(liner_um)} fills the well of width "
            f"{brief_length(_narrowest(array.aperture))}",
        )


def _black_matrix_issues(device: DeviceSpec, array: ArraySpec) -> Iterator[Issue]:
    matrix, path = array.black_matrix, (*_ARRAY, "black_matrix")
    if matrix is None:
        return
    if matrix.opening_um >= array.neighbour_um:
        text = f"{brief_length(matrix.opening_um)} is not smaller than the pitch"
        yield Issue((*path, "opening"), f"{text} {brief_length(array.neighbour_um)}")
    in_substrate = matrix.position is MatrixPosition.SUBSTRATE
    if in_substrate and matrix.thickness_um >= device.substrate.thickness_um:
        text = f"{brief_length(matrix.thickness_um)} is not thinner than the substrate"
        yield Issue((*path, "thickness"), f"{text} {brief_length(device.substrate.thickness_um)}")
