"""What a grid cannot hold of a device, and which thicknesses it changes, before any solving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geometry.checks.issue import Issue, PathParts
from geometry.device import Device
from geometry.spec import DeviceSpec
from geometry.units import HAIR_UM, brief_length
from sim.optics.grid.fidelity import VanishesError
from sim.optics.grid.snapping import SnappedDevice, snap_device
from sim.optics.grid.wall_cell import wall_cell_um
from sim.study import OpticsSpec

MOST_K = 50.0
"""Largest k on a grid: light ends within 2 nm, less than any cell, and loses less than 0.2 %."""


def grid_issues(
    spec: DeviceSpec, device: Device, optics: OpticsSpec, *, graded: bool = False
) -> Iterator[Issue]:
    """Parts that vanish on the grid.

    Args:
        spec: the device as written, for the place of an issue.
        device: the same with its materials looked up; sound.
        optics: numerics.
        graded: whether cells across a wall follow its films.
    """
    yield from _metal_issues(device)
    yield from _conductor_issues(device)
    try:
        _snapped(device, optics, graded)
    except VanishesError as error:
        yield Issue(_path_parts(error.path, spec), error.message)


def _metal_issues(device: Device) -> Iterator[Issue]:
    """Metals whose field ends within a fraction of any cell: a pole for them cannot be stepped."""
    wave = device.emission.peak_um * 1e3
    for number, layer in enumerate(device.stack.layers):
        k = float(np.imag(layer.material.index(wave)))
        if k > MOST_K and not layer.material.is_perfect_conductor:
            yield Issue(
                ("device", "layers", number, "material"),
                f"k = {k:g} is nearly a perfect conductor, whose field ends within "
                f"{brief_length(device.emission.peak_um / (2.0 * np.pi * k))}; grids take k up to "
                f"{MOST_K:g}; expected a real metal, material: perfect conductor, or method planar",
            )


def _conductor_issues(device: Device) -> Iterator[Issue]:
    """Perfect conductors that all light to the observer would have to cross."""
    emitter = device.stack.emitter_index
    for number, layer in enumerate(device.stack.layers):
        before_exit = number > emitter if device.exit.upwards else number < emitter
        if before_exit and layer.material.is_perfect_conductor:
            yield Issue(
                ("device", "layers", number, "material"),
                "a perfect conductor lets no light out to the observer; expected it on the other "
                "side of the emitter, or method planar",
            )


def _snapped(device: Device, optics: OpticsSpec, graded: bool) -> SnappedDevice:
    """The device on the cells that the method puts at its wall."""
    at_wall = wall_cell_um(device, optics) if graded else None
    return snap_device(device, optics.vertical_cell_um, optics.lateral_cell_um, at_wall)


def grid_warnings(device: Device, optics: OpticsSpec, *, graded: bool = False) -> Iterator[str]:
    """Layers whose thickness on the grid is another one, as the grid has it.

    Args:
        device: sound, and held by the grid.
        optics: numerics.
        graded: as in :func:`grid_issues`.
    """
    cell_um = optics.vertical_cell_um
    snapped = _snapped(device, optics, graded).device
    for layer, on_grid in zip(device.stack.layers, snapped.stack.layers, strict=True):
        name = f"layer {layer.name!r} ({brief_length(layer.thickness_um)})"
        if on_grid.thickness_um < HAIR_UM:
            yield (
                f"{name} falls between two vertical cells ({brief_length(cell_um)}): "
                "it is merged optically with its neighbour"
            )
        elif abs(layer.thickness_um - on_grid.thickness_um) > HAIR_UM:
            yield (
                f"{name} does not end on vertical cells ({brief_length(cell_um)}): "
                f"the grid holds {brief_length(on_grid.thickness_um)}"
            )


def _path_parts(path: str, device: DeviceSpec) -> PathParts:
    """A dotted path, with a layer's name replaced by its position."""
    positions = {layer.name: index for index, layer in enumerate(device.layers)}
    parts = path.split(".")
    return tuple(
        positions.get(part, part) if number and parts[number - 1] == "layers" else part
        for number, part in enumerate(parts)
    )
