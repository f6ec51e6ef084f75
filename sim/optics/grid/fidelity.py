"""What a grid makes of a pixel's lateral features, and which of them it cannot hold.

Dielectrics are averaged over the cells that an interface crosses, so that slopes, rough walls and
thin liners below one cell keep their mean; metals and absorbers are looked up at points and must be
half a cell thick to be seen at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geometry.device import Device
from geometry.parts import Liner
from geometry.spec import ArraySpec
from geometry.units import brief_length

_ARRAY = "device.array"
_AVERAGED_K = 1e-4
"""Extinction up to which a medium is a plain constant, which the solver averages."""


_ON_UNIFORM = (
    "lateral_cell, or method edge, whose cells across a wall follow its films (optics.wall_cell)"
)
_ON_GRADED = "wall_cell or lateral_cell"
"""Keys to make smaller, as a message has them."""


class VanishesError(ValueError):
    """A part that the grid does not hold; ``path`` is the dotted path of its size."""

    def __init__(self, path: str, what: str, size_um: float, cell_um: float, key: str) -> None:
        self.path = path
        self.message = (
            f"{what}, {brief_length(size_um)}, vanishes on a grid of {brief_length(cell_um)}; "
            f"use a smaller optics.{key}"
        )
        super().__init__(f"{path}: {self.message}")


@dataclass(frozen=True)
class GridRemark:
    """What the grid makes of one feature."""

    name: str
    sentence: str


def grid_remarks(
    device: Device,
    film_cell_um: float,
    lateral_cell_um: float,
    wall_cell_um: float | None = None,
) -> tuple[GridRemark, ...]:
    """Features that the grid blurs or steps; cells across a wall may be finer than elsewhere.

    Raises:
        VanishesError: aperture, gap, an absorbing liner or a coffee ring that it cannot hold.
    """
    if device.array is None:
        return ()
    _check_plan(device.array, lateral_cell_um)
    across_um = lateral_cell_um if wall_cell_um is None else wall_cell_um
    return (
        *_slope(device, film_cell_um, lateral_cell_um),
        *_roughness(device.array, lateral_cell_um),
        *_liner(device, across_um, _ON_UNIFORM if wall_cell_um is None else _ON_GRADED),
        *_coffee_ring(device.array, film_cell_um),
    )


def _check_plan(array: ArraySpec, cell_um: float) -> None:
    width_um, gap_um = array.aperture.width_um, array.gap_um
    if width_um < cell_um:
        path = f"{_ARRAY}.aperture.width"
        raise VanishesError(path, "the aperture", width_um, cell_um, "lateral_cell")
    if gap_um < cell_um:
        path = f"{_ARRAY}.aperture.width"
        raise VanishesError(path, "the gap between pixels", gap_um, cell_um, "lateral_cell")


def _slope(device: Device, film_cell_um: float, cell_um: float) -> Iterator[GridRemark]:
    if device.flare == 0.0:
        return
    height_um = device.bank_height_um
    angle = device.patterned_array.bank.sidewall_angle_deg
    steps = max(1, round(height_um / film_cell_um))
    shift_um = abs(device.flare) * height_um
    yield GridRemark(
        "sidewall",
        f"a slope of {angle:g} deg moves the wall by {brief_length(shift_um)}: a staircase of "
        f"{steps} steps {brief_length(film_cell_um)} high and {brief_length(shift_um / steps)} "
        f"wide, on cells of {brief_length(cell_um)}",
    )


def _roughness(array: ArraySpec, cell_um: float) -> Iterator[GridRemark]:
    rough = array.sidewall.roughness
    if rough.rms_um == 0.0:
        return
    cell = brief_length(cell_um)
    if rough.rms_um < cell_um:
        yield GridRemark(
            "sidewall",
            f"roughness of {brief_length(rough.rms_um)} rms is less than a cell of {cell}: the "
            "cells along the wall hold the mean",
        )
    if rough.correlation_length_um < 2.0 * cell_um:
        yield GridRemark(
            "sidewall",
            f"roughness over {brief_length(rough.correlation_length_um)} is not resolved by cells "
            f"of {cell}",
        )


def _liner(device: Device, cell_um: float, key: str) -> Iterator[GridRemark]:
    liner = device.pixel_materials.liner
    if liner is None:
        return
    path = f"{_ARRAY}.sidewall.thickness"
    yield from _wall_film("wall", liner, path, device, cell_um, key)
    if liner.spacer is not None:
        path = f"{_ARRAY}.sidewall.spacer.thickness"
        yield from _wall_film("spacer", liner.spacer, path, device, cell_um, key)


def _wall_film(
    name: str, film: Liner, path: str, device: Device, cell_um: float, key: str
) -> Iterator[GridRemark]:
    across_um = film.thickness_um * device.lateral_per_normal
    index = complex(np.asarray(film.material.index(device.emission.peak_um * 1e3)))
    averaged = index.imag < _AVERAGED_K
    if not averaged and across_um < 0.5 * cell_um:
        raise VanishesError(path, f"the {name} of {film.material.name}", across_um, cell_um, key)
    if np.real(index**2) < 0.0:
        yield from _unresolved_mirror(name, film, index.imag, device.emission.peak_um, cell_um)
    if across_um >= cell_um and averaged:
        return
    cells = across_um / cell_um
    if averaged:
        text = f"is less than a cell of {brief_length(cell_um)}: the cells along it hold the mean"
    elif abs(cells - round(cells)) > 1e-6:
        text = f"is {math.floor(cells)} or {math.ceil(cells)} cells of {brief_length(cell_um)}"
        if cells < 1.0:
            # 20 nm of n = 1.8 + 0.5i on cells of 25 nm: F_z 1.048 where exact is 0.997, bare 1.077
            text += f", which may miss half of its effect: cells up to {brief_length(across_um)}"
    else:
        return
    yield GridRemark(name, f"{film.material.name} of {brief_length(across_um)} across {text}")


def _unresolved_mirror(
    name: str, film: Liner, k: float, peak_um: float, cell_um: float
) -> Iterator[GridRemark]:
    """A metal whose field falls by e within less than a cell: one plane of points is no mirror."""
    depth_um = peak_um / (2.0 * math.pi * k)
    if cell_um > depth_um * (1.0 + 1e-6):
        yield GridRemark(
            name,
            f"light enters {film.material.name} by {depth_um * 1e3:.0f} nm, less than a cell of "
            f"{brief_length(cell_um)}: what this mirror does to light is wrong by up to 0.4 of a "
            "dipole's power, which no error part knows; use a smaller optics.lateral_cell, or "
            "method edge, whose cells across a wall follow its films (optics.wall_cell)",
        )


def _coffee_ring(array: ArraySpec, film_cell_um: float) -> Iterator[GridRemark]:
    ring = array.coffee_ring
    if ring.height_um == 0.0:
        return
    if ring.height_um < 0.5 * film_cell_um:
        path = f"{_ARRAY}.coffee_ring.height"
        raise VanishesError(path, "the coffee ring", ring.height_um, film_cell_um, "vertical_cell")
    step_um = ring.height_um / ring.steps
    if step_um < film_cell_um:
        yield GridRemark(
            "coffee_ring",
            f"steps of {brief_length(step_um)} are less than a cell of "
            f"{brief_length(film_cell_um)}: the cells they cross hold the mean",
        )
