"""Whether the wells fit the lattice and the bank fits the stack.

A well, its wall moved out by the slope of the bank, must stay inside its Wigner-Seitz cell:

        cell's border  |    pitch     |
                 ______|__        ____|______
          bank         |  \\ well /    |           overhang < 0: the wells are apart
                       |   \\____/     |
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from geometry.aperture import aperture_outline
from geometry.checks.issue import ARRAY, LAYERS, Issue
from geometry.lattice import unit_cell
from geometry.materials.process import process_of
from geometry.shapes import Circle
from geometry.spec.array import (
    ApertureShape,
    ApertureSpec,
    ArraySpec,
    BankSpec,
    Coverage,
    GapFilling,
    Lattice,
)
from geometry.spec.device import DeviceSpec
from geometry.spec.layers import Process
from geometry.units import HAIR_UM, brief_length

_WIDTH = (*ARRAY, "aperture", "width")


def plan_issues(array: ArraySpec) -> Iterator[Issue]:
    """Apertures that do not suit the lattice, and wells that meet or close."""
    shape_issues = list(_shape_issues(array))
    yield from shape_issues
    if not shape_issues:
        yield from _size_issues(array)


def bank_issues(device: DeviceSpec, array: ArraySpec) -> Iterator[Issue]:
    """Banks that stand on no layer below the emitter, or are lower than what fills the wells."""
    foot, emitter = device.foot_index, device.emitter_index
    if emitter is None:
        return
    if foot is None or foot >= emitter:
        below = ", ".join(layer.name for layer in device.layers[:emitter])
        on = device.layers[0].name if array.bank.on is None else array.bank.on
        text = f"{on!r} is no layer below the emitter {device.layers[emitter].name!r}"
        yield Issue((*ARRAY, "bank", "on"), f"{text}; expected one of: {below or 'none is there'}")
        return
    if array.bank.coverage is Coverage.FILLING:
        yield from _filling_issues(device, array.bank, foot)
    if array.has_windows:
        yield from _window_issues(device, array, foot, emitter)
    yield from _colour_issues(array)


def bank_warnings(device: DeviceSpec, array: ArraySpec) -> Iterator[str]:
    """A height that a planar bank does not have."""
    if array.bank.coverage is not Coverage.PLANAR:
        return
    flush_um = sum(layer.thickness_um for layer in device.patterned_layers)
    if abs(flush_um - array.bank.height_um) > HAIR_UM:
        yield (
            f"the planar bank ends flush with the emitter at {brief_length(flush_um)} above its "
            f"foot: the given height {brief_length(array.bank.height_um)} is not used"
        )


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


def _shape_issues(array: ArraySpec) -> Iterator[Issue]:
    aperture, shape = array.aperture, array.aperture.shape
    path = (*ARRAY, "aperture")
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
    if width_um >= array.neighbour_um:
        yield Issue(_WIDTH, f"{brief_length(width_um)} is not smaller than the pitch {pitch}")
        return
    if overhang_um(array, 0.0) > -HAIR_UM:
        size = _size(array.aperture)
        text = f"{size} reaches past the pixel's own cell; pitch {pitch}: neighbours overlap"
        yield Issue(_WIDTH, text)
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
    path = (*ARRAY, "bank", "sidewall_angle")
    narrow_um = array.aperture.narrowest_um
    if narrow_um + 2.0 * shift_um <= HAIR_UM:
        yield Issue(path, f"{slope} on each side: closes a well {brief_length(narrow_um)} wide")
    elif overhang_um(array, shift_um) > -HAIR_UM:
        text = f"{slope}: wells {_size(array.aperture)} meet at the bank's top, "
        yield Issue(path, f"{text}pitch {brief_length(array.pitch)}")


def _size(aperture: ApertureSpec) -> str:
    if aperture.length_um is None:
        return brief_length(aperture.width_um)
    return f"{brief_length(aperture.width_um)} x {brief_length(aperture.length_um)}"


def _filling_issues(device: DeviceSpec, bank: BankSpec, foot: int) -> Iterator[Issue]:
    unknown = False
    for index, layer in enumerate(device.layers):
        if index > foot and process_of(layer) is None:
            unknown = True
            yield Issue(
                (*LAYERS, index, "process"),
                f"missing; layer {layer.name!r} lies over a filling bank and its material does "
                "not tell how it is made; expected solution or evaporated",
            )
    if unknown or bank.filled_by is GapFilling.NEXT_LAYERS:
        return
    levelled = [x for x in device.patterned_layers if process_of(x) is Process.SOLUTION]
    needed_um = sum(layer.thickness_um for layer in levelled)
    if bank.height_um < needed_um - HAIR_UM:
        names = ", ".join(layer.name for layer in levelled)
        yield Issue(
            (*ARRAY, "bank", "height"),
            f"{brief_length(bank.height_um)} is lower than the solution layers that fill "
            f"the well: {brief_length(needed_um)} ({names})",
        )


def _window_issues(
    device: DeviceSpec, array: ArraySpec, foot: int, emitter: int
) -> Iterator[Issue]:
    """A film with windows must be one, and be levelled by what lies between it and the emitter."""
    bank, path = array.bank, (*ARRAY, "bank")
    if bank.filled_by is not GapFilling.MATERIAL:
        text = f"{bank.filled_by.value} leaves no film that windows could be in"
        yield Issue((*path, "filled_by"), f"{text}; expected material")
    between = device.layers[foot + 1 : emitter]
    levels_um = sum(layer.thickness_um for layer in between)
    if bank.height_um > levels_um + HAIR_UM:
        names = ", ".join(layer.name for layer in between) or "no layer"
        yield Issue(
            (*path, "height"),
            f"{brief_length(bank.height_um)} is higher than what levels it below the emitter: "
            f"{brief_length(levels_um)} ({names}); expected less, or coverage conformal",
        )


def _colour_issues(array: ArraySpec) -> Iterator[Issue]:
    if not array.subpixels:
        return
    names = ", ".join(subpixel.name for subpixel in array.subpixels)
    film = array.bank.filled_by is GapFilling.MATERIAL
    if film and array.bank.coverage in (Coverage.CONFORMAL, Coverage.WINDOWS):
        text = f"{array.bank.coverage.value} lays one emitter over all sub-pixels ({names})"
        yield Issue((*ARRAY, "bank", "coverage"), text)
