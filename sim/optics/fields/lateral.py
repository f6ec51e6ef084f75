"""Fields and points of a pixel on lateral cells alone, where its cells across walls are finer.

Of a zone of finer cells every s-th point is one of the lateral cells' own kind (sim.optics.grid.
grading): read off there, with E_x = s_x E_x' and H_x = s_x H_x' (likewise along y), fields are as
on uniform cells. That serves whatever is smooth on the scale of a lateral cell: waves in the glass,
travelling light in the emitter, pictures. Powers absorbed are summed over all points instead: the
sum over E . D is the same in both spaces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import ComplexArray, FloatArray, IntArray
from sim.optics.fields.absorption import AbsorptionMap, EmitterMask
from sim.optics.fields.records import Phasors
from sim.optics.grid.grading import Grading
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, Box, half_steps, whole_steps

_PLANE = ("ex", "ey", "hx", "hy")
_ELECTRIC = "e"


@dataclass(frozen=True)
class _Axis:
    """An axis of stepped cells.

    Attributes:
        grading: its zones, None where cells are alike.
        cells: of all stepped ones.
    """

    grading: Grading | None
    cells: int

    def points(self, half: bool) -> IntArray | slice:
        """Which whole or half steps are those of lateral cells."""
        if self.grading is None:
            return slice(None)
        if half:
            return self.grading.half_steps(self.cells)
        return self.grading.whole_steps(self.cells)

    def factor(self, half: bool) -> FloatArray | float:
        """A field along the axis over its stepped one at these points."""
        if self.grading is None:
            return 1.0
        middle = self.cells // 2
        steps = half_steps(-middle, middle) if half else whole_steps(-middle, middle)
        return self.grading.across_factor(steps[self.points(half)])


def lateral_phasors(layout: Layout, phasors: Phasors) -> Phasors:
    """Of a run on a layout's grid, as on its lateral cells; D is not given there."""
    if layout.ungraded is None:
        return phasors
    grid = layout.grid
    whole = (_Axis(grid.grading, grid.nx), _Axis(grid.grading_y, grid.ny))

    def film_field(kind: str, component: str, w: int) -> ComplexArray:
        if kind != _ELECTRIC:
            raise ValueError(f"lateral cells have E; got {kind!r}")
        field = phasors.film_field(kind, component, w)
        return _along(field, _inner(layout), component, component)

    def plane(fields: dict[str, ComplexArray]) -> dict[str, ComplexArray]:
        return {name: _of_plane(fields[name], whole, name) for name in _PLANE}

    top = phasors.top_plane
    return replace(
        phasors,
        plane=plane(phasors.plane),
        top_plane=None if top is None else plane(top),
        film_box=layout.ungraded.film_box,
        film_field=film_field,
    )


def lateral_emitter(
    layout: Layout, absorption: AbsorptionMap, mask: EmitterMask
) -> tuple[AbsorptionMap, EmitterMask]:
    """Points of a layout's film box that are those of its lateral cells."""
    if layout.ungraded is None:
        return absorption, mask

    def chosen(values: NDArray[Any], component: str) -> NDArray[Any]:
        x, y = (
            axis.points(component == name)
            for axis, name in zip(_inner(layout), COMPONENTS[:2], strict=True)
        )
        return values[x][:, y]

    points = {
        name: replace(
            where,
            part=chosen(where.part, name),
            conductivity=chosen(where.conductivity, name),
            weight=chosen(where.weight, name),
            faces=(),
        )
        for name, where in absorption.points.items()
    }
    box: Box = layout.ungraded.film_box
    inside = {name: chosen(values, name) for name, values in mask.inside.items()}
    return replace(absorption, box=box, points=points), EmitterMask(inside)


def _inner(layout: Layout) -> tuple[_Axis, _Axis]:
    grid = layout.grid
    return (_Axis(grid.grading, 2 * grid.inner_x), _Axis(grid.grading_y, 2 * grid.inner_y))


def _of_plane(field: ComplexArray, axes: tuple[_Axis, _Axis], name: str) -> ComplexArray:
    """(W, ., .) of one tangential field: E_x and H_y stand at half-steps along x."""
    half = "x" if name in ("ex", "hy") else "y"
    moved = _with_first_steps(np.moveaxis(field, 0, -1), axes, half)
    return np.ascontiguousarray(np.moveaxis(_along(moved, axes, half, name[1]), -1, 0))


def _with_first_steps(field: ComplexArray, axes: tuple[_Axis, _Axis], half: str) -> ComplexArray:
    """A plane's field (nx, ny, W) with the first whole steps of both axes.

    Meep's plane across the whole cell begins behind them: they lie in its conducting wall, where
    these fields are 0.
    """
    missing = [
        0 if name == half else axis.cells + 1 - size
        for axis, name, size in zip(axes, COMPONENTS[:2], field.shape[:2], strict=True)
    ]
    return np.pad(field, [(missing[0], 0), (missing[1], 0), (0, 0)])


def _along(
    field: ComplexArray, axes: tuple[_Axis, _Axis], half: str, direction: str
) -> ComplexArray:
    """A field (nx, ny, .) on lateral cells.

    Args:
        field: at points of the stepped space.
        axes: along x and y.
        half: axis along which its points stand at half-steps ("z": neither).
        direction: along which it points.
    """
    for number, (axis, name) in enumerate(zip(axes, COMPONENTS[:2], strict=True)):
        is_half = name == half
        chosen = axis.points(is_half)
        field = field[chosen] if number == 0 else field[:, chosen]
        if name == direction:
            factor = np.broadcast_to(axis.factor(is_half), (field.shape[number],))
            shape = [1] * field.ndim
            shape[number] = -1
            field = field * factor.reshape(shape)
    return field
